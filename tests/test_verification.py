"""Saved answers against their documents, with no model."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import AnswerError, verify

QUOTE = "Il ponte fu chiuso nel 1921."


def saved(quote: str, start: int, source: str = "ponte.txt") -> dict[str, Any]:
    """The part of a saved answer that is checked."""
    return {"citations": [{"number": 1, "source": source, "start": start, "end": start + len(quote), "quote": quote}]}


def corpus_of(tmp_path: Path, text: str) -> Path:
    """A corpus of one document."""
    (tmp_path / "ponte.txt").write_text(text, "utf-8", newline="")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "start", "standing", "now"),
    [
        ("Prima. " + QUOTE, 7, "stands", 7),
        ("Molto prima. " + QUOTE, 7, "moved", 13),
        (f"{QUOTE} {QUOTE} {QUOTE}", 30, "moved", 29),
        ("Il ponte fu chiuso nel 1922.", 0, "gone", None),
    ],
)
def test_a_quote_stands_has_moved_or_is_gone(
    tmp_path: Path, text: str, start: int, standing: str, now: int | None
) -> None:
    """The nearest place is told where the quote stands elsewhere."""
    (check,) = verify(saved(QUOTE, start), corpus_of(tmp_path, text))
    assert (check.standing, check.start) == (standing, now)


@pytest.mark.parametrize("source", ["altro.txt", "../secret.txt", "/etc/hostname", "sub/../ponte.txt", ""])
def test_only_the_corpus_is_looked_at(tmp_path: Path, source: str) -> None:
    """A source that is no file of the corpus is gone, wherever its name points."""
    (tmp_path / "secret.txt").write_text(QUOTE, "utf-8")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (check,) = verify(saved(QUOTE, 0, source), corpus_of(corpus, QUOTE))
    assert check.standing == "gone"


@pytest.mark.parametrize("content", [[], {}, "answer", {"citations": [1]}, {"citations": [{"number": "one"}]}, None])
def test_what_is_no_answer_is_refused(tmp_path: Path, content: object) -> None:
    """Any other JSON is a clear error."""
    with pytest.raises(AnswerError, match="fonti ask --json"):
        verify(content, corpus_of(tmp_path, QUOTE))


@given(before=st.text(alphabet="aè😀\r\n\t e\u0301", max_size=20), quote=st.text(alphabet="bcà😀\r\n", min_size=1))
def test_offsets_are_code_points(tmp_path_factory: pytest.TempPathFactory, before: str, quote: str) -> None:
    """A quote stands at its code points, whatever stands before it."""
    corpus = corpus_of(tmp_path_factory.mktemp("corpus"), f"x{before}{quote}")
    (check,) = verify(saved(quote, 1 + len(before)), corpus)
    assert check.standing == "stands"
