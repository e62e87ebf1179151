"""Headings of articles: never quoted alone, whatever stands around them."""

from pathlib import Path

import pytest

from tests.helpers.assistants import open_assistant

FINE = "Chi consegna in ritardo paga una penale di dieci euro al giorno."
BEFORE = "Art. 3 (Oggetto)\n\nPulizia delle strade.\n\n"
AFTER = "\n\nArt. 5 (Foro)\n\nDecide il giudice di Roma.\n"
QUESTION = "Quali sono le sanzioni?"

LAYOUTS = {
    "a title in its own line": f"{BEFORE}Art. 4\n\n(Sanzioni)\n\n{FINE}{AFTER}",
    "a chapter above": f"{BEFORE}CAPO II\n\nSANZIONI\n\nArt. 4 (Sanzioni)\n\n{FINE}{AFTER}",
    "numbered paragraphs below": f"{BEFORE}Art. 4 (Sanzioni)\n\n1. {FINE}\n\n2. Oltre, no.{AFTER}",
    "letters below": f"{BEFORE}Art. 4 (Sanzioni)\n\na) {FINE}\n\nb) Oltre, no.{AFTER}",
    "a full stop": f"{BEFORE}Art. 4 (Sanzioni).\n\n{FINE}{AFTER}",
    "a title of the document above": f"Le sanzioni\n\nArt. 4 (Sanzioni)\n\n{FINE}{AFTER}",
    "a dash": f"{BEFORE}Art. 4 - Sanzioni\n\n1. {FINE}\n\n2. Oltre, no.{AFTER}",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_text_below_a_heading_is_quoted(layout: str, tmp_path: Path) -> None:
    """The heading has the words of the question, and the text below it answers."""
    assistant = open_assistant(tmp_path, LAYOUTS[layout], logit=2)
    first = assistant.ask(QUESTION).citations[0]
    assert FINE in first.quote


def test_a_heading_without_a_text_is_no_answer(tmp_path: Path) -> None:
    """A document may end with one; a question for the article itself shows it."""
    assistant = open_assistant(tmp_path, f"{BEFORE}Art. 4 (Sanzioni)\n", logit=2)
    assert "Sanzioni" not in assistant.ask(QUESTION).citations[0].quote
    assert assistant.ask("Cosa dice l'art. 4?").citations[0].quote == "Art. 4 (Sanzioni)"


def test_a_short_article_without_a_full_stop_is_quoted(tmp_path: Path) -> None:
    """A short line between two headings is the text of the first."""
    text = "Art. 4 (Sanzioni)\n\nPenale di dieci euro\n\nArt. 5 (Foro)\n\nRoma\n"
    assistant = open_assistant(tmp_path, text, logit=2)
    assert "Penale di dieci euro" in assistant.ask("A quanto ammonta la penale?").citations[0].quote


def test_articles_of_one_line_are_quoted(tmp_path: Path) -> None:
    """Their text follows the label, and no text stands below."""
    text = "Art. 1 Il molo apre alle sei\n\nArt. 2 La penale è di dieci euro\n\nArt. 3 Fine\n"
    assistant = open_assistant(tmp_path, text, logit=2)
    assert "dieci euro" in assistant.ask("Quanto è la penale?").citations[0].quote
