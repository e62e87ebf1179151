"""Call functions in several processes, which never import the main module of the program.

Those of `multiprocessing` do: a script that is not guarded by `if __name__ == "__main__"` would
run again in each of them.

    python -m fonti.index.sync.process_pool

is one of these processes. It reads pickled calls from its standard input and writes the results.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from types import TracebackType
from typing import Any

from fonti.index.errors import ModelError

_Process = subprocess.Popen[bytes]


class ProcessPool:
    """Some processes, each of which calls one function at a time, on one core.

    They are started when they are first needed, and end with the process that started them.

    Args:
        count: How many there are at most.

    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._processes: list[_Process] = []
        self._idle: SimpleQueue[_Process] = SimpleQueue()
        self._threads = ThreadPoolExecutor(count, "worker")

    def __enter__(self) -> "ProcessPool":
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for process in self._processes:
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            process.communicate()

    def submit(self, function: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        """Start to call a function of a module in a process.

        The result raises what the function raises, or ModelError if the process ended.

        Raises:
            ModelError: No process can be started.

        """
        if len(self._processes) < self._count:
            process = _start_process()
            self._processes.append(process)
            self._idle.put(process)
        return self._threads.submit(self._call, function, arguments)

    def _call(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        process = self._idle.get()
        try:
            result = _exchange(process, (function, arguments))
        finally:
            self._idle.put(process)
        if isinstance(result, Exception):
            raise result
        return result


def _start_process() -> _Process:
    """Start a process. Raises ModelError."""
    # -P and PYTHONPATH: the process imports the same packages as this one, never those of the
    # folder that the user is in.
    path = os.pathsep.join(entry for entry in sys.path if entry)
    try:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
        )
    except OSError as error:
        raise ModelError("worker_ended") from error


def _exchange(process: _Process, call: object) -> Any:
    """Return what a process replies to a call. Raises ModelError if it ended."""
    # As bytes in a message: whoever receives them need not import what the call refers to.
    message = pickle.dumps(pickle.dumps(call))
    try:
        if process.stdin is None or process.stdout is None:
            raise EOFError
        process.stdin.write(message)
        process.stdin.flush()
        return pickle.load(process.stdout)  # noqa: S301
    except (EOFError, OSError, pickle.UnpicklingError) as error:
        raise ModelError("worker_ended") from error


def _main() -> None:
    """Call functions one after another until the other process ends."""
    # Ctrl+C is for the process that started this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What libraries print is no reply.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    requests: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_receive, args=(requests,), daemon=True).start()
    while True:
        try:
            function, arguments = pickle.loads(requests.get())  # noqa: S301
            reply = function(*arguments)
        except Exception as error:
            reply = error
        replies.write(pickle.dumps(reply))
        replies.flush()


def _receive(requests: "SimpleQueue[bytes]") -> None:
    """Put what is received into a queue, and end this process when the other one ends."""
    try:
        while True:
            requests.put(pickle.load(sys.stdin.buffer))  # noqa: S301
    except EOFError:
        os._exit(1)


if __name__ == "__main__":
    _main()
