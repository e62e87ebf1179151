"""Headings of Markdown: where they are and what is above them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.formats import extract
from fonti.index.formats.plain_text.markdown import find_markdown_headings
from fonti.index.formats.plain_text.markdown_source import clean_markdown
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


@pytest.mark.parametrize(
    ("front_matter", "values"),
    [
        (
            "---\ntitle: Guida\nauthor: Rita Sala\ndate: 2024-03-05\nlang: it-IT\n---\n",
            ("Guida", "Rita Sala", "2024-03-05", "it"),
        ),
        (
            '---\r\nTitle: "Guida: uno"\r\nauthors:\r\n  - name: Ada\r\n  - Ugo\r\n...\r\n',
            ("Guida: uno", "Ada, Ugo", None, None),
        ),
        (
            '+++\ntitle = "Guida"\ndate = 2024-03-05T10:00:00Z\n+++\n',
            ("Guida", None, "2024-03-05", None),
        ),
        ("---\ntags: [orto]\n---\n", ("Compost", None, None, None)),
    ],
)
def test_front_matter_is_metadata(front_matter: str, values: tuple[str | None, ...]) -> None:
    """Title, author, date and language of the front matter are the document's, and no text."""
    extracted = extract(".md", f"{front_matter}\n# Compost\n\nTesto.\n".encode())
    assert extracted.text == "\n# Compost\n\nTesto.\n"
    assert (extracted.title, extracted.author, extracted.date, extracted.language) == values


@pytest.mark.parametrize("text", ["---\n\nTesto.\n\n---\n", "---\nsolo: [rotto\n---\nTesto.\n"])
def test_rules_are_no_front_matter(text: str) -> None:
    """Text between two rules is text."""
    assert extract(".md", text.encode()).text == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a ![x](data:image/png;base64,AAAA) b", "a  b"),
        ("a\n\n[x]: data:image/png;base64,AAAA\n", "a\n\n\n"),
        ('a <img src="data:image/png;base64,AAAA"> b', "a  b"),
        ("a <!-- no\nno --> b", "a  b"),
        ("a\n\n<!-- no\n\nno -->\n\nb", "a\n\n\n\nb"),
        ("euro ~~40~~ 55, <del>60</del> 10<sup>6</sup> H<sub>2</sub>O", "euro  55,  10⁶ H₂O"),
        ("a <b>b</b> &egrave; Vec<T> <https://x.it> a < b", "a b è Vec<T> <https://x.it> a < b"),
        ("a<br>b", "a\nb"),
        ("{% include x %}a {{ page.title }} {{< ref b >}}c", "a  c"),
        ("<details>\n<summary>D?</summary>\n\n**R**\n\n</details>\n", "D?\n\n**R**\n\n\n"),
        ("<h2 align=center>T &amp; U</h2>\n\nx", "## T & U\n\nx"),
        (
            "<table><tr><th>Anno<th>Euro<tr><td>2024<td>30</table>\n",
            "Anno | Euro\n\n2024 | 30\n",
        ),
        ("::: note\nx\n:::\n", "\nx\n\n"),
        ("vedi [[Note/Contratto|il contratto]] e [[Roma]].", "vedi il contratto e Roma."),
        ("[[Roma#Il foro]], [[#Il foro]], [[Roma#^a1]]", "Roma > Il foro, Il foro, Roma > a1"),
        ("a ![[foto.PNG|200]] b ![[Roma]] c", "a  b Roma c"),
        ("`[[a]]` x[[1]] [[1]](u) [[ -f x ]]", "`[[a]]` x[[1]] [[1]](u) [[ -f x ]]"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n", "| a | b |\n|---|---|\n| 1 | 2 |\n"),
    ],
)
def test_what_is_not_seen_is_no_text(text: str, cleaned: str) -> None:
    """Comments, pictures within the text, struck words and tags are left out."""
    assert clean_markdown(text) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "`<b> ~~x~~ {{ y }} <!-- z -->`",
        "``a ` <b>``",
        "```html\n<!-- x --> {{ y }} ~~z~~ &amp;\n```\n",
        "    <b>code</b>\n",
        "\\<b> \\~~x~~",
        "a < b > c, 1 & 2, x~y~z",
    ],
)
def test_code_is_left_as_it_is(text: str) -> None:
    """In code, and after a backslash, tags and the like are text."""
    assert clean_markdown(text) == text
