"""Build the text of a document block by block, and normalise its white space and characters."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from fonti.index.errors import Reason
from fonti.index.extraction_warnings import ExtractionWarning, WarningList
from fonti.index.formats.extracted_text import ExtractedText, Heading
from fonti.index.formats.metadata import Metadata, clean_author
from fonti.index.types import HEADING_SEPARATOR

_BLOCK_SEPARATOR = "\n\n"

# Titles in metadata and heading paths are cut to this many code points: a file may mark text of
# any length as a heading.
_MAX_TITLE_LENGTH = 200

# Below the headings of all formats.
_PLACE_LEVEL = 9

_SPACES = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r" ?\n[ \n]*")

# Control characters, surrogates and private-use characters.
_NOT_TEXT = re.compile("[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff]")

# The ligatures ﬀ ﬁ ﬂ ﬃ ﬄ ﬅ ﬆ become letters; soft hyphens and characters without width are removed;
# other line ends become line feeds.
_REPLACEMENTS: dict[int, str | None] = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)},
    **dict.fromkeys((0xAD, 0x200B, 0xFEFF, 0xFFFE), None),
    **dict.fromkeys((0x0B, 0x0C, 0x2028, 0x2029), "\n"),
}


class TextBuilder:
    """Builds a text of blocks with a blank line between them.

    A block is a paragraph, a heading, a row of a table or the like.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._headings: list[Heading] = []
        self._warnings = WarningList()
        self._heading_path = HeadingPath()

    @property
    def is_empty(self) -> bool:
        """Return whether there is no text yet."""
        return not self._parts

    @property
    def text(self) -> str:
        """Return the text so far."""
        return "".join(self._parts)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Return the headings so far."""
        return tuple(self._headings)

    @property
    def next_start(self) -> int:
        """Return the code point at which the next block will begin."""
        return self._length + len(_BLOCK_SEPARATOR) if self._parts else 0

    @property
    def first_title(self) -> str | None:
        """Return the first heading of level 1, the title of a document that does not state one."""
        for heading in self._headings:
            if heading.level == 1:
                return heading.path
        return None

    def add_block(self, text: str) -> int:
        """Add a block of normalised text, in which empty lines are removed.

        A block without text is left out.

        Returns:
            The code point at which the block begins.

        """
        return self._append(normalize_text(text))

    def add_heading(self, level: int, text: str) -> int:
        """Add a heading on one line; `level` counts from 1.

        Returns:
            The code point at which the heading begins.

        """
        title = normalize_line(text)
        if not title:
            return self._length

        start = self._append(title)
        path = self._heading_path.add(level, title)
        self._headings.append(Heading(start, self._length, level, path))
        return start

    def add_extracted_text(self, extracted: ExtractedText, level: int) -> None:
        """Add the text of a file that stands in this one, its headings below those of `level`."""
        text = extracted.text.strip()
        skipped = len(extracted.text) - len(extracted.text.lstrip())
        start = self._append(text) - skipped
        for heading in extracted.headings:
            inner_level = level + heading.level
            path = self._heading_path.add(inner_level, heading.path.split(HEADING_SEPARATOR)[-1])
            if heading.start >= skipped:
                end = min(start + heading.end, self._length)
                self._headings.append(Heading(start + heading.start, end, inner_level, path))

    def add_place(self, label: str) -> None:
        """Name the place at which the next block begins, below the current heading.

        It is for places that the text itself does not name, such as the cells of a sheet: the
        label is the end of the heading path, and no part of the text.
        """
        start = self.next_start
        path = self._heading_path.add(_PLACE_LEVEL, label)
        self._headings.append(Heading(start, start, _PLACE_LEVEL, path))

    def add_warning(self, code: str, *, page: int | None = None, **params: object) -> None:
        """Add a warning that a part of the file was not read.

        Args:
            code: A code of `index.file_messages`.
            page: The page that it concerns, from 1, if any.
            params: The parameters of its message.

        """
        self._warnings.add(ExtractionWarning(Reason(code, params), page))

    def add_warnings(self, warnings: Iterable[ExtractionWarning]) -> None:
        """Add warnings, such as those of a part of the file that was read by itself."""
        for warning in warnings:
            self._warnings.add(warning)

    def build(self, metadata: Metadata, *, encoding: str = "utf-8") -> ExtractedText:
        """Return the text so far, with the metadata of its file."""
        return ExtractedText(
            text=self.text,
            headings=self.headings,
            title=_clean_value(metadata.title),
            author=_clean_value(clean_author(metadata.author)),
            date=_clean_value(metadata.date),
            language=_clean_value(metadata.language),
            encoding=encoding,
            warnings=self._warnings.to_tuple(),
        )

    def _append(self, text: str) -> int:
        if not text:
            return self._length

        if self._parts:
            self._parts.append(_BLOCK_SEPARATOR)
            self._length += len(_BLOCK_SEPARATOR)
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return start


@dataclass(slots=True)
class HeadingPath:
    """The titles above the current place of a text, by level."""

    _titles: dict[int, str] = field(default_factory=dict)

    def add(self, level: int, title: str) -> str:
        """Add the title of the next heading and return its path."""
        titles = {upper: text for upper, text in self._titles.items() if upper < level}
        titles[level] = shorten_title(title)
        self._titles = titles
        return HEADING_SEPARATOR.join(titles.values())


def normalize_text(text: str) -> str:
    """Return a text with composed accents, no ligatures or control characters, single spaces."""
    text = text.translate(_REPLACEMENTS).replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", text)
    text = _NOT_TEXT.sub("", text)
    text = _SPACES.sub(" ", text)
    return _LINE_ENDS.sub("\n", text).strip()


def normalize_line(text: str) -> str:
    """Return a text normalised and on one line."""
    return normalize_text(text).replace("\n", " ")


def shorten_title(title: str) -> str:
    """Return a title of at most 200 code points."""
    if len(title) <= _MAX_TITLE_LENGTH:
        return title
    return title[: _MAX_TITLE_LENGTH - 1] + "…"


def _clean_value(value: str | None) -> str | None:
    return shorten_title(normalize_line(value)) if value else None
