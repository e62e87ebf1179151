"""Measure answers on the benchmark beside the checkout, through the Python API with its defaults.

    python -m tests.bench.quality [RUN.jsonl]

Writes a run, and prints the scores of the benchmark's own scorer. The benchmark is a folder
`shared/bench` next to the checkout.
"""

import json
import runpy
import sys
import tempfile
from pathlib import Path
from typing import Any

from fonti.qa import Assistant, evaluate, format_run, read_questions
from fonti.ui.cli.progress import show_progress
from tests.helpers.paths import BENCH


def main() -> None:
    """Ask every question, and print the scores."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()) / "run.jsonl"
    questions = BENCH / "questions.jsonl"
    with show_progress() as on_progress:
        assistant = Assistant.open(BENCH / "corpus", on_progress=on_progress)
        run = evaluate(assistant, read_questions(questions), on_progress)
    path.write_text(format_run(run), "utf-8")

    scorer = runpy.run_path(str(BENCH / "scoring.py"))
    scores = scorer["score"](_read_lines(questions), _read_lines(path))
    sys.stdout.write(f"{json.dumps(scores, indent=1)}\nrun: {path}\n")


def _read_lines(path: Path) -> list[Any]:
    """Return the values of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    main()
