"""A process that forks one that syncs or rebuilds, for tests to kill; imports are done once, before.

Commands come in a line each: `sync` or `rebuild`, the corpus, the index; the reply is the process that does it.
"""

import os
import sys

from fonti.index import Library
from tests.helpers.fakes import FakeEncoder


def main() -> None:
    """Fork as told until the input ends."""
    Library.at  # noqa: B018 - what a sync needs is imported by now
    for line in sys.stdin:
        command, corpus, index = line.rstrip("\n").split("\t")
        child = os.fork()
        if not child:
            Library.at(corpus, index=index, model=FakeEncoder()).sync(rebuild=command == "rebuild")
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        _, ended = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(ended)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
