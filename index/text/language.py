"""Which language a text is in: py3langid (after Lui and Baldwin, ACL 2012), no network."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

QUESTION_LANGUAGES = ("it", "en")
PAIR = Path(__file__).with_name(
    "italian_english.npz.xz"
)  # the model's part of these, loaded in a tenth of the time
_SEEN = 20_000  # code points of a document that are looked at
_ENOUGH = 80  # code points below which a passage says too little to differ from its document
_SURE = 0.9  # probability from which it may


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _of_questions() -> "LanguageIdentifier":
    from py3langid.langid import LanguageIdentifier

    return LanguageIdentifier.from_model_file(PAIR)


def detect_language(text: str) -> str:
    """The ISO 639-1 code of a document's language, the likeliest that has one."""
    return next(
        str(language) for language, _ in _identifier().rank(text[:_SEEN]) if len(language) == 2
    )


def passage_language(text: str, document_language: str) -> str:
    """A passage's language: its document's, unless it is long enough and surely Italian or English instead."""
    if len(text) < _ENOUGH:
        return document_language
    language, probability = _likeliest(text, {*QUESTION_LANGUAGES, document_language})
    return language if probability >= _SURE else document_language


def question_language(text: str) -> str:
    """`it` or `en`, whichever the question is nearer to."""
    return str(_of_questions().classify(text)[0])


def _likeliest(text: str, languages: Iterable[str]) -> tuple[str, float]:
    """The likeliest of some languages, and its probability among them."""
    among = {
        language: score for language, score in _identifier().rank(text) if language in languages
    }
    best = max(among, key=lambda language: among[language])
    return best, among[best] / (sum(among.values()) or 1.0)
