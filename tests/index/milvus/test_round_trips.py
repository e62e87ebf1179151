"""How often a question asks the server."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from fonti.index import Library, SearchFilters
from fonti.index.milvus.connection import MilvusConnection, Row
from fonti.index.milvus.expressions import Expression
from fonti.index.text.stemming import stem_words
from tests.helpers.fakes import FakeEncoder, write_corpus

QUESTION = "Quando apre la biblioteca comunale?"


@pytest.fixture
def selections(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that gets the collection of each selection of rows."""
    collections: list[str] = []
    select = MilvusConnection.select

    def note_and_select(
        connection: MilvusConnection, collection: str, rows: Expression, output: Sequence[str]
    ) -> list[Row]:
        collections.append(collection.rpartition("_")[2])
        return select(connection, collection, rows, output)

    monkeypatch.setattr(MilvusConnection, "select", note_and_select)
    return collections


def test_what_a_question_reads_again_is_loaded_once(
    address: str, tmp_path: Path, selections: list[str]
) -> None:
    """Its words, for the search, their rarity and what passages share, and a document's text."""
    files = {"biblioteca.md": "# Biblioteca\n\nLa biblioteca comunale apre alle nove."}
    corpus = write_corpus(tmp_path / "corpus", files)
    Library.open(corpus, index=address, model=FakeEncoder())
    terms = stem_words(QUESTION, "it")

    with Library.open(address, model=FakeEncoder()).snapshot() as snapshot:
        (hit,) = snapshot.search_words(QUESTION, "it", 9, SearchFilters())
        rarities = snapshot.compute_rarities(terms, "it")
        shared = snapshot.find_terms([hit.passage_id], set(terms), "it")
        assert selections == ["terms", "passages"]

        # "Quando" is in no passage.
        assert rarities.keys() == set(terms)
        assert shared == {hit.passage_id: set(stem_words("apre la biblioteca comunale", "it"))}

        selections.clear()
        document = snapshot.get_document("biblioteca.md")
        assert document is not None
        assert document.title == "Biblioteca"
        assert len(snapshot.get_outline("biblioteca.md")) == 1
        assert selections == ["values"]
