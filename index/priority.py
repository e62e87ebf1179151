"""Lower the priority of threads, so that questions come before background work on few cores."""

import os
import sys
import threading
from contextlib import suppress

# How much lower than the usual priority is that of background work; 19 is the lowest.
_BACKGROUND_NICENESS = 10


def lower_thread_priority() -> None:
    """Lower the priority of this thread, and of those that it starts later, if the system can."""
    if sys.platform != "linux":
        return
    thread = threading.get_native_id()

    # A sandbox may refuse it. The work is then done at the usual priority.
    with suppress(OSError):
        niceness = max(os.getpriority(os.PRIO_PROCESS, thread), _BACKGROUND_NICENESS)
        os.setpriority(os.PRIO_PROCESS, thread, niceness)
