"""List the headings near an answer, which can be asked for next."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from fonti.index import HEADING_SEPARATOR, OutlineEntry, SearchBackend
from fonti.qa.answer import Answer, Citation
from fonti.qa.gathering.sections import fold_heading

# Headings that are listed at most.
_MAX_HEADINGS = 4

# Headings of which the text is looked for at most: each is a query.
_MAX_CHECKED = 12

# Code points after a heading within which its text begins.
_MAX_GAP = 100

# Code points of a heading: a longer one is a sentence.
_MAX_LENGTH = 60

# Letters of the longest word of a heading: "A1:C4" and "2.1" name no subject.
_MIN_LETTERS = 3


def list_next_headings(
    snapshot: SearchBackend, answer: Answer, history: Sequence[Answer]
) -> tuple[str, ...]:
    """Return headings near what an answer cites first, in its document, the nearest first.

    Sections beside the cited one come before others. Each has text of its own, and its heading
    stands only once in the document. What was cited already is left out.

    Args:
        snapshot: The version of the index.
        answer: The answer.
        history: The answers before it.

    """
    if not answer.citations:
        return ()
    first = answer.citations[0]
    outline = snapshot.get_outline(first.source)
    if not outline:
        return ()

    cited_index = _find_entry_index(outline, first)
    # What is only near the question is still to be read.
    cited = [
        citation
        for given in (answer, *history)
        for citation in given.citations
        if citation.source == first.source and (citation.is_answer or not citation.is_judged)
    ]

    headings: list[str] = []
    nearest = _sort_by_nearness(_list_candidates(outline, cited), outline, cited_index)
    for entry in nearest[:_MAX_CHECKED]:
        if len(headings) == _MAX_HEADINGS:
            break
        if _has_text(snapshot, first.source, entry, outline):
            headings.append(entry.title)
    return tuple(headings)


def _find_entry_index(outline: Sequence[OutlineEntry], citation: Citation) -> int:
    """Return the index of the last heading before a citation; 0 if there is none."""
    indexes = [index for index, entry in enumerate(outline) if entry.start <= citation.start]
    return indexes[-1] if indexes else 0


def _list_candidates(
    outline: Sequence[OutlineEntry], cited: Sequence[Citation]
) -> Iterator[OutlineEntry]:
    """Yield the entries of an outline that name a subject and that no citation stands under."""
    counts = Counter(fold_heading(entry.title) for entry in outline)
    cited_headings = {citation.heading or "" for citation in cited}
    for entry in outline:
        is_unique = counts[fold_heading(entry.title)] == 1
        if is_unique and _names_subject(entry.title) and not _is_cited(entry, cited_headings):
            yield entry


def _names_subject(heading: str) -> bool:
    """Return whether a heading is short, on one line, and has a word."""
    letters = max((sum(map(str.isalpha, word)) for word in heading.split()), default=0)
    return len(heading) <= _MAX_LENGTH and heading.isprintable() and letters >= _MIN_LETTERS


def _is_cited(entry: OutlineEntry, cited_headings: Iterable[str]) -> bool:
    """Return whether a cited passage stands under an entry, or under a heading within it."""
    path = HEADING_SEPARATOR.join((*entry.path, ""))
    return any(f"{heading}{HEADING_SEPARATOR}".startswith(path) for heading in cited_headings)


def _sort_by_nearness(
    entries: Iterable[OutlineEntry], outline: Sequence[OutlineEntry], center: int
) -> list[OutlineEntry]:
    """Return entries by their distance from that of an index; first those of its level.

    Of two at the same distance, the later one comes first: people read on.
    """
    indexes = {entry: index for index, entry in enumerate(outline)}
    level = outline[center].level

    def order(entry: OutlineEntry) -> tuple[bool, int, bool]:
        index = indexes[entry]
        return entry.level != level, abs(index - center), index < center

    return sorted(entries, key=order)


def _has_text(
    snapshot: SearchBackend, source: str, entry: OutlineEntry, outline: Sequence[OutlineEntry]
) -> bool:
    """Return whether sentences stand under a heading itself, before the next heading."""
    later = [other.start for other in outline if other.start > entry.start]
    end = min([entry.end + _MAX_GAP, *later])
    passages = snapshot.get_passages_between(source, entry.start, end)
    return any(passage.sentences for passage in passages)
