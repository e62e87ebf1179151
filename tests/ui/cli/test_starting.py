"""What a command imports: an answer waits for nothing that it does not need."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fonti.index import Library
from tests.helpers.paths import ROOT

MODEL_PACKAGES = {"torch", "transformers", "sentence_transformers"}
INTERFACE_PACKAGES = {"gradio", "fastapi", "pandas", "sklearn", "matplotlib", "jinja2"}
PARSER_PACKAGES = {
    "langchain_core",
    "langchain_text_splitters",
    "trafilatura",
    "pypdfium2",
    "mammoth",
    "markdown_it",
    "lxml",
}
SEARCH_PACKAGES = {"numpy", "faiss", "tantivy", "Stemmer", "py3langid"}
UNNEEDED = MODEL_PACKAGES | INTERFACE_PACKAGES | PARSER_PACKAGES

# Runs a command with the fake encoder, then prints what it imported on the standard error.
PROGRAM = """
import sys
if sys.argv[1:] != ["--help"]:
    import fonti.index.index_searcher
    from tests.helpers.fakes import FakeEncoder
    fonti.index.index_searcher.open_encoder = lambda *args, **kwargs: FakeEncoder()
from fonti.ui.__main__ import main
try:
    main()
finally:
    print(*{name.split(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def import_packages(*arguments: str) -> set[str]:
    """Run a command, and return the packages that it imports."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-P", "-c", PROGRAM, *arguments]
    process = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    assert process.stdout
    return set(process.stderr.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "Quando apre la biblioteca?"),
        ("search", "biblioteca"),
        ("verify", "--source", "biblioteca.txt", "--span", "0-13"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_question_imports_only_what_it_needs(
    arguments: tuple[str, ...], library: Library
) -> None:
    """No parser, no package of the chat, and none that trains or measures is imported to answer."""
    options = ("--corpus", str(library.corpus), "--index", str(library.folder))
    assert not import_packages(*arguments, *options) & UNNEEDED


def test_a_status_imports_no_parsers(library: Library) -> None:
    """The status of an index is shown without what reads documents."""
    assert not import_packages("status", str(library.folder)) & UNNEEDED


def test_the_help_imports_no_package_of_the_search() -> None:
    """The help is shown without what searches."""
    assert not import_packages("--help") & (UNNEEDED | SEARCH_PACKAGES)


def test_onnx_runtime_sends_no_telemetry(tmp_path: Path) -> None:
    """ONNX Runtime by itself would record its use in the cache, and send that to its maker."""
    folders = ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    environment = {
        **os.environ,
        **dict.fromkeys(folders, str(tmp_path)),
        "ORT_DISABLE_TELEMETRY": "0",
        "PYTHONPATH": str(ROOT),
    }
    program = "import fonti.index.models.onnx_model"
    command = [sys.executable, "-P", "-c", program]
    subprocess.run(command, check=True, env=environment, cwd=tmp_path)
    assert not list(tmp_path.iterdir())
