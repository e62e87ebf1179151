"""Questions that ask by an address, on small documents."""

from pathlib import Path

import pytest

from fonti.qa import Assistant
from tests.helpers.assistants import fix_confidence, open_files

# The structure of a constitution: a table of contents, titles, articles, commas without numbers, a
# letter, provisions with Roman numbers, and notes with former texts.
CONSTITUTION = """\
COSTITUZIONE DEL BORGO

INDICE

TITOLO I - DEI DIRITTI (ARTICOLI 1 - 3) pag. 3

TITOLO II - DEGLI ORGANI (ARTICOLI 4 - 5) pag. 4

TITOLO I

DEI DIRITTI

ART. 1.

Il borgo è una comunità libera.

La piazza appartiene a tutti, che la usano nei modi del presente statuto.

ART. 2.

Il borgo ha competenza nelle seguenti materie:

a) il mercato del giovedì;

b) la fontana e i lavatoi;

c) le strade.

Ogni altra materia spetta alla valle.

ART. 3.

Abrogato 1

TITOLO II

DEGLI ORGANI

ART. 4.

Il consiglio ha nove membri. Si riunisce ogni mese nella sala grande.

ART. 5.

Il podestà è eletto dal consiglio, secondo l'articolo 4, comma 1, per tre anni.

DISPOSIZIONI FINALI

I.

Il podestà in carica resta fino alla prossima elezione.

II.

Lo stemma è la torre.

NOTE

ART. 3

«Le botteghe chiudono al tramonto, salvo quelle del pane, finché ne hanno.»
"""

CONTRACT = """\
# Contratto di fornitura

## Art. 1 - Oggetto

1. Il fornitore consegna legna.
2. La consegna avviene:
   a) in cortile;
   b) al piano, con un sovrapprezzo.
3. Ogni consegna ha una bolla.

## Art. 7 - Recesso

Il cliente recede con novanta giorni di preavviso.
"""

MANUAL = """\
# Heat pump manual

## 4.1 Filters

Clean the filter every month. Error E42 means that the flow is low. Error E24 means a broken sensor.

## 4.2 Winter

Keep the pump on in winter.

Table 4 - Pressures

| Model | Bar |
|---|---|
| A | 2 |

As section 9 of the safety guide requires, wear gloves.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return the assistant of the three documents, which is unsure of everything it searches."""
    folder = tmp_path_factory.mktemp("addressing")
    files = {
        "costituzione.txt": CONSTITUTION,
        "contratto.md": CONTRACT,
        "manual.md": MANUAL,
    }
    opened = open_files(folder, files)
    fix_confidence(opened, -0.1)
    return opened


@pytest.mark.parametrize(
    ("question", "beginning", "end"),
    [
        ("Cosa dice l'articolo 4?", "ART. 4.", "sala grande."),
        ("What does Article 4 of the constitution say?", "ART. 4.", "sala grande."),
        ("art. 1 Cost.", "ART. 1.", "presente statuto."),
        ("Cosa dice l'articolo 1 del contratto?", "## Art. 1 - Oggetto", "una bolla."),
        ("art. 1, comma 2 della Costituzione", "La piazza", "presente statuto."),
        ("art. 1, comma 2 del contratto", "2. La consegna", "sovrapprezzo."),
        ("art. 1, comma 2, lett. b) del contratto", "b) al piano", "sovrapprezzo."),
        ("ultimo comma dell'articolo 2", "Ogni altra materia", "alla valle."),
        ("lettera b) del comma 1 dell'articolo 2", "b) la fontana", "lavatoi;"),
        ("articolo 3 della Costituzione", "ART. 3.", "Abrogato 1"),
        ("Cosa prevede l'articolo 7 sul recesso?", "## Art. 7", "di preavviso."),
        ("titolo I", "TITOLO I", "Abrogato 1"),
        ("II disposizione finale", "II.", "la torre."),
        ("section 4.1", "## 4.1 Filters", "broken sensor."),
        ("punto 4.2", "## 4.2 Winter", "wear gloves."),
        ("tabella 4", "Table 4", "| A | 2 |"),
        ("Che cosa significa l'errore E24?", "Error E24", "broken sensor."),
        ("error E42", "Error E42", "flow is low."),
    ],
)
def test_a_place_is_quoted_from_its_beginning(
    question: str, beginning: str, end: str, assistant: Assistant
) -> None:
    """It is the first citation, whole, and offered as an answer."""
    answer = assistant.ask(question)
    first = answer.citations[0]

    assert (answer.outcome, answer.reason, answer.place) == ("answered", "answers", None)
    assert first.is_answer
    assert first.quote.startswith(beginning)
    assert first.quote.endswith(end)
    document = assistant.library.document(first.source)
    assert document is not None
    assert document.text[first.start : first.end] == first.quote


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Cosa dice l'articolo 200?", "articolo 200"),
        ("Article 200 of the constitution", "Article 200"),
        ("articolo 4, comma 9", "articolo 4, comma 9"),
        ("Che cosa significa l'errore E33?", "errore E33"),
        ("articolo 7 del codice civile", "articolo 7 del codice civile"),
        ("art. 7 del D.Lgs. 231/2001", "art. 7 del D.Lgs. 231/2001"),
        ("pagina 12", "pagina 12"),
    ],
)
def test_a_place_that_no_document_has_is_absent(
    question: str, place: str, assistant: Assistant
) -> None:
    """The answer says so, with the words of the question, and offers no answer."""
    answer = assistant.ask(question)
    assert (answer.outcome, answer.reason, answer.place) == ("related", "place_absent", place)
    assert not any(citation.is_answer for citation in answer.citations)
    assert answer.to_json()["place"] == place


@pytest.mark.parametrize("question", ["articolo 4 dell'allegato B", "art. 5 of annex C"])
def test_a_place_outside_the_one_that_is_named_is_no_answer(
    question: str, assistant: Assistant
) -> None:
    """The article of the main text is not that of an annex which no document has."""
    answer = assistant.ask(question)
    assert answer.reason == "place_absent"
    assert not any(citation.is_answer for citation in answer.citations)


def test_two_addresses_that_are_mentioned_together_are_quoted_once(tmp_path: Path) -> None:
    """The sentence that mentions both is one citation."""
    text = "Restano fermi gli articoli 200 e 201 della legge sulla caccia, per tutti i boschi."
    assistant = open_files(tmp_path, {"legge.txt": text})
    answer = assistant.ask("Che cosa dicono gli articoli 200 e 201?")
    assert [citation.quote for citation in answer.citations] == [text]


def test_a_mention_answers_if_there_is_no_such_place(assistant: Assistant) -> None:
    """The sentence that mentions the address is quoted, and the place is said to be absent."""
    answer = assistant.ask("What does section 9 say?")
    assert (answer.outcome, answer.reason, answer.place) == (
        "probable",
        "place_absent",
        "section 9",
    )
    assert answer.citations[0].quote == "As section 9 of the safety guide requires, wear gloves."


def test_every_document_that_has_the_place_is_cited(assistant: Assistant) -> None:
    """If the question names none, each is an answer."""
    answer = assistant.ask("Cosa dice l'articolo 1?")
    sources = {citation.source for citation in answer.citations if citation.is_answer}
    assert sources == {"costituzione.txt", "contratto.md"}


def test_a_limit_to_sources_holds(assistant: Assistant) -> None:
    """A place in another document is not there."""
    answer = assistant.ask("articolo 4", sources=["contratto.md"])
    assert (answer.reason, answer.place) == ("place_absent", "articolo 4")


@pytest.mark.parametrize(
    "question", ["La prima parte del film?", "Quanti articoli ha il contratto?", "Nel 1921?"]
)
def test_other_questions_are_searched_as_usual(question: str, assistant: Assistant) -> None:
    """What is no address changes nothing."""
    answer = assistant.ask(question)
    assert answer.reason != "place_absent"
    assert answer.outcome == "related"


def test_more_of_a_long_place_is_quoted_if_it_is_asked_about(tmp_path: Path) -> None:
    """Its beginning comes first, and then what it says of what the question asks about."""
    filler = "\n\n".join(
        f"Il comma numero {number} parla di cose lontane e diverse, che qui non interessano a "
        "nessuno, e lo fa con molte parole in fila, una dopo l'altra, fino alla fine della riga "
        "che non arriva mai prima del tempo e che nessuno legge fino in fondo."
        for number in range(6)
    )
    text = f"Art. 1.\n\n{filler}\n\nLa campana suona a mezzogiorno.\n\nArt. 2.\n\nBasta.\n"
    assistant = open_files(tmp_path, {"a.txt": text})
    first, second, *_ = assistant.ask(
        "Cosa dice l'articolo 1 sulla campana che suona a mezzogiorno?"
    ).citations
    assert first.quote.startswith("Art. 1.")
    assert len(first.quote) <= 700
    assert "campana" in second.quote
    assert second.is_answer
