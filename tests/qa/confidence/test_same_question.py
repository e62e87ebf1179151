"""Tests of questions that a document itself asks and answers."""

from pathlib import Path

import pytest

from tests.helpers.assistants import fix_confidence, open_files

FORMS = {
    "labels": "D: Chi porta la legna?\nR: Il consorzio dei pascoli.\n",
    "headings": "# Rifugio\n\n## Chi porta la legna?\n\nIl consorzio dei pascoli.\n",
    "numbers": "1. Chi porta la legna?\nIl consorzio dei pascoli.\n",
    "chat": "[08:41] Irene: Chi porta la legna?\n[08:44] Ugo: Il consorzio dei pascoli.\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_question_in_the_same_words_is_surely_answered(form: str, tmp_path: Path) -> None:
    """The form of its words may differ, such as singular and plural."""
    assistant = open_files(tmp_path, {"rifugio.md": FORMS[form]})
    fix_confidence(assistant, -5.0)

    answer = assistant.ask("chi porta la legna")

    assert answer.outcome == "answered"
    assert "Il consorzio dei pascoli." in answer.citations[0].quote


@pytest.mark.parametrize("question", ["Dove porta la legna?", "Chi porta la legna secca?"])
@pytest.mark.parametrize("form", FORMS)
def test_another_question_in_nearly_the_same_words_is_not(
    form: str, question: str, tmp_path: Path
) -> None:
    """It may be answered all the same, by its evidence."""
    assistant = open_files(tmp_path, {"rifugio.md": FORMS[form]})
    fix_confidence(assistant, -5.0)

    assert assistant.ask(question).confidence < 0.1


def test_the_order_of_words_counts(tmp_path: Path) -> None:
    """Who did what to whom is another question."""
    text = "D: Il Milan ha battuto la Roma?\nR: Sì, tre a zero.\n"
    assistant = open_files(tmp_path, {"calcio.txt": text})
    fix_confidence(assistant, -5.0)
    assert assistant.ask("La Roma ha battuto il Milan?").confidence < 0.1
    assert assistant.ask("Il Milan ha battuto la Roma?").outcome == "answered"


def test_a_question_that_nothing_answers_is_not_answered(tmp_path: Path) -> None:
    """The document only asks."""
    assistant = open_files(tmp_path, {"domande.txt": "Chi porta la legna?\n\nChi la paga?\n"})
    fix_confidence(assistant, -5.0)
    assert assistant.ask("Chi porta la legna?").outcome == "not_found"
