"""Which addresses a question has."""

import pytest
from hypothesis import given

from fonti.qa.addressing.parse import parse_addresses
from tests.helpers.fakes import arbitrary_texts


def read(text: str) -> list[str]:
    """Return the addresses in a text, each as its steps."""
    return [
        "/".join(f"{step.kind}:{step.number}" for step in address.steps)
        for address in parse_addresses(text)
    ]


@pytest.mark.parametrize(
    ("question", "address"),
    [
        ("Cosa dice l'articolo 21 della Costituzione?", "article:21"),
        ("art. 5, comma 2, lett. b)", "article:5/comma:2/letter:b"),
        ("What does Article 5(2)(b) say?", "article:5/comma:2/letter:b"),
        ("la lettera b) del comma 2 dell'articolo 5", "article:5/comma:2/letter:b"),
        ("point (a) of Article 6(1)", "article:6/comma:1/letter:a"),
        ("art. 6 par. 1 lett. f GDPR", "article:6/comma:1/letter:f"),
        ("articolo 6, comma 1, lettera a), numero 3", "article:6/comma:1/letter:a/item:3"),
        ("paragraph 2 of Article 5", "article:5/comma:2"),
        ("comma 3 dell'articolo 8", "article:8/comma:3"),
        ("il secondo comma dell'art. 21", "article:21/comma:2"),
        ("ultimo comma dell'articolo 21", "article:21/comma:-1"),
        ("art. 21 c. 3", "article:21/comma:3"),
        ("art. 3 co. 2 Cost.", "article:3/comma:2"),
        ("articolo 2-bis", "article:2-bis"),
        ("L'art. 2 bis che dice?", "article:2-bis"),
        ("Art. XII", "article:12"),
        ("ART 12", "article:12"),
        ("articolo n. 5", "article:5"),
        ("section 104", "section:104"),
        ("s. 12(3)", "section:12/comma:3"),
        ("sez. IV", "section:4"),
        ("§ 12", "paragraph:12"),
        ("capitolo 3", "chapter:3"),
        ("chapter three", "chapter:3"),
        ("cap. 4", "chapter:4"),
        ("allegato B", "annex:b"),
        ("Annex II", "annex:2"),
        ("Appendix A.1", "appendix:a.1"),
        ("tabella 4", "table:4"),
        ("fig. 2", "figure:2"),
        ("punto 5.1.1", "point:5.1.1"),
        ("clause 7.2", "clause:7.2"),
        ("errore E33", "error:e33"),
        ("What is error code E-33?", "error:e33"),
        ("codice E33", "error:e33"),
        ("pagina 12", "page:12"),
        ("p. 12", "page:12"),
        ("titolo II", "title:2"),
        ("Titolo III della parte seconda", "part:2/title:3"),
        ("parte prima", "part:1"),
        ("XII disposizione transitoria", "provision:12"),
        ("the 14th Amendment", "amendment:14"),
    ],
)
def test_an_address_is_read(question: str, address: str) -> None:
    """Words, abbreviations and orders of both languages are the same address."""
    assert read(question) == [address]


@pytest.mark.parametrize(
    "question",
    [
        "Che cosa successe nel 1921?",
        "Quanti articoli ha la legge?",
        "la tabella dei prezzi",
        "Cosa prevede il comma 2?",
        "la parte a destra del menu",
        "Cosa è allegato a questo documento?",
        "Qual è il punto di fusione?",
        "Quanto costano 3 punti?",
        "10 articles",
        "How many pages are there?",
        "Che CAP ha? CAP 20121",
        "Che cosa dice la legge 104?",
        "What does the code say?",
    ],
)
def test_a_question_without_an_address_has_none(question: str) -> None:
    """A number, a year, or a word for a place without its number is no address."""
    assert read(question) == []


@pytest.mark.parametrize("question", ["la prima parte del film", "libro 1984", "tabella 2019"])
def test_what_may_be_something_else_is_uncertain(question: str) -> None:
    """It is an address only if the documents have such a place."""
    assert [address.is_certain for address in parse_addresses(question)] == [False]


def test_several_numbers_are_several_addresses() -> None:
    """A plural begins a list of numbers."""
    assert read("Cosa dicono gli articoli 3, 4 e 5?") == ["article:3", "article:4", "article:5"]
    assert read("artt. 13 e 14 del GDPR") == ["article:13", "article:14"]


@pytest.mark.parametrize(
    "text", ["Articles 5, 6, and 7", "articoli 5, 6, e 7", "articles 5, 6 & 7"]
)
def test_a_comma_may_stand_before_the_last_number(text: str) -> None:
    """All three are read."""
    assert len(parse_addresses(text)) == 3


def test_an_address_is_quoted_as_the_question_has_it() -> None:
    """Its span covers all of its words."""
    question = "Che cosa dice l'art. 5, comma 2, lett. b), del contratto?"
    (address,) = parse_addresses(question)
    assert question[address.start : address.end] == "art. 5, comma 2, lett. b)"


@given(arbitrary_texts())
def test_any_text_can_be_read(text: str) -> None:
    """No text is an error, and addresses lie in it."""
    for address in parse_addresses(text):
        assert 0 <= address.start < address.end <= len(text)
        assert address.labelled_steps
