"""Measure answers on the benchmark beside the checkout, through the public Python API with its defaults.

    python -m tests.bench.quality [RUN.jsonl]

Writes a run and prints the benchmark's own scores of it. The benchmark is a folder `shared/bench` next to the checkout.
"""

import json
import runpy
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.progress import track

from qa import Answer, Assistant

BENCH = Path(__file__).parents[3] / "shared" / "bench"


def run_line(question: dict[str, Any], answer: Answer) -> dict[str, Any]:
    """An answer in the form that the benchmark's scorer reads."""
    return {
        "id": question["id"],
        "score": answer.confidence,
        "answered": answer.outcome == "answered",
        "citations": [
            {
                "file": citation.source,
                "start": citation.passage.start,
                "end": citation.passage.end,
                "highlights": [[citation.start, citation.end]],
            }
            for citation in answer.citations
        ],
    }


def main() -> None:
    """Ask every question and print the scores."""
    questions = [json.loads(line) for line in (BENCH / "questions.jsonl").read_text("utf-8").splitlines()]
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()) / "run.jsonl"
    fonti = Assistant.open(BENCH / "corpus")
    run = []
    for question in track(questions, description="Asking"):
        languages = [question["filter"]] if question["filter"] else None
        run.append(run_line(question, fonti.ask(question["question"], languages=languages, top_k=10)))
    path.write_text("".join(json.dumps(line) + "\n" for line in run), "utf-8")
    scores = runpy.run_path(str(BENCH / "scoring.py"))["score"](questions, run)
    sys.stdout.write(f"{json.dumps(scores, indent=1)}\nrun: {path}\n")


if __name__ == "__main__":
    main()
