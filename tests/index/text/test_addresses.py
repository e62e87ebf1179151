"""Which addresses begin in a text, and which it only mentions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.text.address_terms import list_address_terms, make_term
from fonti.index.text.address_words import normalize_number
from fonti.index.text.labels import read_labels
from tests.helpers.fakes import arbitrary_texts


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("ART. 21.\n\nTutti hanno diritto di parola.", "article:21"),
        ("Art. 2-bis - Definizioni\n\nAi fini della legge.", "article:2-bis"),
        ("#### Art. 6-quater. - (Indice nazionale)", "article:6-quater"),
        ("Art 4\n(prove e calendario)\n\n1. Il calendario è pubblico.", "article:4"),
        ("Articolo XII\nDurata", "article:12"),
        ("## 5.1.1 Scope\n\nThis section applies.", "number:5.1.1"),
        ('#### <a name="x"></a> 5.1.2 Look-up secrets', "number:5.1.2"),
        ("4.1. control\n\nQuesto file contiene valori.", "number:4.1"),
        ("Capitolo 3. Modificare i sorgenti\n\nTesto.", "chapter:3"),
        ("CHAPTER ONE\n\nIt was late.", "chapter:1"),
        ("Allegato B\n\nElenco dei beni.", "annex:b"),
        ("Tabella 4 - Prezzi", "table:4"),
        ("**Table 5-1** Authenticators", "table:5-1"),
        ("P A R T E  I I\n\nORDINAMENTO", "part:2"),
        ("TITOLO V 17\n\nLE REGIONI", "title:5"),
        ("XII.\n\nÈ vietata la riorganizzazione.", "roman:12"),
        ("Dura tre anni. Art. 5. Il cliente recede.", "article:5"),
        ("Error E42 means that the flow is low.", "error:e42"),
        ("It stops. Error E-24 means a broken sensor.", "error:e24"),
        ("| E33 | Sonda guasta |", "error:e33"),
        ("§ 12 Notice", "paragraph:12"),
    ],
)
def test_a_place_begins_at_its_label(text: str, term: str) -> None:
    """A label in a heading, at the beginning of a paragraph or behind a full stop begins one."""
    assert term in [make_term(label.kind, label.number) for label in read_labels(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Come previsto dall'art. 21 della Costituzione.",
        "The rules of\nArticle 5 of the treaty apply.",
        "articolo 5 della legge si applica.",
        "Art. 56, nel testo originario:",
        "PRINCIPI (ARTICOLI 138 - 139)",
        "4.5 volt alla batteria, e poi basta con il resto della frase.",
        "1. È costituita una associazione senza scopo di lucro.",
        "Nel 1921 successe molto.",
        "La tabella dei prezzi.",
    ],
)
def test_a_mention_begins_no_place(text: str) -> None:
    """An address in a running sentence, a list of addresses or a number begins nothing."""
    assert read_labels(text) == []


def test_mentions_are_terms_of_their_own() -> None:
    """What only mentions an address is searched for by another term."""
    terms = list_address_terms("Secondo l'art. 10, comma 2, e gli articoli 13 e 14.")
    assert {"~article:10", "~article:13", "~article:14"} <= {*terms}
    assert "article:10" not in terms


@pytest.mark.parametrize(
    "text",
    [
        "See Articles 5, 6, and 7-bis of the treaty.",
        "Artt. 5, 6 e 7-bis della legge.",
        "Sono abrogati gli articoli 5, 6 & 7-bis.",
    ],
)
def test_each_number_of_a_list_is_mentioned(text: str) -> None:
    """Whatever joins the numbers, each has a term."""
    assert {"~article:5", "~article:6", "~article:7-bis"} <= {*list_address_terms(text)}


def test_both_ends_of_a_range_are_mentioned() -> None:
    """What lies between them is not."""
    assert list_address_terms("See articles 5 to 7.") == ["~article:5", "~article:7"]


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("XII", "12"),
        ("CXXXVIII", "138"),
        ("12°", "12"),
        ("2 bis", "2-bis"),
        ("twelfth", "12"),
        ("quinta", "5"),
        ("B", "b"),
        ("C", "c"),
        ("I", "1"),
        ("007", "7"),
        ("5.1.1", "5.1.1"),
        ("ultimo", "-1"),
    ],
)
def test_numbers_have_one_form(raw: str, number: str) -> None:
    """Roman numbers, ordinals and words are the same number."""
    assert normalize_number(raw) == number


@given(st.integers(1, 3999))
def test_roman_numbers_are_read(value: int) -> None:
    """Every Roman number has its value; single letters from L on number annexes."""
    roman = _write_roman(value)
    if roman not in {"L", "C", "D", "M"}:
        assert normalize_number(roman) == str(value)


def _write_roman(value: int) -> str:
    parts = (
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    )
    roman = ""
    for number, letters in parts:
        count, value = divmod(value, number)
        roman += letters * count
    return roman


@given(arbitrary_texts())
def test_labels_lie_in_order_in_any_text(text: str) -> None:
    """No text is an error, and its labels are spans of it, in order."""
    labels = read_labels(text)
    assert [label.start for label in labels] == sorted({label.start for label in labels})
    assert all(0 <= label.start < label.end <= len(text) for label in labels)
    assert all(" " not in term for term in list_address_terms(text))
