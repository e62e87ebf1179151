"""Read subtitles (SubRip, WebVTT): what is said, in paragraphs whose place is their time."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

from fonti.index.formats.decoding.text import decode
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.metadata import Metadata
from fonti.index.formats.text_builder import TextBuilder

_TIMES = re.compile(
    r"\s*(?:(?P<hours>\d{1,4}):)?(?P<minutes>\d\d):(?P<seconds>\d\d[.,]\d{1,3})\s*-->"
    r"\s*(?:(?P<end_hours>\d{1,4}):)?(?P<end_minutes>\d\d):(?P<end_seconds>\d\d[.,]\d{1,3})"
)

# Some programs write one carriage return too many.
_LINE_END = re.compile(r"\r\r\n|\r\n|\r")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")

# The number of a subtitle, and its times, which begin it without a blank line above, too.
_NUMBERED_TIMES = re.compile(r"\n(?=[^\S\n]*\d{1,6}[^\S\n]*\n" + _TIMES.pattern + ")")

# The head of a WebVTT file, comments and styles.
_OTHER_BLOCK = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|$)")

# A speaker is text (`<v Anna>`); italics, colours, times inside a line and positions (`{\an8}`) are
# not.
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]+)>")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<[\d:.]+>|</>|\{\\[^{}]*\}")

# A paragraph ends with a sentence once it has so many characters, at a pause of so many seconds,
# and at the latest with so many characters.
_MIN_CHARACTERS = 200
_MAX_CHARACTERS = 900
_PAUSE_SECONDS = 4

_SENTENCE_END = re.compile(r"[.!?…]['\"”’»)\]]*$")

# A line of its own: another person speaks, or a sound is described.
_OWN_LINE = re.compile(r"[-–—\[(♪]|[^\W\d_][\w .'’-]{0,30}:\s")


@dataclass(slots=True)
class _Cue:
    """A subtitle: when it is shown, in seconds, and its lines."""

    start: float
    end: float
    lines: list[str]


def read(content: bytes) -> ExtractedText:
    """Return the text of subtitles.

    Raises:
        Unreadable: If the file cannot be read, or has no subtitles.

    """
    decoded = decode(content)
    cues = list(_drop_shown_lines(_read_cues(decoded.text)))
    if not cues:
        raise Unreadable("subtitles_missing")

    builder = TextBuilder()
    builder.add_warnings(decoded.warnings)
    for paragraph in _group_into_paragraphs(cues):
        builder.add_place(_format_time(int(paragraph[0].start)))
        builder.add_block(_join_lines(paragraph))
    return builder.build(Metadata(), encoding=decoded.encoding)


def _read_cues(text: str) -> Iterator[_Cue]:
    """Yield the subtitles; text below a blank line belongs to the subtitle above it."""
    cue: _Cue | None = None
    separated = _NUMBERED_TIMES.sub("\n\n", _LINE_END.sub("\n", text))
    blocks = _BLANK_LINE.split(separated)
    for block, following in pairwise([*blocks, ""]):
        lines = block.strip("\n").split("\n")
        if next_cue := _read_cue(lines):
            if cue is not None:
                yield cue
            cue = next_cue
        elif cue is not None and _OTHER_BLOCK.match(lines[0]):
            # What follows a comment belongs to it, until the next subtitle.
            yield cue
            cue = None
        elif cue is not None and not (block.strip().isdigit() and _TIMES.match(following)):
            cue.lines += _clean_lines(lines)
    if cue is not None:
        yield cue


def _read_cue(lines: list[str]) -> _Cue | None:
    """Return the subtitle that lines show; None if they do not begin with its times."""
    # The number or name of a subtitle stands above its times.
    for index, line in enumerate(lines[:2]):
        if times := _TIMES.match(line):
            start = _count_seconds(times["hours"], times["minutes"], times["seconds"])
            end = _count_seconds(times["end_hours"], times["end_minutes"], times["end_seconds"])
            return _Cue(start, end, _clean_lines(lines[index + 1 :]))
    return None


def _drop_shown_lines(cues: Iterable[_Cue]) -> Iterator[_Cue]:
    """Yield the subtitles that show something new, without the lines that stay on the screen.

    Automatic subtitles show each line twice, the second time above the next one.
    """
    shown: set[str] = set()
    shown_until = 0.0
    for cue in cues:
        stays = shown if cue.start <= shown_until else set()
        new_lines = [line for line in cue.lines if line not in stays]
        shown = set(cue.lines)
        shown_until = cue.end
        if new_lines:
            yield _Cue(cue.start, cue.end, new_lines)


def _clean_lines(lines: list[str]) -> list[str]:
    """Return the lines that are not empty without their markup."""
    return [cleaned for line in lines if (cleaned := _clean(line))]


def _clean(line: str) -> str:
    """Return a line without its markup."""
    voiced = _VOICE.sub(r"\1: ", line)
    return " ".join(unescape(_MARKUP.sub("", voiced)).split())


def _group_into_paragraphs(cues: list[_Cue]) -> Iterator[list[_Cue]]:
    paragraph: list[_Cue] = []
    length = 0
    for cue in cues:
        if paragraph and _ends_paragraph(paragraph[-1], cue, length):
            yield paragraph
            paragraph = []
            length = 0
        paragraph.append(cue)
        length += sum(map(len, cue.lines))
    yield paragraph


def _ends_paragraph(last: _Cue, following: _Cue, length: int) -> bool:
    """Return whether a paragraph of so many characters ends before the following subtitle."""
    if following.start - last.end >= _PAUSE_SECONDS or length >= _MAX_CHARACTERS:
        return True
    return length >= _MIN_CHARACTERS and bool(_SENTENCE_END.search(last.lines[-1]))


def _join_lines(cues: list[_Cue]) -> str:
    """Return the lines of subtitles as running text."""
    text = ""
    for line in (line for cue in cues for line in cue.lines):
        separator = "\n" if _OWN_LINE.match(line) else " "
        text += separator + line if text else line
    return text


def _count_seconds(hours: str | None, minutes: str, seconds: str) -> float:
    return 3600 * int(hours or 0) + 60 * int(minutes) + float(seconds.replace(",", "."))


def _format_time(seconds: int) -> str:
    """Return a time as players show it, such as `0:04:37`."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
