"""The measurements' own arithmetic: marks, tables, what was true of the progress shown, where a chunk stands."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from langchain_text_splitters import RecursiveCharacterTextSplitter

from tests.bench.figures import Figure, Mark, Section, alternate, shown
from tests.bench.progress import Told, truth
from tests.bench.scored import Asked, cited, right
from tests.helpers.corpora import ENGLISH


@pytest.mark.parametrize(
    ("mark", "fonti", "other", "reached"),
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
    mark: Mark, fonti: float, other: float | None, reached: bool
) -> None:
    """A limit counts as reached; what has nothing to be compared with does not."""
    assert mark.reached(Figure("figure", fonti, other, mark)) is reached


def test_a_section_is_a_table() -> None:
    """Each row tells both figures, their ratio, and whether the mark is reached."""
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


def test_ways_are_taken_in_turn() -> None:
    """What slows the machine for a while slows all of them."""
    turn: Iterator[int] = count()
    assert alternate(3, lambda: next(turn), lambda: next(turn)) == ([0, 2, 4], [1, 3, 5])


@pytest.mark.parametrize(
    ("figure", "text"), [(None, "–"), (0.99532, "0.995"), (12.3456, "12.3"), (1234.5, "1,234")]
)
def test_figures_are_shown_to_three_digits(figure: float | None, text: str) -> None:
    """No more digits than count."""
    assert shown(figure) == text


def test_progress_is_as_true_as_the_longest_stage() -> None:
    """Half of what is encoded was done after a quarter of the time that encoding took: 25 per cent apart."""
    read: list[Told] = [("reading", 0.0, 0, 9), ("reading", 2.0, 9, 9)]
    encoded: list[Told] = [
        ("encoding", 2.0, 0, 4),
        ("encoding", 4.0, 2, 4),
        ("encoding", 10.0, 4, 4),
    ]
    assert truth(read + encoded) == ("encoding", 0.8, 0.25)


def test_a_chunk_stands_where_it_says() -> None:
    """A chunk of the usual pipeline is cited at its own place, in the source as the benchmark names it."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=60, chunk_overlap=20, add_start_index=True)
    chunks = splitter.create_documents([ENGLISH], [{"source": "/corpus/en/museum.txt"}])
    places = [cited(chunk, Path("/corpus")) for chunk in chunks]
    assert len(places) > 2
    assert all(
        place.source == "en/museum.txt" and ENGLISH[place.start : place.end] == place.quote
        for place in places
    )


def test_the_share_of_right_answers_is_told_by_kind() -> None:
    """Of all questions, or of one kind."""
    asked = [
        Asked("it", 0.1, True),
        Asked("it", 0.1, False),
        Asked("en", 0.1, True),
        Asked("en", 0.1, True),
    ]
    assert (right(asked), right(asked, "it")) == (0.75, 0.5)
