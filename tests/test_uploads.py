"""Files that are given to an index: kept safe and whole, indexed beside the corpus, removed, restored and deleted."""

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from index import MAX_BYTES, SUFFIXES, CorpusError, Library, StoreError, UploadError
from index.naming import numbered, upload_name
from qa import Assistant, verify_span
from tests.conftest import ITALIAN
from tests.fakes import FakeEncoder, whole, write_corpus
from tests.pdfs import NEBBIA, column, draw_lines, drawn
from tests.written import docx, paragraph

ROOT = Path(__file__).parent.parent
FARO = "Il faro fu costruito nel 1843, di granito."
STEERING = "\u202e\u2066\u200f\0\x1b\n\ud800"


@pytest.fixture
def library(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> Library:
    """The library of the small corpus."""
    return Library.open(corpus, index=tmp_path / "index", model=encoder)


def file(tmp_path: Path, content: str | bytes, name: str = "faro.txt") -> Path:
    """A file to be uploaded, in a folder of its own."""
    return write_corpus(tmp_path / "sent", {name: content}) / name


def uploads(library: Library) -> list[str]:
    """What lies in the folder of the uploads."""
    return sorted(path.name for path in (library.folder / "uploads").iterdir())


def test_an_upload_is_indexed_and_quoted(library: Library, tmp_path: Path) -> None:
    """It is read at the next sync, beside the corpus, under its own name, and verifies; so after a rebuild."""
    sent = file(tmp_path, FARO)
    assert library.add(sent) == "faro.txt"
    sent.unlink()
    assert library.document("faro.txt") is None
    assert library.sync().added == ("faro.txt",)
    for _ in range(2):
        assert Assistant(library).ask("Quando fu costruito il faro?").citations[0].source == "faro.txt"
        assert verify_span(library, "faro.txt", 0, 7).standing == "stands"
        assert library.read(["faro.txt", "biblioteca.txt", "altro.txt"]).keys() == {"faro.txt", "biblioteca.txt"}
        assert list(library.check()) == []
        assert library.status().uploads == 1
        library.sync(rebuild=True)
    assert (library.folder / "uploads" / "faro.txt").read_text("utf-8") == FARO


@given(st.one_of(st.text(), st.text(alphabet='aà.~$ /\\:*"<|?\u0301e' + STEERING)), st.sampled_from([*SUFFIXES, ""]))
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
def test_what_looks_like_its_suffix_is_taken(name: str, content: bytes, library: Library, tmp_path: Path) -> None:
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
    assert uploads(library) == sorted({*names}) == ["testo (2).txt", "testo (3).txt", "testo (4).txt", "testo.txt"]
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
    for source in ("link.txt", "sub/deep.txt", "sub", ".hidden.txt", "../secret.txt", str(secret), "", ".", "a\0b"):
        assert library.original(source) is None
        with pytest.raises(CorpusError, match="no upload"):
            library.delete(source)
    assert library.original("faro.txt") == folder / "faro.txt"
    assert library.original("biblioteca.txt") is None


def test_the_corpus_wins_a_name(library: Library, corpus: Path, tmp_path: Path) -> None:
    """A file that comes to the corpus under an upload's name is the document; the upload is told of, and comes back."""
    library.add(file(tmp_path, FARO))
    library.sync()
    write_corpus(corpus, {"faro.txt": "Un altro faro."})
    changes = library.sync()
    assert changes.changed == ("faro.txt",)
    assert [(each.source, "rename one" in each.reason) for each in changes.skipped] == [("faro.txt", True)]
    assert library.original("faro.txt") is None
    assert library.read(["faro.txt"])["faro.txt"].text == "Un altro faro."
    assert [each.uploaded for each in library.documents()] == [False] * 3
    (corpus / "faro.txt").unlink()
    assert library.sync().changed == ("faro.txt",)
    assert [each.source for each in library.documents() if each.uploaded] == ["faro.txt"]


@pytest.mark.parametrize("rebuild", [False, True])
@pytest.mark.parametrize("removed", [False, True])
def test_uploads_do_not_hide_that_a_corpus_went(
    rebuild: bool, removed: bool, library: Library, corpus: Path, tmp_path: Path
) -> None:
    """An emptied folder (a disk not mounted) is an error though there are uploads, removed ones among them."""
    for name in ("faro.txt", "altro.txt"):
        library.add(file(tmp_path, f"{name}: {FARO}", name))
    library.sync()
    if removed:
        library.remove("altro.txt")
    before = whole(library)
    shutil.move(corpus, tmp_path / "away")
    corpus.mkdir()
    with pytest.raises(CorpusError, match="nothing to quote"):
        library.sync(rebuild=rebuild)
    with pytest.raises(CorpusError, match="nothing to quote"):
        Library.open(corpus, index=library.folder, model=FakeEncoder(), empty=True).sync(rebuild=rebuild)
    assert whole(library) == before
    corpus.rmdir()
    shutil.move(tmp_path / "away", corpus)
    assert not library.sync(rebuild=rebuild).any


def test_an_upload_is_removed_restored_and_deleted(library: Library, tmp_path: Path) -> None:
    """Removed, its file stays and is not read; deleted, it is gone, and its name is free."""
    sent = file(tmp_path, FARO)
    library.add(sent)
    library.sync()
    with pytest.raises(CorpusError, match="remove it"):
        library.delete("faro.txt")
    library.remove("faro.txt")
    assert not library.sync().any
    assert library.status().excluded == ("faro.txt",)
    assert library.original("faro.txt") == library.folder / "uploads" / "faro.txt"
    assert library.restore("faro.txt").added == ("faro.txt",)
    library.remove("faro.txt")
    library.delete("faro.txt")
    assert (uploads(library), library.status().excluded, library.original("faro.txt")) == ([], (), None)
    assert not library.sync().any
    library.remove("biblioteca.txt")
    with pytest.raises(CorpusError, match="only read"):
        library.delete("biblioteca.txt")
    assert library.status().excluded == ("biblioteca.txt",)
    assert library.add(sent) == "faro.txt"


def test_an_upload_that_cannot_be_read_is_told_and_can_be_deleted(library: Library, tmp_path: Path) -> None:
    """It looked like what its suffix says; its reader found otherwise."""
    library.add(file(tmp_path, b"%PDF-1.7 and no more", "a.pdf"))
    changes = library.sync()
    assert not changes.any
    assert [each.source for each in changes.skipped] == ["a.pdf"]
    library.delete("a.pdf")
    assert library.sync().skipped == ()


def test_a_folder_of_nothing_is_begun_and_filled_with_uploads(encoder: FakeEncoder, tmp_path: Path) -> None:
    """Asked for, an index of no documents is whole, answers that it is empty, and grows; else it is an error."""
    corpus, index = write_corpus(tmp_path / "corpus", {"a.png": b"x"}), tmp_path / "index"
    with pytest.raises(CorpusError, match="nothing to quote"):
        Assistant.open(corpus, index=index, model=encoder)
    for _ in range(2):  # again after a restart
        assistant = Assistant.open(corpus, index=index, model=encoder, empty=True)
        answer = assistant.ask("Quando fu costruito il faro?")
        assert (answer.outcome, answer.reason, answer.citations) == ("not_found", "empty", ())
        assert assistant.search("faro") == ()
    library = Library.open(index, model=encoder)
    assert not library.sync().any
    assert not library.sync(rebuild=True).any
    assert (list(library.check()), list(library.export()), library.documents()) == ([], [], ())
    library.add(file(tmp_path, FARO))
    assert library.sync().added == ("faro.txt",)
    assert Assistant(library).ask("Quando fu costruito il faro?").citations
    assert list(library.check()) == []


def test_an_index_may_begin_with_uploads(encoder: FakeEncoder, tmp_path: Path) -> None:
    """A folder that holds nothing but uploads is an index's, and they are enough to read."""
    (tmp_path / "corpus").mkdir()
    library = Library.at(tmp_path / "corpus", index=tmp_path / "index", model=encoder)
    library.add(file(tmp_path, FARO))
    assert [path.name for path in library.folder.iterdir()] == ["uploads"]
    assert library.sync().added == ("faro.txt",)
    for path in library.folder.glob("*.sqlite*"):
        path.write_bytes(b"garbage" * 1000)
    assert library.sync(rebuild=True).added == ("faro.txt",)


def test_a_folder_of_other_files_is_left_alone(corpus: Path, tmp_path: Path) -> None:
    """What is no index's folder is given no uploads."""
    index = write_corpus(tmp_path / "mine", {"letter.txt": "Caro Ugo"})
    with pytest.raises(StoreError, match="holds other files"):
        Library.at(corpus, index=index, model=FakeEncoder()).add(file(tmp_path, FARO))
    assert [path.name for path in index.iterdir()] == ["letter.txt"]


def test_a_folder_that_cannot_hold_uploads_is_a_store_error(library: Library, tmp_path: Path) -> None:
    """A file stands in the way of the folder."""
    (library.folder / "uploads").write_text("in the way")
    with pytest.raises(StoreError, match=r"cannot be kept in .*uploads"):
        library.add(file(tmp_path, FARO))


def test_an_index_inside_its_corpus_reads_uploads_once(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    """Its uploads are no files of the corpus."""
    library = Library.open(corpus, index=corpus / "index", model=encoder)
    library.add(file(tmp_path, FARO))
    assert library.sync().added == ("faro.txt",)
    assert library.read(["faro.txt", "index/uploads/faro.txt"]).keys() == {"faro.txt"}


def test_what_is_listed(library: Library, corpus: Path, tmp_path: Path) -> None:
    """Each document's own words on itself, its length, and whether it was uploaded, by source."""

    def draw(canvas: Canvas) -> None:
        canvas.setTitle("Nebbia")
        draw_lines(canvas, column(NEBBIA, 60, 760, 400))

    library.add(file(tmp_path, drawn(draw), "nebbia.pdf"))
    write_corpus(corpus, {"copia.txt": ITALIAN})
    library.sync()
    found = {each.source: each for each in library.documents()}
    assert list(found) == ["biblioteca.txt", "copia.txt", "harbour/museum.txt", "nebbia.pdf"]
    for source, entry in found.items():
        document = library.document(source)
        assert document
        assert (entry.title, entry.language, entry.date) == (document.title, document.language, document.date)
        assert entry.characters == len(document.text)
        assert entry.pages == (len(document.pages) or None)
        assert entry.passages == whole(library)[source]
        assert entry.uploaded == (source == "nebbia.pdf")
    assert (found["nebbia.pdf"].title, found["nebbia.pdf"].pages) == ("Nebbia", 1)


def test_a_damaged_list_of_uploads_is_a_store_error(library: Library) -> None:
    """It is no traceback, and a rebuild mends it."""
    with library._store.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO settings VALUES ('uploaded', '[')")
    with pytest.raises(StoreError, match="--rebuild"):
        library.documents()
    library.sync(rebuild=True)
    assert len(library.documents()) == 2


KILLED = """
import os, signal, sys
from index import Library
from tests.fakes import FakeEncoder

corpus, index, sent, name, moment = sys.argv[1:]
library = Library.at(corpus, index=index, model=FakeEncoder())
call = getattr(os, name)

def killed(*given, **named):
    if moment == "after":
        call(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(os, name, killed)
library.add(sent)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("call", ["fsync", "link", "unlink"])
def test_a_kill_leaves_the_whole_file_or_none(
    call: str, moment: str, library: Library, corpus: Path, tmp_path: Path
) -> None:
    """Killed at each step, what has a name is whole; the rest is hidden and no document; adding again ends the work."""
    content = "Una riga di testo che si ripete.\n" * 20_000
    sent = file(tmp_path, content)
    command = [sys.executable, "-c", KILLED, str(corpus), str(library.folder), str(sent), call, moment]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    named = [name for name in uploads(library) if not name.startswith(".upload-")]
    assert named == ([] if call == "fsync" or (call, moment) == ("link", "before") else ["faro.txt"])
    changes = library.sync()
    assert (list(changes.added), changes.skipped) == (named, ())
    assert library.add(sent) == "faro.txt"
    library.sync()
    found = library.document("faro.txt")
    assert found
    assert found.text == content


def test_what_a_kill_left_is_swept_once_it_is_old(library: Library, tmp_path: Path) -> None:
    """What is young may be another's, who is writing it."""
    library.add(file(tmp_path, FARO))
    for name, age in ((".upload-old", 7200), (".upload-new", 0)):
        path = library.folder / "uploads" / name
        path.write_text("Mez")
        os.utime(path, (time.time() - age,) * 2)
    assert library.sync().skipped == ()
    assert uploads(library) == [".upload-new", "faro.txt"]
