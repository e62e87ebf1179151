"""Lines to paragraphs: where one ends, which lines stand on their own, and which words a line end parts."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from fonti.index.formats.pdf.lines import Line

# In sizes of the type.
_LEADING = 1.2  # from baseline to baseline, where the document does not tell
_INDENT = 0.8
_ROOM = 1.0  # what is left of a line beyond the next one's first word, where a line ends on purpose
_SAME_SIZE = 0.1

_WIDER = 1.3  # of the leading: a gap between paragraphs
_OFTEN = 3  # how often a leading must be seen to be told

_SENTENCE_END = re.compile(r"[.!?:;…]['\"”’»)\]]*$")
_BULLET = re.compile(r"[\uf000-\uf0ff•◦▪▫‣∙·■□●○◆➢✓*–—-]\s")
_ITEM = re.compile(r"(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]|\d{1,2}(?:\.\d{1,2})+\.?)\s")
_HYPHENS = "-‐\xad"
_COMPOUND = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)+")
_LAST_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*$")
_FIRST_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that belongs together.

    `begins` says that it is no part of the paragraph before, where a page or column ends between them, and `closed`
    that it is none of the one after. `pages` says from which of its code points on it stands on which page, from 0.
    """

    text: str
    level: int
    begins: bool
    closed: bool
    pages: tuple[tuple[int, int], ...]


class Joiner:
    """Puts the lines of a document together, by what the whole document tells of its leading and its compounds."""

    def __init__(self, stretches: list[list[Line]]) -> None:
        self._stretches = stretches
        self._leading = _leading(stretches)
        self._compounds = {
            compound.casefold()
            for lines in stretches
            for line in lines
            for compound in _COMPOUND.findall(line.text)
        }

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs in order; one that runs on in the next column or page is put together."""
        last: Paragraph | None = None
        for stretch in self._stretches:
            for at, paragraph in enumerate(self._within(stretch)):
                if last is not None and not at and not last.closed and not paragraph.begins:
                    last = self._with(last, paragraph)
                    continue
                if last is not None:
                    yield last
                last = paragraph
        if last is not None:
            yield last

    def _within(self, stretch: list[Line]) -> Iterator[Paragraph]:
        last: list[list[Line]] = []
        for lines in chain.from_iterable(map(_divided, self._blocks(stretch))):
            if last and _BULLET.match(last[-1][0].text) and _BULLET.match(lines[0][0].text):
                last += lines
                continue
            if last:
                yield self._paragraph(last)
            last = lines
        if last:
            yield self._paragraph(last)

    def _blocks(self, stretch: list[Line]) -> Iterator[list[Line]]:
        """Lines with no more than the leading between them, of one size of type."""
        block = stretch[:1]
        for above, below in pairwise(stretch):
            if self._parted(above, below):
                yield block
                block = []
            block.append(below)
        if block:
            yield block

    def _parted(self, above: Line, below: Line) -> bool:
        size = max(above.size, below.size)
        leading = self._leading.get(round(below.size), _LEADING * size)
        return (
            above.level != below.level
            or abs(above.size - below.size) > _SAME_SIZE * size
            or not 0 <= above.base - below.base <= _WIDER * leading
        )

    def _paragraph(self, parts: list[list[Line]]) -> Paragraph:
        text = ""
        for part in parts:
            joined = part[0].text
            for line in part[1:]:
                joined = self._glued(joined, line.text)
            text = f"{text}\n{joined}" if text else joined
        first, last = parts[0][0], parts[-1][-1]
        apart = bool(first.level) or first.turned
        begins = apart or _marked(first) or _tabular(first) or not text[0].islower()
        return Paragraph(
            text, first.level, begins, apart or _tabular(last) or _closed(last), ((0, first.page),)
        )

    def _with(self, last: Paragraph, paragraph: Paragraph) -> Paragraph:
        """Two paragraphs as one, which a page's or column's end parts."""
        text = self._glued(last.text, paragraph.text)
        page = paragraph.pages[0][1]
        turn = () if page == last.pages[-1][1] else ((len(text) - len(paragraph.text), page),)
        return replace(last, text=text, closed=paragraph.closed, pages=last.pages + turn)

    def _glued(self, above: str, below: str) -> str:
        """Two lines as one: a space between, or a word that the line end parts put together."""
        if (
            above[-1:] not in tuple(_HYPHENS)
            or not above[-2:-1].isalnum()
            or not below[:1].isalnum()
        ):
            return f"{above} {below}"
        before, after = _LAST_WORD.search(above[:-1]), _FIRST_WORD.match(below)
        if before is None or after is None or not below[0].islower():
            return above + below
        compound = f"{before[0]}-{after[0]}".casefold() in self._compounds
        return above + below if compound and above[-1] != "\xad" else above[:-1] + below


def _leading(stretches: list[list[Line]]) -> dict[int, float]:
    """The usual distance of baselines, by the size of the type, seen where a sentence runs on from line to line."""
    seen: dict[int, Counter[int]] = defaultdict(Counter)
    for stretch in stretches:
        for above, below in pairwise(stretch):
            if not _closed(above) and below.text[0].islower() and abs(above.size - below.size) < 1:
                seen[round(below.size)][round(above.base - below.base)] += 1
    usual = {size: drops.most_common(1)[0] for size, drops in seen.items()}
    return {size: drop for size, (drop, times) in usual.items() if times >= _OFTEN and drop > 0}


def _divided(block: list[Line]) -> Iterator[list[list[Line]]]:
    """The paragraphs of a block: each of parts that stand on lines of their own, each part of lines."""
    right = max(line.right for line in block)
    hanging = _hangs(block)
    parts = [block[:1]]
    for above, below in pairwise(block):
        between = _between(above, below, right, first=len(parts[-1]) == 1, hanging=hanging)
        if not between:
            parts[-1].append(below)
        elif between == "\n":
            parts.append([below])
        else:
            yield parts
            parts = [[below]]
    yield parts


def _hangs(block: list[Line]) -> bool:
    """Whether paragraphs begin at the left and go on further in, as the entries of a bibliography do."""
    left = min(line.left for line in block)
    further_in = sum(line.left - left > _INDENT * line.size for line in block)
    return block[0].left - left < _INDENT * block[0].size and 2 * further_in >= len(block)


def _between(above: Line, below: Line, right: float, *, first: bool, hanging: bool) -> str:
    """What stands between two lines of a block: nothing, or a line's end, or a paragraph's.

    `right` is where the block's lines end, `first` says whether the upper one begins its paragraph, and `hanging`
    whether the block's paragraphs go on further in.
    """
    if above.level or (_hyphenated(above) and below.text[0].islower()):
        return ""
    size = max(above.size, below.size)
    indent = (below.left - above.left) / size
    room = right - above.right > _first_word(below) + _ROOM * size
    if _tabular(above) or _tabular(below):
        explained = above.cells == 2 and below.cells == 1 and indent > _INDENT and not room
        return "" if explained else "\n"
    if _BULLET.match(below.text) or (
        _ITEM.match(below.text) and (room or above.text[-1] in ".;:,!?")
    ):
        return "\n"
    if indent > _INDENT and not (hanging or (first and (_marked(above) or not _closed(above)))):
        return "\n\n"
    if room or (indent < -_INDENT and not first):
        return "\n\n" if _closed(above) else "\n"
    return ""


def _first_word(line: Line) -> float:
    """About how wide a line's first word is, with the space before it."""
    return (line.right - line.left) * (len(line.text.split(" ", 1)[0]) + 1) / (len(line.text) + 1)


def _marked(line: Line) -> bool:
    return bool(_BULLET.match(line.text) or _ITEM.match(line.text))


def _tabular(line: Line) -> bool:
    """Whether a line is a row of a table; an item's mark stands apart from its text too."""
    return line.cells > (2 if _marked(line) else 1)


def _hyphenated(line: Line) -> bool:
    return line.text[-1] in _HYPHENS and line.text[-2:-1].isalpha()


def _closed(line: Line) -> bool:
    return bool(_SENTENCE_END.search(line.text))
