"""Cut passages again that are too long for an encoder.

Most encoders read more than a passage has. So passages are made without an encoder, and each is
checked afterwards: the work is bounded by the length of one passage.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from fonti.index.text.passages import PassageSpan, cut_span, has_letter_or_digit
from fonti.index.types import Span

# Returns whether a text is short enough for the encoder.
Fits = Callable[[str], bool]


def fit_passages(text: str, passages: Iterable[PassageSpan], fits: Fits) -> Iterator[PassageSpan]:
    """Yield passages, those that do not fit an encoder in parts that do.

    Args:
        text: The text that the passages are of.
        passages: The passages, in order.
        fits: Returns whether a passage is short enough for the encoder. A single character is never
            cut, even if it does not fit.

    """
    for passage in passages:
        if _fits(text, passage.span, fits):
            yield passage
        else:
            yield from _split_passage(text, passage, fits)


def _fits(text: str, span: Span, fits: Fits) -> bool:
    return span.end - span.start <= 1 or fits(span.slice(text))


def _split_passage(text: str, passage: PassageSpan, fits: Fits) -> Iterator[PassageSpan]:
    """Cut a passage in two, and each part again, until all of them fit."""
    for span in _halve(text, passage):
        sentences = tuple(_clip_sentences(text, passage.sentences, span))
        part = replace(passage, span=span, sentences=sentences)
        if _fits(text, span, fits):
            yield part
        else:
            yield from _split_passage(text, part, fits)


def _halve(text: str, passage: PassageSpan) -> Iterator[Span]:
    """Cut a passage before the sentence nearest to its middle, or else inside its only sentence."""
    span = passage.span
    middle = (span.start + span.end) // 2
    starts = [sentence.start for sentence in passage.sentences if sentence.start > span.start]
    if not starts:
        yield from cut_span(text, span, max(1, (span.end - span.start) // 2))
        return

    cut = min(starts, key=lambda start: abs(start - middle))
    yield Span(span.start, cut).strip(text)
    yield Span(cut, span.end)


def _clip_sentences(text: str, sentences: Iterable[Span], part: Span) -> Iterator[Span]:
    """Yield what lies in a part of a passage of its sentences, if it has a letter or a digit."""
    for sentence in sentences:
        start = max(sentence.start, part.start)
        end = min(sentence.end, part.end)
        if start < end and has_letter_or_digit(text[start:end]):
            yield Span(start, end)
