"""Measure answers on the benchmark beside the checkout, through the public Python API with its defaults.

    python -m tests.bench.quality [RUN.jsonl]

Writes a run and prints the benchmark's own scores of it. The benchmark is a folder `shared/bench` next to the checkout.
"""

import json
import runpy
import sys
import tempfile
from pathlib import Path

from fonti.qa import Assistant, evaluate, read_questions, format_run
from fonti.ui.cli.progress import show_progress
from tests.helpers.paths import BENCH


def main() -> None:
    """Ask every question and print the scores."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()) / "run.jsonl"
    questions = BENCH / "questions.jsonl"
    with show_progress() as on_progress:
        run = evaluate(
            Assistant.open(BENCH / "corpus", on_progress=on_progress),
            read_questions(questions),
            on_progress,
        )
    path.write_text(format_run(run), "utf-8")
    scorer = runpy.run_path(str(BENCH / "scoring.py"))
    asked, answered = (
        [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        for file in (questions, path)
    )
    sys.stdout.write(f"{json.dumps(scorer['score'](asked, answered), indent=1)}\nrun: {path}\n")


if __name__ == "__main__":
    main()
