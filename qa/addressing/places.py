"""Find the place of an address in a document: where it begins, and where it ends."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from fonti.index import Document, split_file_name
from fonti.index.text.address_terms import find_label_terms, make_term
from fonti.index.text.address_words import NUMBER_KIND
from fonti.index.text.labels import Label, read_labels
from fonti.index.text.lines import find_line_start
from fonti.qa.addressing.address import Address, Step
from fonti.qa.addressing.items import find_body_start, find_item

# How deep in a document the places of a kind lie: those of a lower depth contain those of a higher.
_DEPTHS = {
    "annex": 0,
    "appendix": 0,
    "book": 1,
    "part": 2,
    "title": 3,
    "chapter": 4,
    "head": 5,
    "section": 6,
    "amendment": 7,
    "article": 7,
    "clause": 7,
    "rule": 7,
    "provision": 7,
    "roman": 7,
    "paragraph": 8,
    "point": 9,
    "number": 9,
    "recital": 9,
    "step": 9,
    "exercise": 9,
}

# The depth of sections where there are more of them than articles: they lie in the articles, as in
# the American constitution.
_DEPTH_OF_SECTION_IN_ARTICLE = 7.5

# Kinds that end where their paragraph does, or the table below it.
_CAPTION_KINDS = frozenset({"table", "figure"})

# The depth down to which places contain others. In a table of contents, the text of such a place is
# the entries of the others, and is shorter than the place itself.
_MAX_CONTAINER_DEPTH = 6

# An entry of a table of contents: no words after its first line, dots up to the page, or the
# numbered entries of what it contains. A place of more code points is none.
_ONE_LINE = re.compile(r"[^\n]*(?:\n(?i:[\W\d_]|pag\.?|pp?\.)*)?")
_DOTS_TO_PAGE = re.compile(r"(?:\.[ .]{3,}|…{2,})[ \t]*\d+\s*$")
_ONLY_NUMBERED_LINES = re.compile(r"(?:[ \t]*\d+(?:\.\d+)+\.?[ \t][^\n]{0,120}\s*)+")
_MAX_ENTRY_LENGTH = 300

_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-ZÀ-Þ]|\s*$)")
_TABLE_ROW = re.compile(r"[ \t]*\||[^\n]*\t|[^\n]*\S {3,}\S")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document: an article, a table, a page, or an item inside one.

    Attributes:
        start: Where it begins, at its label.
        end: Where it ends.
        is_complete: Whether all steps of the address led there; else it is the innermost place
            that there is.
        label_end: Where its label ends.
        is_likely: Whether it is the place that is meant; else it is an entry of a table of
            contents, or an item ("section 4.2.1" read as item 1 of section 4.2).

    """

    start: int
    end: int
    is_complete: bool = True
    label_end: int = 0
    is_likely: bool = True

    @property
    def length(self) -> int:
        """Return how many code points the place has."""
        return self.end - self.start


def find_place(document: Document, address: Address) -> Place | None:
    """Return the place of an address in a document; None if the document has no such place.

    If the document has the labelled place, but not what it should stand in or a step inside it, the
    innermost place that there is is returned, as not complete.
    """
    last_step = address.labelled_steps[-1]
    if last_step.kind == "page":
        return _find_page(document, last_step)

    text = document.text
    labels = _read_labels(text)
    outer = _find_outer_place(document, labels, address.labelled_steps[:-1])
    place = _find_labelled_place(text, labels, last_step, outer)
    if place is not None:
        return _find_inside(text, outer, place, address.inner_steps)

    # "Section 4.2.1" may be item 1 of section 4.2.
    split = last_step.split_last_item()
    section = _find_labelled_place(text, labels, split[0], outer) if split else None
    if split is None or section is None:
        return None
    item = _find_inside(text, outer, section, (split[1], *address.inner_steps))
    return replace(item, is_likely=False) if item.is_complete else item


def _find_outer_place(document: Document, labels: Sequence[Label], steps: Sequence[Step]) -> Place:
    """Return the place in which the labelled place should lie; without steps, all of the document.

    If a step leads nowhere, the place of the others is returned, as not complete.
    """
    outer = Place(0, len(document.text))
    is_complete = True
    for step in steps:
        place = _find_labelled_place(document.text, labels, step, outer)
        if place is not None:
            outer = place
        elif not _is_named_by(document, step):
            is_complete = False
    return replace(outer, is_complete=is_complete)


def _find_inside(text: str, outer: Place, place: Place, steps: Sequence[Step]) -> Place:
    """Return the place that steps lead to inside a labelled place, or the innermost that there is.

    Args:
        text: The document's text.
        outer: The place around the labelled place.
        place: The labelled place.
        steps: The steps to commas, letters and numbers, from the outermost to the innermost.

    """
    if not outer.is_complete:
        return replace(place, is_complete=False)

    body_start = find_body_start(text, place.label_end, place.end)
    for step in steps:
        span = find_item(text, body_start, place.end, step)
        if span is None:
            return replace(place, is_complete=False)
        place = replace(place, start=span.start, end=span.end, label_end=span.start)
        body_start = span.start
    return place


def _is_named_by(document: Document, step: Step) -> bool:
    """Return whether a whole document is the place of a step, such as the file of an annex."""
    names = f"{document.title or ''}\n{split_file_name(document.source)}"
    terms = {make_term(kind, step.number) for kind in step.possible_kinds}
    return not terms.isdisjoint(find_label_terms(names))


def _find_page(document: Document, step: Step) -> Place | None:
    """Return the place of a page; None if the document has no such page."""
    number = int(step.number) if step.number.isdigit() else 0
    if not 1 <= number <= len(document.pages):
        return None
    ends = [*document.pages[1:], len(document.text)]
    return Place(document.pages[number - 1], ends[number - 1])


@lru_cache(maxsize=16)
def _read_labels(text: str) -> tuple[Label, ...]:
    """Return the labels of a document; those of the last documents are cached."""
    return tuple(read_labels(text))


def _find_labelled_place(
    text: str, labels: Sequence[Label], step: Step, outer: Place
) -> Place | None:
    """Return the place inside another one that begins with a label of a step, or None."""
    depths = _choose_depths(labels)
    for kind in step.possible_kinds:
        places = []
        for index, label in enumerate(labels):
            is_inside = outer.start <= label.start < outer.end
            if is_inside and (label.kind, label.number) == (kind, step.number):
                end = min(_find_end(text, labels, index, depths), outer.end)
                if depths.get(kind, 0) > _MAX_CONTAINER_DEPTH:
                    end = _cut_titles_of_next_place(text, label.end, end)
                places.append(Place(label.start, end, label_end=label.end))
        if places:
            is_container = kind == NUMBER_KIND or depths.get(kind, 9) <= _MAX_CONTAINER_DEPTH
            return _choose_place(text, places, is_container=is_container)
    return None


def _cut_titles_of_next_place(text: str, label_end: int, end: int) -> int:
    """Return where a place ends before titles in capitals, which belong to what comes next."""
    last_line = text.rfind("\n\n", label_end, label_end + len(text[label_end:end].rstrip()))
    title = text[max(last_line, label_end) : end].strip()
    is_title = title.isupper() and "\n" not in title and title[-1] not in ".;:!?»”\"'’"
    if last_line < 0 or not is_title or not text[label_end:last_line].strip(" \n\t.:"):
        return end
    return _cut_titles_of_next_place(text, label_end, last_line)


def _choose_place(text: str, places: Sequence[Place], *, is_container: bool) -> Place:
    """Return the place itself among those with the same label, not its entry in a contents table.

    Args:
        text: The document's text.
        places: The places, in the order of the text.
        is_container: Whether such places contain others. Of these, the longest is returned: in a
            table of contents, a chapter is as long as its entries. Of others, the first is
            returned: a later one may be a former text, in a note.

    """
    others = [place for place in places if not _is_contents_entry(text[place.start : place.end])]
    if not others:
        return replace(max(places, key=lambda place: place.length), is_likely=False)
    if is_container:
        return max(others, key=lambda place: place.length)
    return others[0]


def _is_contents_entry(content: str) -> bool:
    """Return whether a place is only an entry of a table of contents."""
    if _ONLY_NUMBERED_LINES.fullmatch(content):
        return True
    if len(content) > _MAX_ENTRY_LENGTH:
        return False
    return bool(_ONE_LINE.fullmatch(content) or _DOTS_TO_PAGE.search(content))


def _choose_depths(labels: Sequence[Label]) -> dict[str, float]:
    """Return how deep in a document the places of a kind lie, by kind."""
    depths: dict[str, float] = dict(_DEPTHS)
    counts = Counter(label.kind for label in labels)
    if 0 < counts["article"] < counts["section"]:
        depths["section"] = _DEPTH_OF_SECTION_IN_ARTICLE
    return depths


def _find_end(text: str, labels: Sequence[Label], index: int, depths: dict[str, float]) -> int:
    """Return where the place of a label ends: at the next label that it does not contain."""
    label = labels[index]
    if label.kind == "error":
        return _find_error_end(text, labels, index)
    if label.kind in _CAPTION_KINDS:
        return _find_caption_end(text, label.end)

    for other in labels[index + 1 :]:
        if other.start >= label.end and not _contains(label, other, depths):
            return other.start
    return len(text)


def _contains(label: Label, other: Label, depths: dict[str, float]) -> bool:
    """Return whether the place of a label goes on after another label."""
    if other.kind not in depths:
        return True
    if label.level and other.level:
        return other.level > label.level
    if label.kind == other.kind:
        return other.number.startswith(f"{label.number}.")
    is_number = NUMBER_KIND in (label.kind, other.kind)
    if is_number and label.kind in ("section", "chapter") and other.number.count("."):
        return other.number.startswith(f"{label.number}.")
    return depths[other.kind] > depths[label.kind]


def _find_error_end(text: str, labels: Sequence[Label], index: int) -> int:
    """Return where what is said about an error ends: with its sentence, or its lines."""
    label = labels[index]
    end = _find_blank_line(text, label.end)
    errors = [other.start for other in labels[index + 1 :] if other.kind == "error"]
    if errors:
        end = min(end, errors[0])

    # Up to two words, such as the mark of an item, may stand before the label of a line.
    words_before = text[find_line_start(text, label.start) : label.start].split()
    is_inside_line = len(words_before) > 2
    sentence_end = _SENTENCE_END.search(text, label.end, end)
    return sentence_end.end() if is_inside_line and sentence_end else end


def _find_caption_end(text: str, offset: int) -> int:
    """Return where a caption ends, with the table below it if there is one."""
    end = _find_blank_line(text, offset)
    below = len(text) - len(text[end:].lstrip()) if end < len(text) else end
    is_table = _TABLE_ROW.match(text, find_line_start(text, below))
    return _find_blank_line(text, below) if is_table else end


def _find_blank_line(text: str, offset: int) -> int:
    """Return where the next empty line begins."""
    blank = _BLANK_LINE.search(text, offset)
    return blank.start() if blank else len(text)
