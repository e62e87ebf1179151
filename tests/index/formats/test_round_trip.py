"""What is written in a format comes back from it: the blocks in order, each heading where it stands."""

from collections.abc import Callable, Sequence
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.formats import READERS, Unreadable, extract
from fonti.index.formats.extract import shortened, tidy
from tests.helpers.written import chapter, docx, epub, odt, paragraph, styles

Block = tuple[int, str]  # a heading's level, 0 for a paragraph, and its text

_TEXT = st.text(
    st.one_of(st.sampled_from(" <&>\"'èé́ﬁ-1."), st.characters(exclude_categories=["C", "Z"])),
    min_size=1,
)
_BLOCKS = st.lists(
    st.tuples(st.integers(0, 6), _TEXT.filter(lambda text: any(map(str.isalnum, tidy(text))))),
    min_size=1,
)


def as_html(blocks: Sequence[Block]) -> str:
    """Blocks in the markup of HTML."""
    return "".join(
        f"<h{level}>{escape(text)}</h{level}>" if level else f"<p>{escape(text)}</p>"
        for level, text in blocks
    )


def as_page(blocks: Sequence[Block]) -> bytes:
    """Blocks as a page."""
    return f'<!DOCTYPE html><meta charset="utf-8"><title>x</title>{as_html(blocks)}'.encode()


def as_docx(blocks: Sequence[Block]) -> bytes:
    """Blocks as a Word document, in the styles that Word in Italian has."""
    named = {f"Titolo{level}": f"heading {level}" for level in range(1, 7)}
    return docx(
        "".join(paragraph(text, f"Titolo{level}" if level else "") for level, text in blocks),
        styles=styles(named),
    )


def as_odt(blocks: Sequence[Block]) -> bytes:
    """Blocks as an OpenDocument text."""
    return odt(
        "".join(
            f'<text:h text:outline-level="{level}">{escape(text)}</text:h>'
            if level
            else f"<text:p>{escape(text)}</text:p>"
            for level, text in blocks
        )
    )


def as_epub(blocks: Sequence[Block]) -> bytes:
    """Blocks as a book of two chapters."""
    half = len(blocks) // 2
    return epub(
        {"b.xhtml": chapter(as_html(blocks[:half])), "a.xhtml": chapter(as_html(blocks[half:]))}
    )


@pytest.mark.parametrize(
    ("suffix", "written"),
    [(".html", as_page), (".docx", as_docx), (".odt", as_odt), (".epub", as_epub)],
)
@given(blocks=_BLOCKS)
def test_blocks_come_back(
    suffix: str, written: Callable[[Sequence[Block]], bytes], blocks: list[Block]
) -> None:
    """Every paragraph and heading is in the text, in order, and each heading's span is its title."""
    found = extract(suffix, written(blocks))
    titles = [(level, tidy(text)) for level, text in blocks]
    assert found.text.split("\n\n") == [text for _, text in titles]
    assert [
        (heading.level, found.text[heading.start : heading.end]) for heading in found.headings
    ] == [(level, text) for level, text in titles if level]
    assert all(
        each.path.endswith(shortened(found.text[each.start : each.end])) for each in found.headings
    )


@pytest.mark.parametrize("suffix", sorted({*READERS} - {".pdf"}))
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=100).map(str.encode)))
def test_any_bytes_are_read_or_refused(suffix: str, content: bytes) -> None:
    """Nothing but Unreadable is raised, whatever a file holds."""
    for prefix in (b"", b"{\\rtf1 ", b"Subject: x\n\n", b"<p>"):
        try:
            found = extract(suffix, prefix + content)
        except Unreadable:
            continue
        assert any(map(str.isalnum, found.text))
