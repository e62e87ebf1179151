"""The shape of the code: imports point down, public names are listed, modules and functions are short."""

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.paths import ROOT

ROOMS = ("index", "qa", "ui")  # each may import those before it
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """The modules that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            assert not node.level, f"{path.name} imports by a relative name"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_down(path: Path) -> None:
    """No room imports one above it, nor the tests."""
    room = path.relative_to(ROOT).parts[0]
    above = {*ROOMS[ROOMS.index(room) + 1 :], "tests"}
    assert not above & {name.split(".")[0] for name in imported(path)}


@pytest.mark.parametrize(
    "path", [path for path in MODULES if "ui" in path.parts], ids=lambda path: path.name
)
def test_what_is_seen_uses_the_public_surface(path: Path) -> None:
    """`ui` imports from `qa` and `index` themselves, not from their modules."""
    assert not [name for name in imported(path) if name.startswith(("qa.", "index."))]


@pytest.mark.parametrize("room", ["index", "qa"])
def test_the_public_surface_is_listed(room: str) -> None:
    """`__all__` is what the package imports by a public name, sorted, and every name in it is there."""
    module = importlib.import_module(room)
    tree = ast.parse((ROOT / room / "__init__.py").read_text("utf-8"))
    names = [
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    assert set(module.__all__) == {name for name in names if not name.startswith("_")}
    assert len(set(module.__all__)) == len(module.__all__)
    assert all(hasattr(module, name) for name in module.__all__)


@pytest.mark.parametrize("room", ["index", "qa"])
def test_importing_is_cheap(room: str) -> None:
    """What takes seconds to import is imported when it is used."""
    program = f"import sys, {room}; print(*{{'torch', 'transformers', 'sentence_transformers', 'gradio'}} & {{*sys.modules}})"
    command = [sys.executable, "-c", program]
    assert not subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=ROOT
    ).stdout.strip()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_and_functions_are_short(path: Path) -> None:
    """No module is longer than 300 lines, no function longer than 40; each module says what it is."""
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert len(text.splitlines()) <= 300
    assert not [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= 40]
    assert not text or ast.get_docstring(tree)
