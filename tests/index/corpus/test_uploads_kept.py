"""Uploads are indexed, removed, restored and deleted, and are whole after a kill."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from fonti.index import CorpusError, Library, StoreError
from fonti.qa import Assistant
from tests.helpers.corpora import ITALIAN
from tests.helpers.fakes import FakeEncoder, count_passages, write_corpus
from tests.helpers.paths import ROOT
from tests.helpers.pdfs import NEBBIA, draw_lines, draw_pdf, lay_out_column
from tests.helpers.uploads import FARO, list_uploads, write_upload


def test_the_corpus_wins_a_name(library: Library, corpus: Path, tmp_path: Path) -> None:
    """While the corpus has a file of an upload's name, that file is the document."""
    library.add(write_upload(tmp_path, FARO))
    library.sync()
    write_corpus(corpus, {"faro.txt": "Un altro faro."})
    changes = library.sync()
    assert changes.changed == ("faro.txt",)
    assert [(skip.source, skip.reason.code) for skip in changes.skipped] == [
        ("faro.txt", "file_name_taken")
    ]
    assert library.original("faro.txt") is None
    assert library.read(["faro.txt"])["faro.txt"].text == "Un altro faro."
    assert [info.uploaded for info in library.documents()] == [False] * 3
    (corpus / "faro.txt").unlink()
    assert library.sync().changed == ("faro.txt",)
    assert [info.source for info in library.documents() if info.uploaded] == ["faro.txt"]


@pytest.mark.parametrize("rebuild", [False, True])
@pytest.mark.parametrize("removed", [False, True])
def test_uploads_do_not_hide_that_a_corpus_is_gone(
    rebuild: bool, removed: bool, library: Library, corpus: Path, tmp_path: Path
) -> None:
    """An emptied corpus is an error though there are uploads, removed ones among them."""
    for name in ("faro.txt", "altro.txt"):
        library.add(write_upload(tmp_path, f"{name}: {FARO}", name))
    library.sync()
    if removed:
        library.remove("altro.txt")
    before = count_passages(library)
    shutil.move(corpus, tmp_path / "away")
    corpus.mkdir()
    with pytest.raises(CorpusError, match="nothing to quote"):
        library.sync(rebuild=rebuild)
    with pytest.raises(CorpusError, match="nothing to quote"):
        Library.open(corpus, index=library.folder, model=FakeEncoder(), allow_empty=True).sync(
            rebuild=rebuild
        )
    assert count_passages(library) == before
    corpus.rmdir()
    shutil.move(tmp_path / "away", corpus)
    assert not library.sync(rebuild=rebuild).has_changes


def test_an_upload_is_removed_restored_and_deleted(library: Library, tmp_path: Path) -> None:
    """The file of a removed upload stays; that of a deleted one is gone, and its name is free."""
    sent = write_upload(tmp_path, FARO)
    library.add(sent)
    library.sync()
    with pytest.raises(CorpusError, match="remove it"):
        library.delete_upload("faro.txt")
    library.remove("faro.txt")
    assert not library.sync().has_changes
    assert library.status().excluded == ("faro.txt",)
    assert library.original("faro.txt") == library.folder / "uploads" / "faro.txt"
    assert library.restore("faro.txt").added == ("faro.txt",)
    library.remove("faro.txt")
    library.delete_upload("faro.txt")
    assert (list_uploads(library), library.status().excluded, library.original("faro.txt")) == (
        [],
        (),
        None,
    )
    assert not library.sync().has_changes
    library.remove("biblioteca.txt")
    with pytest.raises(CorpusError, match="only read"):
        library.delete_upload("biblioteca.txt")
    assert library.status().excluded == ("biblioteca.txt",)
    assert library.add(sent) == "faro.txt"


def test_an_unreadable_upload_is_skipped_and_can_be_deleted(
    library: Library, tmp_path: Path
) -> None:
    """An upload that its parser cannot read is skipped, and can be deleted."""
    library.add(write_upload(tmp_path, b"%PDF-1.7 and no more", "a.pdf"))
    changes = library.sync()
    assert not changes.has_changes
    assert [skip.source for skip in changes.skipped] == ["a.pdf"]
    assert library.count_uploads() == 1
    library.delete_upload("a.pdf")
    assert (library.status().skipped, library.count_uploads()) == ((), 0)
    assert library.sync().skipped == ()


def test_an_empty_index_can_be_filled_with_uploads(encoder: FakeEncoder, tmp_path: Path) -> None:
    """An index that may be empty is whole without documents, and uploads fill it."""
    corpus = write_corpus(tmp_path / "corpus", {"a.png": b"x"})
    index = tmp_path / "index"
    with pytest.raises(CorpusError, match="nothing to quote"):
        Assistant.open(corpus, index=index, model=encoder)
    # The second time is as after a restart.
    for _ in range(2):
        assistant = Assistant.open(corpus, index=index, model=encoder, allow_empty=True)
        answer = assistant.ask("Quando fu costruito il faro?")
        assert (answer.outcome, answer.reason, answer.citations) == ("not_found", "empty", ())
        assert assistant.search("faro") == ()
    library = Library.open(index, model=encoder)
    assert not library.sync().has_changes
    assert not library.sync(rebuild=True).has_changes
    assert (list(library.check()), list(library.export()), library.documents()) == ([], [], ())
    library.add(write_upload(tmp_path, FARO))
    assert library.sync().added == ("faro.txt",)
    assert Assistant(library).ask("Quando fu costruito il faro?").citations
    assert list(library.check()) == []


def test_an_index_may_begin_with_uploads(encoder: FakeEncoder, tmp_path: Path) -> None:
    """Uploads are enough for the first sync of an empty corpus, and for a rebuild."""
    (tmp_path / "corpus").mkdir()
    library = Library.open(tmp_path / "corpus", index=tmp_path / "index", model=encoder, sync=False)
    library.add(write_upload(tmp_path, FARO))
    assert [path.name for path in library.folder.iterdir()] == ["uploads"]
    assert library.sync().added == ("faro.txt",)
    for path in library.folder.glob("*.sqlite*"):
        path.write_bytes(b"garbage" * 1000)
    assert library.sync(rebuild=True).added == ("faro.txt",)


def test_a_folder_of_other_files_is_left_alone(corpus: Path, tmp_path: Path) -> None:
    """No upload is stored in a folder that has files of others."""
    index = write_corpus(tmp_path / "mine", {"letter.txt": "Caro Ugo"})
    with pytest.raises(StoreError, match="holds other files"):
        Library.open(corpus, index=index, model=FakeEncoder(), sync=False).add(
            write_upload(tmp_path, FARO)
        )
    assert [path.name for path in index.iterdir()] == ["letter.txt"]


def test_a_folder_that_cannot_hold_uploads_is_a_store_error(
    library: Library, tmp_path: Path
) -> None:
    """A folder of uploads that cannot be made is an error of the store."""
    (library.folder / "uploads").write_text("in the way")
    with pytest.raises(StoreError, match=r"cannot be kept in .*uploads"):
        library.add(write_upload(tmp_path, FARO))


def test_an_index_inside_its_corpus_reads_uploads_once(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Uploads of an index that is inside its corpus are not files of the corpus."""
    library = Library.open(corpus, index=corpus / "index", model=encoder)
    library.add(write_upload(tmp_path, FARO))
    assert library.sync().added == ("faro.txt",)
    assert library.read(["faro.txt", "index/uploads/faro.txt"]).keys() == {"faro.txt"}


def test_documents_are_listed_with_their_metadata(
    library: Library, corpus: Path, tmp_path: Path
) -> None:
    """Documents are listed with their metadata, their length, and whether they were uploaded."""

    def draw(canvas: Canvas) -> None:
        canvas.setTitle("Nebbia")
        draw_lines(canvas, lay_out_column(NEBBIA, 60, 760, 400))

    library.add(write_upload(tmp_path, draw_pdf(draw), "nebbia.pdf"))
    write_corpus(corpus, {"copia.txt": ITALIAN})
    library.sync()
    infos = {info.source: info for info in library.documents()}
    assert list(infos) == ["biblioteca.txt", "copia.txt", "harbour/museum.txt", "nebbia.pdf"]
    for source, info in infos.items():
        document = library.document(source)
        assert document
        assert (info.title, info.language, info.date) == (
            document.title,
            document.language,
            document.date,
        )
        assert info.characters == len(document.text)
        assert info.pages == (len(document.pages) or None)
        assert info.passages == count_passages(library)[source]
        assert info.uploaded == (source == "nebbia.pdf")
    assert (infos["nebbia.pdf"].title, infos["nebbia.pdf"].pages) == ("Nebbia", 1)


def test_a_damaged_list_of_uploads_is_a_store_error(library: Library) -> None:
    """A damaged list of uploads is an error of the store, and a rebuild mends it."""
    with library._store.write_transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO settings VALUES ('uploaded', '[')")
    with pytest.raises(StoreError, match="--rebuild"):
        library.documents()
    library.sync(rebuild=True)
    assert len(library.documents()) == 2


KILLED = """
import os, signal, sys
from fonti.index import Library
from tests.helpers.fakes import FakeEncoder

corpus, index, sent, name, moment = sys.argv[1:]
library = Library.open(corpus, index=index, model=FakeEncoder(), sync=False)
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
    """After a kill an upload is whole or is no document, and it can be added again."""
    content = "Una riga di testo che si ripete.\n" * 2_000
    sent = write_upload(tmp_path, content)
    command = [
        sys.executable,
        "-c",
        KILLED,
        str(corpus),
        str(library.folder),
        str(sent),
        call,
        moment,
    ]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    named = [name for name in list_uploads(library) if not name.startswith(".upload-")]
    assert named == (
        [] if call == "fsync" or (call, moment) == ("link", "before") else ["faro.txt"]
    )
    changes = library.sync()
    assert (list(changes.added), changes.skipped) == (named, ())
    assert library.add(sent) == "faro.txt"
    library.sync()
    document = library.document("faro.txt")
    assert document is not None
    assert document.text == content


def test_old_temporary_uploads_are_removed(library: Library, tmp_path: Path) -> None:
    """An unfinished upload is removed once it is old; a young one may be being written."""
    library.add(write_upload(tmp_path, FARO))
    for name, age in ((".upload-old", 7200), (".upload-new", 0)):
        path = library.folder / "uploads" / name
        path.write_text("Mez")
        os.utime(path, (time.time() - age,) * 2)
    assert library.sync().skipped == ()
    assert list_uploads(library) == [".upload-new", "faro.txt"]
