"""Answers that no index gave."""

from fonti.index import Passage
from fonti.qa import Answer, Citation


def make_answer(
    quote: str,
    *,
    before: str = "",
    after: str = "",
    source: str = "a.txt",
    is_answer: bool = True,
) -> Answer:
    """Return an answer to an Italian question with one citation, of an English document.

    Args:
        quote: The quoted text.
        before: The passage before the quote.
        after: The passage after the quote.
        source: The name of the document.
        is_answer: Whether the citation answers, or is only near.
    """
    text = before + quote + after
    passage = Passage(1, source, 10, 10 + len(text), text, None, "en", ())
    start = 10 + len(before)
    citation = Citation(
        1,
        source,
        start,
        start + len(quote),
        quote,
        None,
        None,
        "en",
        0.9,
        is_answer,
        "0" * 64,
        passage,
    )
    outcome = "answered" if is_answer else "related"
    reason = "answers" if is_answer else "unsure"
    return Answer("chi?", "it", outcome, reason, 0.9, (citation,), "corpus", "v")  # type: ignore[arg-type]


def make_reply(kind: str) -> Answer:
    """Return an answer to a text of some kind that is no question; it has no citation."""
    return Answer(
        question="grazie",
        language="it",
        outcome="not_searched",
        reason="no_question",
        confidence=0.0,
        citations=(),
        corpus="corpus",
        version="v",
        kind=kind,  # type: ignore[arg-type]
    )
