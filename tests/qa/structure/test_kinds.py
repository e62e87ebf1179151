"""The kind of a line or sentence, by its form, in both languages."""

import pytest

from fonti.qa.quoting.intent import defines, read_intent
from fonti.qa.structure.kinds import (
    Kind,
    classify,
    find_entry_page,
    find_speaker,
    has_answer_label,
    has_question_label,
    is_bibliography_entry,
)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Chi paga il bollo?", "question"),
        ("**Who pays the stamp?**", "question"),
        ("«Chi paga?»", "question"),
        ("- una marca da bollo;", "item"),
        ("3) the signed form", "item"),
        ("(b) il modulo firmato", "item"),
        ("a)\til modulo firmato", "item"),
        ("•\tuna marca da bollo", "item"),
        ("| tela | 30 euro |", "row"),
        ("tela\t30 euro", "row"),
        ("2021\t\t5", "row"),
        ("Mon.\t9\t12", "row"),
        ("(1)\t3", "row"),
        ("Per l'iscrizione servono:", "lead_in"),
        ("**You need:**", "lead_in"),
        ("## Orari", "title"),
        ("Le sanzioni ........... 12", "contents"),
        ("4.2 Penalties . . . . . . 31", "contents"),
        ("- [Orari](#orari)", "contents"),
        ("frantoio, 12, 45-47, 90", "contents"),
        ("Statuto del circolo - pag. 3 di 9", "running_head"),
        ("Page 4 of 12", "running_head"),
        ("|---|---|", "rule"),
        ("Il bollo costa 16 euro.", "text"),
        ("Nel 1987 il frantoio chiuse.", "text"),
    ],
)
def test_the_kind_of_a_line(line: str, kind: Kind) -> None:
    """Running text is what has no other form."""
    assert classify(line) == kind


def test_labels_and_speakers() -> None:
    """A label stands before a question or an answer, a name and a time before who speaks."""
    assert has_question_label("D: quanto costa")
    assert has_question_label("**Domanda 3.** Quanto costa")
    assert has_answer_label("R: dieci euro")
    assert has_answer_label("Answer: ten euros")
    assert not has_question_label("Dopo: il mare")
    assert not has_answer_label("Roma: la capitale")
    assert find_speaker("[10:12] Anna: ciao") == "Anna"
    assert find_speaker("03/02/2024, 10:12 - Zia Pina: ciao") == "Zia Pina"
    assert find_speaker("Si parte alle 10:12 di sera") is None


def test_pages_and_publications() -> None:
    """An entry of a table of contents ends with a page; one of a bibliography has an author."""
    assert find_entry_page("2.1. Scopo del regolamento 14") == 14
    assert find_entry_page("Il regolamento vale per tutti.") is None
    assert is_bibliography_entry("Berti G., Il rame, Vicenza, 1987, pp. 4-9.")
    assert is_bibliography_entry("[3] Miller, A. (2004). Mills of the north. Leeds.")
    assert not is_bibliography_entry("Nel 1987 G. Berti chiuse la miniera di rame.")


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("Che cos'è la malga?", "malga"),
        ("Cosa si intende per pascolo alto?", "pascolo alto"),
        ("Che cosa significa DURC?", "DURC"),
        ("What is a leat?", "leat"),
        ("What does weir mean?", "weir"),
        ("What is meant by sluice?", "sluice"),
        ("Quanto costa la malga?", None),
        ("Chi apre il rifugio?", None),
    ],
)
def test_the_term_that_is_asked_about(question: str, term: str | None) -> None:
    """A question that asks for something else has none."""
    assert read_intent(question).term == term


@pytest.mark.parametrize(
    ("question", "is_for_place"),
    [
        ("Quale documento parla delle sanzioni?", True),
        ("In quale capitolo si tratta del collaudo?", True),
        ("Which document mentions the ferry?", True),
        ("Quali documenti servono per l'iscrizione?", False),
        ("Which documents do I need?", False),
        ("Quale articolo costa di più?", False),
    ],
)
def test_a_place_that_is_asked_for(question: str, is_for_place: bool) -> None:
    """Documents that one has to bring are no places."""
    assert read_intent(question).is_for_place == is_for_place


@pytest.mark.parametrize(
    ("sentence", "term", "language"),
    [
        ("Per malga si intende il pascolo con l'edificio.", "malga", "it"),
        ("La malga è un pascolo di montagna.", "malga", "it"),
        ("- Malga: pascolo di montagna.", "malga", "it"),
        ("«Malga» indica il pascolo alto.", "malga", "it"),
        ("A leat is a channel.", "leat", "en"),
        ("“Leat” means a channel.", "leat", "en"),
        ("Si presenta il documento di regolarità (DURC).", "DURC", "it"),
    ],
)
def test_a_definition(sentence: str, term: str, language: str) -> None:
    """It begins with the term, and says what it is."""
    assert defines(sentence, term, language)


@pytest.mark.parametrize(
    "sentence",
    ["La malga si affitta a giugno.", "La malga vecchia è una rovina.", "Si sale alla malga."],
)
def test_a_term_that_is_only_used(sentence: str) -> None:
    """Another term that holds the word is not it."""
    assert not defines(sentence, "malga", "it")
