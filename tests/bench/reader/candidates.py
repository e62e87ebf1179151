"""What the product ranks high for the questions of a benchmark, to try readers on without it.

    python -m tests.bench.reader.candidates CORPUS QUESTIONS OUT.jsonl

A line of the output is a question with the best passages for it: their text, heading, sentences and
evidence. A reader is then tried on these in minutes.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fonti.index import SearchFilters
from fonti.qa import Assistant
from fonti.qa.candidates.retrieve import retrieve_candidates
from fonti.qa.question.query import create_query
from fonti.qa.quoting.quotes import choose_quotes
from fonti.qa.ranking.score import rank_passages
from fonti.qa.reading.windows import choose_windows
from fonti.ui.cli.progress import show_progress
from tests.bench.reader.examples import join_headings

PASSAGES = 12

# The parts of a passage that a reader may be given.
_WINDOWS = 2


def main() -> None:
    """Write the candidates of the questions that the command line names."""
    corpus, questions, out = sys.argv[1:]
    with show_progress() as on_progress:
        assistant = Assistant.open(corpus, on_progress=on_progress)
    with Path(out).open("w", encoding="utf-8") as file:
        for line in Path(questions).read_text("utf-8").splitlines():
            question = json.loads(line)
            passages = find_passages(assistant, question["question"], question.get("filter"))
            file.write(json.dumps(question | {"passages": passages}, ensure_ascii=False) + "\n")


def find_passages(
    assistant: Assistant, question: str, language: str | None
) -> list[dict[str, Any]]:
    """Return the best passages for a question, as they are written."""
    filters = SearchFilters(languages=None if language is None else frozenset({language}))
    with assistant.library.snapshot() as snapshot:
        query = create_query(snapshot, question)
        candidates = retrieve_candidates(snapshot, query, filters)
        ranked = rank_passages(snapshot, query, candidates, filters, PASSAGES)
        quotes = choose_quotes(snapshot, ranked, PASSAGES, query.with_equal_tokens())
        return [
            {
                "source": quote.passage.source,
                "start": quote.passage.start,
                "end": quote.passage.end,
                "text": quote.passage.text,
                "heading": join_headings(quote.document.title, quote.passage.heading),
                "language": quote.passage.language,
                "quote": [quote.start, quote.end],
                "windows": [
                    window.text
                    for turn in choose_windows(query, quote.ranked, quote.document, _WINDOWS)
                    for window in turn
                ],
                "sentences": [
                    [sentence.start, sentence.end] for sentence in quote.passage.sentences
                ],
                "sentence_scores": [
                    round(float(score), 4) for score in quote.ranked.sentence_scores
                ],
                "ranking_score": round(quote.ranked.ranking_score, 4),
                "evidence": asdict(quote.ranked.evidence),
            }
            for quote in quotes
        ]


if __name__ == "__main__":
    main()
