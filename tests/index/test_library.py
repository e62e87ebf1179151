"""A library follows the files of its corpus, and is of one corpus and one model."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fonti.index import CorpusError, Library, ModelMismatch, SearchFilters, StoreError
from fonti.qa import Assistant
from tests.helpers.corpora import ITALIAN
from tests.helpers.fakes import FakeEncoder, arbitrary_texts, count_passages, write_corpus

# What a terminal acts on is left out of a text: struck-over characters and colours.
PRINTED_TEXTS = arbitrary_texts().filter(lambda text: not {"\b", "\x1b"} & {*text})


@settings(max_examples=30)
@given(st.lists(PRINTED_TEXTS, min_size=1, max_size=4), st.sampled_from([".txt", ".md"]))
def test_what_is_stored_is_what_was_read(contents: list[str], suffix: str) -> None:
    """A text is its file's without zero bytes, and its passages and sentences are parts of it."""
    # Locks of tantivy come and go while the folder is removed.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        files = {f"{number}{suffix}": content for number, content in enumerate(contents)}
        corpus = write_corpus(Path(folder) / "corpus", {**files, "always.txt": "Una riga."})
        library = Library.open(corpus, index=Path(folder) / "index", model=FakeEncoder())
        stored = count_passages(library)
        with library.snapshot() as snapshot:
            documents = {
                source: snapshot.get_document(source) for source in snapshot.list_sources()
            }
        assert "always.txt" in stored
        for source, document in documents.items():
            assert document is not None
            text = (corpus / source).read_bytes().decode("utf-8-sig")
            assert document.text == text.replace("\0", "")


def test_sync_follows_the_folder(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """Changes say which files are new, changed, removed or unchanged, and the index has them so."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    write_corpus(
        corpus,
        {
            "new.md": "# Nuovo\n\nUn testo nuovo di zecca.",
            "biblioteca.txt": "Testo del tutto cambiato.",
        },
    )
    (corpus / "harbour" / "museum.txt").unlink()
    write_corpus(
        corpus, {"kept.txt": "This line stays.", "binary.txt": b"\0\1\2", "picture.png": b"PNG"}
    )
    library.sync()
    (corpus / "new.md").unlink()
    write_corpus(
        corpus, {"newer.txt": "Un altro testo.", "biblioteca.txt": "Testo cambiato ancora."}
    )
    changes = library.sync()
    assert (changes.added, changes.changed) == (("newer.txt",), ("biblioteca.txt",))
    assert (changes.removed, changes.unchanged) == (("new.md",), ("kept.txt",))
    assert {skip.source for skip in changes.skipped} == {"binary.txt", "picture.png"}
    assert count_passages(library) == {"biblioteca.txt": 1, "kept.txt": 1, "newer.txt": 1}
    assert changes.passages == 3


def test_unchanged_text_is_not_encoded_again(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Renaming, copying and rebuilding encode nothing; a new sentence only what it changes."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    encoded = encoder.encoded
    library.sync()
    (corpus / "biblioteca.txt").rename(corpus / "renamed.txt")
    shutil.copy(corpus / "harbour" / "museum.txt", corpus / "copy.txt")
    changes = library.sync()
    assert (changes.added, changes.renamed) == (("copy.txt",), (("biblioteca.txt", "renamed.txt"),))
    assert changes.removed == changes.changed == ()
    library.sync(rebuild=True)
    assert encoder.encoded == encoded
    write_corpus(
        corpus, {"renamed.txt": f"{ITALIAN}\n{'Una frase aggiunta in fondo al testo. ' * 8}"}
    )
    library.sync()
    # The new passage, and its one new sentence, however often it is repeated.
    assert encoder.encoded == encoded + 2


def test_a_sync_without_change_keeps_the_version(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A sync of a folder that did not change publishes no version."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    with library.snapshot() as snapshot:
        version = snapshot.version
    assert not (changes := library.sync()).added
    assert changes.unchanged == ("biblioteca.txt", "harbour/museum.txt")
    with library.snapshot() as snapshot:
        assert snapshot.version == version


@pytest.mark.parametrize(
    ("files", "fact"),
    [
        ({}, "it is empty"),
        ({"a.png": b"x"}, r"1 skipped \(a.png"),
        ({"a.txt": b" \n"}, "no text"),
        ({".a.txt": b"x"}, "hidden"),
    ],
)
def test_nothing_to_quote_is_a_corpus_error(
    files: dict[str, bytes], fact: str, tmp_path: Path
) -> None:
    """A folder with nothing to read is an error that gives the reasons, until it has something."""
    corpus = write_corpus(tmp_path / "corpus", files)
    with pytest.raises(CorpusError, match=fact):
        Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    write_corpus(corpus, {"b.txt": "Finalmente una riga."})
    assert count_passages(Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())) == {
        "b.txt": 1
    }


def test_an_emptied_folder_does_not_empty_the_index(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """If all documents are gone (a disk is not mounted), it is an error, and the index stays."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    before = count_passages(library)
    shutil.rmtree(corpus)
    with pytest.raises(CorpusError, match="no such file or folder"):
        library.sync()
    corpus.mkdir()
    with pytest.raises(CorpusError, match="nothing to quote"):
        library.sync(rebuild=True)
    assert count_passages(library) == before


def test_a_missing_path_is_a_corpus_error(tmp_path: Path) -> None:
    """The error for a folder that does not exist names it."""
    with pytest.raises(CorpusError, match=r"no such file or folder.*nowhere"):
        Library.open(tmp_path / "nowhere", index=tmp_path / "index", model=FakeEncoder())


def test_another_model_is_refused(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """An index is neither asked nor synced with another model; the error's command rebuilds it."""
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=encoder)
    other = FakeEncoder(name="other")
    with pytest.raises(
        ModelMismatch, match=f"'fake'.*'other'.*fonti index {corpus} --index {index} .*--rebuild"
    ):
        Library.open(corpus, index=index, model=other)
    with pytest.raises(ModelMismatch, match="--rebuild"):
        Library.open(corpus, index=index, model=other, sync=False).sync()
    Library.open(corpus, index=index, model=other, sync=False).sync(rebuild=True)
    assert count_passages(Library.open(corpus, index=index, model=other))
    with pytest.raises(ModelMismatch, match="'other'"):
        Library.open(corpus, index=index, model=encoder)


def test_a_changed_model_of_the_same_name_is_refused(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """The fingerprint of a model decides, not its name."""
    Library.open(corpus, index=tmp_path / "index", model=encoder)
    encoder.fingerprint = "ab" * 32
    with pytest.raises(ModelMismatch, match="--rebuild"):
        Assistant.open(corpus, index=tmp_path / "index", model=encoder).ask(
            "Quando apre la biblioteca?"
        )


def test_another_corpus_is_refused(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """An index is not synced with another corpus; only a rebuild replaces it."""
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=encoder)
    other = write_corpus(tmp_path / "other", {"a.txt": "Tutt'altro argomento."})
    with pytest.raises(StoreError, match="another corpus"):
        Library.open(other, index=index, model=encoder)
    with pytest.raises(StoreError, match=r"another corpus.*--rebuild"):
        Library.open(other, index=index, model=encoder, sync=False).sync()
    Library.open(other, index=index, model=encoder, sync=False).sync(rebuild=True)
    assert count_passages(Library.open(other, index=index, model=encoder)) == {"a.txt": 1}


@pytest.mark.parametrize("inside", [False, True])
def test_an_index_folder_that_cannot_be_made_is_a_store_error(
    inside: bool, corpus: Path, tmp_path: Path
) -> None:
    """The error for an index folder that cannot be made names it and the option to change."""
    (tmp_path / "index").write_text("in the way")
    index = tmp_path / "index" / "deeper" if inside else tmp_path / "index"
    with pytest.raises(StoreError, match=f"cannot be written in {index}.*--index"):
        Library.open(corpus, index=index, model=FakeEncoder())


def test_an_index_folder_opens_without_its_corpus_named(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """The folder of an index can be opened without its corpus, which it knows."""
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=encoder)
    for library in (Library.open(index, model=encoder), Library.open(index=index, model=encoder)):
        assert library.corpus == corpus
        assert library.folder == index
        assert library.sync().unchanged == ("biblioteca.txt", "harbour/museum.txt")


def test_filters_let_through_what_they_name(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A search is limited to the languages and sources of its filters."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    with library.snapshot() as snapshot:
        vector = snapshot.embed_query("museo della biblioteca").embedding

        def search(languages: list[str] | None, sources: list[str] | None) -> set[str]:
            within = SearchFilters(
                frozenset(languages) if languages else None, frozenset(sources) if sources else None
            )
            hits = [
                *snapshot.search_passages(vector, 50, within),
                *snapshot.search_sentences(vector, 50, within),
            ]
            return {
                passage.source
                for passage in snapshot.get_passages([hit.passage_id for hit in hits], within)
            }

        both = {"biblioteca.txt", "harbour/museum.txt"}
        assert (
            search(None, None) == search(["it", "en"], None) == search(None, sorted(both)) == both
        )
        assert search(["it"], None) == search(["it"], sorted(both)) == {"biblioteca.txt"}
        assert search(None, ["harbour/museum.txt", "not there"]) == {"harbour/museum.txt"}
        assert (
            search(["fr"], None)
            == search(["en"], ["biblioteca.txt"])
            == search(None, ["not there"])
            == set()
        )


def test_a_first_sync_can_be_a_rebuild(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """A rebuild where there is no index yet makes one."""
    library = Library.open(corpus, index=tmp_path / "index", model=encoder, sync=False)
    assert library.sync(rebuild=True).added
