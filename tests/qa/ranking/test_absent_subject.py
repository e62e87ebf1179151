"""Tests of the words of a question's subject that stand neither in a passage nor above it."""

from pathlib import Path

import pytest

from tests.helpers.assistants import open_files

# The text is a line that is too long to name the subject.
COURSE = (
    "# Corso: {subject}\n\n"
    "L'insegnamento vale sei crediti, e l'esame è orale. Si studia un manuale a scelta.\n"
)
SUBJECTS = [
    "Storia della musica I",
    "Storia della musica II",
    "Storia dell'arte per stranieri",
    "Metodi dell'arte II",
]
COURSES = {
    f"{number}.md": COURSE.format(subject=subject) for number, subject in enumerate(SUBJECTS)
}


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("Quanti crediti vale Storia della musica I?", 0),
        ("Quanti crediti vale storia della musica?", 0),
        # All words stand in titles, but not in that of one document.
        ("Quanti crediti vale Storia della musica per stranieri?", 1 / 3),
        ("Quanti crediti vale Metodi dell'arte per stranieri?", 1 / 3),
        ("Quanti crediti vale Storia dell'arte II?", 1 / 3),
        # A letter after a name belongs to it.
        ("Quanti crediti vale Storia dell'arte I?", 1 / 3),
        ("Per Storia dell'arte I, quanti crediti?", 1 / 3),
        ("Quanti crediti vale «Storia dell'arte I»?", 1 / 3),
        # One that begins the next sentence does not, nor does an article.
        ("Vorrei sapere della Storia dell'arte per stranieri. I crediti sono sei?", 0),
        ("Quanti crediti vale Storia dell'arte per stranieri? L'esame è orale?", 0),
        # Two subjects are two phrases.
        ("Quanti crediti valgono Storia della musica I e Storia della musica II?", 0),
        ("Che differenza c'è tra Storia della musica e Metodi dell'arte?", 0),
        # No document on music has another one's word in its title, which would tell them apart.
        ("Quanti crediti vale Metodi della musica?", 0),
        # Without a content word, nothing is named.
        ("E quando?", 0),
        # One word alone may stand in a title by chance.
        ("Quanti crediti vale la musica?", 0),
        # Words that no title has say nothing of a subject.
        ("Quanti crediti vale Storia della danza?", 0),
    ],
)
def test_the_share_of_the_words_that_are_absent(
    question: str, share: float, tmp_path: Path
) -> None:
    """Only words of titles count, if they tell this document from another one."""
    quote = open_files(tmp_path, COURSES).find_best_quote(question)

    assert quote is not None
    assert quote.ranked.evidence.absent_subject == pytest.approx(share)


def test_a_word_may_stand_in_the_passage(tmp_path: Path) -> None:
    """A letter on the contract need not have the word in its title."""
    files = {
        "contratto.md": "# Contratto Alfa\n\nLa durata è di tre anni.\n",
        "altro.md": "# Contratto Beta\n\nSi può disdire ogni anno.\n",
        "lettera.md": "# Lettera Beta\n\nIl contratto è firmato da Anna Neri.\n",
    }

    quote = open_files(tmp_path, files).find_best_quote("Da chi è firmato il contratto Beta?")

    assert quote is not None
    assert quote.document.source == "lettera.md"
    assert quote.ranked.evidence.absent_subject == 0


def test_words_are_not_compared_across_languages(tmp_path: Path) -> None:
    """A title in another language has other words."""
    question = "How many crediti has the storia musica stranieri?"
    quote = open_files(tmp_path, COURSES).find_best_quote(question)

    assert quote is not None
    assert quote.ranked.evidence.other_language == 1
    assert quote.ranked.evidence.absent_subject == 0
