"""The numbers that OpenDocument texts show before list items and headings, from their styles."""

import pytest

from fonti.index.formats import extract
from fonti.index.formats.notation.list_numbers import write_number
from tests.helpers.extracted_texts import list_heading_titles
from tests.helpers.zip_documents import ODF, make_odt

LOEXT = 'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'


def make_level(number: int, number_format: str = "1", more: str = "") -> str:
    """Return a level of a list style with numbers."""
    return (
        f'<text:list-level-style-number {LOEXT} text:level="{number}"'
        f' style:num-format="{number_format}" {more}/>'
    )


def make_style(*levels: str, name: str = "L1") -> str:
    """Return a list style."""
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def make_list(*items: str, attributes: str = 'text:style-name="L1"') -> str:
    """Return a list; an item that is not XML is one paragraph."""
    written = "".join(
        f"<text:list-item><text:p>{item}</text:p></text:list-item>" if "<" not in item else item
        for item in items
    )
    return f"<text:list {attributes}>{written}</text:list>"


def read_lines(body: str, automatic: str = "", styles: str = "") -> list[str]:
    """Return the lines of an OpenDocument text."""
    text = extract(".odt", make_odt(body, "", styles, automatic)).text
    return [line for line in text.split("\n") if line]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (make_level(1, "1", 'style:num-prefix="Art. " style:num-suffix="."'), "Art. 1. x"),
        (make_level(1, "a", 'style:num-suffix=")"'), "a) x"),
        (make_level(1, "A", 'style:num-suffix="."'), "A. x"),
        (make_level(1, "i", 'style:num-prefix="(" style:num-suffix=")"'), "(i) x"),
        (make_level(1, "I", 'style:num-suffix="."'), "I. x"),
        (make_level(1, "1", 'text:start-value="7" style:num-suffix="°"'), "7° x"),
        (make_level(1, "1", 'loext:num-list-format="Articolo %1% -"'), "Articolo 1 - x"),
        (make_level(1, "01", 'style:num-suffix="."'), "01. x"),
        (make_level(1, "", 'style:num-prefix="Nota"'), "Nota x"),
        (make_level(1, ""), "x"),
        ('<text:list-level-style-bullet text:level="1" text:bullet-char="•"/>', "- x"),
        ('<text:list-level-style-bullet text:level="1" text:bullet-char="☐"/>', "☐ x"),
        ('<text:list-level-style-image text:level="1"/>', "- x"),
    ],
)
def test_an_item_begins_with_its_label(level: str, expected: str) -> None:
    """The label has the prefix, the number in its format and the suffix; a bullet is a hyphen."""
    assert read_lines(make_list("x"), make_style(level)) == [expected]


DECIMAL = make_style(
    make_level(1, "1", 'style:num-suffix="."'),
    make_level(2, "1", 'text:display-levels="2"'),
    make_level(3, "a", 'style:num-suffix=")"'),
)
NESTED = (
    f"<text:list-item><text:p>A</text:p>{make_list('B', 'C', attributes='')}"
    "<text:p>ancora</text:p></text:list-item>"
)


def test_lower_levels_show_the_numbers_above() -> None:
    """A level may show the numbers of the levels above, and begins again below a new item."""
    assert read_lines(make_list(NESTED, NESTED, "D"), DECIMAL) == [
        "1. A",
        "1.1 B",
        "1.2 C",
        "ancora",
        "2. A",
        "2.1 B",
        "2.2 C",
        "ancora",
        "3. D",
    ]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('text:style-name="L1"', ["1. a", "2. b", "testo", "1. c"]),
        (
            'text:style-name="L1" text:continue-numbering="true"',
            ["1. a", "2. b", "testo", "3. c"],
        ),
        ('text:style-name="L1" text:continue-list="l9"', ["1. a", "2. b", "testo", "3. c"]),
    ],
)
def test_a_list_may_continue_another(attributes: str, expected: list[str]) -> None:
    """A list begins again, unless it continues the last one of its style, or one that it names."""
    body = make_list("a", "b", attributes='text:style-name="L1" xml:id="l9"')
    body += f"<text:p>testo</text:p>{make_list('c', attributes=attributes)}"
    assert read_lines(body, DECIMAL) == expected


def test_a_list_that_continues_at_a_lower_level() -> None:
    """An item that has only a list in it has no number and does not count."""
    inner = f"<text:list-item>{make_list('C', attributes='')}</text:list-item>"
    continued = 'text:style-name="L1" text:continue-numbering="true"'
    body = make_list(
        f"<text:list-item><text:p>A</text:p>{make_list('B', attributes='')}</text:list-item>"
    )
    body += f"<text:p>testo</text:p>{make_list(inner, 'D', attributes=continued)}"
    assert read_lines(body, DECIMAL) == ["1. A", "1.1 B", "testo", "1.2 C", "2. D"]


def test_an_item_may_state_its_number() -> None:
    """An item may begin again at a number, and the header of a list has none."""
    item = '<text:list-item text:start-value="5"><text:p>b</text:p></text:list-item>'
    header = "<text:list-header><text:p>capo</text:p></text:list-header>"
    assert read_lines(make_list(header, "a", item, "c"), DECIMAL) == [
        "capo",
        "1. a",
        "5. b",
        "6. c",
    ]


def test_the_list_style_of_a_paragraph_style() -> None:
    """A list without a style has that of its paragraphs' style."""
    style = (
        '<style:style style:name="Comma" style:family="paragraph" style:list-style-name="L1"/>'
        '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Comma"/>'
    )
    item = '<text:list-item><text:p text:style-name="P1">x</text:p></text:list-item>'
    assert read_lines(make_list(item, attributes=""), DECIMAL + style) == ["1. x"]


OUTLINE = (
    f"<office:document-styles {ODF}><office:styles>"
    '<text:outline-style style:name="Outline">'
    '<text:outline-level-style text:level="1" style:num-format="I" style:num-prefix="Titolo "/>'
    '<text:outline-level-style text:level="2" style:num-format="1" style:num-prefix="Art. "'
    ' style:num-suffix="."/>'
    '<text:outline-level-style text:level="3" style:num-format="1" text:display-levels="2"/>'
    '<text:outline-level-style text:level="4" style:num-format=""/>'
    '</text:outline-style><style:style style:name="Libero" style:family="paragraph"'
    ' style:list-style-name=""/></office:styles></office:document-styles>'
)


def make_heading(level: int, text: str, attributes: str = "") -> str:
    """Return a heading."""
    return f'<text:h text:outline-level="{level}" {attributes}>{text}</text:h>'


def test_headings_have_their_numbers() -> None:
    """The outline numbers headings, and a heading may be left out of it."""
    extracted = extract(
        ".odt",
        make_odt(
            make_heading(1, "Principi")
            + make_heading(2, "Oggetto")
            + make_heading(3, "Ambito")
            + make_heading(4, "Note")
            + make_heading(2, "Premessa", 'text:is-list-header="true"')
            + make_heading(2, "Avviso", 'text:style-name="Libero"')
            + make_heading(2, "Durata")
            + make_heading(1, "Organi")
            + make_heading(2, "Sede")
            + make_heading(2, "Altro", 'text:restart-numbering="true" text:start-value="9"'),
            "",
            OUTLINE,
        ),
    )
    assert list_heading_titles(extracted) == [
        "Titolo I Principi",
        "Art. 1. Oggetto",
        "1.1 Ambito",
        "Note",
        "Premessa",
        "Avviso",
        "Art. 2. Durata",
        "Titolo II Organi",
        "Art. 1. Sede",
        "Art. 9. Altro",
    ]


def test_headings_in_lists_share_the_numbers_of_the_outline() -> None:
    """Older programs write numbered headings as items of a list with the style of the outline."""
    heading = f"<text:list-item>{make_heading(1, 'Due')}</text:list-item>"
    body = make_heading(1, "Uno") + make_list(heading, attributes='text:style-name="Outline"')
    extracted = extract(".odt", make_odt(body + make_heading(1, "Tre"), "", OUTLINE))
    assert list_heading_titles(extracted) == ["Titolo I Uno", "Titolo II Due", "Titolo III Tre"]


def test_a_stored_number_is_read_once() -> None:
    """A number that stands in the file is used, and not counted again."""
    heading = make_heading(1, "<text:number>Capo IV</text:number>Organi")
    assert read_lines(heading, "", OUTLINE) == ["Capo IV Organi"]


def test_a_numbered_paragraph_is_an_item() -> None:
    """A numbered paragraph outside of lists counts by its list and level."""
    paragraph = (
        '<text:numbered-paragraph text:list-id="x" text:level="1" text:style-name="L1">'
        "<text:p>a</text:p></text:numbered-paragraph>"
    )
    assert read_lines(paragraph * 2, DECIMAL) == ["1. a", "2. a"]


@pytest.mark.parametrize(
    ("number", "style", "expected"),
    [
        (1994, "I", "MCMXCIV"),
        (4, "i", "iv"),
        (5000, "i", "5000"),
        (26, "a", "z"),
        (28, "A", "AB"),
        (0, "a", "0"),
        (12, "", ""),
        (3, "１", "3"),
    ],
)
def test_numbers_are_written_in_their_style(number: int, style: str, expected: str) -> None:
    """Letters go on after z, and what a style cannot write is in digits."""
    assert write_number(number, style) == expected


def test_letters_may_be_repeated() -> None:
    """A list may count z, aa, bb."""
    assert write_number(28, "a", repeats_letters=True) == "bb"
    assert write_number(10_000, "a", repeats_letters=True) == "10000"
