"""XML and JSON: prose with the names of its fields; data are refused."""

import json

import pytest

from fonti.index.formats import Unreadable, extract
from tests.helpers.extracted_texts import list_heading_paths

QUESTION = "Quando chiude il nido comunale di via Roma?"
ANSWER = "Chiude dal primo al trentuno agosto."


def test_the_fields_of_json_have_their_names() -> None:
    """An object is a block, a named container a heading, and numbers are as written."""
    content = '{"faq": [{"domanda": "%s", "risposta": "%s", "euro": 1250.50, "vuoto": null}]}'
    extracted = extract(".json", (content % (QUESTION, ANSWER)).encode())
    assert extracted.text == f"faq\n\ndomanda: {QUESTION}\nrisposta: {ANSWER}\neuro: 1250.50"
    assert list_heading_paths(extracted) == ["faq"]


def test_xml_is_paragraphs_and_fields() -> None:
    """A paragraph is read whole, a field with its name, and a title is a heading."""
    extracted = extract(
        ".xml",
        b'<?xml version="1.0" encoding="iso-8859-1"?><!-- no --><TEI><titolo>Il nido</titolo>'
        b"<p>Il nido <b>comunale</b> <del>non</del>\xe8 chiuso nel mese di agosto.</p>"
        b"<dati><Nome>Rossi</Nome><Importo>1250.00</Importo></dati></TEI>",
    )
    assert extracted.text.split("\n\n") == [
        "Il nido",
        "Il nido comunale è chiuso nel mese di agosto.",
        "Nome: Rossi\nImporto: 1250.00",
    ]
    assert extracted.title == "Il nido"


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        ("<atto>{}</atto>", "Il termine del 3 marzo scade a giugno."),
        ("<akomaNtoso>{}</akomaNtoso>", "Il termine scade a giugno."),
        ("<a xmlns='http://www.tei-c.org/ns/1.0'>{}</a>", "Il termine scade a giugno."),
        ("<a><b xmlns='http://www.w3.org/1999/xhtml'>{}</b></a>", "Il termine scade a giugno."),
    ],
)
def test_del_is_struck_text_only_where_it_is_defined(root: str, expected: str) -> None:
    """In an Italian file, it may be the name of a field: "del 3 marzo"."""
    content = root.format("<p>Il termine <del>del 3 marzo</del> scade a giugno.</p>")
    assert extract(".xml", content.encode()).text == expected


@pytest.mark.parametrize(
    ("suffix", "content", "code"),
    [
        (".json", json.dumps({"name": "x", "versions": [1, 2, 3]}), "data_not_prose"),
        (".json", "[" * 100_000, "nesting_too_deep"),
        (".json", "{no", "file_damaged"),
        (".xml", "<a><b>1</b><b>2</b></a>", "data_not_prose"),
        (".xml", "<a><b></a>", "xml_damaged"),
        (".xml", "<a>" * 5_000, "nesting_too_deep"),
    ],
)
def test_data_and_damaged_files_are_refused(suffix: str, content: str, code: str) -> None:
    """What has no sentences is no document."""
    with pytest.raises(Unreadable) as error:
        extract(suffix, content.encode())
    assert error.value.code == code


def test_entities_are_not_expanded() -> None:
    """A file that a document refers to is not read."""
    secret = '<!DOCTYPE a [<!ENTITY s SYSTEM "file:///etc/passwd">]>'
    text = extract(".xml", f"{secret}<a><p>{QUESTION} &s;</p></a>".encode()).text
    assert text == QUESTION
