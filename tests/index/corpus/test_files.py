"""Which files of a corpus are read_document, which are skipped, and what they are called."""

import hashlib
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fonti.index import CorpusError, Document, Library, Skipped
from fonti.index.corpus.documents import read_sources
from fonti.index.corpus.files import find_files, read_content
from fonti.index.formats import extract
from tests.helpers.fakes import FakeEncoder, count_passages, write_corpus


def list_found(corpus: Path) -> tuple[list[str], dict[str, str]]:
    """Return the sources of files that may be read, and the reasons of others by source."""
    sources = []
    reasons = {}
    for file in find_files(corpus):
        if isinstance(file, Skipped):
            reasons[file.source] = str(file.reason)
        else:
            sources.append(file.source)
    return sources, reasons


def read_document(folder: Path, source: str, content: bytes) -> Document:
    """Write a file, and return its document, which must be readable."""
    return read_sources(write_corpus(folder, {source: content}), [source])[source]


def test_files_are_found_in_order(tmp_path: Path) -> None:
    """Files come in the same order each time, whatever the case of the suffix."""
    files = ["b.TXT", "a.txt", "c/d.md", "c/a/z.markdown", "z.txt"]
    corpus = write_corpus(tmp_path, dict.fromkeys(files, "Una riga."))
    assert sorted(list_found(corpus)[0]) == sorted(files)
    assert list_found(corpus) == list_found(corpus)


def test_one_file_is_a_corpus(tmp_path: Path) -> None:
    """The source of a corpus of one file is its name."""
    corpus = write_corpus(tmp_path, {"uno.txt": "Una riga.", "due.txt": "Altro."}) / "uno.txt"
    assert list_found(corpus) == (["uno.txt"], {})
    assert count_passages(Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())) == {
        "uno.txt": 1
    }


def test_skipped_files_have_a_reason(tmp_path: Path) -> None:
    """Hidden, linked, special and unknown files are skipped, each with its reason."""
    corpus = write_corpus(
        tmp_path / "corpus",
        {
            ".hidden.txt": "x",
            ".git/a.txt": "x",
            "photo.webp": b"RIFF",
            "README": "x",
            "kept.txt": "Una riga.",
        },
    )
    (corpus / "link.txt").symlink_to(corpus / "kept.txt")
    (corpus / "broken.txt").symlink_to(corpus / "nowhere")
    (corpus / "around").symlink_to(corpus)
    (corpus / "folder.txt").mkdir()
    os.mkfifo(corpus / "pipe.txt")
    sources, skipped = list_found(corpus)
    assert sources == ["kept.txt"]
    expected = {
        ".hidden.txt": "hidden",
        ".git/": "hidden",
        "photo.webp": ".webp",
        "README": "without a suffix",
        "link.txt": "a link",
        "broken.txt": "a link",
        "around/": "a link",
        "pipe.txt": "not a regular file",
    }
    assert skipped.keys() == expected.keys()
    assert [source for source in expected if expected[source] not in skipped[source]] == []


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("a.pages", "export it as PDF"),
        ("a.Numbers", "export it as XLSX"),
        ("a.zip", "unpack it"),
        ("a.webp", "export it as PNG"),
        ("a.xyz", "save it as PDF, DOCX or text"),
        ("a", "give it one, such as .txt"),
    ],
)
def test_a_format_that_is_not_read_has_a_next_step(name: str, advice: str, tmp_path: Path) -> None:
    """A format that is read and that programs can save is named, and not each time all of them."""
    corpus = write_corpus(tmp_path, {name: "x", "kept.txt": "Una riga."})
    _, skipped = list_found(corpus)
    assert advice in skipped[name]


@pytest.mark.parametrize(
    ("page", "folder"),
    [
        ("a.html", "a_files"),
        ("Una pagina.htm", "Una pagina_file"),
        ("a.b.html", "a.b-Dateien"),
        ("a.htm", "a.files"),
    ],
)
def test_the_parts_of_a_saved_page_are_skipped(page: str, folder: str, tmp_path: Path) -> None:
    """The folder that a browser saves beside a page is left out; one without a page is not."""
    names = [page, f"{folder}/frame.html", f"altro/{folder}/frame.html"]
    corpus = write_corpus(tmp_path, dict.fromkeys(names, "Una riga."))
    sources, skipped = list_found(corpus)
    assert sorted(sources) == sorted([page, f"altro/{folder}/frame.html"])
    assert skipped == {
        f"{folder}/": f"the parts of the saved page {page}, which is read without them"
    }


def test_a_socket_is_skipped() -> None:
    """A socket is skipped, and not waited for."""
    with tempfile.TemporaryDirectory() as short, socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{short}/s.txt")
        assert list_found(Path(short)) == ([], {"s.txt": "not a regular file"})


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "no text"),
        ("… — !".encode(), "no text"),
        (b"\0\1\2\3", "binary"),
    ],
)
def test_a_file_without_text_is_skipped(
    content: bytes, reason: str, tmp_path: Path, encoder: FakeEncoder
) -> None:
    """A file without text is skipped with its reason at each sync."""
    library = Library.open(
        write_corpus(tmp_path / "corpus", {"a.txt": content, "b.txt": "Una riga."}),
        index=tmp_path / "index",
        model=encoder,
        sync=False,
    )
    for _ in range(2):
        (skipped,) = library.sync().skipped
        assert skipped.source == "a.txt"
        assert reason in str(skipped.reason)


def test_a_file_that_went_is_skipped(tmp_path: Path) -> None:
    """A file that is removed between listing and reading is skipped."""
    skipped = read_content("a.txt", tmp_path / "a.txt")
    assert isinstance(skipped, Skipped)
    assert "No such file" in str(skipped.reason)


def test_a_pipe_in_a_files_place_is_not_waited_for(tmp_path: Path) -> None:
    """A pipe or a link that takes the place of a listed file is neither waited for nor followed."""
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "real.txt").write_text("Una riga.")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    for name in ("pipe.txt", "link.txt"):
        skipped = read_content(name, tmp_path / name)
        assert isinstance(skipped, Skipped)
        assert skipped.transient


def test_a_file_that_keeps_changing_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No half of a file that changes while it is read is indexed."""
    monkeypatch.setattr("fonti.index.corpus.files.read_if_unchanged", lambda _: None)
    skipped = read_content("a.txt", tmp_path / "a.txt")
    assert isinstance(skipped, Skipped)
    assert skipped.reason.code == "file_changed_while_read"


def test_deeply_nested_folders_are_listed(tmp_path: Path) -> None:
    """Folders that are nested deeper than Python's calls are listed, as deep as the system can."""
    descriptor = os.open(tmp_path, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("a", dir_fd=descriptor)
        deeper = os.open("a", os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = deeper
    os.close(descriptor)
    (tmp_path / "a" / "b.txt").write_text("Una riga.")
    sources, skipped = list_found(tmp_path)
    # Python cannot remove such deep folders.
    subprocess.run(["rm", "-rf", str(tmp_path / "a")], check=True)
    assert sources == ["a/b.txt"]
    assert [reason for reason in skipped.values() if "too long" in reason]


def test_a_missing_corpus_is_an_error(tmp_path: Path) -> None:
    """The error for a path that does not exist names it."""
    with pytest.raises(CorpusError, match=r"no such file or folder: .*missing"):
        list(find_files(tmp_path / "missing"))


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
@pytest.mark.parametrize(
    "name",
    [b"a b.txt", "città 🦊.txt".encode(), b"two\nlines.txt", b"caff\xe8.txt", b"a\\b'\".txt"],
)
def test_odd_names_are_indexed(name: bytes, tmp_path: Path) -> None:
    """Names with spaces, emoji, line ends or bytes that are not UTF-8 become printable sources."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    with open(os.fsencode(corpus) + b"/" + name, "wb") as file:  # noqa: PTH123
        file.write(b"Una riga di prova.")
    library = Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    (source,) = count_passages(library)
    assert source.encode("utf-8") == name or source == "caff\\udce8.txt"
    assert library.sync().unchanged == (source,)


def test_names_that_print_alike_are_not_mixed(tmp_path: Path, encoder: FakeEncoder) -> None:
    """Of two names that print alike, one is read and the other is skipped."""
    corpus = write_corpus(tmp_path / "corpus", {"caff\\udce8.txt": "Prima."})
    with open(os.fsencode(corpus) + b"/caff\xe8.txt", "wb") as file:  # noqa: PTH123
        file.write(b"Seconda.")
    changes = Library.open(corpus, index=tmp_path / "index", model=encoder, sync=False).sync()
    assert changes.added == ("caff\\udce8.txt",)
    assert [(skipped.source, skipped.reason.code) for skipped in changes.skipped] == [
        ("caff\\udce8.txt", "file_name_taken")
    ]


@settings(max_examples=8)
@given(
    st.lists(
        st.sampled_from(["Una riga.", "\r\n", "\r", "\n", "\t", "🦊", "e\u0301", "\u2028"])
    ).map("".join)
)
def test_line_ends_are_kept(text: str) -> None:
    """Offsets count the characters of the file: line ends are neither changed nor removed."""
    with tempfile.TemporaryDirectory() as folder:
        document = read_document(Path(folder), "a.txt", f"{text}x".encode())
    assert document.text == f"{text}x"
    assert document.sha256 == hashlib.sha256(f"{text}x".encode()).hexdigest()


def test_only_markdown_has_headings() -> None:
    """A `#` begins a heading in Markdown, and is a character elsewhere."""
    assert [heading.path for heading in extract(".md", b"# Uno\n\nTesto.").headings] == ["Uno"]
    assert extract(".txt", b"# Uno\n\nTesto.").headings == ()
