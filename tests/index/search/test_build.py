"""However an index came to be, by changes or at once, it is searched alike."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fonti.index import Library, SearchFilters, Snapshot
from fonti.index.search import build as deriving
from fonti.index.search import lexical as words
from fonti.index.search import vectors
from fonti.index.search.versions import FOLDER
from tests.helpers.fakes import FakeEncoder, write_corpus

NAMES = ("uno.txt", "due.txt", "three.txt", "quattro.txt", "five.txt")
TEXTS = (
    "Il faro del porto è di granito. La nebbia viene dal mare.\n\nLa campana suona di sera.",
    "The lighthouse is made of granite. The fog comes in from the sea.\n\nIts keeper rings the bell.",
    "La biblioteca apre alle nove. Il prestito dura trenta giorni.",
    "The museum opens at ten in the morning.\n\nChildren enter without paying anything. It closes at five.",
    "Il regolamento vieta di mangiare nelle sale.",
)
NINE = {f"{number}.txt": TEXTS[number % 5] + str(number) for number in range(9)}
RARE = "Il termine zanzibarico."
STATES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS), min_size=1)
QUESTIONS = ("Il faro è di granito?", "When does the museum open?")


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sketches from a few vectors on, and blocks of a few passages."""
    monkeypatch.setattr(vectors, "EXACT", 5)
    monkeypatch.setattr(words, "BLOCK", 3)


def found(snapshot: Snapshot) -> Iterator[object]:
    """What every search of a version finds, by what passages are rather than by their ids."""
    filters = [
        SearchFilters(),
        SearchFilters(languages=frozenset({"it"})),
        SearchFilters(sources=frozenset(snapshot.list_sources()[:1])),
    ]
    for question in QUESTIONS:
        vector = snapshot.embed_query(question).embedding
        for within in filters:
            yield snapshot.list_languages(within)
            for hits in (
                snapshot.search_passages(vector, 4, within),
                snapshot.search_sentences(vector, 4, within),
                snapshot.search_words(question, "it", 50, within),
                snapshot.search_words(question, "en", 50, within),
            ):
                read = snapshot.get_passages([hit.passage_id for hit in hits], SearchFilters())
                yield sorted(
                    (each.text, round(hit.score, 1)) for hit, each in zip(hits, read, strict=True)
                )[:3]
        yield snapshot.compute_rarities(("granit", "museum", "far"), "it")


@settings(max_examples=25)
@given(st.lists(STATES, min_size=2, max_size=5))
def test_changes_lead_where_building_at_once_does(states: list[dict[str, str]]) -> None:
    """After each of some syncs the rows, vectors and words are those of the record, and no other is found."""
    with TemporaryDirectory() as temporary:
        corpus, index = Path(temporary) / "corpus", Path(temporary) / "index"
        for state in states:
            for path in corpus.glob("*.txt"):
                path.unlink()
            library = Library.open(write_corpus(corpus, state), index=index, model=FakeEncoder(), sync=False)
            library.sync()
            assert list(library.check()) == []
        with library.snapshot() as snapshot:
            changed = list(found(snapshot))
        (version,) = (index / FOLDER).iterdir()
        for path in version.rglob("*"):
            if path.is_file():
                path.unlink()
        with Library.open(index, model=FakeEncoder()).snapshot() as snapshot:
            assert list(found(snapshot)) == changed


def test_a_language_of_headings_alone_is_searched(tmp_path: Path) -> None:
    """Where no passage of a language has a sentence, the others are found."""
    corpus = write_corpus(
        tmp_path / "corpus",
        {"a.txt": TEXTS[1], "b.md": "# Il regolamento della biblioteca comunale\n"},
    )
    with Library.open(corpus, index=tmp_path / "index", model=FakeEncoder()).snapshot() as snapshot:
        assert snapshot.list_languages(SearchFilters()) == ("en", "it")
        vector = snapshot.embed_query(QUESTIONS[1]).embedding
        assert snapshot.search_sentences(vector, 4, SearchFilters())
        assert snapshot.search_sentences(vector, 4, SearchFilters(languages=frozenset({"it"}))) == []


def test_what_was_removed_is_in_no_file(tmp_path: Path) -> None:
    """The words and vectors of a removed document are nowhere on the disk, nor is the version that had them."""
    corpus = write_corpus(
        tmp_path / "corpus", {"a.txt": RARE, "b.txt": TEXTS[0], "c.txt": TEXTS[3]}
    )
    library = Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    vector = FakeEncoder().encode_query(RARE).embedding.astype("<f2").tobytes()

    def holding() -> set[str]:
        files = [path for path in (tmp_path / "index").rglob("*") if path.is_file()]
        contents = {path.name: path.read_bytes() for path in files}
        return {
            name
            for name, content in contents.items()
            if b"zanzibar" in content or vector[:32] in content
        }

    assert holding()
    library.remove("a.txt")
    assert holding() == set()
    assert list(library.check()) == []


def test_what_a_change_leaves_is_not_written_again(tmp_path: Path) -> None:
    """Blocks of words without a change are the same files; those with one are others."""
    corpus = write_corpus(tmp_path / "corpus", NINE)
    library = Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())

    def files() -> dict[str, int]:
        (version,) = (tmp_path / "index" / FOLDER).iterdir()
        found = [
            path
            for path in (version / deriving.WORDS).rglob("*")
            if path.is_file() and path.suffix != ".lock"
        ]
        return {path.relative_to(version).as_posix(): path.stat().st_ino for path in found}

    before = files()
    write_corpus(corpus, {"new.txt": "Un testo nuovo."})
    library.sync()
    after = files()
    kept = before.items() & after.items()
    assert {name.split("/")[1] for name, _ in kept} == {name.split("/")[1] for name in before} - {
        max_block(before)
    }
    assert list(library.check()) == []


def max_block(files: dict[str, int]) -> str:
    """The last block of words."""
    return max((name.split("/")[1] for name in files), key=int)


@pytest.mark.parametrize(
    "name", ["passages.npy", "sentences.rows.npy", "languages.json", "manifest.json"]
)
def test_what_was_altered_is_not_gone_on_from(name: str, tmp_path: Path) -> None:
    """A version that follows one whose files are damaged is made from the record."""
    corpus = write_corpus(tmp_path / "corpus", {"a.txt": TEXTS[0], "b.txt": TEXTS[3]})
    library = Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    (version,) = (tmp_path / "index" / FOLDER).iterdir()
    content = (version / name).read_bytes()
    (version / name).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    write_corpus(corpus, {"c.txt": TEXTS[2]})
    library.sync()
    assert list(library.check()) == []


def test_words_that_are_gone_are_written_again(tmp_path: Path) -> None:
    """A change is made from the record where the words of the version before are missing."""
    corpus = write_corpus(tmp_path / "corpus", NINE)
    library = Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    (version,) = (tmp_path / "index" / FOLDER).iterdir()
    shutil.rmtree(version / deriving.WORDS)
    write_corpus(corpus, {"new.txt": "Un testo nuovo."})
    library.sync()
    assert list(library.check()) == []


def test_damaged_words_are_noticed_after_a_change(tmp_path: Path) -> None:
    """A block that is taken over keeps the hash that it was written with."""
    corpus = write_corpus(tmp_path / "corpus", NINE)
    library = Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    term = next((tmp_path / "index").rglob("words/0/*/*.term"))
    term.write_bytes(term.read_bytes()[:-1] + b"?")
    write_corpus(corpus, {"new.txt": "Un testo nuovo."})
    library.sync()
    assert any("missing or altered" in fault for fault in library.check())
    with library.snapshot() as snapshot:
        assert snapshot.search_words("Il faro", "it", 5, SearchFilters())
    assert list(library.check()) == []


@pytest.mark.parametrize("library", ["faiss", "tantivy", "PyStemmer"])
def test_what_another_version_of_a_library_made_is_made_again(library: str, tmp_path: Path) -> None:
    """Words that it stemmed would be asked for by other stems, for as long as their block is taken over."""
    corpus = write_corpus(tmp_path / "corpus", NINE)
    opened = Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    (version,) = (tmp_path / "index" / FOLDER).iterdir()
    manifest, before = version / "manifest.json", terms_of(version)
    manifest.write_text(
        manifest.read_text("utf-8").replace(f"{library} ", f"{library} 0."), "utf-8"
    )
    write_corpus(corpus, {"new.txt": "Un testo nuovo."})
    opened.sync()
    (version,) = (tmp_path / "index" / FOLDER).iterdir()
    assert not before & terms_of(version)
    assert list(opened.check()) == []


def terms_of(version: Path) -> set[str]:
    """The names of the files of words, which tantivy draws."""
    return {path.name for path in version.rglob("*.term")}
