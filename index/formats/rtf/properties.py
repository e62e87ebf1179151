"""Apply the control words that say how text and paragraphs look, and the document's settings."""

from collections.abc import Callable

from fonti.index.formats.rtf.code_pages import Font
from fonti.index.formats.rtf.state import Document, State
from fonti.index.formats.word_processing.runs import Script

# Outline levels count from 0, and this one is that of body text.
_BODY_TEXT_LEVEL = 9

# Text that is moved up or down by fewer half points is on the line, and without a number by 6.
_MIN_SHIFT = 2
_DEFAULT_SHIFT = 6

_MAX_COLOR = 255

_NOTE_NUMBERS = {"ar": "1", "alc": "a", "auc": "A", "rlc": "i", "ruc": "I"}

Property = Callable[[Document, State, int | None], None]


def _make_switch(name: str) -> Property:
    """Return what sets a property of text: `0` after its word turns it off."""

    def set_property(_document: Document, state: State, number: int | None) -> None:
        setattr(state, name, number != 0)

    return set_property


def _make_script_setter(script: Script) -> Property:
    def set_script(_document: Document, state: State, number: int | None) -> None:
        state.script = Script.NORMAL if number == 0 else script

    return set_script


def _make_shift_setter(script: Script) -> Property:
    def set_shifted_script(_document: Document, state: State, number: int | None) -> None:
        half_points = _DEFAULT_SHIFT if number is None else number
        state.script = script if half_points >= _MIN_SHIFT else Script.NORMAL

    return set_shifted_script


def _reset_text(document: Document, state: State, _number: int | None) -> None:
    state.font = document.default_font
    state.script = Script.NORMAL
    state.is_hidden = False
    state.is_deleted = False
    state.is_struck = False
    state.color = ""
    state.ground = ""
    state.half_points = None


def _reset_paragraph(_document: Document, state: State, _number: int | None) -> None:
    state.level = 0
    state.depth = 0
    state.is_drop_cap = False
    state.paragraph_ground = ""


def _make_color_setter(name: str) -> Property:
    def set_color(document: Document, state: State, number: int | None) -> None:
        is_known = 0 <= (number or 0) < len(document.colors)
        setattr(state, name, document.colors[number or 0] if is_known else "")

    return set_color


def _make_color_reader(name: str) -> Property:
    def read_part(document: Document, _state: State, number: int | None) -> None:
        document.open_color[name] = min(max(number or 0, 0), _MAX_COLOR)

    return read_part


def _set_size(_document: Document, state: State, number: int | None) -> None:
    state.half_points = number


def _set_style(document: Document, state: State, number: int | None) -> None:
    state.style = number or 0
    state.level = document.levels.get(state.style, 0)


def _set_outline_level(_document: Document, state: State, number: int | None) -> None:
    if 0 <= (number or 0) < _BODY_TEXT_LEVEL:
        state.level = (number or 0) + 1


def _enter_table(_document: Document, state: State, _number: int | None) -> None:
    state.depth = max(state.depth, 1)


def _set_depth(_document: Document, state: State, number: int | None) -> None:
    state.depth = 1 if number is None else number


def _set_drop_cap(_document: Document, state: State, number: int | None) -> None:
    state.is_drop_cap = bool(number)


def _set_unicode_skip(_document: Document, state: State, number: int | None) -> None:
    state.unicode_skip = max(0, 1 if number is None else number)


def _set_font(document: Document, state: State, number: int | None) -> None:
    state.font = number
    if state.table == "fonttbl":
        document.code_pages.fonts[number] = Font()


def _set_font_character_set(document: Document, state: State, number: int | None) -> None:
    if state.table == "fonttbl" and state.font in document.code_pages.fonts:
        document.code_pages.fonts[state.font].character_set = number


def _set_font_code_page(document: Document, state: State, number: int | None) -> None:
    if state.table == "fonttbl" and state.font in document.code_pages.fonts:
        document.code_pages.fonts[state.font].code_page = number


def _set_default_font(document: Document, state: State, number: int | None) -> None:
    document.default_font = number
    state.font = number


def _set_code_page(document: Document, _state: State, number: int | None) -> None:
    document.code_pages.set_code_page(number)


def _set_title_page(document: Document, _state: State, _number: int | None) -> None:
    document.has_title_page = True


def _make_note_style_setter(style: str, *, is_endnote: bool) -> Property:
    def set_numbers(document: Document, _state: State, _number: int | None) -> None:
        document.note_styles[is_endnote] = style

    return set_numbers


def _make_form_value_reader(name: str) -> Property:
    def read_value(_document: Document, state: State, number: int | None) -> None:
        if state.open_field is not None:
            state.open_field.values[name] = number or 0

    return read_value


def _make_date_reader(name: str) -> Property:
    def read_date(document: Document, state: State, number: int | None) -> None:
        document.dates.setdefault(state.table, {})[name] = number or 0

    return read_date


PROPERTIES: dict[str, Property] = {
    "plain": _reset_text,
    "v": _make_switch("is_hidden"),
    "deleted": _make_switch("is_deleted"),
    "mvf": _make_switch("is_deleted"),
    "strike": _make_switch("is_struck"),
    "striked": _make_switch("is_struck"),
    "cf": _make_color_setter("color"),
    "cb": _make_color_setter("ground"),
    "chcbpat": _make_color_setter("ground"),
    "highlight": _make_color_setter("ground"),
    "cbpat": _make_color_setter("paragraph_ground"),
    "fs": _set_size,
    "super": _make_script_setter(Script.RAISED),
    "sub": _make_script_setter(Script.LOWERED),
    "nosupersub": _make_script_setter(Script.NORMAL),
    "up": _make_shift_setter(Script.RAISED),
    "dn": _make_shift_setter(Script.LOWERED),
    "pard": _reset_paragraph,
    "s": _set_style,
    "outlinelevel": _set_outline_level,
    "intbl": _enter_table,
    "itap": _set_depth,
    "dropcapli": _set_drop_cap,
    "uc": _set_unicode_skip,
    "f": _set_font,
    "fcharset": _set_font_character_set,
    "cpg": _set_font_code_page,
    "deff": _set_default_font,
    "ansicpg": _set_code_page,
    "titlepg": _set_title_page,
    **{name: _make_color_reader(name) for name in ("red", "green", "blue")},
    **{name: _make_date_reader(name) for name in ("yr", "mo", "dy")},
    **{name: _make_form_value_reader(name) for name in ("ffres", "ffdefres")},
    **{
        f"{kind}nn{ending}": _make_note_style_setter(style, is_endnote=kind == "aft")
        for kind in ("ft", "aft")
        for ending, style in _NOTE_NUMBERS.items()
    },
}
