"""Test the languages of questions, passages and documents."""

import errno
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given

from fonti.index.text.language import (
    _load_identifier,
    _load_question_identifier,
    detect_language,
    detect_passage_language,
    detect_question_language,
)
from tests.helpers.fakes import arbitrary_texts

ENGLISH = "The harbour museum opens at ten in the morning and closes at five in the afternoon."
ITALIAN = (
    "La biblioteca comunale apre alle nove del mattino e chiude alle sette di sera, tranne oggi."
)
GERMAN = "Die städtische Bibliothek öffnet um neun Uhr morgens und schließt um sieben Uhr abends."

# Short texts by language: notes in Italian and English, sentences in other languages.
SHORT_TEXTS = json.loads(Path(__file__).with_name("short_texts.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Quando apre la biblioteca?", "it"),
        ("Perché il Kazakistan si allontana da Mosca?", "it"),
        ("Chi ha vinto la guerra?", "it"),
        ("QUAL È LA CAPITALE?", "it"),
        ("When does the library open?", "en"),
        ("Why is Kazakhstan moving away from Moscow?", "en"),
        ("Who won the war?", "en"),
        ("WHAT IS THE CAPITAL?", "en"),
    ],
)
def test_a_question_is_italian_or_english(question: str, language: str) -> None:
    """Its case makes no difference."""
    assert detect_question_language(question) == language


@pytest.mark.parametrize(("text", "language"), [(ITALIAN, "it"), (ENGLISH, "en"), (GERMAN, "de")])
def test_a_document_can_be_in_any_language(text: str, language: str) -> None:
    """The code is of ISO 639-1."""
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("note", "language"),
    [
        ("Nota spese marzo: taxi 24 euro, cena 31 euro.", "it"),
        ("Ferie: 5-20 agosto.", "it"),
        ("Caffè", "it"),
        ("Milk, bread, eggs.", "en"),
        ("Mileage claim April.", "en"),
        ("Ticket no. 4471, desk 3.", "en"),
    ],
)
def test_a_short_note_is_italian_or_english(note: str, language: str) -> None:
    """It is so although a few words look like many languages."""
    assert detect_language(note) == language


def test_the_language_of_short_texts_is_right() -> None:
    """At most one note of 60 is in the wrong one of the two; no text of another is in either."""
    wrong = [
        (language, text)
        for language, texts in SHORT_TEXTS.items()
        for text in texts
        if detect_language(text) != language
    ]
    assert sum(len(texts) for texts in SHORT_TEXTS.values()) == 90
    assert len(wrong) <= 1
    assert {language for language, _ in wrong} <= {"it", "en"}


@pytest.mark.parametrize(
    ("text", "document_language", "language"),
    [
        (ENGLISH, "it", "en"),
        (ITALIAN, "en", "it"),
        (ITALIAN, "de", "it"),
        (GERMAN, "de", "de"),
        ("Yes, of course.", "it", "it"),
        ("12.450 1843 — 99,9% " * 10, "it", "it"),
    ],
)
def test_a_passage_can_differ_from_its_document(
    text: str, document_language: str, language: str
) -> None:
    """It does if it is long enough and surely Italian or English."""
    assert detect_passage_language(text, document_language) == language


@given(arbitrary_texts())
def test_any_text_has_a_language(text: str) -> None:
    """A question is in one of two languages, a passage of a German document in one of three."""
    assert detect_question_language(text) in {"it", "en"}
    assert detect_passage_language(text, "de") in {"it", "en", "de"}
    assert len(detect_language(text)) == 2


@pytest.mark.parametrize(
    "text", [ENGLISH, ITALIAN, "Quando apre?", "When?", "Chi danneggia un libro lo ricompra."]
)
def test_the_model_for_questions_agrees_with_the_whole_model(text: str) -> None:
    """It does so for any two words in a row."""
    words = text.split()
    for start in range(len(words)):
        two_words = " ".join(words[start : start + 2])
        scores = dict(_load_identifier().rank(two_words))
        expected = "it" if scores["it"] > scores["en"] else "en"
        assert detect_question_language(two_words) == expected


def test_a_language_is_detected_without_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question can be asked where no temporary file can be made."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", fail)
    _load_question_identifier.cache_clear()
    _load_identifier.cache_clear()
    assert detect_question_language("Quando apre la biblioteca comunale?") == "it"
    assert detect_language("Die Bibliothek öffnet um neun Uhr und schließt um sieben.") == "de"
