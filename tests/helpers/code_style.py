"""Rules of style that ruff does not know, checked on the syntax tree of one module."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# A longer module or function is split by subject.
MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 60

VAGUE_NAMES = frozenset({"found", "told", "held", "kept", "each"})
NOT_IMPERATIVE = frozenset(
    {"The", "A", "An", "What", "Where", "Whether", "How", "Who", "Which", "When", "All", "If"}
)

# Comments that a tool reads stand on the line that they are about.
_MAYBE_CROWDED = re.compile(r";|\S[ \t]*#(?! noqa| type:)")
_TOOL_COMMENT = re.compile(r"#\s*(type:|noqa|pragma:|fmt:|ruff:)")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Offence:
    """A line that breaks a rule."""

    path: Path
    line: int
    rule: str
    detail: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.detail}"


def find_offences(path: Path) -> list[Offence]:
    """Return the lines of a module that break a rule, in the order of the rules."""
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    nodes = list(ast.walk(tree))
    findings = [
        *_long_parts(text, nodes),
        *_parallel_assignments(nodes),
        *_vague_names(nodes),
        *_missing_docstrings(text, tree),
        *_docstrings_without_a_verb(tree),
        *_crowded_lines(text),
    ]

    return [Offence(path, line, rule, detail) for line, rule, detail in findings]


Finding = tuple[int, str, str]


def _long_parts(text: str, nodes: list[ast.AST]) -> Iterator[Finding]:
    """Yield the module if it has more than 400 lines, and its functions of more than 60."""
    length = len(text.splitlines())
    if length > MAX_MODULE_LINES:
        yield 1, "long module", f"{length} lines, at most {MAX_MODULE_LINES}"

    for node in nodes:
        if not isinstance(node, Function):
            continue
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > MAX_FUNCTION_LINES:
            detail = f"{node.name} has {length} lines, at most {MAX_FUNCTION_LINES}"
            yield node.lineno, "long function", detail


def _parallel_assignments(nodes: list[ast.AST]) -> Iterator[Finding]:
    """Yield the assignments of a tuple to a tuple, unless they exchange the same values."""
    for node in nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Tuple):
            continue

        for target in node.targets:
            if not isinstance(target, ast.Tuple):
                continue
            targets = sorted(ast.unparse(element) for element in target.elts)
            values = sorted(ast.unparse(element) for element in node.value.elts)
            if targets != values:
                yield node.lineno, "parallel assignment", ast.unparse(node)


def _vague_names(nodes: list[ast.AST]) -> Iterator[Finding]:
    """Yield the definitions of a variable, parameter, attribute or function with a vague name."""
    for node in nodes:
        name = _defined_name(node)
        if name in VAGUE_NAMES:
            yield getattr(node, "lineno", 1), "vague name", str(name)


def _defined_name(node: ast.AST) -> str | None:
    """Return the name that a node defines, if it defines one."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            return name
        case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return name
        case ast.ExceptHandler(name=name) | ast.alias(asname=name) | ast.MatchAs(name=name):
            return name
    return None


def _documented(
    parent: ast.Module | ast.ClassDef,
) -> Iterator[Function | ast.ClassDef]:
    """Yield the public classes, functions and methods below a module or class."""
    for node in parent.body:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
            continue
        yield node
        if isinstance(node, ast.ClassDef):
            yield from _documented(node)


def _missing_docstrings(text: str, tree: ast.Module) -> Iterator[Finding]:
    """Yield the module, and its public classes and functions, that have no docstring."""
    if text.strip() and not ast.get_docstring(tree):
        yield 1, "no docstring", "module"

    for node in _documented(tree):
        if not ast.get_docstring(node):
            yield node.lineno, "no docstring", node.name


def _docstrings_without_a_verb(tree: ast.Module) -> Iterator[Finding]:
    """Yield the public functions whose docstring does not begin with an imperative verb.

    Tests are left out: their docstring states a property.
    """
    for node in _documented(tree):
        docstring = ast.get_docstring(node)
        if isinstance(node, ast.ClassDef) or node.name.startswith("test_") or not docstring:
            continue

        first = re.split(r"[^\w']", docstring.lstrip("`*"), maxsplit=1)[0]
        if first in NOT_IMPERATIVE:
            yield node.lineno, "no verb", f"{node.name}: {docstring.splitlines()[0]}"


def _crowded_lines(text: str) -> Iterator[Finding]:
    """Yield the lines with two statements, or with a comment behind code that is not for a tool."""
    # Reading tokens is slow, and most modules have no such line.
    if not _MAYBE_CROWDED.search(text):
        return

    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        line = token.start[0]
        if token.type == tokenize.OP and token.string == ";":
            yield line, "two statements on a line", token.line.strip()
        elif token.type == tokenize.COMMENT:
            is_behind_code = bool(token.line[: token.start[1]].strip())
            if is_behind_code and not _TOOL_COMMENT.match(token.string):
                yield line, "trailing comment", token.string
