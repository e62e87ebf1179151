"""Read the addresses in a question, such as "art. 5, comma 2, lett. b)" or "Article 5(2)(b)".

A number alone is no address, nor is a word for a place without one. What could also be something
else, such as "la prima parte", counts as an address only if there is such a place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fonti.index.text.address_words import (
    INNER_KINDS,
    KIND_WORDS,
    LIST_SEPARATOR_PATTERN,
    LISTED_NUMBER_PATTERN,
    NUMBER_PATTERN,
    OF_PATTERN,
    ORDINAL_PATTERN,
    PLURAL_WORDS,
    find_kind,
    make_word_pattern,
    normalize_error_code,
    normalize_number,
)
from fonti.qa.addressing.address import Address, Step

_ANY_WORD = f"(?i:{make_word_pattern(KIND_WORDS)})"

# A small letter counts as a number only where a parenthesis, a stop or a space follows.
_LETTER = r"[a-z]{1,2}(?:-bis|-ter)?(?=\)|[»\"”'’,;.?]|\s|$)"

# A mark of quotation or a parenthesis before a number that another one ends, as in "lettera «b»".
_OPENING_MARK = r"(?:[«\"“'‘(](?=\w{1,3}[»\"”'’)]))?"

# "art. 5(2)(b)", "comma n. 3", "lett. «b»": a word with a number after it.
_NUMBERED = re.compile(
    rf"(?<![\w§])(?P<word>{_ANY_WORD})[ ]*(?:(?i:n\.|n[°º]|no\.|numero|number)[ ]*)?"
    rf"{_OPENING_MARK}(?P<number>{NUMBER_PATTERN}|{_LETTER})"
    r"(?P<inside>(?:[ ]?\((?:\d{1,3}|[a-z]{1,4})\))*)"
)

# "secondo comma", "XII disposizione".
_ORDINAL_BEFORE = re.compile(
    rf"(?<!\w)(?P<number>{ORDINAL_PATTERN})[ ]+(?P<word>{_ANY_WORD})(?!\w)"
)

# "Codice" and "code" are words for many things: only with the code of an error are they one.
_ERROR_WORD = (
    r"(?i:errore|errori|error|errors|allarme|alarm|guasto|fault)"
    r"|(?i:codice|code)(?=[ ]+(?:errore|error|di errore)?[ ]*[A-Z]{1,4}-?\d)"
)
_BEFORE_CODE = (
    r"(?i:(?:con[ ]+)?(?:il[ ]+)?codice|with[ ]+(?:the[ ]+)?code|code|di[ ]+errore|errore|error"
    r"|numero|number|n\.|n[°º])"
)
_ERROR = re.compile(
    rf"(?<!\w)(?P<word>{_ERROR_WORD})[ ]+(?:{_BEFORE_CODE}[ ]+)*"
    r"[«\"“]?(?P<code>[A-Za-z]{0,4}-?\d{1,5}[A-Za-z]?)(?![\w.,-]*\w)"
)

# "Articles 5, 6 and 7": what follows the first number.
_MORE_NUMBERS = re.compile(
    rf"{LIST_SEPARATOR_PATTERN}[ ]*(?P<number>{LISTED_NUMBER_PATTERN})(?!\.)"
)
_NUMBER_ALONE = re.compile(NUMBER_PATTERN)
_IN_PARENTHESES = re.compile(r"\((\w+)\)")

# Between two steps, if the second one contains the first: "comma 2 dell'articolo 5".
_BEFORE_OUTER_STEP = re.compile(
    rf"[\s,;).»”\"]*{OF_PATTERN}\s*(?:the\s+|questo\s+|this\s+)?", re.IGNORECASE
)

# Between two steps, if the second one lies inside the first: "articolo 5, al comma 2".
_BEFORE_INNER_STEP = re.compile(
    r"[\s,;).»”\"'’:-]*(?:(?:al|alla|l['’]|il|la|e)\s*)?", re.IGNORECASE
)

# Kinds whose words have other meanings too, as in "the second part of the film".
_UNCERTAIN_KINDS = frozenset(
    {"part", "point", "title", "book", "step", "exercise", "rule", "head", "amendment", "recital"}
)

# In these, a paragraph is a comma, and a point is a letter or a number.
_KINDS_WITH_COMMAS = frozenset(
    {"article", "section", "clause", "paragraph", "rule", "annex", "recital"}
)

# Kinds that are usually numbered by letters: "Annex B".
_KINDS_WITH_LETTERS = frozenset({"annex", "appendix"})

# Small letters that are words.
_LETTERS_THAT_ARE_WORDS = "aeio"

# A number from which a year is meant rather than an article: "l'articolo 1999" is uncertain.
_YEARS = range(1800, 2200)


@dataclass(frozen=True, slots=True)
class _StepInText:
    """A step and where it stands in a text.

    Attributes:
        step: The step.
        start: Where it begins.
        end: Where it ends, with the steps in parentheses after it.
        is_certain: Whether the words can only be an address.
        inside: The steps in parentheses, as in "Article 5(2)(b)".

    """

    step: Step
    start: int
    end: int
    is_certain: bool = True
    inside: tuple[Step, ...] = ()

    @property
    def steps(self) -> list[Step]:
        """Return the step, and those in parentheses after it."""
        return [self.step, *self.inside]


def parse_addresses(text: str) -> list[Address]:
    """Return the addresses in a text, in order."""
    addresses: list[Address] = []
    # The parts of the text that name one address, and its steps from the outermost inwards.
    group: list[_StepInText] = []
    steps: list[Step] = []
    for part in _read_steps(text):
        gap = text[group[-1].end : part.start] if group else ""
        if group and _BEFORE_OUTER_STEP.fullmatch(gap) and part.step.kind != steps[0].kind:
            steps = [*part.steps, *steps]
        elif group and _BEFORE_INNER_STEP.fullmatch(gap) and part.step.kind != steps[-1].kind:
            steps += part.steps
        else:
            addresses += _make_addresses(text, group, steps)
            group = []
            steps = part.steps
        group.append(part)

    return [*addresses, *_make_addresses(text, group, steps)]


def _make_addresses(text: str, group: list[_StepInText], steps: list[Step]) -> Iterator[Address]:
    """Yield the address of a group of steps, and those of more numbers after it."""
    if not group:
        return

    address = Address(
        steps=_resolve_kinds(steps),
        start=group[0].start,
        end=_find_address_end(text, group, steps),
        is_certain=any(part.is_certain for part in group),
    )
    if not address.labelled_steps:
        return

    yield address
    if len(group) == 1:
        yield from _read_more_numbers(text, address)


def _find_address_end(text: str, group: list[_StepInText], steps: list[Step]) -> int:
    """Return where an address ends: "lett. b)" and "point (a)" end with their parenthesis."""
    end = group[-1].end
    may_be_enclosed = steps[-1].number.isalpha() or "(" in text[group[0].start : end]
    return end + 1 if may_be_enclosed and text.startswith(")", end) else end


def _read_more_numbers(text: str, address: Address) -> Iterator[Address]:
    """Yield the addresses of the numbers after the first one in "articles 5, 6 and 7"."""
    word = re.match(r"\w+", text[address.start :])
    if not word or word[0].casefold() not in PLURAL_WORDS:
        return

    end = address.end
    while match := _MORE_NUMBERS.match(text, end):
        end = match.end()
        step = Step(address.steps[0].kind, normalize_number(match["number"]))
        yield replace(address, steps=(step,), end=end)


def _resolve_kinds(steps: list[Step]) -> tuple[Step, ...]:
    """Return steps with the words that mean a part of an article read as such.

    "Paragraph 2 of Article 5" is its comma 2, and "punto 3" after a letter is its number 3.
    """
    resolved: list[Step] = []
    is_inside = False
    for step in steps:
        kind = step.kind
        if is_inside and kind == "paragraph":
            kind = "comma"
        elif kind == "item" or (is_inside and kind == "point"):
            kind = "letter" if step.number[:1].isalpha() else "item"
        resolved.append(Step(kind, step.number))
        is_inside = is_inside or kind in _KINDS_WITH_COMMAS or kind == "comma"
    return tuple(resolved)


def _read_steps(text: str) -> list[_StepInText]:
    """Return the steps in a text, in order, without those that overlap an earlier one.

    Of steps that begin together, the longest is chosen.
    """
    parts = sorted(_match_steps(text), key=lambda part: (part.start, -part.end))
    chosen: list[_StepInText] = []
    for part in parts:
        if not chosen or chosen[-1].end <= part.start:
            chosen.append(part)
    return chosen


def _match_steps(text: str) -> Iterator[_StepInText]:
    """Yield every reading of a step in a text."""
    for match in _ERROR.finditer(text):
        step = Step("error", normalize_error_code(match["code"]))
        is_certain = match["word"].casefold() not in ("codice", "code")
        yield _StepInText(step, match.start(), match.end("code"), is_certain)

    for match in _NUMBERED.finditer(text):
        part = _make_numbered_step(match)
        if part:
            yield part

    for match in _ORDINAL_BEFORE.finditer(text):
        kind = find_kind(match["word"])
        if kind:
            step = Step(kind, normalize_number(match["number"]))
            yield _StepInText(step, match.start(), match.end(), is_certain=False)


def _make_numbered_step(match: re.Match[str]) -> _StepInText | None:
    """Return the step of a word with a number after it; None if they are no address."""
    kind = find_kind(match["word"])
    raw = match["number"]
    is_enclosed = match.string.startswith(")", match.end("number"))
    if kind is None or not _is_number_of(kind, raw, is_enclosed=is_enclosed):
        return None

    inside = [
        Step("comma" if value.isdigit() else "letter", value)
        for value in _IN_PARENTHESES.findall(match["inside"])
    ]
    is_year = raw.isdigit() and int(raw) in _YEARS
    is_word = raw.isalpha() and normalize_number(raw).isalpha()
    may_be_word = is_word and kind not in _KINDS_WITH_LETTERS
    may_mean_other = kind in _UNCERTAIN_KINDS or kind in INNER_KINDS or is_year or may_be_word
    number = raw if kind == "letter" else normalize_number(raw)
    step = Step(kind, number.casefold())
    return _StepInText(step, match.start(), match.end(), not may_mean_other, tuple(inside))


def _is_number_of(kind: str, raw: str, *, is_enclosed: bool) -> bool:
    """Return whether a number can be that of a kind of place.

    Args:
        kind: The kind.
        raw: The number as it is written.
        is_enclosed: Whether a parenthesis stands after it, as in "point (a)".

    """
    is_small_letter = raw.isalpha() and raw.islower() and len(raw) <= 2
    if kind == "letter":
        return raw.isalpha() or "-" in raw
    if not is_small_letter or _NUMBER_ALONE.fullmatch(raw):
        return True
    can_be_letter = kind in _KINDS_WITH_LETTERS or kind in ("point", "item")
    return can_be_letter and (is_enclosed or (len(raw) == 1 and raw not in _LETTERS_THAT_ARE_WORDS))
