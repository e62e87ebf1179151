"""What a command imports: an answer waits for nothing that it does not need."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

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

# Runs commands with the fake encoder, then prints what they imported on the standard error.
PROGRAM = """
import json, sys
commands = json.loads(sys.argv[1])
if commands != [["--help"]]:
    import fonti.index.index_searcher
    from tests.helpers.fakes import FakeEncoder
    fonti.index.index_searcher.open_encoder = lambda *args, **kwargs: FakeEncoder()
from fonti.ui.__main__ import main
for command in commands:
    sys.argv[1:] = command
    try:
        main()
    except SystemExit as ended:
        assert not ended.code, command
print(*{name.split(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def import_packages(*commands: Sequence[str]) -> set[str]:
    """Run commands in one process, and return the packages that they import."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-P", "-c", PROGRAM, json.dumps(commands)]
    process = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    assert process.stdout
    return set(process.stderr.split())


def test_commands_that_read_an_index_import_only_what_they_need(library: Library) -> None:
    """No parser, no package of the chat, and none that trains or measures is imported to answer."""
    options = ("--corpus", str(library.corpus), "--index", str(library.folder))
    packages = import_packages(
        ("status", str(library.folder)),
        ("verify", "--source", "biblioteca.txt", "--span", "0-13", *options),
        ("search", "biblioteca", *options),
        ("ask", "Quando apre la biblioteca?", *options),
    )
    assert not packages & UNNEEDED


def test_the_help_imports_no_package_of_the_search() -> None:
    """The help is shown without what searches."""
    assert not import_packages(["--help"]) & (UNNEEDED | SEARCH_PACKAGES)


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
