"""The imports between the modules of the package, read from their syntax trees."""

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.helpers.paths import ROOT

PACKAGES = ("index", "qa", "ui")


@cache
def modules() -> dict[str, Path]:
    """Return the file of each module of the package, by its dotted name (`fonti.index.types`).

    The stub of a package, if it has one, lists what it imports.
    """
    files = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            stub = path.with_suffix(".pyi")
            files[_module_name(path)] = stub if stub.exists() else path

    return files


def _module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[-1] == "__init__":
        parts = parts[:-1]
    return ".".join(("fonti", *parts))


@cache
def imported_names(path: Path) -> tuple[str, ...]:
    """Return the dotted names that a module imports, late imports among them.

    A name imported from a module comes with the module's name before it, so that
    `from fonti.index import types` gives `fonti.index.types`.
    """
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            # The imports of a stub, which Python does not execute, are relative.
            if path.suffix == ".pyi":
                module = f"{_module_name(path)}{module}"
            names += [f"{module}.{alias.name}" for alias in node.names]

    return tuple(names)


@cache
def import_graph() -> dict[str, set[str]]:
    """Return the modules of the package that each module imports."""
    files = modules()
    graph: dict[str, set[str]] = {}
    for module, path in files.items():
        graph[module] = set()
        for name in imported_names(path):
            target = name if name in files else name.rpartition(".")[0]
            if target in files:
                graph[module].add(target)

    return graph


def find_cycle(graph: dict[str, set[str]]) -> list[str]:
    """Return the nodes of a cycle in a graph, the first one repeated at the end, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        # graphlib lists each node before those that depend on it.
        return cycle[::-1]
    return []
