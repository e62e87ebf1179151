"""What every engine does: an index is read alike on this machine and from a Milvus server."""

import json
import math
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fonti.index import Hit, SearchBackend, SearchFilters, no_progress, stem_words
from fonti.index.local_engine import LocalEngine
from fonti.index.milvus.address import MilvusAddress
from fonti.index.milvus.publish import publish
from fonti.index.store.database import Store
from fonti.qa import Answer, Assistant
from tests.helpers.assistants import fix_confidence
from tests.helpers.deployments import FILES, Deployment
from tests.helpers.fakes import write_corpus
from tests.helpers.milvus import MilvusServer, open_server_index
from tests.helpers.paths import ROOT
from tests.helpers.waiting import wait_until

QUESTIONS = (
    "When does the harbour museum open?",
    "Quanto dura il prestito in biblioteca?",
    "Che cosa dice l'art. 2?",
    "Di che cosa parla guide?",
    'granite" or id > 0',
)
FILTERS = (
    SearchFilters(),
    SearchFilters(languages=frozenset({"it"})),
    SearchFilters(languages=frozenset({"fr", "en"})),
    SearchFilters(sources=frozenset({"faro.txt", "guide.md"})),
    SearchFilters(languages=frozenset({"de"})),
    SearchFilters(sources=frozenset({"none.txt"})),
    SearchFilters(languages=frozenset({'it"] or id > 0 or language in ["it'})),
    SearchFilters(sources=frozenset({'x" or id > 0 or key == "y.txt'})),
)


def search_everything(snapshot: SearchBackend) -> Iterator[object]:
    """Yield the results of every kind of search, under every filter."""
    for filters in FILTERS:
        yield snapshot.list_passage_languages(filters)
        yield snapshot.sample_passages(3, 1, filters)
        yield snapshot.search_addresses(["article:2", "article:99"], filters)
        for question in QUESTIONS:
            embedding = snapshot.embed_query(question).embedding
            yield round_scores(snapshot.search_passages(embedding, 50, filters))
            yield round_scores(snapshot.search_sentences(embedding, 50, filters))
            for language in snapshot.list_passage_languages(filters):
                yield round_scores(snapshot.search_words(question, language, 50, filters))
                terms = stem_words(question, language)[:1]
                yield snapshot.find_passages_with_all(terms, language, filters)


def round_scores(hits: list[Hit]) -> list[tuple[int, float]]:
    """Return hits with scores that do not depend on the order of sums; best first."""
    return [(hit.passage_id, round(hit.score, 3)) for hit in hits]


def read_everything(snapshot: SearchBackend) -> Iterator[object]:
    """Yield what is stored with every passage and every document."""
    embedding = snapshot.embed_query("any").embedding
    ids = sorted(hit.passage_id for hit in snapshot.search_passages(embedding, 99, FILTERS[0]))
    yield snapshot.get_passages(ids, FILTERS[0])
    yield snapshot.get_passages(ids[:0], FILTERS[0])
    for numbers in (np.array(ids), np.array(ids[::-1]), np.array([], np.int64)):
        embeddings = snapshot.get_embeddings(numbers)
        yield embeddings.passages.tolist()
        yield embeddings.sentences.tolist()
        yield embeddings.sentence_offsets.tolist()
    tokens = snapshot.get_token_embeddings(ids)
    yield tokens.codes.tolist(), tokens.spans.tolist(), tokens.offsets.tolist()

    for language in ("it", "en", "fr"):
        terms = {"granit", "muse", "bibliotec", "absent"}
        yield snapshot.find_terms(ids, terms, language)
        yield snapshot.compute_rarities(sorted(terms), language)
    for source in [*snapshot.list_sources(), "none.txt"]:
        yield snapshot.get_document(source)
        yield snapshot.get_outline(source)
        yield snapshot.get_passages_between(source, 10, 60)
        yield snapshot.match_subjects(source, "it")


def test_an_index_is_read_as_it_was_recorded(deployment: Deployment) -> None:
    """Searches, passages, documents, counts and answers are those of the record."""
    published = deployment.open()
    with deployment.record.snapshot() as expected, published.snapshot() as actual:
        assert actual.version == expected.version
        assert list(search_everything(actual)) == list(search_everything(expected))
        assert list(read_everything(actual)) == list(read_everything(expected))

    assert published.documents() == deployment.record.documents()
    assert list(published.export()) == list(deployment.record.export())
    assert list(published.check()) == []
    own = replace(deployment.record.status(), folder="", size=0)
    assert replace(published.status(), folder="", size=0) == own

    for question in QUESTIONS:
        answer = Assistant(published).ask(question)
        assert answer == Assistant(deployment.record).ask(question)


def test_a_document_that_is_removed_is_never_cited_again(deployment: Deployment) -> None:
    """Whoever has the index open no longer finds it, nor a copy if that is removed too."""
    published = deployment.open()
    question = "Di che cosa è il faro del porto?"
    assert "copia.txt" in Assistant(published).ask(question).citations[0].source
    deployment.record.remove("copia.txt")
    assert Assistant(published).ask(question).citations[0].source == "faro.txt"
    deployment.record.remove("faro.txt", "guide.md")
    cited = {citation.source for citation in Assistant(published).ask(question).citations}
    assert not cited & {"copia.txt", "faro.txt", "guide.md"}
    assert published.document("faro.txt") is None
    with published.snapshot() as snapshot:
        assert snapshot.list_passage_languages(SearchFilters()) == ("en", "fr", "it")
        assert snapshot.search_words("biblioteca", "it", 9, SearchFilters()) != []
        only_removed = SearchFilters(sources=frozenset({"faro.txt"}))
        assert snapshot.search_words("faro granito", "it", 9, only_removed) == []
    assert list(published.check()) == []
    assert replace(published.status(), folder="", size=0, excluded=()) == replace(
        deployment.record.status(), folder="", size=0, excluded=()
    )


def test_the_status_is_that_of_the_last_sync(deployment: Deployment, tmp_path: Path) -> None:
    """Also if the sync changed no document, and after a file that could not be read is deleted.

    The documents that did not change are not loaded again.
    """
    published = deployment.open()
    documents = published.documents()
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF-1.7 and no more")
    deployment.record.add(file)
    assert not deployment.record.sync().has_changes
    assert [skip.source for skip in published.status().skipped] == ["a.pdf"]

    deployment.record.delete_upload("a.pdf")
    assert published.status().skipped == ()
    own = replace(deployment.record.status(), folder="", size=0)
    assert replace(published.status(), folder="", size=0) == own

    if address := MilvusAddress.parse(deployment.place):
        index = open_server_index(str(address))
        manifests = [name for name in index.connection.list_collections() if "manifest" in name]
        own_manifests = [name for name in manifests if index.names.read_token(name)]
        # The newest one, and the one before, which a question may be about to read.
        assert len(own_manifests) == 2
        assert published.documents()[0] is documents[0]


def test_the_calibration_is_that_of_the_index(deployment: Deployment) -> None:
    """Also for those who have the index open, and for no others."""
    published = Assistant(deployment.open())
    assert published.ask(QUESTIONS[0]).confidence != pytest.approx(0.9)
    fix_confidence(Assistant(deployment.record), math.log(9))
    assert published.ask(QUESTIONS[0]).confidence == pytest.approx(0.9)
    assert [document.source for document in published.library.documents()] == sorted(FILES)


def test_readers_see_one_version_while_others_are_published(deployment: Deployment) -> None:
    """Readers search while documents are changed: they see each version, and no mixture."""
    published = deployment.open()
    has_ended = threading.Event()
    text_of_version = {published.version: FILES["biblioteca.txt"]}
    seen: list[tuple[str, str, str]] = []
    errors: list[Exception] = []

    def has_seen(version: str) -> bool:
        return bool(errors) or any(entry[0] == version for entry in seen)

    def read() -> None:
        try:
            while not has_ended.wait(0.05):
                with published.snapshot() as snapshot:
                    (hit,) = snapshot.search_words("giorni", "it", 1, SearchFilters())
                    (passage,) = snapshot.get_passages([hit.passage_id], SearchFilters())
                    document = snapshot.get_document("biblioteca.txt")
                    assert document is not None
                    seen.append((snapshot.version, passage.text, document.text))
        except Exception as error:
            errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        (first_version,) = text_of_version
        wait_until(lambda: has_seen(first_version))
        for number in (1, 2):
            text = f"Il prestito dura {number} giorni, dice la biblioteca."
            files = {"biblioteca.txt": text, f"nuovo {number}.txt": "Il tram parte di rado."}
            write_corpus(deployment.corpus, files)
            deployment.record.sync()
            version = deployment.record.version
            text_of_version[version] = text
            wait_until(partial(has_seen, version))
    finally:
        has_ended.set()
        for reader in readers:
            reader.join()

    assert errors == []
    for version, passage, document in seen:
        assert document == text_of_version[version]
        assert passage in document
    assert published.version == deployment.record.version
    assert published.document("nuovo 2.txt") is not None


@pytest.mark.model
def test_the_demo_corpus_is_answered_alike(demo_assistant: Assistant, server: MilvusServer) -> None:
    """Questions have the same answers from the server: citations, offsets, confidence."""
    address = server.address("seeds")
    encoder = demo_assistant.library.encoder()
    index = open_server_index(address)
    store = Store(demo_assistant.library.folder)
    with LocalEngine(demo_assistant.library.corpus, store).open_version() as version:
        publish(version, index, no_progress)

    # The same reader, so that nothing is read twice.
    published = Assistant.open(address, model=encoder, reader=demo_assistant.library.reader())
    questions = json.loads((ROOT / "tests/project/seeds_questions.json").read_text("utf-8"))
    # One or two of each kind.
    for item in questions[::5]:
        answer = published.ask(item["question"])
        assert round_numbers(answer) == round_numbers(demo_assistant.ask(item["question"]))


def round_numbers(answer: Answer) -> Any:
    """Return an answer as JSON whose numbers do not depend on the order of sums."""
    text = json.dumps(answer.to_json())
    return json.loads(text, parse_float=lambda number: round(float(number), 3))
