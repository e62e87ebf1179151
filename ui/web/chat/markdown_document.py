"""Export a conversation as Markdown, in which a parser reads the very characters of each quote."""

import re
from collections.abc import Sequence

from fonti.qa import Answer, Citation
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.export import format_reference, list_answer_parts, list_search_notes

# The last character of Unicode that is white space.
_LAST_SPACE = 0x3000

# White space that is dropped at the edges of a line. CommonMark knows no references to the control
# characters among white space, and does not drop them.
_SPACES = "".join(
    character
    for character in map(chr, range(_LAST_SPACE + 1))
    if character.isspace() and character not in "\v\x1c\x1d\x1e\x1f\x85"
)
# What Markdown, or one of its usual extensions, would read as markup where it stands. The rest
# stays as it is, for programs that show the source. Of brackets only closing ones are escaped:
# chat clients take an escaped opening one for the beginning of a formula.
_MARKDOWN_SYNTAX = re.compile(
    r"""
      [\\`*~^$]                      # code, emphasis, struck text, formulas
    | (?<![^\W_])_ | _(?![^\W_])     # emphasis, which does not begin or end inside a word
    | <(?=[a-z/!?])                  # an element
    | &(?=\#?\w+;)                   # a character reference
    | !(?=\[)                        # a picture
    | \](?=[][(:{]) | (?<=^\[[ x])\]  # a link, the definition of one, a task
    | \{(?=\{) | \}(?=\})            # a variable of a chat client
    | =(?==)                         # marked text
    | (?<!\w)\#                      # a heading, a tag
    | ^[->+|=:]                      # a quotation, an item, a table, the line below a heading
    | :(?=//|[\w+-]+:)               # an address, an emoji
    | (?<=www)\. | (?<=\w)@(?=\w)    # an address without a scheme
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_ITEM_NUMBER = re.compile(r"^\d{1,9}(?=[.)](?:\s|$))", re.MULTILINE)


def format_as_markdown(answers: Sequence[Answer], words: Words) -> str:
    """Return a conversation as Markdown, in which the texts of documents are escaped."""
    lines = ["# Fonti"]
    for answer in answers:
        lines += ["", f"## {_escape_markdown(answer.question)}", ""]
        lines.append(format_answer_as_markdown(answer, words))
    return "\n".join(lines) + "\n"


def format_answer_as_markdown(answer: Answer, words: Words) -> str:
    """Return an answer without its question as Markdown, in which documents are escaped."""
    blocks = [[_escape_markdown(sentence)] for sentence in list_search_notes(answer, words)]
    for part in list_answer_parts(answer, words):
        blocks.append([_escape_markdown(part.heading)])
        if part.details:
            blocks.append([f"- {_escape_markdown(detail)}" for detail in part.details])
        blocks += [_quote_in_markdown(citation, words) for citation in part.citations]
    return "\n\n".join("\n".join(lines) for lines in blocks)


def _quote_in_markdown(citation: Citation, words: Words) -> list[str]:
    """Return the lines of a quotation in Markdown: what stands above it, itself, its reference."""
    lines: list[str] = []
    for text in [*(part.text for part in citation.context), citation.quote]:
        lines += [*(f"> {line}" for line in _escape_lines(text).split("\n")), ">"]

    reference = _escape_markdown(format_reference(citation, words))
    return [*lines, f"> — [{citation.number}] {reference}"]


def _escape_lines(text: str) -> str:
    """Escape a text, so that Markdown shows all its characters and breaks its lines.

    A line that ends with a backslash is broken there (CommonMark 6.7). White space at its edges
    would be dropped, and is written as character references; so are carriage returns.
    """
    return "\\\n".join(map(_escape_edges, _escape(text).split("\n")))


def _escape_edges(line: str) -> str:
    rest = line.lstrip(_SPACES)
    middle = rest.rstrip(_SPACES)
    start = line[: len(line) - len(rest)]
    end = rest[len(middle) :]
    return (
        _write_as_references(start)
        + middle.replace("\r", _write_as_references("\r"))
        + _write_as_references(end)
    )


def _write_as_references(text: str) -> str:
    return "".join(f"&#{ord(character)};" for character in text)


def _escape_markdown(text: str) -> str:
    """Escape a text, so that Markdown shows it literally, on one line."""
    return _escape(" ".join(text.split()))


def _escape(text: str) -> str:
    """Write a backslash before each character that would be read as markup."""
    escaped = _MARKDOWN_SYNTAX.sub(r"\\\g<0>", text)
    return _ITEM_NUMBER.sub(r"\g<0>\\", escaped)
