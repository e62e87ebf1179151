"""The arithmetic of the measurements: marks, tables, progress, and citations of chunks."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from langchain_text_splitters import RecursiveCharacterTextSplitter

from tests.bench.figures import Figure, Mark, Section, alternate, format_figure
from tests.bench.progress import Assessment, Report, assess_progress
from tests.bench.scored import Asked, cite_chunk, share_right
from tests.helpers.corpora import ENGLISH


@pytest.mark.parametrize(
    ("mark", "fonti", "other", "is_reached"),
    [
        (Mark("≤", 1.5), 1.5, None, True),
        (Mark("≤", 1.5), 1.6, None, False),
        (Mark("≥", 3, "ratio"), 30.0, 10.0, True),
        (Mark("≥", 3, "ratio"), 29.0, 10.0, False),
        (Mark("≤", 0.6, "ratio"), 1.0, None, False),
        (Mark("≥", -0.005, "difference"), 0.910, 0.914, True),
        (Mark("≥", -0.005, "difference"), 0.910, 0.917, False),
    ],
)
def test_a_mark_is_reached_or_not(
    mark: Mark, fonti: float, other: float | None, is_reached: bool
) -> None:
    """A figure at the limit reaches it; one without another to compare it with does not."""
    assert mark.is_reached(Figure("figure", fonti, other, mark)) is is_reached


def test_a_section_is_a_table() -> None:
    """Each row has both figures, their ratio, and whether the mark is reached."""
    section = Section(
        "Title",
        (Figure("seconds", 2.0, 4.0, Mark("≤", 0.6, "ratio")), Figure("MB", 1500.0)),
        ("Note.",),
    )
    assert str(section).splitlines() == [
        "## Title",
        "",
        "| | Fonti | the usual pipeline | ratio | mark | reached |",
        "| --- | --- | --- | --- | --- | --- |",
        "| seconds | 2 | 4 | 0.5 | ratio ≤ 0.6 | yes |",
        "| MB | 1,500 | – | – | – | – |",
        "",
        "Note.",
    ]


def test_functions_are_called_in_turn() -> None:
    """Each function is called once before any is called again."""
    turn: Iterator[int] = count()
    assert alternate(3, lambda: next(turn), lambda: next(turn)) == ([0, 2, 4], [1, 3, 5])


@pytest.mark.parametrize(
    ("figure", "text"), [(None, "–"), (0.99532, "0.995"), (12.3456, "12.3"), (1234.5, "1,234")]
)
def test_figures_are_shown_to_three_digits(figure: float | None, text: str) -> None:
    """A figure has three significant digits, or all digits before the point."""
    assert format_figure(figure) == text


def test_progress_is_compared_with_the_time_of_the_longest_stage() -> None:
    """Half was encoded after a quarter of the time of encoding: progress is 25 per cent off."""
    reports = [
        Report("reading", 0.0, 0, 9),
        Report("reading", 2.0, 9, 9),
        Report("encoding", 2.0, 0, 4),
        Report("encoding", 4.0, 2, 4),
        Report("encoding", 10.0, 4, 4),
    ]
    assert assess_progress(reports) == Assessment("encoding", time_share=0.8, max_error=0.25)


def test_a_chunk_is_cited_at_its_place() -> None:
    """A chunk is cited at its place, in the source as the benchmark names it."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=60, chunk_overlap=20, add_start_index=True)
    chunks = splitter.create_documents([ENGLISH], [{"source": "/corpus/en/museum.txt"}])
    citations = [cite_chunk(chunk, Path("/corpus")) for chunk in chunks]

    assert len(citations) > 2
    for citation in citations:
        assert citation.source == "en/museum.txt"
        assert ENGLISH[citation.start : citation.end] == citation.quote


def test_the_share_of_right_answers() -> None:
    """The share is that of all questions, or of one kind."""
    asked = [
        Asked("it", 0.1, is_right=True),
        Asked("it", 0.1, is_right=False),
        Asked("en", 0.1, is_right=True),
        Asked("en", 0.1, is_right=True),
    ]
    assert share_right(asked) == 0.75
    assert share_right(asked, "it") == 0.5
