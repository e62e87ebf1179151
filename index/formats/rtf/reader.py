"""Read the tokens of rich text, with what applies in each group."""

from copy import copy
from dataclasses import replace

from fonti.index.formats.notation.symbol_fonts import decode_symbol
from fonti.index.formats.rtf import equations
from fonti.index.formats.rtf.code_pages import CHARACTER_SETS, SYMBOL_FONT, CodePages, Font
from fonti.index.formats.rtf.destinations import DESTINATIONS, IGNORED, begin_style, cite_note
from fonti.index.formats.rtf.properties import PROPERTIES
from fonti.index.formats.rtf.state import Document, State
from fonti.index.formats.rtf.tables import CellDefinition
from fonti.index.formats.rtf.tokens import Kind, Token, split_into_tokens
from fonti.index.formats.word_processing.page_numbers import PAGE_NUMBER

_CHARACTERS = {
    "line": "\n",
    "lbr": "\n",
    "tab": "\t",
    "emdash": "—",
    "endash": "–",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
}
_SIGNS = {
    "~": " ",
    "_": "‑",
    "-": "\xad",
    "\t": "\t",
    "{": "{",
    "}": "}",
    "\\": "\\",
}
_LINE_ENDS = ("\n", "\r")
_PARAGRAPH_ENDS = frozenset({"par", "sect", "page", "column"})
_PRIVATE_USE = range(0xE000, 0xF900)
_LAST_BYTE = 0xFF


class Reader:
    """Reads a document, token by token.

    Args:
        code_pages: The encodings of the document, as far as they are known before it is read.

    """

    def __init__(self, code_pages: CodePages) -> None:
        self.document = Document(code_pages=code_pages)
        self.state = State(story=self.document.body)
        self._stack: list[State] = []
        self._bytes = bytearray()

        # How many characters of the text are skipped, which stand for one of Unicode.
        self._skipped = 0

    def read(self, content: bytes) -> Document:
        """Read the document."""
        for token in split_into_tokens(content):
            if token.kind is Kind.TEXT:
                self._read_text(token)
                continue
            self._decode_bytes()
            self._skipped = 0

            if token.kind is Kind.BEGIN:
                self._begin_group()
            elif token.kind is Kind.END:
                self._end_group()
                if not self._stack:
                    break
            elif token.kind is Kind.SIGN:
                self._read_sign(token.name)
            else:
                self._read_word(token.name, token.number)

        self._decode_bytes()
        while self._stack:
            self._end_group()
        return self.document

    def _add_text(self, text: str) -> None:
        """Add text where the state says, unless it is not to be read."""
        self._resolve_note()
        state = self.state
        if state.is_ignored or (not state.is_visible and not state.table):
            return
        if state.capture is not None:
            state.capture.append(text)
        elif state.math is not None:
            equations.add_text(state.math, text)
        elif state.table == "fonttbl":
            self._name_font(text)
        elif state.table == "colortbl":
            self._add_colors(text)
        elif not state.table:
            if state.open_field is not None and text.strip():
                state.open_field.has_result = True
            state.story.add(text, state.script)

    def _name_font(self, text: str) -> None:
        font = self.document.code_pages.fonts.get(self.state.font)
        if font is not None:
            font.name = (font.name + text).strip(" ;")

    def _add_colors(self, text: str) -> None:
        """End the definition of a colour at each semicolon; the first one is often empty."""
        for _ in range(text.count(";")):
            parts = self.document.open_color
            values = (parts.get(name, 0) for name in ("red", "green", "blue"))
            color = "".join(f"{value:02X}" for value in values)
            self.document.colors.append(color if parts else "")
            parts.clear()

    def _begin_group(self) -> None:
        self._resolve_note()
        self._stack.append(self.state)
        self.state = copy(self.state)
        self.state.on_end = None
        self.state.is_starred = False
        if self.state.table == "stylesheet":
            begin_style(self.document, self.state)

    def _end_group(self) -> None:
        self._resolve_note()
        on_end = self.state.on_end
        if self._stack:
            self.state = self._stack.pop()
        if on_end is not None:
            on_end()

    def _read_text(self, token: Token) -> None:
        content = token.content
        if self._skipped:
            # An escape is one byte, so that it is skipped whole.
            skipped = min(self._skipped, len(content))
            self._skipped -= skipped
            content = content[skipped:]

        is_utf8 = self.document.code_pages.is_utf8 and not token.is_escape
        if is_utf8 and not content.isascii():
            self._decode_bytes()
            self._add_text(content.decode("utf-8", "replace"))
        elif not self.state.is_ignored:
            self._bytes += content

    def _decode_bytes(self) -> None:
        """Add the bytes that were read, decoded with the encoding of their font."""
        if not self._bytes:
            return
        content = bytes(self._bytes)
        self._bytes.clear()

        font = self.document.code_pages.fonts.get(self.state.font, Font())
        if font.character_set == SYMBOL_FONT and not self.state.table:
            self._add_text("".join(self._decode_symbol(code, font) for code in content))
        else:
            encoding = self.document.code_pages.find_encoding(self.state.font)
            self._add_text(content.decode(encoding, "replace"))

    def _decode_symbol(self, code: int, font: Font) -> str:
        """Return a character of a symbol font as a character of Unicode, if it is known."""
        character = decode_symbol(code, font.name)
        if character is None and (code in _PRIVATE_USE or code > 0x7F):
            state = self.state
            is_text = state.is_visible and not state.is_ignored and state.capture is None
            self.document.unread_symbols += is_text
            return ""
        return character or chr(code)

    def _read_sign(self, sign: str) -> None:
        if sign == "*":
            self.state.is_starred = True
        elif sign in _LINE_ENDS:
            self._end_paragraph()
        elif sign in _SIGNS:
            self._add_text(_SIGNS[sign])

    def _read_word(self, name: str, number: int | None) -> None:
        self._read_note_kind(name)
        is_starred = self.state.is_starred
        self.state.is_starred = False

        if name in DESTINATIONS:
            DESTINATIONS[name](self.document, self.state)
        elif name in IGNORED:
            self.state.is_ignored = True
        elif self.state.picture is not None:
            self.state.picture[name] = number or 0
        elif not self.state.is_ignored:
            is_known = self._read_content_word(name, number)
            self.state.is_ignored = is_starred and not is_known

    def _read_content_word(self, name: str, number: int | None) -> bool:
        """Read a word of a group that is not ignored; return whether it is known."""
        if name in PROPERTIES:
            PROPERTIES[name](self.document, self.state, number)
        elif self.state.math is not None and equations.is_part(name):
            self.state.math = equations.add_part(self.state.math, name)
        elif name in _CHARACTERS:
            self._add_text(_CHARACTERS[name])
        elif name == "u":
            self._read_unicode(number)
        elif name in CHARACTER_SETS:
            self.document.code_pages.document_encoding = CHARACTER_SETS[name]
        elif name in ("chpgn", "sectnum", "chftn"):
            self._read_mark(name)
        else:
            return self._read_structure(name, number)
        return True

    def _read_unicode(self, number: int | None) -> None:
        self._skipped = self.state.unicode_skip
        if number is None:
            return
        code = number & 0xFFFF
        font = self.document.code_pages.fonts.get(self.state.font, Font())
        is_symbol = code in _PRIVATE_USE or (
            font.character_set == SYMBOL_FONT and code <= _LAST_BYTE
        )
        self._add_text(self._decode_symbol(code, font) if is_symbol else chr(code))

    def _read_mark(self, name: str) -> None:
        """Read the place of a note's mark or of the number of a page."""
        if name == "chftn":
            self.document.has_note_mark = self.state.is_visible
        elif self.state.story.is_running:
            self._add_text(PAGE_NUMBER)

    def _read_structure(self, name: str, number: int | None) -> bool:
        """Read a word of paragraphs or of the cells of tables; return whether it is one."""
        story = self.state.story
        if name in _PARAGRAPH_ENDS:
            self._end_paragraph()
        elif name == "cell":
            story.end_cell(self.state.level)
        elif name == "row":
            story.end_row()
        elif name == "nestcell":
            story.end_nested_cell(self.state.level)
        elif name == "nestrow":
            story.end_nested_row()
        else:
            return self.state.table != "nesttableprops" and self._define_row(name, number)
        return True

    def _define_row(self, name: str, number: int | None) -> bool:
        """Read a word of the definition of a row; return whether it is one."""
        story = self.state.story
        cell = self.document.cell
        if name == "trowd":
            story.definitions = []
        elif name == "clvmrg":
            self.document.cell = replace(cell, is_continued=True)
        elif name == "clmrg":
            self.document.cell = replace(cell, is_merged=True)
        elif name == "cellx":
            story.definitions.append(replace(cell, right=number or 0))
            self.document.cell = CellDefinition(0)
        else:
            return False
        return True

    def _end_paragraph(self) -> None:
        """End a paragraph, unless its end is deleted or hidden: the next one continues it then."""
        state = self.state
        is_joined = state.is_deleted or state.is_hidden or state.is_drop_cap
        if state.is_ignored or state.table:
            return
        if state.capture is not None:
            state.capture.append(" ")
        elif not is_joined:
            state.story.end_paragraph(state.level, state.depth)

    def _read_note_kind(self, name: str) -> None:
        if self.document.open_note is not None and name == "ftnalt":
            self.document.open_note.is_endnote = True
        self._resolve_note()

    def _resolve_note(self) -> None:
        """Give the note that began its mark, once its kind is known."""
        note = self.document.open_note
        if note is not None:
            self.document.open_note = None
            cite_note(self.document, note)
