"""Files that are given to an index: under safe names, looked at before they are taken, none over another."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import MAX_BYTES, SUFFIXES, CorpusError, Library, UploadError
from fonti.index.corpus.names import numbered, upload_name
from fonti.qa import Assistant, verify_span
from tests.helpers.fakes import whole, write_corpus
from tests.helpers.pdfs import NEBBIA, column, draw_lines, drawn
from tests.helpers.uploads import FARO, file, uploads
from tests.helpers.written import docx, paragraph

STEERING = "\u202e\u2066\u200f\0\x1b\n\ud800"


def test_an_upload_is_indexed_and_quoted(library: Library, tmp_path: Path) -> None:
    """It is read at the next sync, beside the corpus, under its own name, and verifies; so after a rebuild."""
    sent = file(tmp_path, FARO)
    assert library.add(sent) == "faro.txt"
    sent.unlink()
    assert library.document("faro.txt") is None
    assert library.sync().added == ("faro.txt",)
    for _ in range(2):
        assert (
            Assistant(library).ask("Quando fu costruito il faro?").citations[0].source == "faro.txt"
        )
        assert verify_span(library, "faro.txt", 0, 7).standing == "stands"
        assert library.read(["faro.txt", "biblioteca.txt", "altro.txt"]).keys() == {
            "faro.txt",
            "biblioteca.txt",
        }
        assert list(library.check()) == []
        assert library.status().uploads == 1
        library.sync(rebuild=True)
    assert (library.folder / "uploads" / "faro.txt").read_text("utf-8") == FARO


@given(
    st.one_of(st.text(), st.text(alphabet='aà.~$ /\\:*"<|?\u0301e' + STEERING)),
    st.sampled_from([*SUFFIXES, ""]),
)
def test_any_name_is_made_safe_or_refused(name: str, suffix: str) -> None:
    """What comes out is a flat, visible name of bounded length that keeps its suffix, and stays as it is if given."""
    try:
        safe = upload_name(name + suffix)
    except UploadError as error:
        refused = error
    else:
        _check_safe(safe, suffix)
        return
    assert refused.fault in ("name", "format")
    assert not set(str(refused)) & set(STEERING)


def _check_safe(safe: str, suffix: str) -> None:
    for each in islice(numbered(safe), 3):
        assert Path(each).suffix.lower() in SUFFIXES
        assert each.endswith(suffix)
        assert not set(each) & set('<>:"|?*/\\' + STEERING)
        assert not each.startswith((".", "~$", " "))
        assert len(each.encode()) <= 200
        assert upload_name(each) == each


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("C:\\Users\\x\\contratto.PDF", "contratto.PDF"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..txt", "txt"),
        ("~$.~$lettera.docx", "lettera.docx"),
        ("cos'è?.md", "cos'è_.md"),
        ("perche\u0301.md", "perché.md"),
        ("fattura\u202efdp.txt", "fatturafdp.txt"),
        ("due\n\n righe .txt", "due righe.txt"),
        ("aux.txt", "_aux.txt"),
        ("COM1.rapporto.txt", "_COM1.rapporto.txt"),
        ("è" * 200 + ".markdown", "è" * 95 + ".markdown"),
    ],
)
def test_names_become(given: str, safe: str) -> None:
    """The last part of a path, composed, without what hides, steers or is forbidden somewhere."""
    if safe == "txt":
        with pytest.raises(UploadError, match="no suffix"):
            upload_name(given)
    else:
        assert upload_name(given) == safe


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("", b"testo", "name"),
        ("...", b"testo", "name"),
        ("sub/", b"testo", "name"),
        (STEERING, b"testo", "name"),
        ("a.exe", b"testo", "format"),
        ("pdf", b"testo", "format"),
        (".pdf", b"%PDF-1.7", "format"),
        ("a.txt", b"", "empty"),
        ("a.txt", b"%PDF-1.7", "content"),
        ("a.pdf", b"testo", "content"),
        ("a.rtf", b"testo", "content"),
        ("a.pdf", b"PK\3\4", "content"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "content"),
        ("a.epub", b"<html>", "content"),
        ("a.txt", b"PK\3\4\0\0", "content"),
        ("a.html", b"\x89PNG\r\n\x1a\n\0", "content"),
    ],
)
def test_what_is_no_document_is_refused(
    name: str, content: bytes, fault: str, library: Library, tmp_path: Path
) -> None:
    """The error says which of five faults it is, in one line, and nothing is kept."""
    sent = file(tmp_path, content)
    with pytest.raises(UploadError) as refused:
        library.add(sent, name=name)
    assert refused.value.fault == fault
    assert str(refused.value).isprintable()
    assert not (library.folder / "uploads").exists()


def test_a_large_file_is_refused_before_it_is_read(library: Library, tmp_path: Path) -> None:
    """Its size is enough."""
    sent = file(tmp_path, "testo")
    os.truncate(sent, MAX_BYTES + 1)
    with pytest.raises(UploadError, match="256") as refused:
        library.add(sent)
    assert refused.value.fault == "too_large"


@pytest.mark.parametrize("name", ["missing.txt", ".", "a\0.txt"])
def test_what_cannot_be_read_is_a_corpus_error(name: str, library: Library, tmp_path: Path) -> None:
    """A file that is not there, or none, is named."""
    with pytest.raises(CorpusError, match="cannot be read"):
        library.add(tmp_path / name, name="a.txt")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("nebbia.pdf", drawn(lambda canvas: draw_lines(canvas, column(NEBBIA, 60, 760, 400)))),
        ("faro.docx", docx(paragraph(FARO))),
        ("faro.rtf", b"{\\rtf1 Il faro.}"),
        ("faro.txt", FARO.encode("utf-16")),
        ("faro.html", b"<p>Il faro."),
    ],
)
def test_what_looks_like_its_suffix_is_taken(
    name: str, content: bytes, library: Library, tmp_path: Path
) -> None:
    """The files of each kind pass, and are read."""
    assert library.add(file(tmp_path, content, name)) == name
    assert library.sync().added == (name,)


def test_a_name_that_is_taken_is_numbered(library: Library, tmp_path: Path) -> None:
    """By another upload, by a document of the corpus, by one that was removed; the same bytes are kept once."""
    sent, other = file(tmp_path, FARO), file(tmp_path, "Altro testo.", "altro.txt")
    assert [library.add(sent), library.add(sent)] == ["faro.txt"] * 2
    assert [library.add(other, name="faro.txt") for _ in range(2)] == ["faro (2).txt"] * 2
    assert library.add(sent, name="biblioteca.txt") == "biblioteca (2).txt"
    library.sync()
    assert library.add(sent) == "faro.txt"
    library.remove("faro.txt")
    assert library.add(sent) == "faro (3).txt"
    assert uploads(library) == ["biblioteca (2).txt", "faro (2).txt", "faro (3).txt", "faro.txt"]
    assert library.sync().added == ("faro (3).txt",)
    assert len(whole(library)) == 5


def test_eight_add_at_once(library: Library, tmp_path: Path) -> None:
    """Under one name, each text has its own number, and the same text one."""
    sent = [file(tmp_path, f"Il testo {number % 4}.", f"{number}.txt") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda path: library.add(path, name="testo.txt"), sent))
    assert names[:4] == names[4:]
    assert sorted(names) == sorted([*names[:4], *names[:4]])
    assert (
        uploads(library)
        == sorted({*names})
        == ["testo (2).txt", "testo (3).txt", "testo (4).txt", "testo.txt"]
    )
    for name, path in zip(names, sent, strict=True):
        assert (library.folder / "uploads" / name).read_bytes() == path.read_bytes()


def test_a_disk_without_links_keeps_uploads_too(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a disk cannot be had here: os.link fails as it does there."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert library.add(file(tmp_path, FARO)) == "faro.txt"
    assert library.add(file(tmp_path, "Altro.", "altro.txt"), name="faro.txt") == "faro (2).txt"
    assert uploads(library) == ["faro (2).txt", "faro.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_nothing_outside_the_folder_is_written_or_told(library: Library, tmp_path: Path) -> None:
    """A link in the way is neither followed nor replaced; a source is no path."""
    library.add(file(tmp_path, FARO))
    folder, secret = library.folder / "uploads", tmp_path / "secret.txt"
    secret.write_text("Segreto.")
    (folder / "link.txt").symlink_to(secret)
    (folder / "sub").mkdir()
    write_corpus(folder, {"sub/deep.txt": "In fondo.", ".hidden.txt": "Nascosto."})
    assert library.add(tmp_path / "sent" / "faro.txt", name="link.txt") == "link (2).txt"
    assert secret.read_text() == "Segreto."
    changes = library.sync()
    assert changes.added == ("faro.txt", "link (2).txt")
    assert [each.source for each in changes.skipped] == ["link.txt"]
    for source in (
        "link.txt",
        "sub/deep.txt",
        "sub",
        ".hidden.txt",
        "../secret.txt",
        str(secret),
        "",
        ".",
        "a\0b",
    ):
        assert library.original(source) is None
        with pytest.raises(CorpusError, match="no upload"):
            library.delete(source)
    assert library.original("faro.txt") == folder / "faro.txt"
    assert library.original("biblioteca.txt") is None
