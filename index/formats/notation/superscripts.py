"""Write raised and lowered text so that it stays apart from its base: 10⁶, H₂O, x^(max), 21st."""

import re

_RAISED = dict(
    zip(
        "0123456789+-\u2212\u2013=()aobcdefghijklmnprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ªºᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ",
        strict=True,
    )
)
_LOWERED = dict(
    zip(
        "0123456789+-\u2212\u2013=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
        strict=True,
    )
)

# A longer run of letters is a word, which is easier to read and to search in plain letters.
_WORD = re.compile(r"[^\W\d_]{3}")

# What is the same when it is not raised: the endings of ordinals, marks that are raised by their
# shape, and a note's mark in brackets.
_PLAIN_WHEN_RAISED = re.compile(
    r"st|nd|rd|th|er|ère|ème|TM|SM|[ªº°¹²³⁰⁴-⁹™℠®©*†‡§'’\"”′″]+|\[[^\[\]]+\]"
)
_SIGNS = {"TM": "™", "SM": "℠"}


def to_superscript(text: str) -> str:
    """Return superscript text as raised characters if Unicode has all of them, or else `^(text)`.

    A single character is written `^x`. The white space around the text does not change.
    """
    content = text.strip()
    if _PLAIN_WHEN_RAISED.fullmatch(content):
        return text.replace(content, _SIGNS.get(content, content))
    return _apply_baseline(text, _RAISED, "^")


def to_subscript(text: str) -> str:
    """Return subscript text as lowered characters if Unicode has all of them, or else `_(text)`.

    A single character is written `_x`. The white space around the text does not change.
    """
    return _apply_baseline(text, _LOWERED, "_")


def _apply_baseline(text: str, characters: dict[str, str], mark: str) -> str:
    content = text.strip()
    if not content:
        return text

    if all(map(characters.__contains__, content)) and not _WORD.search(content):
        script = "".join(map(characters.__getitem__, content))
    elif len(content) == 1:
        script = f"{mark}{content}"
    else:
        script = f"{mark}({content})"
    return text.replace(content, script)
