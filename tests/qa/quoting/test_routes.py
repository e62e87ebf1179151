"""What is quoted of documents of each kind and format, through the whole way to an answer."""

from pathlib import Path

import pytest

from tests.helpers.assistants import open_files
from tests.helpers.quote_cases import QuoteCase, check_quote

PAIRS = {
    "paragraphs": (
        "Informazioni\n\nQuando apre il rifugio alpino?\n\nDal venti giugno, neve permettendo.\n\n"
        "Chi porta la legna?\n\nIl consorzio dei pascoli.\n"
    ),
    "labels": (
        "D: Quando apre il rifugio alpino?\nR: Dal venti giugno, neve permettendo.\n\n"
        "D: Chi porta la legna?\nR: Il consorzio dei pascoli.\n"
    ),
    "long labels": (
        "Domanda 1: Quando apre il rifugio alpino?\nRisposta: Dal venti giugno, neve permettendo.\n"
        "Domanda 2: Chi porta la legna?\nRisposta: Il consorzio dei pascoli.\n"
    ),
    "bold": (
        "**Quando apre il rifugio alpino?**\n\nDal venti giugno, neve permettendo.\n\n"
        "**Chi porta la legna?**\n\nIl consorzio dei pascoli.\n"
    ),
    "headings": (
        "# Rifugio\n\n## Quando apre il rifugio alpino?\n\nDal venti giugno, neve permettendo.\n\n"
        "## Chi porta la legna?\n\nIl consorzio dei pascoli.\n"
    ),
    "numbers": (
        "1. Quando apre il rifugio alpino?\nDal venti giugno, neve permettendo.\n\n"
        "2. Chi porta la legna?\nIl consorzio dei pascoli.\n"
    ),
    "chat": (
        "[08:41] Irene: Quando apre il rifugio alpino?\n"
        "[08:44] Ugo: Dal venti giugno, neve permettendo.\n"
        "[08:45] Irene: Chi porta la legna?\n[08:52] Ugo: Il consorzio dei pascoli.\n"
    ),
    "chat without times": (
        "Irene: Quando apre il rifugio alpino?\nUgo: Dal venti giugno, neve permettendo.\n"
        "Irene: Chi porta la legna?\nUgo: Il consorzio dei pascoli.\n"
    ),
}


@pytest.mark.parametrize("source", ["note.txt", "note.md", "note.docx"])
@pytest.mark.parametrize("form", PAIRS)
def test_a_question_brings_its_answer(form: str, source: str, tmp_path: Path) -> None:
    """The question that the document repeats is no answer; what follows it is."""
    question = "Quando apre il rifugio alpino?"
    case = QuoteCase(source, PAIRS[form], question, ("Dal venti giugno",), ("legna", "consorzio"))
    check_quote(tmp_path, case)


ENGLISH_PAIRS = {
    "dt.html": (
        "<dl><dt>Who repairs the sluice gate?</dt><dd>The miller, once a month.</dd>"
        "<dt>How deep is the pond?</dt><dd>Nine feet in spring.</dd></dl>"
    ),
    "h3.html": (
        "<h1>Mill</h1><h3>Who repairs the sluice gate?</h3><p>The miller, once a month.</p>"
        "<h3>How deep is the pond?</h3><p>Nine feet in spring.</p>"
    ),
    "strong.html": (
        "<p><b>Who repairs the sluice gate?</b></p><p>The miller, once a month.</p>"
        "<p><b>How deep is the pond?</b></p><p>Nine feet in spring.</p>"
    ),
    "qa.txt": (
        "Q: Who repairs the sluice gate?\nA: The miller, once a month.\n\n"
        "Q: How deep is the pond?\nA: Nine feet in spring.\n"
    ),
    "open.txt": (
        "Who repairs the sluice gate?\n\nThe miller, once a month\n\n"
        "How deep is the pond?\n\nNine feet in spring\n"
    ),
}


@pytest.mark.parametrize("source", ENGLISH_PAIRS)
def test_an_english_question_brings_its_answer(source: str, tmp_path: Path) -> None:
    """Also in lists of definitions, headings and bold lines of HTML."""
    question = "Who repairs the sluice gate?"
    case = QuoteCase(
        source, ENGLISH_PAIRS[source], question, ("The miller, once a month",), ("pond", "Nine")
    )
    check_quote(tmp_path, case)


LONG = (
    "Il vecchio mulino macinava castagne e segale per tutta la valle durante i mesi freddi. " * 15
)

CASES = {
    "the answer is in the next passage": QuoteCase(
        "a.txt",
        f"{LONG}\n\n{'Ogni anno si tiene la festa della segale nel prato. ' * 24}"
        f"Chi paga il restauro della ruota?\n\n{'Paga il consorzio irriguo. ' + LONG}",
        "Chi paga il restauro della ruota?",
        ("Chi paga il restauro della ruota?", "Paga il consorzio irriguo."),
    ),
    "a list is quoted whole": QuoteCase(
        "b.txt",
        "Avviso\n\nPer prenotare il campo da bocce occorrono:\n\n- la tessera del circolo;\n"
        "- una caparra di otto euro;\n- due giocatori iscritti.\n\nIl custode apre alle tre.\n",
        "Che cosa occorre per prenotare il campo da bocce?",
        ("Per prenotare", "tessera", "caparra", "due giocatori iscritti."),
        ("custode",),
    ),
    "a list of HTML is quoted whole": QuoteCase(
        "c.html",
        "<p>To borrow the projector you need:</p><ul><li>a library card</li><li>a deposit</li>"
        "<li>the written consent of a teacher</li></ul><p>Ask at the desk.</p>",
        "What do you need to borrow the projector?",
        ("To borrow", "a library card", "a deposit", "consent of a teacher"),
        ("desk",),
    ),
    "a procedure is quoted with the heading that asks": QuoteCase(
        "d.md",
        "# Stampante\n\n## Come si cambia il toner?\n\n1. Aprire lo sportello davanti.\n"
        "2. Estrarre la cartuccia vuota.\n3. Inserire quella nuova.\n\n## Garanzia\n\nDue anni.\n",
        "Come si cambia il toner?",
        ("Come si cambia il toner?", "1. Aprire", "2. Estrarre", "3. Inserire quella nuova."),
        ("Garanzia",),
    ),
    "one item is quoted with the line above the list": QuoteCase(
        "e.txt",
        "Contatti utili:\n\n- segheria: telefonare a Piero;\n- macelleria: passare da Lucia il "
        "sabato mattina;\n- farmacia: suonare al civico dodici anche di notte;\n"
        "- maniscalco: lasciare un biglietto alla fontana.\n",
        "Dove suonare di notte al civico della farmacia?",
        ("farmacia: suonare al civico dodici",),
        ("segheria",),
        ("Contatti utili:",),
    ),
    "a forbidding line stays with its items": QuoteCase(
        "f.txt",
        "Nel bosco non è permesso:\n\n- accendere fuochi;\n- raccogliere funghi il lunedì;\n"
        "- campeggiare presso la sorgente alta di notte.\n",
        "Campeggiare presso la sorgente alta di notte?",
        ("non è permesso", "campeggiare"),
    ),
    "a rule brings its exception": QuoteCase(
        "i.txt",
        "I cani possono entrare nel vivaio comunale. Fanno eccezione i giorni di mercato. "
        "Il vivaio vende gerani.\n",
        "I cani possono entrare nel vivaio comunale?",
        ("possono entrare", "Fanno eccezione i giorni di mercato."),
        ("gerani",),
    ),
    "an English rule brings its exception": QuoteCase(
        "j.txt",
        "Members may bring guests to the reading room. However, no guest may enter on Sundays. "
        "Tea is served at four.\n",
        "May members bring guests to the reading room?",
        ("may bring guests", "However, no guest may enter on Sundays."),
        ("Tea",),
    ),
    "a report brings its denial": QuoteCase(
        "l.txt",
        "Il giornale scrisse che il custode del faro si è dimesso a maggio. "
        "La notizia è risultata infondata. Il faro vende cartoline.\n",
        "Quando si è dimesso il custode del faro?",
        ("si è dimesso a maggio", "La notizia è risultata infondata."),
        ("cartoline",),
    ),
    "an allegation brings what became of it": QuoteCase(
        "m.txt",
        "The complaint said that Ellis received two crates of whisky. "
        "None of these allegations was supported by the evidence. Ellis keeps bees.\n",
        "How many crates of whisky did Ellis receive?",
        ("two crates", "None of these allegations was supported"),
        ("bees",),
    ),
    "a false item keeps the line that says so": QuoteCase(
        "n.md",
        "È falso che:\n- il pontile abbia ceduto sotto la folla;\n"
        "- la scuola di vela chiuda nel 2025;\n- il molo sia stato venduto.\n",
        "Quando chiude la scuola di vela?",
        ("È falso che:", "chiuda nel 2025"),
    ),
    "a list of false statements keeps the sentence above it": QuoteCase(
        "o.md",
        "The following statements circulated last week. All of them are false.\n\n"
        "- The old bridge fell into the canal.\n- The canal water contains arsenic.\n"
        "- The lock keeper sold the boats.\n",
        "Does the canal water contain arsenic?",
        ("All of them are false.", "contains arsenic"),
    ),
    "a myth brings the fact": QuoteCase(
        "p.txt",
        "Myth: The viaduct collapsed because of cheap steel.\n"
        "Fact: It collapsed because a barge struck it.\n",
        "Why did the viaduct collapse because of cheap steel?",
        ("cheap steel", "a barge struck it."),
    ),
    "a definition is quoted where the term is defined": QuoteCase(
        "k.txt",
        "La malga si affitta a giugno. La malga e la malga vecchia sono chiuse. "
        "Per malga si intende il pascolo con il suo edificio. Poi si scende.\n",
        "Cosa si intende per malga?",
        ("Per malga si intende il pascolo",),
    ),
    "a term may stand over its definition": QuoteCase(
        "l.html",
        "<h1>Glossary</h1><dl><dt>Leat</dt><dd>An artificial channel that leads water to a mill."
        "</dd><dt>Weir</dt><dd>A low dam across a river.</dd></dl><p>The leat is dry and the leat "
        "is long.</p>",
        "What is a leat?",
        ("Leat", "An artificial channel"),
        ("low dam",),
    ),
    "a heading that answers is quoted": QuoteCase(
        "m.md",
        "# Licenza di pesca\n\n## Costo: ventidue euro all'anno\n\nSi paga allo sportello.\n",
        "Qual è il costo della licenza di pesca?",
        ("Costo: ventidue euro all'anno", "Si paga allo sportello."),
    ),
    "a contents line is no answer": QuoteCase(
        "n.txt",
        "Indice\n\nLa manutenzione della funivia ........ 12\nI freni della funivia ........ 19\n\n"
        "La manutenzione della funivia si fa in autunno, prima che cada la neve in quota.\n",
        "Quando si fa la manutenzione della funivia?",
        ("si fa in autunno",),
        ("....",),
    ),
    "contents without leaders are no answer": QuoteCase(
        "o.docx",
        "1. Premessa 3\n\n2. Collaudo degli impianti 7\n\n3. Sanzioni 11\n\n4. Allegati 15\n\n"
        "Il collaudo degli impianti spetta alla provincia, che nomina tre tecnici ogni biennio.",
        "A chi spetta il collaudo degli impianti?",
        ("spetta alla provincia",),
        ("Premessa",),
    ),
    "a bibliography is no answer": QuoteCase(
        "p.md",
        "# Storia\n\nLe miniere di rame furono chiuse dopo la frana, che ostruì l'ingresso.\n\n"
        "## Bibliografia\n\n- Berti G., Le miniere di rame chiuse, Vicenza, 1987, pp. 4-9.\n",
        "Quando furono chiuse le miniere di rame?",
        ("dopo la frana",),
        ("Berti",),
    ),
    "a running head is no answer": QuoteCase(
        "q.txt",
        "REGOLAMENTO DELLA PESCA PAG. 3 DI 9\n\nLa pesca notturna è riservata ai residenti, che "
        "devono mostrare il tesserino.\n\nREGOLAMENTO DELLA PESCA PAG. 4 DI 9\n",
        "Che cosa dice il regolamento della pesca?",
        ("riservata ai residenti",),
        ("PAG.",),
    ),
    "a sentence broken by a page is quoted whole": QuoteCase(
        "r.txt",
        "Gli ospiti del convitto nei giorni feriali non\n\npossono ricevere visite dopo cena.\n",
        "Gli ospiti possono ricevere visite dopo cena?",
        ("non", "possono ricevere visite"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_quoted(name: str, tmp_path: Path) -> None:
    """The quote holds what answers, and what it cannot be understood without."""
    check_quote(tmp_path, CASES[name])


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Quale capitolo parla della manutenzione della funivia?", "funivia ........ 12"),
        ("Chi fa la manutenzione della funivia?", "spetta al gestore"),
    ],
)
def test_a_contents_line_answers_who_asks_for_the_place(
    question: str, wanted: str, tmp_path: Path
) -> None:
    """It is quoted only then."""
    text = "La manutenzione della funivia ........ 12\n\nOgni lavoro spetta al gestore di valle."
    check_quote(tmp_path, QuoteCase("a.txt", text, question, (wanted,)))


@pytest.mark.parametrize("next_lines", ["", "Dove sono?\n", "verbale.txt\n"])
def test_a_question_without_an_answer_is_not_quoted(next_lines: str, tmp_path: Path) -> None:
    """Nothing is, if the documents only ask. The name of an attached file is no answer."""
    assistant = open_files(tmp_path, {"a.txt": f"Chi ha le chiavi?\n\n{next_lines}"})
    answer = assistant.ask("Chi ha le chiavi?")
    assert (answer.outcome, answer.reason) == ("not_found", "nothing_close")
    assert answer.citations == ()


def test_a_question_that_is_only_mentioned_does_not_rank(tmp_path: Path) -> None:
    """The passage that answers comes before one that ends with the same question."""
    filler = "La funivia parte ogni ora dalla piazza, quando il vento lo permette. " * 3
    files = {
        "0.txt": f"{filler}Chi paga il biglietto della guida?\n",
        "1.txt": f"Chi paga il biglietto della guida?\n\nLo paga l'azienda del turismo. {filler}\n",
    }
    assistant = open_files(tmp_path, files)
    first = assistant.ask("Chi paga il biglietto della guida?").citations[0]
    assert "Lo paga l'azienda del turismo." in first.quote


def test_a_short_answer_goes_on_before_the_next_question(tmp_path: Path) -> None:
    """What stands between it and the next question belongs to it."""
    text = (
        "Come si riscatta il premio?\n\nNiente paura.\n\nÈ facile come bere un caffè.\n\n"
        "Si porta il buono in cassa.\n\nChi lo firma?\n\nIl presidente.\n"
    )
    wanted = ("Come si riscatta il premio?", "Si porta il buono in cassa.")
    check_quote(
        tmp_path, QuoteCase("a.txt", text, "Come si riscatta il premio?", wanted, ("presidente",))
    )
