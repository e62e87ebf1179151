"""Sixteen people who ask the chat at once, over HTTP, by `tests.bench.load`."""

import re
import subprocess
import sys

from tests.bench.figures import Figure, Mark, Section
from tests.bench.ground import Ground
from tests.helpers.paths import BENCH, ROOT

_PEOPLE = 16
_MARK = Mark("≥", 40)
_ROW = re.compile(r"^\| ([^|]+) \| ([\d.]+) \|", re.MULTILINE)


def measure(ground: Ground) -> Section:
    """Have people ask of the benchmark, in a process of its own: locust patches its process."""
    questions = BENCH / "questions.jsonl"
    arguments = (str(ground.corpus), str(ground.fonti), str(questions), str(_PEOPLE))
    command = [sys.executable, "-m", "tests.bench.load", *arguments]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout

    # The server prints its address.
    lines = [line for line in output.splitlines() if not line.startswith("Fonti: ")]
    figures = []
    for name, rate in _ROW.findall(output):
        mark = None if "rebuilding" in name else _MARK
        figures.append(Figure(f"questions a second, {name}", float(rate), mark=mark))

    title = f"{_PEOPLE} people at once over HTTP"
    return Section(title, (*figures, ground.quality()), ("\n".join(lines),))
