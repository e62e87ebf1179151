"""A bibliography, as Zotero and others export it, gives the documents their metadata."""

import json
from pathlib import Path

import pytest

from fonti.index import Library
from fonti.index.corpus.files import SourceFile
from fonti.index.formats.data.bibtex import read_bibliography
from fonti.index.store.schema import READING_VERSION
from fonti.index.sync.bibliographies import Bibliographies, read_bibliographies
from fonti.index.worker.parser import Parser
from fonti.qa import Assistant
from fonti.ui.web.chat.reference_styles import list_entries
from tests.helpers.fakes import FakeEncoder, write_corpus

# As Zotero writes it, from the storage of another machine; then as Better BibTeX does on Windows.
ZOTERO = r"""
@article{bianchi_faro_2019,
	title = {Il faro di {GRANITO} \& la \'eclisse},
	author = {Bianchi, Anna and {Autorit{\`a} portuale} and van der Berg, Jr, Jan},
	journaltitle = {Rivista \& arte},
	doi = {10.1000/a\_b%20c},
	month = may,
	year = {2019},
	file = {Full Text\: PDF:/home/anna/Zotero/storage/ABCD1234/Bianchi\; 2019.txt:text/plain},
}
@book{rossi_museo_2020,
	title = {The museum},
	editor = {Rossi, Mario},
	date = {2020-03-02/2021},
	file = {C:\\Users\\u\\Zotero\\storage\\EFGH5678\\museum.md;C:\\elsewhere\\gone.pdf},
}
@book{top, title = {At the top}, file = {:home/anna/Zotero/storage/top.txt:text}}
"""
LIGHTHOUSE = "ABCD1234/Bianchi; 2019.txt"
MUSEUM = "EFGH5678/museum.md"
FILES: dict[str, str | bytes] = {
    LIGHTHOUSE: "Il faro di granito fu costruito nel 1843.",
    MUSEUM: "---\ntitle: A note\nauthor: Somebody\n---\nThe museum opens at nine.\n",
    "IJKL9012/museum.md": "Il museo chiude alle sei.",
    "top.txt": "The bell rang.",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a folder as the storage of Zotero, in which the library was exported."""
    return write_corpus(tmp_path / "storage", {**FILES, "My Library.bib": ZOTERO})


def describe(library: Library) -> dict[str, tuple[str | None, str | None, str | None]]:
    """Return the title, the authors and the date of each document."""
    documents = [library.document(info.source) for info in library.documents()]
    return {
        document.source: (document.title, document.author, document.date)
        for document in documents
        if document is not None
    }


def test_citations_have_the_metadata_of_the_bibliography(corpus: Path, tmp_path: Path) -> None:
    """They come before those of the file, and change with the bibliography; no file is encoded."""
    encoder = FakeEncoder()
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    library = assistant.library
    authors = "Anna Bianchi; Autorità portuale; Jan van der Berg Jr"
    assert describe(library) == {
        LIGHTHOUSE: ("Il faro di GRANITO & la éclisse", authors, "2019-05"),
        MUSEUM: ("The museum", "Mario Rossi", "2020-03-02"),
        "IJKL9012/museum.md": (None, None, None),
        "top.txt": ("At the top", None, None),
    }
    (citation, *_) = assistant.search("Quando fu costruito il faro?")
    assert (citation.source, citation.author, citation.date) == (LIGHTHOUSE, authors, "2019-05")
    assert library.documents()[0].title == citation.title
    assert library.status().skipped == ()
    assert list(library.check()) == []

    encoded = encoder.encoded
    (corpus / "My Library.bib").write_text(
        ZOTERO.replace("2019,", "1999,").replace("{2019}", "1999")
    )
    library.sync()
    assert describe(library)[LIGHTHOUSE][2] == "1999-05"
    assert encoder.encoded == encoded

    (corpus / "My Library.bib").unlink()
    library.sync()
    assert describe(library)[MUSEUM] == ("A note", "Somebody", None)
    assert list(library.check()) == []


def test_references_have_what_the_bibliography_says(corpus: Path, tmp_path: Path) -> None:
    """The kind of an entry, the parts of its names, its journal and its DOI are exported again."""
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    citations = assistant.search("Quando fu costruito il faro?")
    by_source = {citation.source: citation for citation in citations}
    (item,) = json.loads(list_entries([by_source[LIGHTHOUSE]])["csl-json"])
    assert item["type"] == "article-journal"
    assert item["author"] == [
        {"family": "Bianchi", "given": "Anna"},
        {"literal": "Autorità portuale"},
        {"family": "van der Berg", "given": "Jan", "suffix": "Jr"},
    ]
    assert (item["container-title"], item["DOI"]) == ("Rivista & arte", "10.1000/a_b%20c")
    entry = list_entries([by_source[LIGHTHOUSE]])["bibtex"]
    assert entry.startswith("@article{bianchi2019-")
    assert "author = {Bianchi, Anna and {Autorità portuale} and van der Berg, Jr, Jan}," in entry
    assert "  journal = {Rivista \\& arte},\n  doi = {10.1000/a_b%20c},\n" in entry

    # What is exported is read as what it was.
    (again,) = read_bibliography(f"{entry[:-1]}  file = {{a/b.txt}},\n}}".encode()).entries
    document = assistant.library.document(LIGHTHOUSE)
    assert document is not None
    assert again.metadata.reference == document.reference
    (museum,) = json.loads(list_entries([by_source[MUSEUM]])["csl-json"])
    assert museum["editor"] == [{"family": "Rossi", "given": "Mario"}]


def test_a_string_that_is_not_defined_is_no_title() -> None:
    """A name in its place is none of the title; one that is defined stands for its text."""
    text = """@string{known = "Il porto"}
    @book{a, title = unknown, author = {Rossi, Mario}, file = {a/b.txt}}
    @book{b, title = known, journal = unknown, year = 1999, file = {a/c.txt}}"""
    first, second = (entry.metadata for entry in read_bibliography(text.encode()).entries)
    assert (first.title, first.author) == (None, "Mario Rossi")
    assert (second.title, second.date) == ("Il porto", "1999")
    assert second.reference is not None
    assert second.reference.fields == ()


def test_an_entry_without_names_says_nothing_of_editors() -> None:
    """The author may then be that of the file, who is no editor."""
    text = """@book{a, title = {A}, file = {a/b.txt}}
    @book{b, editor = {Rossi, Mario}, file = {a/c.txt}}
    @book{c, author = {Bianchi, Anna}, editor = {Rossi, Mario}, file = {a/d.txt}}"""
    references = [entry.metadata.reference for entry in read_bibliography(text.encode()).entries]
    assert [reference and reference.are_editors for reference in references] == [False, True, False]


def test_values_that_are_put_together_are_joined_as_far_as_they_are_known() -> None:
    """Strings stand for their texts; a string that is not defined is empty."""
    text = """@string{press = {Edizioni}}
    @book{a, title = "Il {porto # due}" # { nuovo}, publisher = press # " Rossi", month = 12 # jan,
        journal = unknown # {, II}, school = un # known, year = 1999, file = {a/b.txt}}"""
    (entry,) = read_bibliography(text.encode()).entries
    assert (entry.metadata.title, entry.metadata.date) == ("Il porto # due nuovo", "1999")
    assert entry.metadata.reference is not None
    assert dict(entry.metadata.reference.fields) == {
        "publisher": "Edizioni Rossi",
        "journal": ", II",
    }


def test_entries_that_compete_for_a_file_are_named(corpus: Path, tmp_path: Path) -> None:
    """The first one counts; one that says the same is no competitor, in another file either."""
    other = ZOTERO.replace("The museum", "The other museum")
    write_corpus(corpus, {"Second.bib": other, "Third.bib": f"{ZOTERO}@book{{broken, title = {{oh"})
    library = Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    skips = {(skip.source, skip.reason.code): skip for skip in library.status().skipped}
    assert set(skips) == {
        ("Second.bib", "bibliography_entries_compete"),
        ("Third.bib", "bibliography_incomplete"),
    }
    reason = skips["Second.bib", "bibliography_entries_compete"].reason
    assert reason.params == {"count": 1, "document": MUSEUM}
    assert describe(library)[MUSEUM][0] == "The museum"

    (corpus / "Third.bib").write_text(f"{other}@book{{broken, title = {{oh")
    library.sync()
    library.sync()
    assert [
        skip.reason.code for skip in library.status().skipped if skip.source == "Third.bib"
    ] == ["bibliography_incomplete", "bibliography_entries_compete"]


def test_a_bibliography_that_did_not_change_is_not_read_again(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it says stays, and so does what could not be read of it, until it changes."""
    (corpus / "My Library.bib").write_text(ZOTERO + "@book{broken, title = {oh\n@book{a, title={}}")
    library = Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    described = describe(library)
    (skip,) = library.status().skipped
    assert (skip.source, skip.reason.code) == ("My Library.bib", "bibliography_incomplete")

    monkeypatch.setattr("fonti.index.worker.parser.Parser.read_bibliography", None)
    library.sync()
    assert describe(library) == described
    assert library.status().skipped == (skip,)


def test_what_was_not_read_of_a_bibliography_is_told_when_reading_changes(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bibliography that did not change is read again if files are read in another way."""
    (corpus / "My Library.bib").write_text(ZOTERO + "@book{broken, title = {oh\n@book{a, title={}}")
    library = Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    skipped = library.status().skipped
    assert len(skipped) == 1

    for module in ("store.queries", "sync.bibliographies"):
        monkeypatch.setattr(f"fonti.index.{module}.READING_VERSION", READING_VERSION + 1)
    library.sync()
    assert library.status().skipped == skipped


def test_a_bibliography_is_read_again_after_it_could_not_be_opened(tmp_path: Path) -> None:
    """What it says stays meanwhile; then what is wrong with it is told again, or it is gone."""
    path = tmp_path / "library.bib"
    file = SourceFile("library.bib", path)
    content = "@book{a, title={Top}, file={top.txt}}\n@book{broken, title = {oh\n@book{b, title={}}"
    with Parser() as parser:

        def read(files: list[SourceFile], known: Bibliographies) -> Bibliographies:
            return read_bibliographies(files, ["top.txt"], known, parser, root="corpus")

        path.write_text(content)
        whole = read([file], Bibliographies())
        assert [skip.reason.code for skip in whole.skipped] == ["bibliography_incomplete"]

        # Without the file, it cannot be opened, as one that another program has locked.
        path.unlink()
        locked = read([file], whole)
        assert locked.entries == whole.entries
        assert [skip.sha256 for skip in locked.skipped] == [None]

        path.write_text(content)
        stored = Bibliographies(locked.entries, locked.checksum)
        assert read([file], stored) == whole
        assert read([], stored).entries == {}


def test_a_removed_document_leaves_no_metadata(corpus: Path, tmp_path: Path) -> None:
    """What the bibliography says of it is overwritten, too, and is back when it is restored."""
    library = Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    library.remove(LIGHTHOUSE)
    stored = b"".join(
        path.read_bytes() for path in (tmp_path / "index").iterdir() if path.is_file()
    )
    assert b"GRANITO" not in stored
    assert list(library.check()) == []

    library.restore(LIGHTHOUSE)
    assert describe(library)[LIGHTHOUSE][2] == "2019-05"


@pytest.mark.parametrize(
    "text",
    [
        "@a{b, title={" + "{" * 5000 + "}" * 5000 + "}, file={x/y}}",
        "@a{b, title={\\input{/etc/passwd}\\write18{id}}, file={../../etc/passwd;/x/y}}",
        "@a{" * 1000,
        "@a{b, author={" + " and " * 1000 + "}, year={99999}, month={x}, file={::;;:x/y:}}",
        "",
        "no bibliography",
    ],
)
def test_any_text_can_be_read_as_a_bibliography(text: str) -> None:
    """What TeX would do is not done, and no entry is the end of the others."""
    good = "@book{good, title={Good}, year=1999, file={a/b.txt}}"
    bibliography = read_bibliography(f"{text}\n{good}".encode())
    assert [entry.metadata.title for entry in bibliography.entries][-1] == "Good"
    assert not any("root:" in str(entry) for entry in bibliography.entries)
