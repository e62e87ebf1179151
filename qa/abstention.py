"""Know when to be silent: how sure it is that a passage answers, and the outcome that follows.

A logistic model over a passage's two cosines, the question's words that it holds, and whether it is in another language
than the question. Its weights were fitted with the embedded model on 2,865 answerable and 1,200 unanswerable questions
of the development benchmark (tests/bench/RESULTS.md); they depend neither on the size of the corpus nor on its texts.
"""

import math

from qa.answer import NEAR, Outcome, Reason
from qa.reading import Reading

ANSWERS = 0.5  # confidence from which a passage is taken to answer

_INTERCEPT = -90.96
_PASSAGE_COSINE = 60.95
_SENTENCE_COSINE = 44.67
_COVERAGE = 8.25
_ACROSS = 4.25  # what cosines across languages lack beyond what retrieval raises them by


def confidence(reading: Reading, language: str) -> float:
    """How sure, 0 to 1, that a passage answers a question asked in `language`."""
    candidate = reading.candidate
    evidence = (
        _INTERCEPT
        + _PASSAGE_COSINE * candidate.passage_cosine
        + _SENTENCE_COSINE * candidate.sentence_cosine
        + _COVERAGE * reading.coverage
        + _ACROSS * (candidate.language != language)
    )
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, evidence))))


def judge(best: float | None, *, filtered: bool) -> tuple[Outcome, Reason]:
    """The outcome and its reason, from the confidence in the best passage, None where there is no passage at all."""
    if best is None:
        return "not_found", "filtered_out" if filtered else "nothing_close"
    if best >= ANSWERS:
        return "answered", "answers"
    if best >= NEAR:
        return "related", "unsure"
    return "not_found", "nothing_close"
