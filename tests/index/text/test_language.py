"""Which language a question, a passage, a document is in."""

import pytest
from hypothesis import given

from fonti.index.text.language import (
    _load_identifier,
    detect_language,
    detect_passage_language,
    detect_question_language,
)
from tests.helpers.fakes import arbitrary_texts

ENGLISH = (
    "The harbour museum opens at ten in the morning and closes at five in the afternoon every day."
)
ITALIAN = "La biblioteca comunale apre alle nove del mattino e chiude alle sette di sera, tranne la domenica."
GERMAN = "Die städtische Bibliothek öffnet um neun Uhr morgens und schließt um sieben Uhr abends, außer am Sonntag."


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
def test_the_language_of_a_question(question: str, language: str) -> None:
    """Italian or English, in any case of letters."""
    assert detect_question_language(question) == language


@pytest.mark.parametrize(("text", "language"), [(ITALIAN, "it"), (ENGLISH, "en"), (GERMAN, "de")])
def test_the_language_of_a_document(text: str, language: str) -> None:
    """Whichever it is."""
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "document", "language"),
    [
        (ENGLISH, "it", "en"),
        (ITALIAN, "en", "it"),
        (ITALIAN, "de", "it"),
        (GERMAN, "de", "de"),
        ("Yes, of course.", "it", "it"),
        ("12.450 1843 — 99,9% " * 10, "it", "it"),
    ],
)
def test_a_passage_may_differ_from_its_document(text: str, document: str, language: str) -> None:
    """Where it is long enough and surely Italian or English; otherwise it is in its document's language."""
    assert detect_passage_language(text, document) == language


@given(arbitrary_texts())
def test_any_text_has_a_language(text: str) -> None:
    """No text is an error; a question is in one of two languages, a passage in one of three."""
    assert detect_question_language(text) in {"it", "en"}
    assert detect_passage_language(text, "de") in {"it", "en", "de"}
    assert len(detect_language(text)) == 2


@pytest.mark.parametrize(
    "text", [ENGLISH, ITALIAN, "Quando apre?", "When?", "Chi danneggia un libro lo ricompra."]
)
def test_questions_are_told_as_by_the_whole_model(text: str) -> None:
    """The part of the model that is kept for questions says what the whole one does of each run of two words."""
    words = text.split()
    for at in range(len(words)):
        run = " ".join(words[at : at + 2])
        scores = dict(_load_identifier().rank(run))
        assert detect_question_language(run) == ("it" if scores["it"] > scores["en"] else "en")
