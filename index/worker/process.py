"""Start and reuse the processes in which files are parsed.

A process takes half a second to start. So one that is released waits a while for the next parser.
"""

import atexit
import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from tempfile import mkdtemp

from fonti.index.worker.framing import Reply, receive_reply, send

# How long an idle process waits to be used again.
_IDLE_SECONDS = 20.0

# The variables that a process gets: those that Python, Tesseract, LibreOffice and the system read.
# Others often hold secrets, which are nothing for a process that a file may take over.
_VARIABLES = frozenset(
    {
        *("HOME", "LANG", "LANGUAGE", "LOCALE_ARCHIVE", "PATH", "TESSDATA_PREFIX", "TZ"),
        *("DYLD_FALLBACK_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LD_LIBRARY_PATH"),
        *("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS"),
        # Windows has its own.
        *("APPDATA", "COMSPEC", "LOCALAPPDATA", "PATHEXT", "SYSTEMROOT", "USERPROFILE"),
    }
)
_VARIABLE_PREFIXES = ("FONTCONFIG_", "LC_", "PYTHON")


@dataclass(frozen=True, slots=True)
class ProcessOptions:
    """What a process is started with; two that are equal can be used in place of each other.

    Attributes:
        command: The program and its arguments.
        environment: The variables of its environment, sorted.

    """

    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]

    @classmethod
    def choose(cls, memory_limit: int, time_limit: float) -> "ProcessOptions":
        """Return the options for limits, and for what this process has now.

        Args:
            memory_limit: The memory that the process may take, in bytes.
            time_limit: The time that it may take for a file, in seconds.

        """
        # -P and PYTHONPATH: the process imports the same packages as this one, never those of the
        # folder that the user is in.
        limits = (str(memory_limit), str(time_limit))
        environment = {
            **{name: value for name, value in os.environ.items() if _is_passed(name)},
            "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
            "OPENBLAS_NUM_THREADS": "1",
            # Tesseract is no faster with more.
            "OMP_THREAD_LIMIT": "1",
        }
        return cls(
            (sys.executable, "-P", "-m", "fonti.index.worker", *limits),
            tuple(sorted(environment.items())),
        )


def _is_passed(variable: str) -> bool:
    """Return whether a process gets a variable of the environment."""
    return variable in _VARIABLES or variable.startswith(_VARIABLE_PREFIXES)


class WorkerProcess:
    """A process that parses files, with a folder in which it may write.

    Attributes:
        options: What it was started with.
        has_replied: Whether it has replied to a request, from which memory may be left.

    Raises:
        OSError: It cannot be started.

    """

    def __init__(self, options: ProcessOptions) -> None:
        self.options = options
        self.has_replied = False
        self._folder = mkdtemp(prefix="fonti-")
        try:
            self._process = subprocess.Popen(  # noqa: S603
                options.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**dict(options.environment), "TMPDIR": self._folder},
                # So that the programs that it starts end with it.
                start_new_session=True,
            )
        except OSError:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    @property
    def pid(self) -> int:
        """Return the id of the process."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Return whether it has not ended."""
        return self._process.poll() is None

    def exchange(self, *messages: bytes) -> Reply | None:
        """Send messages and return the next reply; None if it died, or if it is no reply."""
        if self._process.stdin is None or self._process.stdout is None:
            return None

        try:
            for message in messages:
                send(self._process.stdin, message)
            self._process.stdin.flush()
            reply = receive_reply(self._process.stdout)
        # What a process that a file took over may send.
        except (AttributeError, KeyError, OSError, RecursionError, TypeError, ValueError):
            return None
        self.has_replied = self.has_replied or reply is not None
        return reply

    def kill(self) -> None:
        """End the process, and the programs that it started."""
        if sys.platform == "win32":
            self._process.kill()
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the process, and delete what it wrote."""
        self.kill()
        self._process.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)


class _IdleProcesses:
    """The processes that wait for the next parser, at most one for each options."""

    def __init__(self) -> None:
        self._processes: dict[ProcessOptions, WorkerProcess] = {}
        self._timers: dict[ProcessOptions, threading.Timer] = {}
        self._lock = threading.Lock()

    def acquire(self, options: ProcessOptions) -> WorkerProcess | None:
        """Return a process with some options that still runs; None if there is none."""
        with self._lock:
            process = self._take_out(options)
        if process is None or process.is_running:
            return process
        process.close()
        return None

    def release(self, process: WorkerProcess) -> None:
        """Let a process wait for a while, in place of one with the same options."""
        timer = threading.Timer(_IDLE_SECONDS, self._end, [process])
        timer.daemon = True
        with self._lock:
            before = self._take_out(process.options)
            self._processes[process.options] = process
            self._timers[process.options] = timer
            timer.start()
        if before is not None:
            before.close()

    def end_all(self) -> None:
        """End all processes that wait."""
        with self._lock:
            processes = [self._take_out(options) for options in list(self._processes)]
        for process in processes:
            if process is not None:
                process.close()

    def _end(self, process: WorkerProcess) -> None:
        """End a process that nobody has acquired since."""
        with self._lock:
            if self._processes.get(process.options) is not process:
                return
            self._take_out(process.options)
        process.close()

    def _take_out(self, options: ProcessOptions) -> WorkerProcess | None:
        """Return a process that waits, which its timer no longer ends; None if there is none."""
        timer = self._timers.pop(options, None)
        if timer is not None:
            timer.cancel()
        return self._processes.pop(options, None)


_IDLE = _IdleProcesses()
atexit.register(_IDLE.end_all)


def acquire_process(options: ProcessOptions) -> WorkerProcess:
    """Return a process that waits, or else a new one.

    Raises:
        OSError: It cannot be started.

    """
    return _IDLE.acquire(options) or WorkerProcess(options)


def release_process(process: WorkerProcess) -> None:
    """Let a process that has replied to all requests wait for the next parser."""
    _IDLE.release(process)
