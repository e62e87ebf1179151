"""Join the lines of a PDF to paragraphs, also across columns and pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from fonti.index.formats.pdf.hyphenation import ends_with_hyphen, find_compounds, join_lines
from fonti.index.formats.pdf.line_breaks import (
    LineBreak,
    classify_line_break,
    ends_sentence,
    is_bullet_item,
    is_heading_in_text_font,
    is_list_item,
    is_table_row,
    measure_block,
)
from fonti.index.formats.pdf.lines import Line

# The distance of baselines in font sizes, if the document does not show its own.
_DEFAULT_LEADING = 1.2

# A distance of more than this many times the leading separates paragraphs.
_MAX_LEADING_RATIO = 1.3

# The same where the upper line ends in the midst of a word.
_MAX_SPLIT_WORD_RATIO = 2.5

# A leading counts as that of the document if it is seen this often.
_MIN_LEADING_COUNT = 3

# Fonts are of one size if they differ by at most this share.
_SAME_FONT_SIZE = 0.1

# A text that ends with a comma, an article or a preposition goes on, even with a name or a number.
_OPEN_END = re.compile(
    r"(?:,|\b(?:d[aei]|in|con|su|per|tra|fra|il|lo|la|i|gli|le|un|uno|una|del|dello|della|dei|degli"
    r"|delle|al|allo|alla|ai|agli|alle|dal|dalla|dai|dalle|nel|nella|nei|nelle|sul|sulla|sui|sulle"
    r"|e|ed|o|che|n\.|art\.|artt\.|the|an|of|to|by|for|with|and|or|from|at|on))$"
)

# A block is lines of one size with no more than the leading between them. A paragraph is one or
# more parts, which stand on lines of their own (as the items of a list); a part is one or more
# lines that are joined.
_Part = list[Line]


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a page begins in a text: at the code point `start`; `page` counts from 0."""

    start: int
    page: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that belongs together.

    Attributes:
        text: The text; its parts are separated by line feeds.
        heading_level: 1 to 6 for a heading, else 0.
        starts_anew: Whether it cannot continue a paragraph of the column or page before.
        begins_lowercase: Whether it begins with a lowercase letter, as the rest of a sentence does.
        is_closed: Whether it cannot be continued in the next column or page.
        must_continue: Whether it must be continued there, whatever the next text begins with.
        is_aside: Whether it stands beside the running text, and does not end a sentence there.
        page_starts: The pages it stands on, and where in `text` each begins.

    """

    text: str
    heading_level: int
    starts_anew: bool
    begins_lowercase: bool
    is_closed: bool
    must_continue: bool
    is_aside: bool
    page_starts: tuple[PageStart, ...]


@dataclass(frozen=True, slots=True)
class _Typography:
    """The usual leading of the document in points, by font size, and its hyphenated words."""

    leading: dict[int, float]
    compounds: set[str]


def join_paragraphs(regions: list[list[Line]]) -> Iterator[Paragraph]:
    """Yield the paragraphs in order; one that continues in the next column or page is joined.

    Notes and running heads between its two parts are moved: those on its page before it, those on
    the next page after it.
    """
    typography = _Typography(
        leading=_measure_leading(regions),
        compounds=find_compounds(line.text for region in regions for line in region),
    )

    previous: Paragraph | None = None
    asides: list[Paragraph] = []
    for region in regions:
        is_first = True
        for paragraph in _split_region(region, typography):
            if paragraph.is_aside:
                asides.append(paragraph)
                continue

            if previous and is_first and _continues(previous, paragraph):
                first_page = previous.page_starts[0].page
                yield from (aside for aside in asides if aside.page_starts[0].page <= first_page)
                asides = [aside for aside in asides if aside.page_starts[0].page > first_page]
                previous = _join_across_regions(previous, paragraph, typography)
            else:
                if previous:
                    yield previous
                yield from asides
                asides = []
                previous = paragraph
            is_first = False
    if previous:
        yield previous
    yield from asides


def _continues(previous: Paragraph, paragraph: Paragraph) -> bool:
    """Return whether a paragraph is the rest of the one before, in another column or page."""
    if previous.is_closed or paragraph.starts_anew:
        return False
    return paragraph.begins_lowercase or previous.must_continue


def _measure_leading(regions: list[list[Line]]) -> dict[int, float]:
    """Return the usual distance of baselines, by font size, both in points.

    It is measured where a sentence continues on the next line.
    """
    distances: dict[int, Counter[int]] = defaultdict(Counter)
    for region in regions:
        for upper, lower in pairwise(region):
            has_same_size = abs(upper.font_size - lower.font_size) < 1
            if has_same_size and not ends_sentence(upper) and lower.text[0].islower():
                distance = round(upper.baseline - lower.baseline)
                distances[round(lower.font_size)][distance] += 1

    leading: dict[int, float] = {}
    for font_size, counts in distances.items():
        distance, count = counts.most_common(1)[0]
        if count >= _MIN_LEADING_COUNT and distance > 0:
            leading[font_size] = distance
    return leading


def _split_region(region: list[Line], typography: _Typography) -> Iterator[Paragraph]:
    # A document has pages of another leading, such as a letter that it reproduces.
    leading = typography.leading.copy()
    for font_size, distance in _measure_leading([region]).items():
        leading[font_size] = max(distance, leading.get(font_size, 0))
    blocks = _split_into_blocks(region, leading)

    previous: list[_Part] = []
    for parts in chain.from_iterable(map(_split_into_paragraphs, blocks)):
        # Successive items of a list are one paragraph.
        if previous and is_bullet_item(previous[-1][0]) and is_bullet_item(parts[0][0]):
            previous += parts
            continue
        if previous:
            yield _make_paragraph(previous, typography)
        previous = parts
    if previous:
        yield _make_paragraph(previous, typography)


def _split_into_blocks(region: list[Line], leading: dict[int, float]) -> Iterator[list[Line]]:
    block = region[:1]
    for upper, lower in pairwise(region):
        if _is_block_end(upper, lower, leading):
            yield block
            block = []
        block.append(lower)
    if block:
        yield block


def _is_block_end(upper: Line, lower: Line, leading: dict[int, float]) -> bool:
    if (upper.heading_level, upper.is_aside) != (lower.heading_level, lower.is_aside):
        return True

    font_size = max(upper.font_size, lower.font_size)
    if abs(upper.font_size - lower.font_size) > _SAME_FONT_SIZE * font_size:
        return True

    usual_distance = leading.get(round(lower.font_size), _DEFAULT_LEADING * font_size)
    is_word_split = ends_with_hyphen(upper.text) and lower.text[0].islower()
    max_ratio = _MAX_SPLIT_WORD_RATIO if is_word_split else _MAX_LEADING_RATIO
    return not 0 <= upper.baseline - lower.baseline <= max_ratio * usual_distance


def _split_into_paragraphs(block: list[Line]) -> Iterator[list[_Part]]:
    """Yield the paragraphs of a block, each as a list of its parts."""
    shape = measure_block(block)

    parts = [block[:1]]
    for index, (upper, lower) in enumerate(pairwise(block)):
        is_first_line = len(parts[-1]) == 1
        line_break = classify_line_break(upper, lower, shape, is_first_line=is_first_line)
        is_last = index + 2 == len(block)
        if not is_last and is_heading_in_text_font(upper, lower, block[index + 2], shape):
            line_break = LineBreak.PARAGRAPH

        if line_break is LineBreak.NONE:
            parts[-1].append(lower)
        elif line_break is LineBreak.LINE:
            parts.append([lower])
        else:
            yield parts
            parts = [[lower]]
    yield parts


def _make_paragraph(parts: list[_Part], typography: _Typography) -> Paragraph:
    texts = []
    for part in parts:
        text = part[0].text
        for line in part[1:]:
            text = join_lines(text, line.text, typography.compounds)
        texts.append(text)
    text = "\n".join(texts)

    first = parts[0][0]
    last = parts[-1][-1]
    stands_alone = bool(first.heading_level) or first.is_aside
    return Paragraph(
        text=text,
        heading_level=first.heading_level,
        starts_anew=stands_alone or is_list_item(first) or is_table_row(first),
        begins_lowercase=text[0].islower(),
        is_closed=stands_alone or is_table_row(last) or ends_sentence(last),
        must_continue=bool(_OPEN_END.search(text)),
        is_aside=first.is_aside,
        page_starts=(PageStart(0, first.page),),
    )


def _join_across_regions(first: Paragraph, second: Paragraph, typography: _Typography) -> Paragraph:
    """Join the two parts of a paragraph that the end of a page or column splits."""
    text = join_lines(first.text, second.text, typography.compounds)

    page_starts = first.page_starts
    page = second.page_starts[0].page
    if page != page_starts[-1].page:
        page_starts += (PageStart(len(text) - len(second.text), page),)
    return replace(
        first,
        text=text,
        is_closed=second.is_closed,
        must_continue=second.must_continue,
        page_starts=page_starts,
    )
