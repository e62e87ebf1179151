"""Headings of Markdown: where they are and what is above them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.formats.markdown import find_markdown_headings
from tests.helpers.fakes import arbitrary_texts


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_headings_have_spans_and_paths(end: str) -> None:
    """The span of a heading is its lines, with any line ends, and its path follows the levels."""
    lines = ["Intro", "", "# Uno #", "", "testo", "", "Due", "---", "", "   ### Tre", "# Quattro"]
    text = end.join(lines)
    headings = find_markdown_headings(text)
    assert [heading.path for heading in headings] == [
        "Uno",
        "Uno › Due",
        "Uno › Due › Tre",
        "Quattro",
    ]
    assert [heading.level for heading in headings] == [1, 2, 3, 1]
    assert [text[heading.start : heading.end].split() for heading in headings] == [
        ["#", "Uno", "#"],
        ["Due", "---"],
        ["###", "Tre"],
        ["#", "Quattro"],
    ]


@pytest.mark.parametrize(
    "text", ["```\n# codice\n```", "    # codice", "#senza spazio", "####### sette", "\\# no", ""]
)
def test_text_that_only_looks_like_a_heading(text: str) -> None:
    """Blocks of code, and what CommonMark does not define as a heading, are not headings."""
    assert find_markdown_headings(text) == ()


@given(
    arbitrary_texts(),
    st.lists(st.tuples(st.integers(1, 6), st.sampled_from(["Uno", "Due tre", "È 🦊"])), max_size=6),
)
def test_headings_are_in_order_and_disjoint(text: str, titles: list[tuple[int, str]]) -> None:
    """In any text, headings are in order, do not overlap, and are not empty."""
    markdown = "".join(f"{'#' * level} {title}\n\n{text}\n\n" for level, title in titles)
    previous_end = 0
    for heading in find_markdown_headings(markdown):
        assert previous_end <= heading.start < heading.end <= len(markdown)
        previous_end = heading.end
    first = find_markdown_headings(markdown)[:1]
    assert [heading.path for heading in first] == [title for _, title in titles[:1]]


def test_the_path_of_a_long_heading_is_short() -> None:
    """The span of a long heading is all of it; its path, which every passage has, is cut."""
    text = f"# {'a' * 100_000}\n\n## {'b' * 100_000}\n\nTesto.\n"
    first, second = find_markdown_headings(text)
    assert first.end - first.start > 100_000
    assert len(first.path) == 200
    assert len(second.path) < 500
