"""The shape of the code: which package imports which, the public names, and the rules of style."""

import ast
import importlib
import subprocess
import sys
from collections import defaultdict
from itertools import pairwise

import pytest

from tests.helpers.code_style import find_offences
from tests.helpers.imports import PACKAGES, find_cycle, import_graph, imported_names, modules
from tests.helpers.paths import ROOT

# The sub-packages and modules of each package, from the ground up: one imports those of its own
# floor and of the floors below. Cycles are excluded by a test of their own.
FLOORS: dict[str, tuple[set[str], ...]] = {
    "index": (
        {
            "errors",
            "messages",
            "database_messages",
            "file_messages",
            "installation_messages",
            "milvus_messages",
            "model_messages",
            "server_messages",
            "types",
            "extraction_warnings",
            "bibliographic_data",
            "paths",
            "progress",
            "durable",
            "priority",
        },
        {"formats"},
        {"text"},
        {"worker"},
        {"models"},
        {"store"},
        {"search"},
        {"corpus"},
        {"sync"},
        {"status"},
        {"engine"},
        {"local_engine"},
        {"milvus"},
        {"index_location", "index_reader"},
        {"index_searcher"},
        {"library"},
        {"installation"},
    ),
    "qa": (
        {"display", "json_types"},
        {"answer"},
        {"arguments", "question", "requests", "saved_answers"},
        {"candidates", "ranking"},
        {"structure"},
        {"quoting", "reading"},
        {"confidence"},
        {"addressing", "citing", "gathering"},
        {"elsewhere", "replies", "search"},
        {"question_answering"},
        {"assistant", "verification"},
        {"evaluation", "examples"},
    ),
    "ui": ({"i18n"}, {"web"}, {"cli"}, {"__main__"}),
}

# The sub-packages whose own sub-packages are parts, too.
DIVIDED = ("fonti.index.formats.", "fonti.ui.web.")

# Packages that take seconds to import.
HEAVY = {"torch", "transformers", "sentence_transformers", "gradio"}

# What searches and encodes, which the process that parses files starts without.
SEARCH = {"faiss", "tantivy", "onnxruntime"}


def part_of(module: str) -> str:
    """Return the part of the package that a module belongs to.

    A part is a sub-package or a module of `fonti.index`, `fonti.qa` or `fonti.ui`, or of one of
    their sub-packages that are divided again.
    """
    depth = 4 if module.startswith(DIVIDED) else 3
    return ".".join(module.split(".")[:depth])


def test_packages_import_downwards() -> None:
    """`ui` imports `qa` and `index`, `qa` imports `index`, and none imports the tests."""
    upwards = []
    for module, path in modules().items():
        package = module.split(".")[1]
        above = PACKAGES[PACKAGES.index(package) + 1 :]
        forbidden = ("tests.", *(f"fonti.{name}." for name in above))
        upwards += [
            f"{module} imports {name}"
            for name in imported_names(path)
            if name.startswith(forbidden)
        ]

    assert not upwards, "\n".join(upwards)


def test_parts_import_downwards() -> None:
    """A part of a package imports no part of a higher floor."""
    upwards = []
    for module, targets in import_graph().items():
        for target in sorted(targets):
            floor = floor_of(module)
            target_floor = floor_of(target)
            if floor is None or target_floor is None:
                continue
            if module.split(".")[1] == target.split(".")[1] and floor < target_floor:
                upwards.append(f"{module} (floor {floor}) imports {target} (floor {target_floor})")

    assert not upwards, "\n".join(upwards)


def floor_of(module: str) -> int | None:
    """Return the floor on which a module stands, or None if its part has none."""
    package, _, rest = module.removeprefix("fonti.").partition(".")
    part = rest.partition(".")[0]
    for floor, parts in enumerate(FLOORS.get(package, ())):
        if part in parts:
            return floor
    return None


def test_every_part_has_a_floor() -> None:
    """A new sub-package or module of a package is given its floor."""
    without = [module for module in modules() if module.count(".") > 1 and floor_of(module) is None]
    assert not without, "\n".join(without)


def test_parts_do_not_import_each_other() -> None:
    """No cycle of imports leads from a sub-package through others back to itself."""
    graph: dict[str, set[str]] = defaultdict(set)
    examples = {}
    for module, targets in import_graph().items():
        for target in targets:
            edge = (part_of(module), part_of(target))
            if edge[0] != edge[1]:
                graph[edge[0]].add(edge[1])
                examples[edge] = f"{module} imports {target}"

    cycle = find_cycle(graph)
    assert not cycle, "\n".join(examples[edge] for edge in pairwise(cycle))


def test_modules_do_not_import_each_other() -> None:
    """No cycle of imports leads from a module through others back to itself."""
    cycle = find_cycle(import_graph())
    assert not cycle, " imports ".join(cycle)


def test_imports_are_absolute() -> None:
    """Modules are imported by their whole name, so that a search finds every use."""
    relative = [
        f"{module} imports {name}"
        for module, path in modules().items()
        for name in imported_names(path)
        if name.startswith(".")
    ]
    assert not relative, "\n".join(relative)


def test_ui_uses_the_public_names() -> None:
    """`ui` imports from `fonti.qa` and `fonti.index`, and from none of their modules."""
    private = []
    for module, targets in import_graph().items():
        if not module.startswith("fonti.ui"):
            continue
        private += [
            f"{module} imports {target}"
            for target in sorted(targets)
            if target.startswith(("fonti.qa.", "fonti.index."))
        ]

    assert not private, "\n".join(private)


def test_integrations_use_the_facade() -> None:
    """What is written for a framework imports only what users of `fonti` import."""
    public = importlib.import_module("fonti").__all__
    private = [
        f"{path.name} imports {name}"
        for path in sorted((ROOT / ".package" / "fonti" / "integrations").glob("*.py"))
        for name in imported_names(path)
        if name.startswith("fonti.") and name.split(".")[1] not in (*public, "integrations")
    ]
    assert not private, "\n".join(private)


def test_the_facade_has_the_public_names() -> None:
    """`fonti` offers what a program needs, and every name is there."""
    facade = importlib.import_module("fonti")
    assert set(facade.__all__) == {
        "Answer",
        "Assistant",
        "Citation",
        "Document",
        "FontiError",
        "Library",
    }
    for name in facade.__all__:
        assert getattr(facade, name).__name__ == name


@pytest.mark.parametrize("package", ["index", "qa"])
def test_a_package_lists_its_public_names(package: str) -> None:
    """`__all__` holds what the package's stub imports by a public name, without repetition."""
    tree = ast.parse((ROOT / package / "__init__.pyi").read_text("utf-8"))
    names = [
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    public = [name for name in names if not name.startswith("_")]

    module = importlib.import_module(f"fonti.{package}")
    assert sorted(module.__all__) == sorted(public)
    assert len(set(module.__all__)) == len(module.__all__)


def test_packages_of_formats_have_no_code() -> None:
    """What a package of formats needs is imported with the module that reads a file."""
    for path in sorted((ROOT / "index" / "formats").glob("*/__init__.py")):
        tree = ast.parse(path.read_text("utf-8"))
        assert ast.get_docstring(tree), path
        assert len(tree.body) == 1, path


@pytest.mark.parametrize(
    ("statement", "late"),
    [
        ("from fonti import *; from fonti.index import *; from fonti.qa import *", HEAVY),
        ("import fonti.qa, fonti.index.worker.__main__", HEAVY | SEARCH),
    ],
    ids=["all public names", "parsing process"],
)
def test_importing_is_cheap(statement: str, late: set[str]) -> None:
    """What takes long to import is imported when it is used."""
    program = f"import sys; {statement}; print(*{late} & {{*sys.modules}})"
    command = [sys.executable, "-P", "-c", program]
    finished = subprocess.run(command, check=True, capture_output=True, text=True)
    assert finished.stdout.strip() == ""


def test_test_modules_do_not_import_each_other() -> None:
    """What several test modules use stands in `tests/helpers`."""
    imports = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for name in imported_names(path)
        if name.startswith("tests.") and ".test_" in name
    ]
    assert not imports, "\n".join(imports)


@pytest.mark.parametrize("folder", [".package", "index", "qa", "ui", "tests"])
def test_the_code_keeps_to_the_style(folder: str) -> None:
    """Modules and functions are short, named plainly, documented, and have one statement a line."""
    offences = [
        str(offence)
        for path in sorted((ROOT / folder).rglob("*.py"))
        for offence in find_offences(path)
    ]
    assert not offences, "\n".join(offences)
