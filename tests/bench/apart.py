"""A command in a process of its own: how long it takes, and the most memory that it needs.

    python -m tests.bench.apart COMMAND…

runs a command and prints that as JSON. It stands between because Linux counts the memory of whoever starts a program as
the program's own: this one has next to none.
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
class Ran:
    """A command that ended: its seconds, its peak of memory in MB, and what it printed."""

    seconds: float
    megabytes: float
    stdout: str
    stderr: str


def run(*command: str) -> Ran:
    """Run a command from a cold start. Raises RuntimeError where it fails."""
    between = [sys.executable, "-m", "tests.bench.apart", *command]
    told = json.loads(subprocess.run(between, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout)
    if told.pop("code"):
        raise RuntimeError(f"{' '.join(command)} failed: {told['stderr']}")
    return Ran(**told)


def seconds(ran: Sequence[Ran]) -> float:
    """The median of what some runs took."""
    return median(each.seconds for each in ran)


def megabytes(ran: Sequence[Ran]) -> float:
    """The median of the memory that some runs needed, in MB."""
    return median(each.megabytes for each in ran)


def main(command: Sequence[str]) -> None:
    """Run a command and print what it took."""
    began = time.perf_counter()
    ended = subprocess.run(command, capture_output=True, text=True)
    took, peak = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    found = {"seconds": took, "megabytes": peak * 1024 / 1e6, "code": ended.returncode}
    sys.stdout.write(json.dumps(found | {"stdout": ended.stdout, "stderr": ended.stderr}))


if __name__ == "__main__":
    main(sys.argv[1:])
