"""Questions and answers, lists and headings, with the embedded model."""

import pytest

from fonti.index import Encoder
from fonti.qa import Assistant
from tests.helpers.fakes import write_corpus

pytestmark = pytest.mark.model

FILES = {
    "ostello.md": (
        "# Domande sull'ostello\n\n## A che ora si lascia la camera?\n\nEntro le dieci e mezza.\n\n"
        "## Si può cucinare?\n\nSì, nella cucina comune fino alle ventidue.\n"
    ),
    "orto.txt": (
        "Orti del quartiere\n\nPer avere un orto bisogna presentare:\n\n- la carta d'identità;\n"
        "- il certificato di residenza;\n- la ricevuta della quota di venti euro.\n\n"
        "Le graduatorie escono ad aprile.\n"
    ),
    "chat.txt": (
        "[18:02] Sara: a che ora passa il corriere con il divano?\n"
        "[18:05] Leo: domani tra le otto e le nove\n"
        "[18:06] Sara: chi tiene le chiavi della cantina?\n[18:09] Leo: le ha la portinaia\n"
    ),
    "boat.html": (
        "<h1>Boat hire</h1><dl><dt>Can I take a dog on the boat?</dt><dd>Only small ones, on a "
        "lead.</dd><dt>What happens if it rains?</dt><dd>The trip is moved to the next day.</dd>"
        "</dl>"
    ),
}


@pytest.fixture(scope="module")
def assistant(embedded_encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Open the assistant of some small documents."""
    folder = tmp_path_factory.mktemp("quotes")
    corpus = write_corpus(folder / "corpus", FILES)
    return Assistant.open(corpus, index=folder / "index", model=embedded_encoder)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("A che ora si lascia la camera?", ["Entro le dieci e mezza."]),
        ("When do I have to leave the room?", ["Entro le dieci e mezza."]),
        ("Si può cucinare?", ["Sì, nella cucina comune"]),
        ("Che documenti servono per avere un orto?", ["identità", "residenza", "venti euro"]),
        ("A che ora passa il corriere con il divano?", ["tra le otto e le nove"]),
        ("Chi tiene le chiavi della cantina?", ["le ha la portinaia"]),
        ("Can I take a dog on the boat?", ["Only small ones, on a lead."]),
        ("What happens if it rains?", ["moved to the next day"]),
    ],
)
def test_the_first_quote_holds_the_answer(
    question: str, wanted: list[str], assistant: Assistant
) -> None:
    """Though the document repeats the question."""
    citation = assistant.ask(question).citations[0]
    for part in wanted:
        assert part in citation.quote
