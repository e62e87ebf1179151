"""Find the section of a document that has a heading, and quote it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fonti.index import OutlineEntry, SearchBackend, SearchFilters
from fonti.index.text.stemming import fold_text
from fonti.qa.gathering.overview import SENTENCES_OF_ONE_DOCUMENT, quote_central_sentences
from fonti.qa.gathering.spans import SpanQuote
from fonti.qa.question.function_words import WORD_PATTERN

# Passages of a section that are read: of a longer one, the first.
_MAX_PASSAGES = 150


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document under a heading, with the parts under lower headings.

    Attributes:
        source: The document.
        heading: The heading.
        start: Where the line of the heading begins, in code points of the document.
        end: Where the next section begins that is not within this one.

    """

    source: str
    heading: str
    start: int
    end: int


def find_section(snapshot: SearchBackend, heading: str, sources: Iterable[str]) -> Section | None:
    """Return the section under a heading, in the first document that has just one such heading.

    Args:
        snapshot: The version of the index.
        heading: The heading; case, accents and punctuation do not count.
        sources: The documents to look in, in this order.

    """
    wanted = fold_heading(heading)
    for source in sources:
        outline = snapshot.get_outline(source)
        indexes = [
            index for index, entry in enumerate(outline) if fold_heading(entry.title) == wanted
        ]
        if len(indexes) == 1:
            return _make_section(snapshot, source, outline, indexes[0])
    return None


def quote_section(
    snapshot: SearchBackend, section: Section, filters: SearchFilters
) -> list[SpanQuote]:
    """Return the sentences of a section in their order; of a long one, the most central."""
    passages = [
        passage
        for passage in snapshot.get_passages_between(section.source, section.start, section.end)
        if filters.languages is None or passage.language in filters.languages
    ]
    if sum(len(passage.sentences) for passage in passages) > SENTENCES_OF_ONE_DOCUMENT:
        return quote_central_sentences(
            snapshot, passages[:_MAX_PASSAGES], SENTENCES_OF_ONE_DOCUMENT
        )
    return [
        SpanQuote(passage, sentence.start, sentence.end)
        for passage in passages
        for sentence in passage.sentences
    ]


def fold_heading(heading: str) -> tuple[str, ...]:
    """Return the words of a heading, without case and accents."""
    return tuple(fold_text(word) for word in WORD_PATTERN.findall(heading))


def _make_section(
    snapshot: SearchBackend, source: str, outline: Sequence[OutlineEntry], index: int
) -> Section:
    """Return the section of an entry of an outline, by the index of the entry."""
    entry = outline[index]
    document = snapshot.get_document(source)
    end = entry.end if document is None else len(document.text)
    for later in outline[index + 1 :]:
        if later.level <= entry.level:
            end = later.start
            break
    return Section(source, entry.title, entry.start, end)
