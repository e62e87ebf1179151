"""Tests of how errors of event handlers are explained to the user and logged."""

import errno

import gradio as gr
import pytest

from fonti.index import CorpusError, ModelError, QuestionError, Reason, StoreError, UploadError
from fonti.index.errors import fonti_command
from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web.errors import (
    explain_error,
    get_reason,
    hide_paths,
    log_error,
    with_explained_errors,
)
from fonti.ui.web.work_queue import ServerBusy
from tests.helpers.serving import run_in_thread

SECRET = "a sentence of a document"


def _fail(error: Exception) -> None:
    raise error


def test_a_known_error_is_explained_in_the_pages_language() -> None:
    """A known error is explained in the language of the page, with the command that repairs it."""
    error = StoreError("index_not_found", folder="/x", command="fonti index x")
    with pytest.raises(gr.Error) as raised:
        with_explained_errors(_fail, ITALIAN)(error)
    assert raised.value.message.startswith(ITALIAN.index_problem)
    assert "fonti index x" in raised.value.message


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            QuestionError("question_too_long", count=3000, limit=2000),
            "La domanda è troppo lunga (3.000 caratteri): se ne leggono al massimo 2.000. "
            "Accorciala.",
        ),
        (CorpusError("corpus_not_found", path="/srv/x"), "…/x non esiste; indica una cartella di"),
        (UploadError("upload_empty", name="a.txt"), "a.txt: il file è vuoto"),
        (PermissionError(errno.EACCES, "Permission denied", "/a/x"), "Permesso negato: '…/x'"),
        (ServerBusy(), "Ci sono troppe richieste in attesa"),
        (ModelError("model_tensor_missing", name="x"), f"{ITALIAN.index_problem} manca il tensore"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_only_errors_of_the_index_and_the_model_have_an_introduction(
    error: Exception, sentence: str
) -> None:
    """Only errors of the index and the model have an introduction.

    Other messages begin with a capital letter, unless they begin with a name.
    """
    assert explain_error(error, ITALIAN).startswith(sentence)


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (
            StoreError(
                "index_not_found",
                folder="/srv/idx",
                command=fonti_command("index", "/srv/my docs", "--index", "/srv/idx"),
            ),
            "no index in …/idx; run: fonti index '…/my docs' --index …/idx",
        ),
        (
            StoreError(
                "index_damaged",
                folder="C:\\srv\\my idx",
                reason=Reason(
                    "unexpected_error", {"error_type": "E", "detail": "open /srv/a/b: no"}
                ),
                command="fonti",
            ),
            "the index in …/my idx",
        ),
    ],
    ids=["command", "reason"],
)
def test_where_files_are_is_told_in_the_log_alone(
    error: StoreError, shown: str, caplog: pytest.LogCaptureFixture
) -> None:
    """People and programs see the names of files and folders; who runs the server, the paths."""
    explained = explain_error(error, ENGLISH)
    assert shown in explained
    assert "srv" not in explained + str(get_reason(error).to_json())
    log_error(error)
    assert "srv" in caplog.text


def test_what_is_no_path_stays() -> None:
    """Names of documents and parts of words are no paths of the server."""
    error = CorpusError("document_not_listed", source="a/b c/d.txt")
    assert get_reason(error) == error.reason
    detail = Reason("system_error", {"detail": "and/or 5 km / h, http://x.example/y, a/b"})
    assert hide_paths(detail) == detail


def test_an_unexpected_error_is_logged_without_its_message(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An unexpected error is logged by its type, without its message.

    The message may quote a document.
    """
    with pytest.raises(gr.Error) as raised:
        with_explained_errors(_fail, ENGLISH)(ValueError(SECRET))
    assert raised.value.message == (
        "Something went wrong; try again, and if it happens again, restart Fonti"
    )
    assert raised.value.print_exception is False
    assert SECRET not in caplog.text
    assert "ValueError" in caplog.text


def test_errors_of_a_coroutine_are_explained() -> None:
    """An error that a coroutine handler raises is explained."""

    async def handler() -> None:
        raise ValueError(SECRET)

    with pytest.raises(gr.Error, match="Something went wrong"):
        run_in_thread(lambda: with_explained_errors(handler, ENGLISH)())
