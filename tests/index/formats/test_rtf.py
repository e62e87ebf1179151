"""Rich text: letters in any code page, headings by level or style, and no pictures."""

import time

import pytest

from fonti.index.formats import extract
from fonti.index.formats.extract import Extract, Unreadable

HEAD = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}}"
STYLES = r"{\stylesheet{\s0 Normal;}{\s1\sbasedon0\b Heading 1;}{\s2\sbasedon0{\*\soutlvl1} Titolo 2;}{\s3 Heading;}}"


def read(body: str, head: str = HEAD) -> Extract:
    """A document of this body, read."""
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
def test_letters_are_read_however_they_are_written(body: str) -> None:
    """Escaped in the code page, by their numbers, or bare."""
    assert read(body).text == "Città: così è “qui” €"


def test_another_code_page_is_read() -> None:
    """The code page is the document's own."""
    assert extract(".rtf", rb"{\rtf1\ansi\ansicpg1251 \'dd\'f2\'ee}").text == "Это"


def test_characters_beyond_the_first_plane_are_whole() -> None:
    """Two halves make up one character; one half alone is left out."""
    assert read(r"a \u55357?\u56832? b \u55357? c").text == "a 😀 b c"


def test_headings_are_told_by_level_or_style() -> None:
    """By the outline's level, or by a style that is named as one of a heading's; spans are the titles."""
    found = read(
        STYLES + r"\pard\plain\s1\outlinelevel0 Uno\par\pard\plain\s0 a\par\pard\s2 Due\par"
        r"\pard\s3 b\par\pard\outlinelevel2 Tre\par\pard\outlinelevel9 c\par"
    )
    assert [
        (found.text[heading.start : heading.end], heading.level, heading.path)
        for heading in found.headings
    ] == [
        ("Uno", 1, "Uno"),
        ("Due", 2, "Uno › Due"),
        ("Tre", 3, "Uno › Due › Tre"),
    ]
    assert found.text == "Uno\n\na\n\nDue\n\nb\n\nTre\n\nc"


def test_tables_give_a_row_a_line() -> None:
    """Cells are joined, rows are apart, and a bar that is text stays as it is."""
    assert (
        read(r"\trowd\intbl a\cell b|c\cell\row\trowd d\cell e\cell\row\pard f").text
        == "a | b|c\n\nd | e\n\nf"
    )


def test_what_a_document_says_of_itself_is_told() -> None:
    """Title, author and date come from its information."""
    times = r"{\creatim\yr2023\mo1\dy2}{\revtim\yr2024\mo5\dy1\hr9}"
    found = read(r"{\info{\title Perch\'e9 s\u236?}{\author Mar\'eda Rossi}" + times + "} Testo")
    assert (found.title, found.author, found.date) == ("Perché sì", "María Rossi", "2024-05-01")


def test_pictures_and_addresses_are_left_out() -> None:
    """Neither a picture, in letters or in bytes, nor where a link leads is text."""
    pictures = rb"a{\pict\pngblip 89504e47}b{\pict\bin6 " + b"}}\xff{{{" + b"}c"
    link = rb'{\field{\*\fldinst{HYPERLINK "http://example.org"}}{\fldrslt{qui}}}'
    assert extract(".rtf", HEAD.encode() + pictures + link + b"}").text == "abcqui"


def test_what_is_hidden_in_addresses_takes_no_time() -> None:
    """What would be slow to match is read in time that grows with its length."""
    started = time.perf_counter()
    read("x" + r"{\field{\*\fldinst{HYPERLINK " * 3_000)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "content", [b"Plain text.", b"{\\rt", b"PK\3\4" + bytes(40), b"<html>{\\rtf1 x}</html>"]
)
def test_what_is_no_rich_text_is_refused(content: bytes) -> None:
    """A file that begins otherwise is no RTF."""
    with pytest.raises(Unreadable, match="not an RTF document"):
        extract(".rtf", content)


@pytest.mark.parametrize(
    "body",
    [r"x\uc", r"x\u9999999999?", r"x{\f1\'e8", r"x\bin99999999999 y", "{" * 100_000 + "x", "}}}"],
)
def test_damaged_rich_text_is_read_or_refused(body: str) -> None:
    """Nothing but Unreadable is raised, and no text is made up."""
    try:
        found = read(body)
    except Unreadable:
        return
    assert "x" in found.text
