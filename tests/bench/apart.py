"""A command in a process of its own: its duration, and its peak of memory.

    python -m tests.bench.apart COMMAND…

runs a command and prints both as JSON. Linux counts the memory of the process that starts a
program as the program's own; this process stands between, since it has next to none.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tests.helpers.paths import ROOT

FONTI = (sys.executable, "-c", "from fonti.ui.__main__ import main; main()")
USUAL = (sys.executable, "-m", "tests.bench.usual")


@dataclass(frozen=True, slots=True)
class Run:
    """A command that ended: its duration, its peak of memory in MB, and its output."""

    seconds: float
    megabytes: float
    stdout: str
    stderr: str


def run(*command: str) -> Run:
    """Run a command from a cold start.

    Raises:
        RuntimeError: The command failed.
    """
    wrapper = [sys.executable, "-m", "tests.bench.apart", *command]
    output = subprocess.run(wrapper, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout
    result = json.loads(output)
    if result.pop("code"):
        raise RuntimeError(f"{' '.join(command)} failed: {result['stderr']}")
    return Run(**result)


def median_seconds(runs: Sequence[Run]) -> float:
    """Return the median duration of some runs."""
    return median(run.seconds for run in runs)


def median_megabytes(runs: Sequence[Run]) -> float:
    """Return the median peak of memory of some runs, in MB."""
    return median(run.megabytes for run in runs)


def main(command: Sequence[str]) -> None:
    """Run a command, and print its duration, memory and output as JSON."""
    started = time.perf_counter()
    process = subprocess.run(command, capture_output=True, text=True)
    seconds = time.perf_counter() - started

    # On Linux in KiB.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    result = {
        "seconds": seconds,
        "megabytes": peak * 1024 / 1e6,
        "code": process.returncode,
        "stdout": process.stdout,
        "stderr": process.stderr,
    }
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1:])
