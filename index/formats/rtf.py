r"""Rich Text Format, converted by striprtf.

Headings and the ends of cells are marked before the conversion, by characters that it does not
change.
"""

import re

from striprtf.striprtf import rtf_to_text

from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.metadata import Metadata
from fonti.index.formats.text_builder import TextBuilder

_SIGNATURE = re.compile(rb"\s*\{\\rtf")

# `\bin` announces bytes that are not text, such as those of a picture, by their number.
_BINARY_DATA = re.compile(rb"\\bin(\d{1,10}) ?")
_NON_ASCII_BYTE = re.compile(rb"[\x80-\xff]")
_CODE_PAGE = re.compile(r"\\ansicpg\d{1,5}(?!\d)")

# The marks are private-use characters, which are removed from every text: U+E001 to U+E009 for
# headings by level, and one for the end of a cell.
_HEADING_MARK = 0xE000
_CELL_MARK = 0xE010
_HEADING_MARKS = re.compile("[\ue001-\ue009]")

_CELL_END = re.compile(r"\\(?:nest)?cell(?![a-z\d-]) ?")
_HEADING_STYLE = re.compile(
    r"\{\\s(\d{1,5})(?!\d)[^;]{0,1000}?[ }](?:heading|titolo) ([1-9]);", re.IGNORECASE
)
_STYLE_OR_OUTLINE_LEVEL = re.compile(r"\\(s|outlinelevel)(\d{1,5})(?!\d) ?")

# Outline levels count from 0, and this one is that of body text.
_BODY_TEXT_LEVEL = 9

_INFO_GROUP = re.compile(r"\{\\info(?![a-z])(?s:.{0,10000})")
_INFO_TEXT = r"\{\\%s ((?:[^{}\\]|\\.)*)\}"
_INFO_TIME = r"\{\\%s\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})(?!\d)"


def read(content: bytes) -> ExtractedText:
    """Return the text of an RTF document.

    Raises:
        Unreadable: If the file cannot be read.

    """
    if not _SIGNATURE.match(content):
        raise Unreadable("rtf_not_recognized")

    content = _remove_binary_data(content)
    source = _NON_ASCII_BYTE.sub(_escape_byte, content).decode("ascii")

    builder = TextBuilder()
    for line in _convert_to_text(_mark_headings_and_cells(source)).split("\n"):
        _add_line(builder, line)

    metadata = Metadata(
        title=_read_info(source, "title"),
        author=_read_info(source, "author"),
        date=_read_date(source),
    )
    return builder.build(metadata)


def _add_line(builder: TextBuilder, line: str) -> None:
    cell_mark = chr(_CELL_MARK)
    cells = line.removesuffix(cell_mark).split(cell_mark)
    text = " | ".join(cell.strip() for cell in cells)

    heading_mark = _HEADING_MARKS.search(text)
    if heading_mark:
        builder.add_heading(ord(heading_mark[0]) - _HEADING_MARK, text)
    else:
        builder.add_block(text)


def _remove_binary_data(content: bytes) -> bytes:
    parts = []
    position = 0
    while match := _BINARY_DATA.search(content, position):
        parts.append(content[position : match.start()])
        position = match.end() + int(match[1])
    parts.append(content[position:])
    return b"".join(parts)


def _escape_byte(byte: re.Match[bytes]) -> bytes:
    """Return a byte as the escape that the code page of the document decodes."""
    return b"\\'%02x" % byte[0][0]


def _mark_headings_and_cells(source: str) -> str:
    """Return the source with a mark in each heading and at the end of each cell."""
    level_by_style = {style: int(level) for style, level in _HEADING_STYLE.findall(source)}

    def mark_heading(match: re.Match[str]) -> str:
        is_style = match[1] == "s"
        level = level_by_style.get(match[2], 0) if is_style else int(match[2]) + 1
        if 0 < level <= _BODY_TEXT_LEVEL:
            return match[0] + _escape_character(_HEADING_MARK + level)
        return match[0]

    cell_mark = _escape_character(_CELL_MARK)
    source = _CELL_END.sub(lambda _: cell_mark, source)
    return _STYLE_OR_OUTLINE_LEVEL.sub(mark_heading, source)


def _escape_character(code: int) -> str:
    return f"{{\\uc1\\u{code}?}}"


def _convert_to_text(source: str) -> str:
    # The space keeps striprtf from writing the address of each link into the text.
    source = source.replace("{\\field{", "{\\field {")
    try:
        text = str(rtf_to_text(source, errors="replace"))  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, LookupError, OverflowError) as error:
        raise Unreadable("file_damaged", detail=str(error)) from error

    # Join the surrogates of characters that are written as two, and drop the others.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


def _read_info(source: str, name: str) -> str | None:
    """Return a text of the document's info group, or None."""
    info = _INFO_GROUP.search(source)
    match = re.search(_INFO_TEXT % name, info[0], re.DOTALL) if info else None
    if not match:
        return None

    code_page = _CODE_PAGE.search(source)
    text = f"{{\\rtf1{code_page[0] if code_page else ''} {match[1]}}}"
    return _convert_to_text(text).strip() or None


def _read_date(source: str) -> str | None:
    """Return the day on which the document was last saved, or else created."""
    info = _INFO_GROUP.search(source)
    for name in ("revtim", "creatim"):
        match = re.search(_INFO_TIME % name, info[0]) if info else None
        if match:
            return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    return None
