"""Uploads are stored under safe names if their format can be read, and never over another file."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import MAX_BYTES, SUFFIXES, CorpusError, Library, UploadError
from fonti.index.corpus.upload_names import iterate_numbered_names, make_safe_upload_name
from fonti.qa import Assistant, verify_span
from tests.helpers.fakes import count_passages, write_corpus
from tests.helpers.pdfs import NEBBIA, draw_lines, draw_pdf, lay_out_column
from tests.helpers.uploads import FARO, list_uploads, write_upload
from tests.helpers.zip_documents import make_docx, make_paragraph

STEERING = "\u202e\u2066\u200f\0\x1b\n\ud800"


def test_an_upload_is_indexed_and_quoted(library: Library, tmp_path: Path) -> None:
    """An upload is indexed at the next sync, quoted under its name, and stays after a rebuild."""
    sent = write_upload(tmp_path, FARO)
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
    """A safe name is visible, short, of the same suffix, and is safe already if given again."""
    try:
        safe = make_safe_upload_name(name + suffix)
    except UploadError as error:
        refused = error
    else:
        _check_safe(safe, suffix)
        return
    assert refused.code in ("upload_name_invalid", "upload_format_unsupported")
    assert not set(str(refused)) & set(STEERING)


def _check_safe(safe: str, suffix: str) -> None:
    for name in islice(iterate_numbered_names(safe), 3):
        assert Path(name).suffix.lower() in SUFFIXES
        assert name.endswith(suffix)
        assert not set(name) & set('<>:"|?*/\\' + STEERING)
        assert not name.startswith((".", "~$", " "))
        assert len(name.encode()) <= 200
        assert make_safe_upload_name(name) == name


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
def test_names_are_made_safe(given: str, safe: str) -> None:
    """A safe name is the last part of a path without hidden, invisible or forbidden characters."""
    if safe == "txt":
        with pytest.raises(UploadError, match="without a suffix"):
            make_safe_upload_name(given)
    else:
        assert make_safe_upload_name(given) == safe


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("", b"testo", "upload_name_invalid"),
        ("...", b"testo", "upload_name_invalid"),
        ("sub/", b"testo", "upload_name_invalid"),
        (STEERING, b"testo", "upload_name_invalid"),
        ("a.exe", b"testo", "upload_format_unsupported"),
        ("pdf", b"testo", "upload_format_unsupported"),
        (".pdf", b"%PDF-1.7", "upload_format_unsupported"),
        ("a.txt", b"", "upload_empty"),
        ("a.txt", b"%PDF-1.7", "upload_content_mismatch"),
        ("a.pdf", b"testo", "upload_content_mismatch"),
        ("a.rtf", b"testo", "upload_content_mismatch"),
        ("a.pdf", b"PK\3\4", "upload_content_mismatch"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "upload_content_mismatch"),
        ("a.epub", b"<html>", "upload_content_mismatch"),
        ("a.txt", b"PK\3\4\0\0", "upload_content_mismatch"),
        ("a.html", b"\x89PNG\r\n\x1a\n\0", "upload_content_mismatch"),
    ],
)
def test_a_file_that_is_no_document_is_refused(
    name: str, content: bytes, code: str, library: Library, tmp_path: Path
) -> None:
    """The error has the code of the fault and is one printable line, and nothing is stored."""
    sent = write_upload(tmp_path, content)
    with pytest.raises(UploadError) as refused:
        library.add(sent, name=name)
    assert refused.value.code == code
    assert str(refused.value).isprintable()
    assert not (library.folder / "uploads").exists()


def test_a_large_file_is_refused_before_it_is_read(library: Library, tmp_path: Path) -> None:
    """A file that is too large is refused by its size."""
    sent = write_upload(tmp_path, "testo")
    os.truncate(sent, MAX_BYTES + 1)
    with pytest.raises(UploadError, match="256") as refused:
        library.add(sent)
    assert refused.value.code == "upload_too_large"


@pytest.mark.parametrize("name", ["missing.txt", ".", "a\0.txt"])
def test_a_file_that_cannot_be_read_is_a_corpus_error(
    name: str, library: Library, tmp_path: Path
) -> None:
    """A file that does not exist, or is a folder, is an error of the corpus."""
    with pytest.raises(CorpusError, match="cannot be read"):
        library.add(tmp_path / name, name="a.txt")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "nebbia.pdf",
            draw_pdf(lambda canvas: draw_lines(canvas, lay_out_column(NEBBIA, 60, 760, 400))),
        ),
        ("faro.docx", make_docx(make_paragraph(FARO))),
        ("faro.rtf", b"{\\rtf1 Il faro.}"),
        ("faro.txt", FARO.encode("utf-16")),
        ("faro.html", b"<p>Il faro."),
    ],
)
def test_files_of_each_format_are_accepted(
    name: str, content: bytes, library: Library, tmp_path: Path
) -> None:
    """Files of each format are accepted, and read."""
    assert library.add(write_upload(tmp_path, content, name)) == name
    assert library.sync().added == (name,)


def test_a_name_that_is_taken_is_numbered(library: Library, tmp_path: Path) -> None:
    """A name that another document has gets a number, also of one that was removed."""
    sent = write_upload(tmp_path, FARO)
    other = write_upload(tmp_path, "Altro testo.", "altro.txt")
    assert [library.add(sent), library.add(sent)] == ["faro.txt"] * 2
    assert [library.add(other, name="faro.txt") for _ in range(2)] == ["faro (2).txt"] * 2
    assert library.add(sent, name="biblioteca.txt") == "biblioteca (2).txt"
    library.sync()
    assert library.add(sent) == "faro.txt"
    library.remove("faro.txt")
    assert library.add(sent) == "faro (3).txt"
    assert list_uploads(library) == [
        "biblioteca (2).txt",
        "faro (2).txt",
        "faro (3).txt",
        "faro.txt",
    ]
    assert library.sync().added == ("faro (3).txt",)
    assert len(count_passages(library)) == 5


def test_eight_add_at_once(library: Library, tmp_path: Path) -> None:
    """Of eight uploads of one name at once, each text gets its number, and the same text one."""
    sent = [
        write_upload(tmp_path, f"Il testo {number % 4}.", f"{number}.txt") for number in range(8)
    ]
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda path: library.add(path, name="testo.txt"), sent))
    assert names[:4] == names[4:]
    assert sorted(names) == sorted([*names[:4], *names[:4]])
    assert (
        list_uploads(library)
        == sorted({*names})
        == ["testo (2).txt", "testo (3).txt", "testo (4).txt", "testo.txt"]
    )
    for name, path in zip(names, sent, strict=True):
        assert (library.folder / "uploads" / name).read_bytes() == path.read_bytes()


def test_a_disk_without_hard_links_stores_uploads(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Uploads are stored on a disk that has no hard links."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert library.add(write_upload(tmp_path, FARO)) == "faro.txt"
    assert (
        library.add(write_upload(tmp_path, "Altro.", "altro.txt"), name="faro.txt")
        == "faro (2).txt"
    )
    assert list_uploads(library) == ["faro (2).txt", "faro.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_nothing_outside_the_folder_is_written_or_read(library: Library, tmp_path: Path) -> None:
    """A link in the folder is neither followed nor replaced, and a source cannot be a path."""
    library.add(write_upload(tmp_path, FARO))
    folder = library.folder / "uploads"
    secret = tmp_path / "secret.txt"
    secret.write_text("Segreto.")
    (folder / "link.txt").symlink_to(secret)
    (folder / "sub").mkdir()
    write_corpus(folder, {"sub/deep.txt": "In fondo.", ".hidden.txt": "Nascosto."})
    assert library.add(tmp_path / "sent" / "faro.txt", name="link.txt") == "link (2).txt"
    assert secret.read_text() == "Segreto."
    changes = library.sync()
    assert changes.added == ("faro.txt", "link (2).txt")
    assert [skip.source for skip in changes.skipped] == ["link.txt"]
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
            library.delete_upload(source)
    assert library.original("faro.txt") == folder / "faro.txt"
    assert library.original("biblioteca.txt") is None
