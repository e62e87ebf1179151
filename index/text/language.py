"""Detect the language of questions, passages and documents, with py3langid and no network.

py3langid is langid.py (Lui and Baldwin, ACL 2012) for Python 3.
"""

import lzma
from array import array
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fonti.index.formats import ExtractedText

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

QUESTION_LANGUAGES = ("it", "en")

# The part of py3langid's model that tells these two apart: it loads in a tenth of the time.
QUESTION_MODEL = Path(__file__).with_name("italian_english.npz.xz")

# Code points of a document from which its language is detected.
_DETECTED_CHARACTERS = 20_000

# A text of fewer code points says less about its language than its file does.
_MIN_CHARACTERS_TO_DETECT = 80

# How many times likelier than Italian and English another language of a document has to be. Short
# notes look like many languages.
_MIN_TIMES_LIKELIER = 20

# Code points below which a passage is too short to tell whether its language is another than that
# of its document, and the probability from which a longer one has another.
_MIN_PASSAGE_CHARACTERS = 80
_MIN_PROBABILITY = 0.9


def choose_document_language(extracted: ExtractedText) -> str:
    """Return the language of a text as an ISO 639-1 code.

    It is detected, unless the text is short and its file names the language.
    """
    if extracted.language and len(extracted.text) < _MIN_CHARACTERS_TO_DETECT:
        return extracted.language
    return detect_language(extracted.text)


def detect_language(text: str) -> str:
    """Return the likeliest language of a document, as an ISO 639-1 code.

    Short notes look like many languages. Most are Italian or English, so one of these is returned
    unless another is far likelier, as it always is for a longer text in that language.
    """
    # py3langid also knows languages that only have a longer code.
    ranking = [
        (str(code), score)
        for code, score in _load_identifier().rank(text[:_DETECTED_CHARACTERS])
        if len(str(code)) == 2
    ]
    best, best_score = ranking[0]
    expected, expected_score = next(item for item in ranking if item[0] in QUESTION_LANGUAGES)

    return best if best_score >= _MIN_TIMES_LIKELIER * expected_score else expected


def detect_passage_language(text: str, document_language: str) -> str:
    """Return the language of a passage.

    It is the document's, unless the passage is long enough and surely Italian or English.
    """
    if len(text) < _MIN_PASSAGE_CHARACTERS:
        return document_language

    language, probability = _choose_language(text, {*QUESTION_LANGUAGES, document_language})
    return language if probability >= _MIN_PROBABILITY else document_language


def detect_question_language(text: str) -> str:
    """Return `it` or `en`, whichever a question is likelier to be in."""
    return str(_load_question_identifier().classify(text)[0])


def _choose_language(text: str, languages: Iterable[str]) -> tuple[str, float]:
    """Return the likeliest of some languages, and its probability among them."""
    scores = {
        language: score
        for language, score in _load_identifier().rank(text)
        if language in languages
    }
    best = max(scores, key=lambda language: scores[language])
    return best, scores[best] / (sum(scores.values()) or 1.0)


@cache
def _load_identifier() -> "LanguageIdentifier":
    # Imported late: who asks a question needs none of it.
    from py3langid.langid import MODEL_DIR, MODEL_FILE

    return _load_model(MODEL_DIR / MODEL_FILE, norm_probs=True)


@cache
def _load_question_identifier() -> "LanguageIdentifier":
    return _load_model(QUESTION_MODEL)


def _load_model(path: Path, *, norm_probs: bool = False) -> "LanguageIdentifier":
    """Load a model of py3langid, which itself would write it to a temporary file first."""
    # Imported late: it takes long, and not every command needs a language.
    from py3langid.langid import LanguageIdentifier

    with lzma.open(path) as file:
        content = BytesIO(file.read())
    with np.load(content, allow_pickle=False) as model:
        return LanguageIdentifier(
            model["ptc"],
            model["pc"],
            model["classes"].tolist(),
            _to_array(model["nextmove"]),
            model["out_feat"].tolist(),
            tk_row=_to_array(model["nextmove_row"]),
            norm_probs=norm_probs,
        )


def _to_array(values: npt.NDArray[np.unsignedinteger[Any]]) -> "array[int]":
    """Return unsigned integers as an array of Python, which is faster to read one by one."""
    result = array({2: "H", 4: "I"}[values.itemsize])
    result.frombytes(values.tobytes())
    return result
