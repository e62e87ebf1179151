"""A process that forks ones that sync or rebuild an index, and that end in the middle of it.

What is slow to import is imported once, before the forks. A command is a line on the standard
input, separated by tabs: `sync` or `rebuild`, the corpus, the index, and the seconds of processor
time after which the system kills the process that works; 0 if it is not killed. Processor time does
not depend on what else the machine does. The answer is one line, separated by a tab: the exit
status of the process, negative for a signal, and the seconds of processor time it took.
"""

import os
import resource
import signal
import sys

from fonti.index import Library
from tests.helpers.fakes import FakeEncoder


def main() -> None:
    """Fork a process for each command until the input ends."""
    for line in sys.stdin:
        command, corpus, index, seconds = line.rstrip("\n").split("\t")
        process = os.fork()
        if not process:
            # Unless it is handled, SIGPROF ends a process at once, as SIGKILL does.
            signal.setitimer(signal.ITIMER_PROF, float(seconds))
            library = Library.open(corpus, index=index, model=FakeEncoder(), sync=False)
            library.sync(rebuild=command == "rebuild")
            os._exit(0)

        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        _, status = os.waitpid(process, 0)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\t{used}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
