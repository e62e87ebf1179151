"""A process that forks one that syncs or rebuilds an index, for a test to kill.

What is slow to import is imported once, before the forks. A command is a line on the standard
input: `sync` or `rebuild`, the corpus and the index, separated by tabs. It is answered with the
number of the process that works, and at its end with its exit status.
"""

import os
import sys

from fonti.index import Library
from tests.helpers.fakes import FakeEncoder


def main() -> None:
    """Fork a process for each command until the input ends."""
    for line in sys.stdin:
        command, corpus, index = line.rstrip("\n").split("\t")
        process = os.fork()
        if not process:
            library = Library.open(corpus, index=index, model=FakeEncoder(), sync=False)
            library.sync(rebuild=command == "rebuild")
            os._exit(0)

        _answer(process)
        _, status = os.waitpid(process, 0)
        _answer(os.waitstatus_to_exitcode(status))


def _answer(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
