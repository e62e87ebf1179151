"""Sixteen people who ask the chat at once, over HTTP: what `tests.bench.load` prints of them."""

import re
import subprocess
import sys

from tests.bench.figures import Figure, Mark, Section
from tests.bench.ground import Ground
from tests.helpers.paths import BENCH, ROOT

_PEOPLE = 16
_FAST = Mark("≥", 40)
_ROW = re.compile(r"^\| ([^|]+) \| ([\d.]+) \|", re.MULTILINE)


def measure(ground: Ground) -> Section:
    """Have them ask of the benchmark, in a process of its own: the package that asks changes the one it is in."""
    given = (str(ground.corpus), str(ground.fonti), str(BENCH / "questions.jsonl"), str(_PEOPLE))
    command = [sys.executable, "-m", "tests.bench.load", *given]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout
    lines = [
        line for line in told.splitlines() if not line.startswith("Fonti: ")
    ]  # the server's own
    figures = (
        Figure(
            f"questions a second, {name}", float(rate), mark=None if "rebuilding" in name else _FAST
        )
        for name, rate in _ROW.findall(told)
    )
    return Section(
        f"{_PEOPLE} people at once over HTTP", (*figures, ground.quality()), ("\n".join(lines),)
    )
