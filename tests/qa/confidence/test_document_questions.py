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


@pytest.mark.parametrize(
    "question", ["Dove porta la legna?", "Chi non porta la legna?", "Quando si porta la legna?"]
)
@pytest.mark.parametrize("form", FORMS)
def test_another_question_in_nearly_the_same_words_is_not(
    form: str, question: str, tmp_path: Path
) -> None:
    """However sure the evidence seems."""
    assistant = open_files(tmp_path, {"rifugio.md": FORMS[form]})
    fix_confidence(assistant, 5.0)

    assert assistant.ask(question).outcome == "related"


@pytest.mark.parametrize("denial", ["can't", "may not", "cannot"])
def test_what_is_denied_is_answered_by_what_denies(denial: str, tmp_path: Path) -> None:
    """The document has both questions, and the answer to one is the opposite of the other."""
    text = (
        "Q: Who can park in the yard?\nA: Residents with a blue permit.\n\n"
        "Q: Who cannot park in the yard?\nA: Lorries and caravans.\n"
    )
    assistant = open_files(tmp_path, {"yard.txt": text})
    fix_confidence(assistant, 5.0)

    answer = assistant.ask(f"Who {denial} park in the yard?")

    answers = [citation.quote for citation in answer.citations if citation.is_answer]
    assert not any("blue permit" in quote for quote in answers)


def test_a_question_that_only_seems_to_deny_is_answered(tmp_path: Path) -> None:
    """It is how people ask politely."""
    assistant = open_files(tmp_path, {"a.txt": "Q: Can I pay by card?\nA: Yes, at the desk.\n"})
    fix_confidence(assistant, 5.0)
    assert assistant.ask("Can't I pay by card?").outcome == "answered"


def test_a_question_why_need_not_be_one_that_denies(tmp_path: Path) -> None:
    """What answers "Why can't I log in?" may be the answer to a question that denies nothing."""
    assistant = open_files(
        tmp_path, {"a.txt": "Q: How do I log in to the portal?\nA: With the new card.\n"}
    )
    fix_confidence(assistant, 5.0)
    assert assistant.ask("Why can't I log in?").outcome == "answered"


def test_both_documents_that_answer_the_same_question_do(tmp_path: Path) -> None:
    """They contradict each other, which the reader has to see."""
    question = "Posso disdire il servizio?"
    files = {
        "mensa.txt": f"D: {question}\nR: Sì, fino al 15 di ogni mese, con un modulo.\n",
        "mensa_nuovo.txt": f"D: {question}\nR: No, l'iscrizione vale per un anno intero.\n",
    }
    assistant = open_files(tmp_path, files)
    fix_confidence(assistant, -5.0)

    answer = assistant.ask(question)

    answering = {citation.source for citation in answer.citations if citation.is_answer}
    assert answering == set(files)


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


def test_a_row_without_the_code_of_the_question_is_no_answer(tmp_path: Path) -> None:
    """It is about another thing, however alike the rows are."""
    rows = [f"| KX-{number} | vaso | sala {number % 7} |" for number in range(100, 110)]
    table = "\n".join(["| Codice | Oggetto | Sala |", "|---|---|---|", *rows])
    assistant = open_files(tmp_path, {"vasi.md": f"# Vasi\n\n{table}\n"})
    fix_confidence(assistant, 5.0)
    assert assistant.ask("In quale sala sta KX-103?").outcome == "answered"
    assert assistant.ask("In quale sala sta KX-999?").outcome == "related"
