"""Who waits for whom where cores are few: those who ask come before what is read in the background."""

import os
import sys
import threading
from contextlib import suppress

_NICER = 10  # how much lower than usual a thread's priority is that gives way


def give_way() -> None:
    """Let this thread, and those that it starts, be run after others, where a system has priorities of threads."""
    if sys.platform == "linux":
        me = threading.get_native_id()
        with suppress(OSError):  # a sandbox may refuse it: what is slower is done all the same
            os.setpriority(os.PRIO_PROCESS, me, max(os.getpriority(os.PRIO_PROCESS, me), _NICER))
