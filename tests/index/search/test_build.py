"""Test that an index is searched alike, however it came to be: by changes or at once."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fonti.index import Library, SearchBackend, SearchFilters
from fonti.index.search import lexical, vectors
from fonti.index.search.build import WORDS_FOLDER
from tests.helpers.damage import find_version_folder
from tests.helpers.fakes import FakeEncoder, write_corpus

NAMES = ("uno.txt", "due.txt", "three.txt", "quattro.txt", "five.txt")
TEXTS = (
    "Il faro del porto è di granito. La nebbia viene dal mare.\n\nLa campana suona di sera.",
    "The lighthouse is made of granite. The fog comes in from the sea.\n\nIts keeper rings it.",
    "La biblioteca apre alle nove. Il prestito dura trenta giorni.",
    "The museum opens at ten in the morning.\n\nChildren enter without paying. It closes at five.",
    "Il regolamento vieta di mangiare nelle sale.",
)
NINE_FILES = {f"{number}.txt": TEXTS[number % 5] + str(number) for number in range(9)}
NEW_FILE = {"new.txt": "Un testo nuovo."}
RARE_TEXT = "Il termine zanzibarico."
QUESTIONS = ("Il faro è di granito?", "When does the museum open?")

# The files of a corpus.
STATES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS), min_size=1)


@pytest.fixture(autouse=True)
def _small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make sketches from a few vectors on, and blocks of a few passages."""
    monkeypatch.setattr(vectors, "MAX_EXACT", 5)
    monkeypatch.setattr(lexical, "BLOCK_SIZE", 3)


def open_library(folder: Path, files: dict[str, str]) -> Library:
    """Index some files with the fake encoder."""
    corpus = write_corpus(folder / "corpus", files)
    return Library.open(corpus, index=folder / "index", model=FakeEncoder())


def add_file_and_sync(folder: Path, library: Library, files: dict[str, str]) -> None:
    """Add files to a library's corpus, and sync."""
    write_corpus(folder / "corpus", files)
    library.sync()


def search_everything(snapshot: SearchBackend) -> Iterator[object]:
    """Yield the results of every kind of search, with passages as texts instead of ids."""
    all_filters = [
        SearchFilters(),
        SearchFilters(languages=frozenset({"it"})),
        SearchFilters(sources=frozenset(snapshot.list_sources()[:1])),
    ]
    for question in QUESTIONS:
        embedding = snapshot.embed_query(question).embedding
        for filters in all_filters:
            yield snapshot.list_passage_languages(filters)
            for hits in (
                snapshot.search_passages(embedding, 4, filters),
                snapshot.search_sentences(embedding, 4, filters),
                snapshot.search_words(question, "it", 50, filters),
                snapshot.search_words(question, "en", 50, filters),
            ):
                ids = [hit.passage_id for hit in hits]
                passages = snapshot.get_passages(ids, SearchFilters())
                scores = [round(hit.score, 1) for hit in hits]
                texts = [passage.text for passage in passages]
                yield sorted(zip(texts, scores, strict=True))[:3]
        yield snapshot.compute_rarities(("granit", "museum", "far"), "it")


def list_files_of_words(index: Path) -> dict[str, int]:
    """Return the inode of each file of words, by its path in the version's folder."""
    version = find_version_folder(index)
    files = {}
    for path in (version / WORDS_FOLDER).rglob("*"):
        if path.is_file() and path.suffix != ".lock":
            files[path.relative_to(version).as_posix()] = path.stat().st_ino
    return files


def list_term_files(index: Path) -> set[str]:
    """Return the names of the files of terms, which tantivy chooses at random."""
    return {path.name for path in find_version_folder(index).rglob("*.term")}


def block_of(file: str) -> str:
    """Return the block that a file of words is of."""
    return file.split("/")[1]


@settings(max_examples=10)
@given(st.lists(STATES, min_size=2, max_size=5))
def test_changes_lead_to_what_building_at_once_does(states: list[dict[str, str]]) -> None:
    """After each sync the search files agree with the database; built anew, they give the same."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        index = folder / "index"
        for state in states:
            for path in (folder / "corpus").glob("*.txt"):
                path.unlink()
            library = open_library(folder, state)
            library.sync()
            assert list(library.check()) == []

        with library.snapshot() as snapshot:
            after_changes = list(search_everything(snapshot))

        for path in find_version_folder(index).rglob("*"):
            if path.is_file():
                path.unlink()
        with Library.open(index, model=FakeEncoder()).snapshot() as snapshot:
            assert list(search_everything(snapshot)) == after_changes


def test_a_language_without_sentences_hides_no_other(tmp_path: Path) -> None:
    """Sentences are returned although one language has headings only."""
    files = {"a.txt": TEXTS[1], "b.md": "# Il regolamento della biblioteca comunale\n"}
    with open_library(tmp_path, files).snapshot() as snapshot:
        assert snapshot.list_passage_languages(SearchFilters()) == ("en", "it")

        embedding = snapshot.embed_query(QUESTIONS[1]).embedding
        only_italian = SearchFilters(languages=frozenset({"it"}))
        assert snapshot.search_sentences(embedding, 4, SearchFilters())
        assert snapshot.search_sentences(embedding, 4, only_italian) == []


def test_what_was_removed_is_in_no_file(tmp_path: Path) -> None:
    """The words and vectors of a removed document are nowhere on the disk."""
    library = open_library(tmp_path, {"a.txt": RARE_TEXT, "b.txt": TEXTS[0], "c.txt": TEXTS[3]})
    vector = FakeEncoder().encode_query(RARE_TEXT).embedding.astype("<f2").tobytes()

    def list_files_with_it() -> list[str]:
        names = []
        for path in (tmp_path / "index").rglob("*"):
            content = path.read_bytes() if path.is_file() else b""
            if b"zanzibar" in content or vector[:32] in content:
                names.append(path.name)
        return names

    assert list_files_with_it()
    library.remove("a.txt")
    assert list_files_with_it() == []
    assert list(library.check()) == []


def test_unchanged_blocks_are_not_written_again(tmp_path: Path) -> None:
    """Blocks of words without a change are the same files; the last one, with a change, is not."""
    library = open_library(tmp_path, NINE_FILES)
    before = list_files_of_words(tmp_path / "index")
    add_file_and_sync(tmp_path, library, NEW_FILE)
    after = list_files_of_words(tmp_path / "index")

    blocks = {block_of(file) for file in before}
    unchanged = {block_of(file) for file, _ in before.items() & after.items()}
    assert unchanged == blocks - {max(blocks, key=int)}
    assert list(library.check()) == []


@pytest.mark.parametrize(
    "name", ["passages.npy", "sentences.rows.npy", "languages.json", "manifest.json"]
)
def test_nothing_is_taken_from_an_altered_version(name: str, tmp_path: Path) -> None:
    """A version that follows a damaged one is built from SQLite."""
    library = open_library(tmp_path, {"a.txt": TEXTS[0], "b.txt": TEXTS[3]})
    file = find_version_folder(tmp_path / "index") / name
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))

    add_file_and_sync(tmp_path, library, {"c.txt": TEXTS[2]})
    assert list(library.check()) == []


def test_missing_words_are_written_again(tmp_path: Path) -> None:
    """A version that follows one without words is built from SQLite."""
    library = open_library(tmp_path, NINE_FILES)
    shutil.rmtree(find_version_folder(tmp_path / "index") / WORDS_FOLDER)

    add_file_and_sync(tmp_path, library, NEW_FILE)
    assert list(library.check()) == []


def test_damaged_words_are_noticed_after_a_change(tmp_path: Path) -> None:
    """A block that is taken over keeps the hash that it was written with."""
    library = open_library(tmp_path, NINE_FILES)
    terms = next((tmp_path / "index").rglob("words/0/*/*.term"))
    terms.write_bytes(terms.read_bytes()[:-1] + b"?")

    add_file_and_sync(tmp_path, library, NEW_FILE)
    assert any("missing or altered" in str(fault) for fault in library.check())

    # A question builds them again.
    with library.snapshot() as snapshot:
        assert snapshot.search_words("Il faro", "it", 5, SearchFilters())
    assert list(library.check()) == []


@pytest.mark.parametrize("name", ["faiss", "tantivy", "PyStemmer"])
def test_files_of_another_version_of_a_library_are_written_again(name: str, tmp_path: Path) -> None:
    """Otherwise words would be searched by other stems than they were indexed by."""
    library = open_library(tmp_path, NINE_FILES)
    before = list_term_files(tmp_path / "index")
    manifest = find_version_folder(tmp_path / "index") / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace(f"{name} ", f"{name} 0."), "utf-8")

    add_file_and_sync(tmp_path, library, NEW_FILE)
    assert not before & list_term_files(tmp_path / "index")
    assert list(library.check()) == []
