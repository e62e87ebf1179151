"""What a command imports: what is heavy only where it is used, so that an answer is there at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fonti.index import Library
from tests.helpers.paths import ROOT

_MODELS = {"torch", "transformers", "sentence_transformers"}
_SEEN = {"gradio", "fastapi", "pandas", "sklearn", "matplotlib", "jinja2"}
_READ = {
    "langchain_core",
    "langchain_text_splitters",
    "trafilatura",
    "pypdfium2",
    "mammoth",
    "markdown_it",
    "lxml",
}
_SEARCHED = {"numpy", "faiss", "tantivy", "Stemmer", "py3langid"}
# A command in a process of its own, with the fake encoder; at last, on the standard error, what it imported.
_COMMAND = """
import sys
if sys.argv[1:] != ["--help"]:
    import fonti.index.library
    from tests.helpers.fakes import FakeEncoder
    index.library.open_encoder = lambda *given, **named: FakeEncoder()
from fonti.ui.__main__ import main
try:
    main()
finally:
    print(*{name.split(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def _imported(*words: str) -> set[str]:
    """The packages that a command imports."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-P", "-c", _COMMAND, *words]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    assert done.stdout
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "words",
    [
        ("ask", "Quando apre la biblioteca?"),
        ("search", "biblioteca"),
        ("verify", "--source", "biblioteca.txt"),
    ],
    ids=lambda words: words[0],
)
def test_who_asks_waits_for_nothing_else(words: tuple[str, ...], library: Library) -> None:
    """Neither readers of documents, nor the chat, nor what trains and measures are imported to answer."""
    span = ("--span", "0-13") if words[0] == "verify" else ()
    where = "--corpus", str(library.corpus), "--index", str(library.folder)
    assert not _imported(*words, *span, *where) & (_MODELS | _SEEN | _READ)


def test_a_status_reads_no_documents(library: Library) -> None:
    """What an index holds is told without what reads documents."""
    assert not _imported("status", str(library.folder)) & (_MODELS | _SEEN | _READ)


def test_the_help_needs_nothing() -> None:
    """Nothing that searches is imported to tell what can be asked."""
    assert not _imported("--help") & (_MODELS | _SEEN | _READ | _SEARCHED)


def test_what_reads_texts_reports_to_nobody(tmp_path: Path) -> None:
    """ONNX Runtime, left to itself, sends its maker what it is used for, and keeps that in the cache till then."""
    program = "import fonti.index.models.onnx_model"
    told = {"ORT_DISABLE_TELEMETRY": "0", "PYTHONPATH": str(ROOT)}
    own = {
        name: str(tmp_path)
        for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    }
    subprocess.run(
        [sys.executable, "-P", "-c", program],
        check=True,
        env={**os.environ, **told, **own},
        cwd=tmp_path,
    )
    assert not list(tmp_path.iterdir())
