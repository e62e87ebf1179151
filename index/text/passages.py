"""Cut a text into passages and sentences: what is stored, ranked and quoted.

Passages tile the text: only white space lies between them. Sentences lie inside passages. Offsets
are never searched for: a text is cut in order, so each span is a running sum of lengths.

What is too long for an encoder is cut again by `fitting.py`.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fonti.index.formats import Heading
from fonti.index.text.headings import is_informative_heading
from fonti.index.text.language import detect_passage_language
from fonti.index.text.lines import BLANK_LINE, is_row
from fonti.index.text.sentences import split_into_sentences
from fonti.index.types import Span

# Code points of a passage at most: what was best of several sizes (tests/bench/RESULTS.md).
PASSAGE_CHARACTERS = 1400

# Code points below which a paragraph is joined with the next one.
_SHORT_PARAGRAPH = 200

# How much longer than an equal share a part of a long paragraph may be, so that it can end with a
# sentence and no further part is needed.
_EVEN_PART_MARGIN = 1.15

# Behind what a sentence that is too long is cut, the best first: clauses, words, characters.
_CUT_BEHIND = ["; ", ": ", ", ", " ", ""]

# A table is cut between its rows.
_CUT_TABLE_BEHIND = ["\n", *_CUT_BEHIND]


@dataclass(frozen=True, slots=True)
class PassageSpan:
    """A passage of a text, before it is stored.

    Attributes:
        span: Where it lies in the text.
        sentences: Its sentences, in order. Those without a letter or a digit are left out, and
            those of its heading unless it says something itself.
        heading: The path of the heading that it stands under; None if there is none.
        language: An ISO 639-1 code.

    """

    span: Span
    sentences: tuple[Span, ...]
    heading: str | None
    language: str


def split_passages(
    text: str, *, language: str, headings: tuple[Heading, ...] = ()
) -> Iterator[PassageSpan]:
    """Yield the passages of a text, each of at most PASSAGE_CHARACTERS code points.

    A passage is a paragraph. Short paragraphs are joined; a long one is cut at the ends of
    sentences into parts of about equal length.

    Args:
        text: The text of a document.
        language: Its language, an ISO 639-1 code.
        headings: Its headings, in order.

    """
    heading_starts = [heading.start for heading in headings]
    for paragraph in _split_paragraphs(text, heading_starts):
        heading = _find_heading(headings, paragraph.start)
        sentences = list(_split_paragraph(text, paragraph, heading, language))
        for group in _group_sentences(sentences):
            yield _make_passage(text, group, headings, language)


def _make_passage(
    text: str, sentences: list[Span], headings: tuple[Heading, ...], language: str
) -> PassageSpan:
    span = Span(sentences[0].start, sentences[-1].end)
    heading = _find_heading(headings, span.start)
    quotable = [sentence for sentence in sentences if _is_quotable(text, sentence, heading)]
    return PassageSpan(
        span=span,
        sentences=tuple(quotable),
        heading=heading.path if heading else None,
        language=detect_passage_language(span.slice(text), language),
    )


def _is_quotable(text: str, sentence: Span, heading: Heading | None) -> bool:
    """Return whether a sentence has a letter or a digit, and is no heading that only names."""
    if heading and heading.start <= sentence.start < heading.end:
        title = text[heading.start : heading.end]
        if not is_informative_heading(title):
            return False
    return has_letter_or_digit(sentence.slice(text))


def has_letter_or_digit(text: str) -> bool:
    """Return whether a text has something that can be quoted."""
    return any(map(str.isalnum, text))


def _find_heading(headings: tuple[Heading, ...], offset: int) -> Heading | None:
    """Return the last heading that begins at or before an offset."""
    count = bisect_right(headings, offset, key=lambda heading: heading.start)
    return headings[count - 1] if count else None


def _split_paragraphs(text: str, heading_starts: Iterable[int]) -> Iterator[Span]:
    """Cut a text into paragraphs, joining a short one with what follows, but not over a heading."""
    headings = set(heading_starts)
    blank_line_ends = {match.end() for match in BLANK_LINE.finditer(text)}
    ends = sorted(blank_line_ends | headings | {len(text)})

    start = 0
    for end, next_end in zip(ends, [*ends[1:], math.inf], strict=True):
        is_short = end - start < _SHORT_PARAGRAPH
        can_join = next_end - start <= PASSAGE_CHARACTERS and end not in headings
        if is_short and can_join:
            continue

        if text[start:end].strip():
            yield Span(start, end)
        start = end


def _split_paragraph(
    text: str, paragraph: Span, heading: Heading | None, language: str
) -> Iterator[Span]:
    """Cut a paragraph into sentences; a heading at its beginning becomes a separate one.

    A sentence that is too long is cut at clauses, at words or, in the end, at characters.
    """
    body_start = paragraph.start
    if heading and paragraph.start < heading.end < paragraph.end:
        body_start = heading.end

    for part in (Span(paragraph.start, body_start), Span(body_start, paragraph.end)):
        for inner in split_into_sentences(part.slice(text), language):
            sentence = Span(part.start + inner.start, part.start + inner.end)
            yield from _split_sentence(text, sentence)


def _split_sentence(text: str, sentence: Span) -> Iterator[Span]:
    """Cut a sentence into parts of at most PASSAGE_CHARACTERS code points."""
    if sentence.end - sentence.start <= PASSAGE_CHARACTERS:
        yield sentence
    else:
        yield from cut_span(text, sentence, PASSAGE_CHARACTERS)


def cut_span(text: str, span: Span, size: int) -> Iterator[Span]:
    """Cut a span at clauses, at words or, in the end, at characters; a table between its rows.

    Args:
        text: The text that the span is of.
        span: The span.
        size: The greatest length of a part, in code points.

    """
    # Imported late: it takes long, and most texts have no sentence that is so long.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    content = span.slice(text)
    lines = content.splitlines()
    is_table = sum(map(is_row, lines)) > len(lines) / 2
    splitter = RecursiveCharacterTextSplitter(
        _CUT_TABLE_BEHIND if is_table else _CUT_BEHIND,
        keep_separator="end",
        chunk_size=size,
        chunk_overlap=0,
        strip_whitespace=False,
    )

    start = span.start
    for part in splitter.split_text(content):
        stripped = Span(start, start + len(part)).strip(text)
        if stripped.start < stripped.end:
            yield stripped
        start += len(part)


def _group_sentences(sentences: list[Span]) -> Iterator[list[Span]]:
    """Join the sentences of a paragraph to passages of about equal length."""
    lengths = _measure_with_space_before(sentences)
    size = _choose_part_size(lengths)

    group: list[Span] = []
    group_length = 0
    for sentence, length in zip(sentences, lengths, strict=True):
        if group and group_length + length > size:
            yield group
            group = []
            group_length = 0
        group.append(sentence)
        group_length += length

    if group:
        yield group


def _measure_with_space_before(sentences: list[Span]) -> list[int]:
    """Return the length of each sentence, in code points, with the white space before it."""
    ends = [sentence.end for sentence in sentences]
    starts = [sentences[0].start, *ends[:-1]] if sentences else []
    return [end - start for start, end in zip(starts, ends, strict=True)]


def _choose_part_size(lengths: list[int]) -> int:
    """Return the code points that a part of a paragraph may have, so that all are about equal."""
    total = sum(lengths)
    count = math.ceil(total / PASSAGE_CHARACTERS)
    if count <= 1:
        return total

    even = math.ceil(total / count * _EVEN_PART_MARGIN)
    return min(PASSAGE_CHARACTERS, max(even, *lengths))
