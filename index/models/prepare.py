"""Make and compile a model in a process of its own, which gives its memory back when it ends.

A server that did so itself would have a gigabyte more for as long as it runs.

    python -m fonti.index.models.prepare [NAME]

is that process. It prints the progress, each time as a line of JSON.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import IO, Any

from fonti.index.models.load import needs_compiling, open_encoder
from fonti.index.progress import ProgressCallback, Stage, no_progress

# How long an interrupted compilation may take to end.
_SECONDS_TO_STOP = 5


def compile_in_child(name: str | None = None, on_progress: ProgressCallback = no_progress) -> None:
    """Make and compile a model in another process, unless that was done before.

    A model of the hub that is not on this machine yet is not compiled. If it fails, nothing is
    raised: `open_encoder` tries it again, and says why it fails.

    Args:
        name: The name of the model, as for `open_encoder`.
        on_progress: Called while the model is made and compiled.

    """
    if not needs_compiling(name):
        return

    # -P and PYTHONPATH: the process imports the same packages as this one, never those of the
    # folder that the user is in.
    command = [sys.executable, "-P", "-m", __name__, *([] if name is None else [name])]
    path = os.pathsep.join(entry for entry in sys.path if entry)
    try:
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
            text=True,
        )
    except OSError:
        return

    with process:
        try:
            for progress in _read_progress(process.stdout):
                on_progress(*progress)
        except BaseException:
            _stop(process)
            raise


def _stop(process: subprocess.Popen[str]) -> None:
    """Stop a process that compiles; it first has time to say that it did not fail."""
    process.terminate()
    try:
        process.wait(_SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()


def _read_progress(output: IO[str] | None) -> Iterator[list[Any]]:
    """Yield the progress that the process prints; a line that it was killed in is left out."""
    for line in output or ():
        try:
            progress = json.loads(line)
        except ValueError:
            return
        yield progress


def _main(name: str | None = None) -> None:
    """Make and compile a model, and print the progress."""
    # An interrupted compilation is not counted as one that ended the process.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    # What libraries print is none of it.
    reports = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def report(stage: Stage, done: int, total: int) -> None:
        reports.write(json.dumps([stage, done, total]) + "\n")
        reports.flush()

    open_encoder(name, on_progress=report)


if __name__ == "__main__":
    _main(*sys.argv[1:])
