"""Headings of Markdown: where they stand, and under which."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.formats.markdown import markdown_headings
from tests.helpers.fakes import texts


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_headings_stand_at_their_lines(end: str) -> None:
    """Spans are of the lines, whatever ends them; paths follow the levels."""
    lines = ["Intro", "", "# Uno #", "", "testo", "", "Due", "---", "", "   ### Tre", "# Quattro"]
    text = end.join(lines)
    found = markdown_headings(text)
    assert [heading.path for heading in found] == ["Uno", "Uno › Due", "Uno › Due › Tre", "Quattro"]
    assert [heading.level for heading in found] == [1, 2, 3, 1]
    assert [text[heading.start : heading.end].split() for heading in found] == [
        ["#", "Uno", "#"],
        ["Due", "---"],
        ["###", "Tre"],
        ["#", "Quattro"],
    ]


@pytest.mark.parametrize(
    "text", ["```\n# codice\n```", "    # codice", "#senza spazio", "####### sette", "\\# no", ""]
)
def test_what_looks_like_a_heading_is_none(text: str) -> None:
    """Code blocks and what CommonMark does not call a heading."""
    assert markdown_headings(text) == ()


@given(
    texts(),
    st.lists(st.tuples(st.integers(1, 6), st.sampled_from(["Uno", "Due tre", "È 🦊"])), max_size=6),
)
def test_headings_are_in_order_and_disjoint(text: str, titles: list[tuple[int, str]]) -> None:
    """In any text, each heading's span holds its title and lies after the one before."""
    written = "".join(f"{'#' * level} {title}\n\n{text}\n\n" for level, title in titles)
    at = 0
    for heading in markdown_headings(written):
        assert at <= heading.start < heading.end <= len(written)
        at = heading.end
    first = markdown_headings(written)[:1]
    assert [heading.path for heading in first] == [title for _, title in titles[:1]]


def test_a_heading_of_any_length_is_told_in_brief() -> None:
    """Its span is all of it; its path, which every passage under it carries, is not."""
    text = f"# {'a' * 100_000}\n\n## {'b' * 100_000}\n\nTesto.\n"
    first, second = markdown_headings(text)
    assert first.end - first.start > 100_000
    assert len(first.path) == 200
    assert len(second.path) < 500
