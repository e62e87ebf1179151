"""Rich text: letters in any code page, headings by level or style, and damaged files."""

import time

import pytest

from fonti.index.formats import ExtractedText, Unreadable, extract
from tests.helpers.extracted_texts import list_heading_levels, list_heading_paths

HEAD = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}}"
STYLES = (
    r"{\stylesheet{\s0 Normal;}{\s1\sbasedon0\b Heading 1;}"
    r"{\s2\sbasedon0{\*\soutlvl1} Titolo 2;}{\s3 Heading;}}"
)


def read(body: str, head: str = HEAD) -> ExtractedText:
    """Return the text of a document with this body."""
    return extract(".rtf", f"{head}{body}}}".encode("cp1252"))


@pytest.mark.parametrize(
    "body",
    [
        r"Citt\'e0: cos\'ec \'e8 \'93qui\'94 \'80",
        r"Citt\u224?: cos\u236? \u232? \u8220?qui\u8221? \u8364?",
        r"{\uc2 Citt\u224??: cos\u236??} \u232\'e8 \ldblquote qui\rdblquote  \u8364?",
        "Città: così è “qui” €",
    ],
)
def test_letters_are_read_in_any_notation(body: str) -> None:
    """Letters are escaped in the code page, given by their numbers, or literal."""
    assert read(body).text == "Città: così è “qui” €"


def test_another_code_page_is_read() -> None:
    """Letters are decoded with the code page of the document."""
    assert extract(".rtf", rb"{\rtf1\ansi\ansicpg1251 \'dd\'f2\'ee}").text == "Это"


def test_surrogates_are_joined() -> None:
    """Two surrogates become one character; a single one is left out."""
    assert read(r"a \u55357?\u56832? b \u55357? c").text == "a 😀 b c"


def test_headings_are_recognized_by_level_or_style() -> None:
    """A heading has an outline level, or a style with the name of a heading."""
    extracted = read(
        STYLES + r"\pard\plain\s1\outlinelevel0 Uno\par\pard\plain\s0 a\par\pard\s2 Due\par"
        r"\pard\s3 b\par\pard\outlinelevel2 Tre\par\pard\outlinelevel9 c\par"
    )
    assert list_heading_levels(extracted) == [("Uno", 1), ("Due", 2), ("Tre", 3)]
    assert list_heading_paths(extracted) == ["Uno", "Uno › Due", "Uno › Due › Tre"]
    assert extracted.text == "Uno\n\na\n\nDue\n\nb\n\nTre\n\nc"


def test_a_table_row_is_a_block() -> None:
    """The cells of a row are joined, rows are separate blocks, and a bar in the text stays."""
    assert (
        read(r"\trowd\intbl a\cell b|c\cell\row\trowd d\cell e\cell\row\pard f").text
        == "a | b|c\n\nd | e\n\nf"
    )


def test_the_info_group_is_read() -> None:
    """Title, author and date come from the info group of the document."""
    times = r"{\creatim\yr2023\mo1\dy2}{\revtim\yr2024\mo5\dy1\hr9}"
    extracted = read(
        r"{\info{\title Perch\'e9 s\u236?}{\author Mar\'eda Rossi}" + times + "} Testo"
    )
    assert (extracted.title, extracted.author, extracted.date) == (
        "Perché sì",
        "María Rossi",
        "2024-05-01",
    )


def test_pictures_and_link_addresses_are_left_out() -> None:
    """A picture, in hexadecimal or as bytes, and the address of a link are not text."""
    pictures = rb"a{\pict\pngblip 89504e47}b{\pict\bin6 " + b"}}\xff{{{" + b"}c"
    link = rb'{\field{\*\fldinst{HYPERLINK "http://example.org"}}{\fldrslt{qui}}}'
    assert extract(".rtf", HEAD.encode() + pictures + link + b"}").text == "abcqui"


def test_unclosed_links_are_read_in_time() -> None:
    """Thousands of links that are not closed are read in time that grows with their number."""
    started = time.process_time()
    read("x" + r"{\field{\*\fldinst{HYPERLINK " * 3_000)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "content", [b"Plain text.", b"{\\rt", b"PK\3\4" + bytes(40), b"<html>{\\rtf1 x}</html>"]
)
def test_other_files_are_refused(content: bytes) -> None:
    """A file that does not begin as RTF is refused."""
    with pytest.raises(Unreadable) as error:
        extract(".rtf", content)
    assert error.value.code == "rtf_not_recognized"


@pytest.mark.parametrize(
    "body",
    [r"x\uc", r"x\u9999999999?", r"x{\f1\'e8", r"x\bin99999999999 y", "{" * 100_000 + "x", "}}}"],
)
def test_damaged_rich_text_is_read_or_refused(body: str) -> None:
    """Only Unreadable is raised, and no text is invented."""
    try:
        extracted = read(body)
    except Unreadable:
        return
    assert "x" in extracted.text
