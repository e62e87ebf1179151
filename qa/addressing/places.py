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
from fonti.qa.addressing.items import find_body, find_item

# From the kind that contains all others to the one that contains none.
_RANKS = {
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

# Sections lie in articles where there are more of them, as in the American constitution.
_SECTION_IN_ARTICLE = 7.5

# Kinds that end where their paragraph does, or the table below it.
_CAPTION_KINDS = frozenset({"table", "figure"})

# The rank down to which places contain others. In a table of contents, such a place has the entries
# of the others for its text, and is shorter.
_CONTAINER_RANK = 6

# An entry of a table of contents: no words after its first line, dots up to the page, or the
# numbered entries of what it contains. A longer place is none.
_ONE_LINE = re.compile(r"[^\n]*(?:\n(?i:[\W\d_]|pag\.?|pp?\.)*)?")
_DOTS_TO_PAGE = re.compile(r"(?:\.[ .]{3,}|…{2,})[ \t]*\d+\s*$")
_ONLY_NUMBERED_LINES = re.compile(r"(?:[ \t]*\d+(?:\.\d+)+\.?[ \t][^\n]{0,120}\s*)+")
_MAX_ENTRY = 300

_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-ZÀ-Þ]|\s*$)")
_TABLE_ROW = re.compile(r"[ \t]*\||[^\n]*\t|[^\n]*\S {3,}\S")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document.

    Attributes:
        start: Where it begins, at its label.
        end: Where it ends.
        is_complete: Whether all steps of the address led there; else it is the innermost place
            that there is.
        label_end: Where its label ends.
        is_likely: Whether it is the place itself; else an entry of a table of contents, or an item
            whose number was read as its own ("section 4.2.1" as item 1 of section 4.2).

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
    place = Place(0, len(text))
    is_outside = False
    for step in address.labelled_steps[:-1]:
        outer = _find_labelled(text, labels, step, place)
        is_outside |= outer is None and not _is_named_by(document, step)
        place = outer or place

    inner_steps = list(address.inner_steps)
    inside = _find_labelled(text, labels, last_step, place)
    is_likely = True
    split = last_step.split_last_item()
    if inside is None and split is not None:
        section, item = split
        inside = _find_labelled(text, labels, section, place)
        inner_steps.insert(0, item)
        is_likely = False
    if inside is None:
        return None
    place = inside
    if is_outside:
        return replace(place, is_complete=False)

    body = find_body(text, place.label_end, place.end)
    for step in inner_steps:
        span = find_item(text, body, place.end, step)
        if span is None:
            return replace(place, is_complete=False)
        place = replace(place, start=span.start, end=span.end, label_end=span.start)
        body = span.start
    return replace(place, is_likely=place.is_likely and is_likely)


def _is_named_by(document: Document, step: Step) -> bool:
    """Return whether a whole document is the place of a step, such as the file of an annex."""
    names = f"{document.title or ''}\n{split_file_name(document.source)}"
    return not find_label_terms(names).isdisjoint(
        make_term(kind, step.number) for kind in step.kinds
    )


def _find_page(document: Document, step: Step) -> Place | None:
    """Return the place of a page; None if the document has no such page."""
    number = int(step.number) if step.number.isdigit() else 0
    if not 1 <= number <= len(document.pages):
        return None
    ends = [*document.pages[1:], len(document.text)]
    return Place(document.pages[number - 1], ends[number - 1])


@lru_cache(maxsize=16)
def _read_labels(text: str) -> tuple[Label, ...]:
    """Return the labels of a document; those of the last ones are remembered."""
    return tuple(read_labels(text))


def _find_labelled(text: str, labels: Sequence[Label], step: Step, around: Place) -> Place | None:
    """Return the place that a label of a step begins inside another place, or None."""
    ranks = _rank_kinds(labels)
    for kind in step.kinds:
        candidates = []
        for number, label in enumerate(labels):
            is_inside = around.start <= label.start < around.end
            if is_inside and (label.kind, label.number) == (kind, step.number):
                end = min(_find_end(text, labels, number, ranks), around.end)
                if ranks.get(kind, 0) > _CONTAINER_RANK:
                    end = _cut_titles_of_next(text, label.end, end)
                candidates.append(Place(label.start, end, label_end=label.end))
        if candidates:
            is_container = kind == NUMBER_KIND or ranks.get(kind, 9) <= _CONTAINER_RANK
            return _choose_place(text, candidates, is_container=is_container)
    return None


def _cut_titles_of_next(text: str, label_end: int, end: int) -> int:
    """Return where a place ends before titles in capitals, which belong to what comes next."""
    last_line = text.rfind("\n\n", label_end, label_end + len(text[label_end:end].rstrip()))
    title = text[max(last_line, label_end) : end].strip()
    is_title = title.isupper() and "\n" not in title and title[-1] not in ".;:!?»”\"'’"
    if last_line < 0 or not is_title or not text[label_end:last_line].strip(" \n\t.:"):
        return end
    return _cut_titles_of_next(text, label_end, last_line)


def _choose_place(text: str, candidates: Sequence[Place], *, is_container: bool) -> Place:
    """Return the place itself among those with the same label, not its entry in a contents table.

    A later label of the same number may be that of a former text, in a note.
    """
    texts = [place for place in candidates if not _is_entry(text[place.start : place.end])]
    if not texts:
        return replace(max(candidates, key=lambda place: place.length), is_likely=False)
    if is_container:
        return max(texts, key=lambda place: place.length)
    return texts[0]


def _is_entry(content: str) -> bool:
    """Return whether a place is only an entry of a table of contents."""
    if _ONLY_NUMBERED_LINES.fullmatch(content):
        return True
    if len(content) > _MAX_ENTRY:
        return False
    return bool(_ONE_LINE.fullmatch(content) or _DOTS_TO_PAGE.search(content))


def _rank_kinds(labels: Sequence[Label]) -> dict[str, float]:
    """Return how far inside the places of a kind lie in a document, by kind."""
    ranks: dict[str, float] = dict(_RANKS)
    counts = Counter(label.kind for label in labels)
    if 0 < counts["article"] < counts["section"]:
        ranks["section"] = _SECTION_IN_ARTICLE
    return ranks


def _find_end(text: str, labels: Sequence[Label], number: int, ranks: dict[str, float]) -> int:
    """Return where the place of a label ends: at the next label that it does not contain."""
    label = labels[number]
    if label.kind == "error":
        return _find_error_end(text, labels, number)
    if label.kind in _CAPTION_KINDS:
        return _find_caption_end(text, label.end)

    for other in labels[number + 1 :]:
        if other.start >= label.end and not _contains(label, other, ranks):
            return other.start
    return len(text)


def _contains(label: Label, other: Label, ranks: dict[str, float]) -> bool:
    """Return whether the place of a label goes on after another label."""
    if other.kind not in ranks:
        return True
    if label.level and other.level:
        return other.level > label.level
    if label.kind == other.kind:
        return other.number.startswith(f"{label.number}.")
    is_number = NUMBER_KIND in (label.kind, other.kind)
    if is_number and label.kind in ("section", "chapter") and other.number.count("."):
        return other.number.startswith(f"{label.number}.")
    return ranks[other.kind] > ranks[label.kind]


def _find_error_end(text: str, labels: Sequence[Label], number: int) -> int:
    """Return where what is said about an error ends: with its sentence, or its lines."""
    label = labels[number]
    end = _find_blank_line(text, label.end)
    errors = [other.start for other in labels[number + 1 :] if other.kind == "error"]
    if errors:
        end = min(end, errors[0])

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
