"""A passage that says the opposite of what a question asks is noticed, in both languages."""

from pathlib import Path

import pytest

from fonti.qa.confidence.opposites import has_opposite, lacks_denial
from tests.helpers.assistants import open_assistant


@pytest.mark.parametrize(
    ("question", "language", "text", "text_language"),
    [
        ("Quando è morta Nora Fabbri?", "it", "Nora Fabbri nacque a Siena nel 1921.", "it"),
        ("When did Nora Fabbri die?", "en", "Nora Fabbri nacque a Siena nel 1921.", "it"),
        ("Quando apre il museo?", "it", "The museum closes at six.", "en"),
        ("Which is the smallest island?", "en", "Sicily is the largest island.", "en"),
        ("Chi ha venduto la villa?", "it", "La villa fu acquistata dai Medici.", "it"),
    ],
)
def test_an_opposite_is_noticed(
    question: str, language: str, text: str, text_language: str
) -> None:
    """It may be in the other language."""
    assert has_opposite(question, language, text, text_language)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Quando è morta Nora Fabbri?", "Nacque nel 1921 e morì nel 1990."),
        ("Quando nacque e quando morì?", "Nacque nel 1921."),
        ("Quando è morta Nora Fabbri?", "Scomparve nel 1990."),
        ("Quando è nata Nora Fabbri?", "Nora Fabbri nacque a Siena."),
        ("Che cosa è vietato nel parco?", "Nel parco non è permesso fumare."),
        ("Dove si trova la biblioteca?", "La biblioteca chiude alle sei."),
    ],
)
def test_both_sides_or_neither_are_no_opposite(question: str, text: str) -> None:
    """A passage that has the question's word answers perhaps, whatever else it has."""
    assert not has_opposite(question, "it", text, "it")


def test_a_language_without_a_list_has_no_opposites() -> None:
    """A passage in German is neither the opposite nor not."""
    assert not has_opposite("Wann starb er?", "de", "He was born in 1921.", "en")
    assert not has_opposite("When did he die?", "en", "Er wurde 1921 geboren.", "de")


def test_a_denial_is_not_looked_for_in_an_unknown_language() -> None:
    """The words that deny are known in two languages."""
    assert not lacks_denial("Which members did not vote?", "Martin n'a pas voté.", "fr")


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("Which members did not vote?", "Nine members voted.", True),
        ("Which members didn’t vote?", "Nine members voted.", True),
        ("Quali soci non votarono?", "Votarono nove soci.", True),
        ("Quali soci non votarono?", "Tre soci si astennero senza votare.", False),
        ("Quali soci votarono?", "Votarono nove soci.", False),
        ("Quale festa non si celebra?", "La città ha annullato la fiera di maggio.", False),
        ("Perché i soci non votarono?", "Erano impegnati altrove.", False),
        ("Which non-profit groups voted?", "Nine groups voted.", False),
        ("Come mai votarono?", "Votarono per dovere.", False),
        ("Who cannot vote?", "Members under eighteen are excluded from the vote: unable.", False),
    ],
)
def test_a_denial_needs_one_in_the_passage(question: str, text: str, lacks: bool) -> None:
    """A question that denies is not answered by a passage that denies nothing."""
    assert lacks_denial(question, text, "it") is lacks


def test_what_says_the_opposite_is_no_answer(tmp_path: Path) -> None:
    """It is shown as what is near, however well it matches; what answers comes first."""
    birth = "Nora Fabbri nacque a Siena nel 1921."
    assistant = open_assistant(tmp_path / "birth", birth, logit=3.0)

    answer = assistant.ask("Quando è morta Nora Fabbri?")
    assert answer.outcome == "related"
    assert [citation.quote for citation in answer.nearby] == [birth]

    assert assistant.ask("Quando è nata Nora Fabbri?").is_answered

    both = open_assistant(tmp_path / "both", birth, "Nora Fabbri morì nel 1990.", logit=3.0)
    answer = both.ask("Quando è morta Nora Fabbri?")
    assert answer.citations[0].quote == "Nora Fabbri morì nel 1990."
    assert answer.citations[0].is_answer


def test_a_denied_question_is_answered_by_a_denial(tmp_path: Path) -> None:
    """A passage that denies nothing is near at most."""
    assistant = open_assistant(tmp_path, "Nella seduta votarono nove soci.", logit=3.0)
    assert assistant.ask("Quali soci non votarono nella seduta?").outcome == "related"
    assert assistant.ask("Quali soci votarono nella seduta?").is_answered
