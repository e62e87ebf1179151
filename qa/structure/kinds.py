"""Tell what kind of text a line or a sentence is: a question, an item of a list, a row, and so on.

Only the form of the text is read, in both languages. What depends on the neighbours, such as
whether a line is a title, is decided in `units`.
"""

import re
from typing import Literal

from fonti.index import SUFFIXES, is_row

Kind = Literal[
    "text",
    "question",
    "item",
    "row",
    "lead_in",
    "title",
    "contents",
    "bibliography",
    "running_head",
    "rule",
]

# What is never an answer by itself.
NEVER_QUOTED: frozenset[Kind] = frozenset(
    {"title", "contents", "bibliography", "running_head", "rule"}
)

# A line of fewer words that does not end as a sentence does may be a title.
_MIN_SENTENCE_WORDS = 12

_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]*_]*(?:\[\d{1,3}\])*$")
_QUESTION_END = re.compile(r"\?[\"'”’»)\]*_!?]*$")
_CLOSING_MARKS = "*_ \t"

# What may stand before the first word of a sentence.
OPENING_MARKS = "\"'“‘«(*_—–-• \u00a0"

# Code points; file systems allow 255 bytes.
_MAX_FILE_NAME_LENGTH = 255

_ITEM = re.compile(
    r"[ \t>]*(?:[-*•–—+▪◦‣·]|\(?\d{1,3}(?:\.\d{1,2})?[.)]|\(?[a-z]{1,2}\)|[ivx]{1,4}[.)])[ \t]+\S"
)
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]+\S")
_SEPARATOR = re.compile(r"[\W_]*")

# The opening of a line of a dialogue: the time, if any, and who speaks.
_TIME = (
    r"(?:\[[^\]\n]{3,24}\][ \t]*"
    r"|(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},?[ \t]+)?"
    r"\(?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\)?[ \t]*[-–]?[ \t]*)"
)
_NAME = r"[^\W\d_][\w.'’]{0,20}(?: [\w.'’]{1,20}){0,2}"
_SPEAKER = re.compile(
    rf"[ \t>*_-]*(?P<time>{_TIME})?[*_<]*(?P<name>{_NAME})[*_>]*[ \t]*:[*_]*[ \t]+\S"
)
_QUESTION_LABEL = re.compile(
    r"[ \t>*_#-]*(?:[DQ]|Domanda|Question|Quesito)[ \t]*(?:n\.?[ \t]*)?\d{0,3}[*_]*[ \t]*[:.)–-]",
    re.IGNORECASE,
)
_NUMBER_OF_QUESTION = re.compile(r"^[ \t>*_#-]*\d{1,3}[.)]\s+")
_ANSWER_LABEL = re.compile(
    r"[ \t>*_#-]*(?:[RA]|Risposta|Answer)[ \t]*(?:n\.?[ \t]*)?\d{0,3}[*_]*[ \t]*"
    r"[:.)–-][*_]*[ \t]*\S",
    re.IGNORECASE,
)

# Leaders between a title and its page, or a link to a place of the same page.
_LEADERS = re.compile(
    r"(?:\.{4,}|(?:\. ){4,}|…{2,}|_{4,}|·{4,})[ .…]*(?:\d{1,4}|[ivxlc]{1,6})?\s*$"
)
_INNER_LINK = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+\[[^\]\n]+\]\(#[^)\n]*\)\s*$")
_NUMBERED_TITLE = re.compile(
    r"[ \t]*(?:(?:\d{1,2}|[IVX]{1,5})(?:\.\d{1,2})*[.)]?|(?i:capitolo|capo|chapter|part|parte)"
    r" \w{1,6}[.:]?)[ \t]+[^.!?;]*?[^\W\d][^.!?;]*?[ \t](?P<page>\d{1,4})\s*$"
)
_TITLE_AND_PAGE = re.compile(r"[ \t]*[^\W\d][^!?;|]{2,90}?,?[ \t](?P<page>\d{1,4})\s*$")
_PAGES = r"\d{1,4}(?:[-–]\d{1,4})?"
_INDEX_ENTRY = re.compile(rf"[ \t]*[^\W\d][^.!?;:|]{{1,60}},[ \t]*{_PAGES}(?:,[ \t]*{_PAGES})+\s*$")

_YEAR = r"(?:1[5-9]|20)\d\d"
_YEAR_IN_BRACKETS = re.compile(rf"\({_YEAR}[a-z]?\)")
_PUBLICATION = re.compile(
    r"\b(?:doi|ISBN|ISSN|in press)\b|\bpp?\. ?\d|\bvol\. ?\d|\bet al\.|\(a cura di\)|\beds?\.",
    re.IGNORECASE,
)
_AUTHOR_FIRST = re.compile(
    r"[ \t]*(?:\[\w{1,12}\][ \t]*|\d{1,3}[.)][ \t]+|[-*•][ \t]+)?"
    r"[^\W\d_][\w'’-]+,?[ \t](?:[^\W\d_]\.[ \t-]?){1,3}(?:[,;&(]|[ \t]|$)"
)
_BIBLIOGRAPHY_HEADING = re.compile(
    r"(?:\d+(?:\.\d+)*\.?[ \t]+)?(?:bibliografia|riferimenti bibliografici|opere citate|references"
    r"|bibliography|works cited|further reading|letture consigliate|sitografia)\b",
    re.IGNORECASE,
)

_PAGE_OF = re.compile(
    r"\b(?:p|pag|pagina|page|foglio|sheet)\.?[ \t]*\d{1,4}(?:[ \t]*(?:/|di|of)[ \t]*\d{1,4})?\s*$"
    r"|^\s*[-–]?[ \t]*\d{1,4}[ \t]*(?:/|di|of)[ \t]*\d{1,4}[ \t]*[-–]?\s*$",
    re.IGNORECASE,
)


def is_open(text: str) -> bool:
    """Return whether a line is short and does not end as a sentence does."""
    is_short = len(text.split()) < _MIN_SENTENCE_WORDS
    return is_short and not ends_sentence(text)


def ends_sentence(text: str) -> bool:
    """Return whether a text ends as a sentence does."""
    return bool(_SENTENCE_END.search(text.rstrip()))


def is_question(text: str) -> bool:
    """Return whether a text ends with a question mark."""
    return bool(_QUESTION_END.search(text.rstrip()))


def is_item(line: str) -> bool:
    """Return whether a line begins as an item of a list does."""
    return bool(_ITEM.match(line))


def is_heading(line: str) -> bool:
    """Return whether a line is a heading of Markdown."""
    return bool(_HEADING.match(line))


def is_file_name(line: str) -> bool:
    """Return whether a line names a file of a format that is read, as the head of an attachment."""
    name = line.strip()
    stem, _, suffix = name.rpartition(".")
    is_read = bool(stem) and f".{suffix.lower()}" in SUFFIXES
    return is_read and len(name) <= _MAX_FILE_NAME_LENGTH


def find_speaker(line: str) -> str | None:
    """Return who speaks in a line of a dialogue, or None if the line names nobody."""
    match = _SPEAKER.match(line)
    return match["name"] if match else None


def has_time(line: str) -> bool:
    """Return whether a line of a dialogue begins with a time."""
    match = _SPEAKER.match(line)
    return bool(match and match["time"])


def has_question_label(line: str) -> bool:
    """Return whether a line begins with the label of a question (*D:*, *Q:*, *Domanda:*)."""
    return bool(_QUESTION_LABEL.match(line))


def strip_question_label(line: str) -> str:
    """Return a question without its label, its number or the name of who asks."""
    label = _QUESTION_LABEL.match(line)
    if label:
        return line[label.end() :]
    speaker = _SPEAKER.match(line)
    if speaker:
        return line[speaker.end() - 1 :]
    return _NUMBER_OF_QUESTION.sub("", line)


def has_answer_label(line: str) -> bool:
    """Return whether a line begins with the label of an answer (*R:*, *A:*, *Risposta:*)."""
    return bool(_ANSWER_LABEL.match(line))


def find_entry_page(line: str) -> int | None:
    """Return the page that a line ends with, if it could be a line of a table of contents."""
    match = _NUMBERED_TITLE.match(line) or _TITLE_AND_PAGE.match(line)
    return int(match["page"]) if match else None


def is_contents_line(line: str) -> bool:
    """Return whether a line, seen alone, is of a table of contents or of an index."""
    has_words = any(map(str.isalpha, line))
    is_led = bool(_LEADERS.search(line)) and has_words
    return is_led or bool(_INNER_LINK.match(line)) or bool(_INDEX_ENTRY.match(line))


def is_bibliography_heading(title: str) -> bool:
    """Return whether a heading is that of a bibliography."""
    return bool(_BIBLIOGRAPHY_HEADING.match(title.strip("#*_ \t")))


def is_bibliography_entry(paragraph: str) -> bool:
    """Return whether a paragraph, seen alone, is an entry of a bibliography."""
    has_year = bool(re.search(rf"\b{_YEAR}[a-z]?\b", paragraph))
    return (
        has_year
        and len(paragraph) <= 500
        and bool(_AUTHOR_FIRST.match(paragraph))
        and (bool(_PUBLICATION.search(paragraph)) or bool(_YEAR_IN_BRACKETS.search(paragraph)))
    )


def is_running_head(line: str) -> bool:
    """Return whether a line is the head or foot of a page, with the number of the page."""
    return len(line.split()) <= _MIN_SENTENCE_WORDS and bool(_PAGE_OF.search(line))


def is_separator(line: str) -> bool:
    """Return whether a line has neither a letter nor a digit."""
    return bool(_SEPARATOR.fullmatch(line))


def strip_marks(text: str) -> str:
    """Return a line without the marks of a heading, of an item, or of emphasis around it."""
    return text.strip().lstrip("#>-•").strip(_CLOSING_MARKS)


def classify(text: str) -> Kind:
    """Return the kind of a sentence or line by its form alone."""
    if is_separator(text):
        return "rule"
    if is_contents_line(text):
        return "contents"
    if is_question(text):
        return "question"
    if is_row(text):
        return "row"
    if is_heading(text):
        return "title"
    if is_item(text):
        return "item"
    if is_running_head(text):
        return "running_head"
    if text.rstrip().rstrip(_CLOSING_MARKS).endswith(":"):
        return "lead_in"
    return "text"
