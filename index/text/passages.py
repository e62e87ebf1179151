"""A text to passages and sentences: what is stored, ranked and quoted.

Passages tile the text (between them stands white space alone) and sentences lie inside them. Offsets are never looked
up: every piece is cut in order, so that a span is a running sum of lengths.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fonti.index.formats.extract import Heading
from fonti.index.text.language import passage_language
from fonti.index.text.sentences import BLANK_LINE, sentence_spans

PASSAGE_CHARACTERS = 1400
_SHORT = 200  # code points below which a paragraph joins its neighbour


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open span, `start` to `end`, in code points of a document's stored text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The text at this span."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage of a text with the sentences that lie inside it, in order; `heading` is the one it stands under."""

    span: Span
    sentences: tuple[Span, ...]
    heading: str | None
    language: str


def split_passages(
    text: str,
    *,
    language: str,
    headings: tuple[Heading, ...] = (),
    fits: Callable[[str], bool] = lambda _: True,
) -> list[Piece]:
    """Cut a text into passages of at most PASSAGE_CHARACTERS code points that each satisfy `fits`.

    A passage is a paragraph; short ones join, long ones are cut at ends of sentences into parts of about equal length.
    `fits` says whether a passage is short enough for the encoder; a single character that does not fit stays whole.
    """
    pieces = []
    for block in _blocks(text, [heading.start for heading in headings]):
        atoms = list(_atoms(text, block, _above(headings, block.start), language, fits))
        for group in _groups(text, atoms, fits):
            span = Span(group[0].start, group[-1].end)
            heading = _above(headings, span.start)
            quotable = tuple(
                atom
                for atom in group
                if any(map(str.isalnum, atom.of(text)))
                and not (heading and heading.start <= atom.start < heading.end)
            )
            path = heading.path if heading else None
            pieces.append(Piece(span, quotable, path, passage_language(span.of(text), language)))
    return pieces


def _above(headings: tuple[Heading, ...], at: int) -> Heading | None:
    index = bisect_right(headings, at, key=lambda heading: heading.start)
    return headings[index - 1] if index else None


def _blocks(text: str, cuts: list[int]) -> Iterator[Span]:
    """The paragraphs of a text, a short one joined with what follows it, never across a heading."""
    closed = set(cuts)
    ends = sorted({match.end() for match in BLANK_LINE.finditer(text)} | closed | {len(text)})
    start = 0
    for end, following in zip(ends, [*ends[1:], math.inf], strict=True):
        short = end - start < _SHORT and following - start <= PASSAGE_CHARACTERS
        if not short or end in closed:
            if text[start:end].strip():
                yield Span(start, end)
            start = end


def _atoms(
    text: str, block: Span, heading: Heading | None, language: str, fits: Callable[[str], bool]
) -> Iterator[Span]:
    """The sentences of a block, apart from the heading that it may begin with.

    A sentence that is too long is cut at clauses, at words or, in the end, at characters.
    """
    stop = heading.end if heading and block.start < heading.end < block.end else block.start
    for part in (Span(block.start, stop), Span(stop, block.end)):
        for start, end in sentence_spans(part.of(text), language):
            at = part.start + start
            for first, last in _fitting(text[at : part.start + end], PASSAGE_CHARACTERS, fits):
                yield Span(at + first, at + last)


def _fitting(sentence: str, size: int, fits: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    if len(sentence) <= size and (fits(sentence) or len(sentence) <= 1):
        yield 0, len(sentence)
        return
    from fonti.index.text.splitting import (
        cut,  # imported late, as in the next function: who asks a question cuts nothing
    )

    size = min(size, max(1, len(sentence) // 2)) if len(sentence) <= size else size
    at = 0
    for part in cut(sentence, size):
        stripped = part.strip()
        first = at + len(part) - len(part.lstrip())
        at += len(part)
        for start, end in _fitting(stripped, size, fits) if stripped else ():
            yield first + start, first + end


def _groups(text: str, atoms: list[Span], fits: Callable[[str], bool]) -> Iterator[list[Span]]:
    """Join sentences to passages of about equal length; halve one that does not fit the encoder."""
    from fonti.index.text.splitting import joined

    ends = [atom.end for atom in atoms]
    starts = [atoms[0].start, *ends[:-1]] if atoms else []
    pieces = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    total = sum(map(len, pieces))
    parts = math.ceil(total / PASSAGE_CHARACTERS)
    even = (
        min(PASSAGE_CHARACTERS, max(math.ceil(total / parts * 1.15), *map(len, pieces)))
        if parts > 1
        else total
    )
    index = 0
    for part in joined(pieces, even):
        group = []
        length = 0
        while length < len(part):
            length += len(pieces[index])
            group.append(atoms[index])
            index += 1
        yield from _halved(text, group, fits)


def _halved(text: str, group: list[Span], fits: Callable[[str], bool]) -> Iterator[list[Span]]:
    if len(group) == 1 or fits(text[group[0].start : group[-1].end]):
        yield group
        return
    middle = len(group) // 2
    yield from _halved(text, group[:middle], fits)
    yield from _halved(text, group[middle:], fits)
