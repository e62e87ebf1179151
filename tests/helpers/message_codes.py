"""Find where the source uses the codes of messages, and with which parameters."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from fonti.index import ENGLISH_MESSAGES
from tests.helpers.paths import ROOT

# Calls whose first argument is a code. Their parameters are keywords, except those of Reason, which
# are a dict.
CODE_CALLS = frozenset(
    {
        "AnswerError",
        "ArgumentError",
        "CorpusError",
        "Crashed",
        "PostgresError",
        "FontiError",
        "FormatMismatch",
        "ModelError",
        "ModelMismatch",
        "QuestionError",
        "QuestionsError",
        "Reason",
        "StoreError",
        "TokenError",
        "Unreadable",
        "UploadError",
        "add_warning",
    }
)

# Where codes are read from JSON or passed on.
_CODE_IS_A_VARIABLE = frozenset({"code", "reason.code", "error.code"})


@dataclass(frozen=True, slots=True)
class CodeUse:
    """A code in the source; `params` is None if the call does not show all its parameters."""

    place: str
    code: str
    params: frozenset[str] | None


def list_fields(template: str) -> frozenset[str]:
    """Return the names of the fields of a template."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


def find_code_uses() -> Iterator[CodeUse]:
    """Yield every use of a code in `index`, `qa` and `ui`.

    An expression in the place of a code is yielded as its source text.
    """
    for package in ("index", "qa", "ui"):
        for path in sorted((ROOT / package).rglob("*.py")):
            yield from _find_in_module(path)


def find_strings() -> set[str]:
    """Return the string literals of `index`, `qa` and `ui`, except those of the translations."""
    strings = set()
    for package in ("index", "qa", "ui"):
        for path in (ROOT / package).rglob("*.py"):
            if path.name.endswith("messages.py") or path.parent.name == "i18n":
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    strings.add(node.value)
    return strings


def _find_in_module(path: Path) -> Iterator[CodeUse]:
    tree = ast.parse(path.read_text("utf-8"))
    dicts = _find_dicts(tree)

    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        place = f"{path.relative_to(ROOT)}:{call.lineno}"
        name = ast.unparse(call.func).split(".")[-1]
        params = _read_params(name, call, dicts)
        for code in _read_codes(name, call.args[0]):
            yield CodeUse(place, code, params)


def _find_dicts(tree: ast.Module) -> list[tuple[str, ast.Dict]]:
    """Return the dict literals that are assigned to a variable, in the order of the source."""
    dicts = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            dicts += [(ast.unparse(target), node.value) for target in node.targets]
    return sorted(dicts, key=lambda named: named[1].lineno)


def _read_codes(name: str, argument: ast.expr) -> list[str]:
    """Return the codes that the first argument of a call may be.

    A function that passes a code on may have any name, so a string that is a code is one anywhere.
    """
    if isinstance(argument, ast.IfExp):
        return [*_read_codes(name, argument.body), *_read_codes(name, argument.orelse)]

    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        if name in CODE_CALLS or argument.value in ENGLISH_MESSAGES:
            return [argument.value]
    elif name in CODE_CALLS and ast.unparse(argument) not in _CODE_IS_A_VARIABLE:
        return [ast.unparse(argument)]
    return []


def _read_params(
    name: str, call: ast.Call, dicts: list[tuple[str, ast.Dict]]
) -> frozenset[str] | None:
    # The parameters of what pydantic found are added where they are known.
    if name == "PydanticCustomError":
        return None
    if name not in ("Reason", "cls"):
        keywords = [keyword.arg for keyword in call.keywords]
        # The page of a warning is no parameter of its message.
        ignored = {"page"} if name == "add_warning" else set()
        return None if None in keywords else frozenset(map(str, keywords)) - ignored

    if len(call.args) == 1:
        return frozenset()
    params = call.args[1]
    if isinstance(params, ast.Name):
        # The last assignment above the call.
        variable = params.id
        for assigned, value in dicts:
            if assigned == variable and value.lineno < call.lineno:
                params = value
    if isinstance(params, ast.Dict):
        keys = [key.value for key in params.keys if isinstance(key, ast.Constant)]
        return frozenset(map(str, keys))
    return None
