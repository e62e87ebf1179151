"""Tests of exported Markdown: the text of documents is not markup, and quotes are verbatim."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web.chat.markdown_document import format_as_markdown
from tests.helpers.answers import make_answer
from tests.helpers.fakes import arbitrary_texts
from tests.helpers.hostile_texts import HOSTILE

_STRUCTURE = {
    "heading_open",
    "heading_close",
    "paragraph_open",
    "paragraph_close",
    "blockquote_open",
    "blockquote_close",
}
_QUOTATION = _STRUCTURE | {"inline", "text", "text_special", "hardbreak"}

# What Markdown and its usual extensions read as markup, alone or beside others.
_SYNTAX = st.sampled_from(
    (
        *r"\`*_{}[]<>()#+-.!|~&$^=:;@/\"' aZ1à",
        *("\n", "  ", "\t", "    ", "---", "===", "```", "~~~", "**", "__", "](", "]:", "![", "[^"),
        *("1.", "12) ", "- ", "# ", "> ", "| ", "&amp;", "&#65;", "<b>", "<!--", "http://", "www."),
        *("[x]", "<a@b.c>", "|-|-|\n", "a_b", "a*b", "* * *"),
    )
)
_MARKUP = st.lists(_SYNTAX, min_size=1, max_size=12).map("".join)

# Sentences whose characters are all read as they are.
_ORDINARY = (
    "Fig. 2.1 (p. 14): il 3-4% dei 1.200 abitanti, cioè 40+ famiglie; vedi [...] e [3].",
    "It's 5 < 6, a snake_case name, x = 2, AT&T, R&D, C# and the twenty-first of May -- really!",
    "Il prezzo (IVA inclusa) è di 12,50 €: si paga alle 9:30 o alle 12:00 / 15:00?",
)


# Beside CommonMark, the tables and the struck text of GitHub.
_PARSER = MarkdownIt().enable(["table", "strikethrough"])


def _read_quote(markdown: str) -> str:
    """Return the text of the first quotation of a Markdown text."""
    tokens = _PARSER.parse(markdown)
    first = next(index for index, token in enumerate(tokens) if token.type == "blockquote_open")
    parts = tokens[first + 2].children or []
    return "".join("\n" if part.type == "hardbreak" else part.content for part in parts)


def _read_markdown(markdown: str) -> tuple[set[str], str]:
    """Return the token types of a Markdown text, and its words."""
    tokens = _PARSER.parse(markdown)
    inline = [child for token in tokens for child in token.children or []]
    kinds = {token.type for token in tokens} | {child.type for child in inline}
    return kinds, "".join(child.content if child.type != "softbreak" else "\n" for child in inline)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_escaped_in_markdown(text: str) -> None:
    """A hostile quote or source name becomes plain text, equal up to white space."""
    kinds, words = _read_markdown(format_as_markdown([make_answer(text, source=text)], ENGLISH))
    assert kinds <= _QUOTATION
    assert "".join(text.split()) in "".join(words.split())


@given(_MARKUP | st.text(min_size=1))
def test_any_text_is_escaped_in_markdown(text: str) -> None:
    """Any text of a document becomes plain text in a quotation under a heading."""
    kinds, _ = _read_markdown(format_as_markdown([make_answer(text, source="a.txt")], ITALIAN))
    assert kinds <= _QUOTATION


@example("a  \n\n\n\tb\\\n   1. c\r\n# d\r\r\n> e\n```\nf &amp; <b>g</b> \xa0")
@given(_MARKUP | arbitrary_texts())
def test_a_quotation_in_markdown_is_verbatim(text: str) -> None:
    """A CommonMark parser reads the very characters of the quote, line ends and spaces too.

    It replaces NUL, which text of documents does not have. No quote has white space at its edges.
    """
    quote = text.replace("\0", "").strip() or "x"
    assert _read_quote(format_as_markdown([make_answer(quote)], ENGLISH)) == quote


def test_many_spaces_in_a_quotation_take_no_time() -> None:
    """They stay as they are inside a line. By a regular expression they took minutes."""
    quote = f"x{' ' * 100_000}y"
    assert f"\n> {quote}\n" in format_as_markdown([make_answer(quote)], ENGLISH)


@pytest.mark.parametrize("text", _ORDINARY)
def test_ordinary_text_is_not_escaped(text: str) -> None:
    """Programs that show the source of Markdown show no backslash in it."""
    markdown = format_as_markdown([make_answer(text, source="nota_1.2-b.txt")], ITALIAN)
    assert f"> {text}\n" in markdown
    assert "> — [1] nota_1.2-b.txt" in markdown
    assert "\\" not in markdown


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("vedi https://example.org/a_b", r"vedi https\://example.org/a_b"),
        ("vedi www.example.org", r"vedi www\.example.org"),
        ("scrivi a museo@example.org", r"scrivi a museo\@example.org"),
        ("that is :smile: and #tag", r"that is \:smile: and \#tag"),
        ("{{user}} ==marked== from $5 to $6", r"\{{user\}} \==marked\== from \$5 to \$6"),
        (r"\ce{H2O} e C:\nuovo", r"\\ce{H2O} e C:\\nuovo"),
    ],
)
def test_what_extensions_read_as_markup_is_escaped(text: str, escaped: str) -> None:
    """Addresses are no links, and neither formulas nor variables of chat clients are replaced."""
    assert f"> {escaped}\n" in format_as_markdown([make_answer(text)], ENGLISH)
