"""What a file's bytes become: a text with its headings and pages, and what the file says of itself."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

_SPACES = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r" ?\n[ \n]*")
_NO_TEXT = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff]"
)  # control, surrogate, private use
_MOST_TITLE = 200  # code points of a title as it is told; a text may call anything a heading
_APART = "\n\n"  # what stands between two blocks


class Unreadable(ValueError):
    """The bytes hold no text that can be read; the message says why, and what would help."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at `start` to `end` (code points); `path` is its text after those it stands under, joined by ` › `."""

    start: int
    end: int
    level: int
    path: str


@dataclass(frozen=True, slots=True)
class Extract:
    """A file's text as it is stored and quoted, and what the file says of itself.

    `headings` are in order. `pages` are the code points at which each page begins, the first of them 0; empty for a
    format without pages. `title`, `author` and `date` (ISO 8601, as precise as the file is: `2024`, `2024-05-01`) are
    None where the file has none; `language` is the ISO 639-1 code that it declares. `encoding` names what plain text
    was decoded with.
    """

    text: str
    headings: tuple[Heading, ...] = ()
    pages: tuple[int, ...] = ()
    title: str | None = None
    author: str | None = None
    date: str | None = None
    language: str | None = None
    encoding: str = "utf-8"


def below(titles: dict[int, str], level: int, title: str) -> dict[int, str]:
    """The titles, by level, that stand over a text after those before and a new one."""
    return {depth: above for depth, above in titles.items() if depth < level} | {
        level: shortened(title)
    }


def shortened(title: str) -> str:
    """A title of bounded length."""
    return title if len(title) <= _MOST_TITLE else title[: _MOST_TITLE - 1] + "…"


def page_of(pages: tuple[int, ...], at: int) -> int | None:
    """The number of the page, from 1, that a code point stands on; None where there are no pages."""
    return bisect_right(pages, at) if pages else None


@dataclass(slots=True)
class Draft:
    """A text that is put together block by block (a paragraph, a heading, a row of a table), a blank line between."""

    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _headings: list[Heading] = field(default_factory=list)
    _titles: dict[int, str] = field(default_factory=dict)

    def block(self, text: str) -> int:
        """Add a block, tidied; one that holds nothing is left out. Its own line ends stay, as single ones.

        Gives the code point at which it begins.
        """
        return self._add(tidy(text))

    def heading(self, level: int, text: str) -> int:
        """Add a heading on a line of its own; `level` counts from 1. Gives the code point at which it begins."""
        title = tidy(text).replace("\n", " ")
        if not title:
            return self._length
        start = self._add(title)
        self._titles = below(self._titles, level, title)
        self._headings.append(
            Heading(start, self._length, level, " › ".join(self._titles.values()))
        )
        return start

    def extract(self, **about: Any) -> Extract:
        """The text so far, with what the file says of itself: `title`, `author`, `date`, `language`, `encoding`."""
        told = {
            key: (shortened(tidy(value).replace("\n", " ")) if value else None)
            for key, value in about.items()
        }
        return Extract("".join(self._parts), tuple(self._headings), **told)  # type: ignore[arg-type]

    def _add(self, text: str) -> int:
        """Append a tidy text; where it begins."""
        if not text:
            return self._length
        if self._parts:
            self._parts.append(_APART)
            self._length += len(_APART)
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return start


def tidy(text: str) -> str:
    """Accents composed, typographic ligatures taken apart, control characters gone, white space single."""
    composed = unicodedata.normalize(
        "NFC", text.translate(_REPLACED).replace("\r\n", "\n").replace("\r", "\n")
    )
    return _LINE_ENDS.sub("\n", _SPACES.sub(" ", _NO_TEXT.sub("", composed))).strip()


_REPLACED = {
    **{
        code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)
    },  # ﬀ ﬁ ﬂ ﬃ ﬄ ﬅ ﬆ
    **dict.fromkeys((0xAD, 0x200B, 0xFEFF, 0xFFFE), None),  # soft hyphens and what has no width
    0x0B: "\n",
    0x0C: "\n",
    0x2028: "\n",
    0x2029: "\n",
}
