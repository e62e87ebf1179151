"""Guess in which language the numbers of a file are written, by the words around them."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# The part of py3langid's model that distinguishes Italian from English.
_MODEL = Path(__file__).parents[2] / "text" / "italian_english.npz.xz"

# The longest sample of the texts, in code points.
_MAX_SAMPLE_LENGTH = 5_000

_DEFAULT_LANGUAGE = "en"


def guess_number_language(texts: Iterable[str]) -> str:
    """Return `it` or `en`, whichever some texts are likelier to be in.

    A file has its numbers without separators, and each program shows them in those of its user.
    """
    sample: list[str] = []
    length = 0
    for text in texts:
        if any(map(str.isalpha, text)):
            sample.append(text)
            length += len(text)
        if length > _MAX_SAMPLE_LENGTH:
            break
    if not sample:
        return _DEFAULT_LANGUAGE
    return str(_load_identifier().classify(" ".join(sample)[:_MAX_SAMPLE_LENGTH])[0])


@cache
def _load_identifier() -> "LanguageIdentifier":
    # Imported late: few files need it.
    from py3langid.langid import LanguageIdentifier

    return LanguageIdentifier.from_model_file(_MODEL)
