"""Rich Text Format: what striprtf makes of it, with headings and cells marked beforehand for it to carry over."""

import re

from striprtf.striprtf import rtf_to_text

from fonti.index.formats.extract import Draft, Extract, Unreadable

_BEGINS = re.compile(rb"\s*\{\\rtf")
_BINARY = re.compile(rb"\\bin(\d{1,10}) ?")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
# Marks are private characters, which no text that is kept has: one for each level of heading, one for a cell's end.
_HEADING_MARK = 0xE000
_CELL_MARK = 0xE010
_MARKS = re.compile("[\ue001-\ue009]")
_CELL = re.compile(r"\\(?:nest)?cell(?![a-z\d-]) ?")
_HEADING_STYLE = re.compile(
    r"\{\\s(\d{1,5})(?!\d)[^;]{0,1000}?[ }](?:heading|titolo) ([1-9]);", re.IGNORECASE
)
_STYLE_OR_LEVEL = re.compile(r"\\(s|outlinelevel)(\d{1,5})(?!\d) ?")
_BODY_TEXT = 9  # the outline level of what is no heading
_CODE_PAGE = re.compile(r"\\ansicpg\d{1,5}(?!\d)")
_INFO = re.compile(r"\{\\info(?![a-z])(?s:.{0,10000})")
_TOLD = r"\{\\%s ((?:[^{}\\]|\\.)*)\}"
_TIME = r"\{\\%s\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})(?!\d)"


def read(content: bytes) -> Extract:
    """What an RTF document says, and its title, author and date. Raises Unreadable."""
    if not _BEGINS.match(content):
        raise Unreadable("not an RTF document")
    source = _BEYOND_ASCII.sub(_escaped, _without_binary(content)).decode("ascii")
    draft = Draft()
    for line in _converted(_marked(source)).split("\n"):
        cells = " | ".join(
            cell.strip() for cell in line.removesuffix(chr(_CELL_MARK)).split(chr(_CELL_MARK))
        )
        mark = _MARKS.search(cells)
        if mark:
            draft.heading(ord(mark[0]) - _HEADING_MARK, cells)
        else:
            draft.block(cells)
    return draft.extract(
        title=_told(source, "title"), author=_told(source, "author"), date=_date(source)
    )


def _without_binary(content: bytes) -> bytes:
    """The source without what pictures hold as bare bytes, whose number stands before them."""
    kept = []
    at = 0
    while found := _BINARY.search(content, at):
        kept.append(content[at : found.start()])
        at = found.end() + int(found[1])
    return b"".join([*kept, content[at:]])


def _escaped(byte: re.Match[bytes]) -> bytes:
    """A bare byte as the escape that the document's code page decodes."""
    return b"\\'%02x" % byte[0][0]


def _marked(source: str) -> str:
    """The source with a mark in each heading and at each cell's end."""
    levels = {style: int(level) for style, level in _HEADING_STYLE.findall(source)}

    def mark_heading(found: re.Match[str]) -> str:
        level = levels.get(found[2], 0) if found[1] == "s" else int(found[2]) + 1
        return found[0] + _said(_HEADING_MARK + level) if 0 < level <= _BODY_TEXT else found[0]

    source = _CELL.sub(_said(_CELL_MARK).replace("\\", "\\\\"), source)
    return _STYLE_OR_LEVEL.sub(mark_heading, source)


def _said(code: int) -> str:
    return f"{{\\uc1\\u{code}?}}"


def _converted(source: str) -> str:
    # The space keeps striprtf from writing the address of each link into the text.
    source = source.replace("{\\field{", "{\\field {")
    try:
        text = str(rtf_to_text(source, errors="replace"))  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, LookupError, OverflowError) as error:
        raise Unreadable(f"damaged ({error})") from error
    return text.encode("utf-16", "surrogatepass").decode(
        "utf-16", "ignore"
    )  # characters written as two halves


def _told(source: str, name: str) -> str | None:
    """What the document says of itself under a name."""
    about = _INFO.search(source)
    found = re.search(_TOLD % name, about[0], re.DOTALL) if about else None
    if not found:
        return None
    code_page = _CODE_PAGE.search(source)
    return _converted(f"{{\\rtf1{code_page[0] if code_page else ''} {found[1]}}}").strip() or None


def _date(source: str) -> str | None:
    """The day on which the document was last saved, or else made."""
    about = _INFO.search(source)
    for name in ("revtim", "creatim"):
        found = re.search(_TIME % name, about[0]) if about else None
        if found:
            return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    return None
