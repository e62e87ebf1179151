"""What denies or undoes a quote in the next paragraph, and what only stands there."""

from pathlib import Path

import pytest

from fonti.qa.quoting.denials import is_reversal
from tests.helpers.assistants import open_assistant


@pytest.mark.parametrize(
    ("text", "question", "denial"),
    [
        (
            "Rossi dirigeva la banca. Fu accusato di frode.\n\nIl tribunale lo assolse nel 1999.",
            "Di cosa fu accusato Rossi?",
            "Il tribunale lo assolse nel 1999.",
        ),
        (
            "Ellis was charged with smuggling whisky.\n\nThe court acquitted him in 1950.",
            "What was Ellis charged with?",
            "The court acquitted him in 1950.",
        ),
        (
            "Il museo apre la domenica alle dieci.\n\nTuttavia, a gennaio resta chiuso.",
            "Quando apre il museo la domenica?",
            "Tuttavia, a gennaio resta chiuso.",
        ),
        (
            "I soci prendono in prestito i dischi.\n\nNon prendono in prestito i manoscritti.",
            "Chi prende in prestito i dischi?",
            "Non prendono in prestito i manoscritti.",
        ),
        (
            "The pool opens on Sundays.\n\nHowever, it stays closed in May.",
            "When does the pool open on Sundays?",
            "However, it stays closed in May.",
        ),
        (
            "The mayor banned bicycles in the park.\n\nThe ban was later lifted. "
            + "The park has a fountain and an avenue of old chestnut trees. " * 8,
            "What did the mayor ban in the park?",
            "The ban was later lifted.",
        ),
    ],
)
def test_a_denial_in_the_next_paragraph_is_quoted(
    text: str, question: str, denial: str, tmp_path: Path
) -> None:
    """Without it, the quote says what was undone; what follows the denial is left out."""
    assistant = open_assistant(tmp_path, f"{text}\n\nIl bar vende gelati.", logit=2)
    assert assistant.ask(question).citations[0].quote.endswith(denial)


@pytest.mark.parametrize(
    "following",
    [
        "Non è consentito fumare.",
        "Un altro impiegato fu accusato di frode, e nessuno lo difese.",
        "Tuttavia, la storia del palazzo è lunga. " + "Il palazzo ha un cortile e un pozzo. " * 9,
        "Nel 1999 si ritirò in campagna.",
    ],
)
def test_another_paragraph_is_not_quoted(following: str, tmp_path: Path) -> None:
    """It is about something else, or too long to be only a denial."""
    text = f"Le sale aprono alle nove del mattino.\n\n{following}"
    quote = open_assistant(tmp_path, text, logit=2).ask("Quando aprono le sale?").citations[0].quote
    assert quote == "Le sale aprono alle nove del mattino."


def test_a_denial_under_another_heading_is_not_quoted(tmp_path: Path) -> None:
    """It denies what stands there."""
    text = "# Orari\n\nLe sale aprono alle nove.\n\n# Bar\n\nTuttavia, il bar è chiuso.\n"
    quote = open_assistant(tmp_path, text, logit=2).ask("Quando aprono le sale?").citations[0].quote
    assert "bar" not in quote


@pytest.mark.parametrize(
    "sentence",
    [
        "La Corte d'appello ha annullato la condanna.",
        "L'ordinanza del sindaco venne poi revocata.",
        "Nel 1999 fu assolto.",
        "Lo hanno prosciolto.",
        "The jury cleared her.",
        "He was later acquitted.",
        "All charges against the company were dropped.",
    ],
)
def test_a_reversal_is_recognized(sentence: str) -> None:
    """It says that a charge or a decision was undone."""
    assert is_reversal(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Si ritirò a vita privata.",
        "The temperature dropped.",
        "He withdrew money from the bank.",
        "Il tribunale apre alle nove.",
        "Le casse furono ritirate al porto.",
    ],
)
def test_other_sentences_are_no_reversals(sentence: str) -> None:
    """The same verbs say other things."""
    assert not is_reversal(sentence)
