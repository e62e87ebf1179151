"""Documents that are written from blocks have these blocks in their text."""

from collections.abc import Callable, Sequence
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.formats import FORMATS, Unreadable, extract
from fonti.index.formats.text_builder import normalize_text, shorten_title
from tests.helpers.extracted_texts import list_heading_levels, list_heading_paths
from tests.helpers.zip_documents import (
    make_chapter,
    make_docx,
    make_epub,
    make_odt,
    make_paragraph,
    make_styles,
)

# The level of a heading, 0 for a paragraph, and its text.
Block = tuple[int, str]

_TEXT = st.text(
    st.one_of(st.sampled_from(" <&>\"'èé́ﬁ-1."), st.characters(exclude_categories=["C", "Z"])),
    min_size=1,
)
_BLOCKS = st.lists(
    st.tuples(
        st.integers(0, 6), _TEXT.filter(lambda text: any(map(str.isalnum, normalize_text(text))))
    ),
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
    return make_docx(
        "".join(make_paragraph(text, f"Titolo{level}" if level else "") for level, text in blocks),
        styles=make_styles(named),
    )


def as_odt(blocks: Sequence[Block]) -> bytes:
    """Blocks as an OpenDocument text."""
    return make_odt(
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
    return make_epub(
        {
            "b.xhtml": make_chapter(as_html(blocks[:half])),
            "a.xhtml": make_chapter(as_html(blocks[half:])),
        }
    )


@pytest.mark.parametrize(
    ("suffix", "write_blocks"),
    [(".html", as_page), (".docx", as_docx), (".odt", as_odt), (".epub", as_epub)],
)
@given(blocks=_BLOCKS)
def test_blocks_are_read_as_written(
    suffix: str, write_blocks: Callable[[Sequence[Block]], bytes], blocks: list[Block]
) -> None:
    """All paragraphs and headings are in the text, in order, and headings have their spans."""
    extracted = extract(suffix, write_blocks(blocks))
    normalized_blocks = [(level, normalize_text(text)) for level, text in blocks]
    assert extracted.text.split("\n\n") == [text for _, text in normalized_blocks]
    headings = [(text, level) for level, text in normalized_blocks if level]
    assert list_heading_levels(extracted) == headings
    for path, (title, _) in zip(list_heading_paths(extracted), headings, strict=True):
        assert path.endswith(shorten_title(title))


@pytest.mark.parametrize("suffix", sorted({*FORMATS} - {".pdf"}))
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=100).map(str.encode)))
def test_any_bytes_are_read_or_refused(suffix: str, content: bytes) -> None:
    """Only Unreadable is raised, whatever a file has in it."""
    for prefix in (b"", b"{\\rtf1 ", b"Subject: x\n\n", b"<p>"):
        try:
            extracted = extract(suffix, prefix + content)
        except Unreadable:
            continue
        assert any(map(str.isalnum, extracted.text))
