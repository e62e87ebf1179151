"""Reasons and problems in the reader's language: whatever the rooms below may tell has Italian words."""

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import FontiError, Library
from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.i18n.reasons import FILES, PARTS, PROBLEMS, _pattern, reason_words
from tests.helpers.fakes import FakeEncoder, texts, write_corpus
from tests.helpers.paths import ROOT

MODULES = sorted(path for room in ("index", "qa") for path in (ROOT / room).rglob("*.py"))
PLACE = {  # where a call tells its reason
    "Unreadable": 0,
    "Crashed": 0,
    "Skipped": 1,
    "CorpusError": 0,
    "StoreError": 0,
    "ModelError": 0,
    "FormatMismatch": 0,
    "ModelMismatch": 0,
}
FILLED = "another process"
COMMANDS = ("run(", "rebuilding(", "finish", "listing")


def choices(name: str, tree: ast.Module) -> list[str]:
    """The words that a name is set to where these depend on something."""
    assigned = (
        each
        for each in ast.walk(tree)
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.IfExp)
    )
    values = [
        each.value
        for each in assigned
        if any(ast.unparse(target) == name for target in each.targets)
    ]
    return [text for value in values for text in told(value, tree)]


def told(expression: ast.expr, tree: ast.Module) -> list[str]:
    """What an expression may say, with something in the place of what it is filled with."""
    match expression:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return ["".join(chosen) for chosen in product(*(told(part, tree) for part in parts))]
        case ast.FormattedValue(
            value=ast.IfExp() | ast.JoinedStr() | ast.BoolOp() | ast.BinOp() as value
        ):
            return told(value, tree) or [FILLED]
        case ast.FormattedValue(value=ast.Name(id=name)) if chosen := choices(name, tree):
            return chosen
        case ast.FormattedValue(value=value):
            written = ast.unparse(value)
            return ["run: fonti x"] if any(name in written for name in COMMANDS) else [FILLED]
        case ast.IfExp(body=body, orelse=other):
            return [*told(body, tree), *told(other, tree)]
        case ast.BoolOp(values=values):
            return [FILLED, *(text for value in values for text in told(value, tree))]
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mult()):
            return ["", text]
        case ast.Call(func=ast.Name(id=name)):
            functions = [
                each
                for each in tree.body
                if isinstance(each, ast.FunctionDef) and each.name == name
            ]
            returns = [
                each
                for function in functions
                for each in ast.walk(function)
                if isinstance(each, ast.Return)
            ]
            return [text for each in returns if each.value for text in told(each.value, tree)]
    return []  # made elsewhere, and found there


def reasons() -> Iterator[tuple[str, str]]:
    """Everything that the rooms below may tell, and where."""
    for path in MODULES:
        tree = ast.parse(path.read_text("utf-8"))
        for call in ast.walk(tree):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Name)
                and call.func.id in PLACE
            ):
                given_ = call.args[PLACE[call.func.id] :][:1]
                for text in (text for argument in given_ for text in told(argument, tree)):
                    yield f"{path.relative_to(ROOT)}:{call.lineno}", text


REASONS = list(reasons())


def test_all_of_them_are_found() -> None:
    """Those of files and those of indexes, where they are conditional or made by a function too."""
    found = {text for _, text in REASONS}
    assert len(found) > 80
    assert {
        "a scan without text; run OCR on it first (another process pages)",
        "a hidden file",
        "no text",
    } <= found
    assert any(text.startswith("nothing to quote in") for text in found)


@pytest.mark.parametrize(("where", "reason"), REASONS, ids=lambda value: value[:60])
def test_each_has_italian_words(where: str, reason: str) -> None:
    """A new reason needs a template in ui/reasons.py."""
    assert reason_words(reason, ITALIAN) != reason, where
    assert reason_words(reason, ENGLISH) == reason


@pytest.mark.parametrize("english", [*FILES, *PROBLEMS])
def test_no_template_outlives_its_reason(english: str) -> None:
    """Each is told by some module."""
    assert any(_pattern(english).fullmatch(reason) for _, reason in REASONS) or english.startswith(
        "process "
    )


@pytest.mark.parametrize(("english", "italian"), (FILES | PROBLEMS | PARTS).items())
def test_italian_is_filled_with_what_english_holds(english: str, italian: str) -> None:
    """Names and numbers arrive where they belong."""
    names = [name for _, name, _, _ in Formatter().parse(english) if name]
    filled = {name: f"<{number}>" for number, name in enumerate(names)}
    assert len(names) == len(set(names))
    assert {name for _, name, _, _ in Formatter().parse(italian) if name} <= set(names)
    if english not in ("no text",):
        assert reason_words(english.format(**filled), ITALIAN) == italian.format(**filled)


@given(texts().map(lambda text: text[:500]))
def test_what_is_not_known_is_told_as_it_is(text: str) -> None:
    """Whatever it holds; braces of a name are no places to fill."""
    assert reason_words(f"quite new: {text}", ITALIAN) == f"quite new: {text}"
    assert reason_words(f"damaged ({{0}}{text})", ITALIAN) == f"è danneggiato ({{0}}{text})"


@given(
    st.lists(
        st.sampled_from([": ", "; add documents (", " skipped (", ")", "; a", "…"]), max_size=40
    ).map("".join)
)
def test_names_made_of_templates_stay_as_they_are(name: str) -> None:
    """What a file is called is no part of the reason; what is longer than any reason is left as it is."""
    assert name in reason_words(
        f"no document {name} in the index; to list all of them, run: fonti export", ITALIAN
    )
    assert reason_words(f"damaged ({name}{'x' * 2000})", ITALIAN).startswith("damaged")


@pytest.mark.parametrize(
    ("reason", "italian"),
    [
        ("cannot be read: Permission denied", "non si riesce a leggerlo: permesso negato"),
        (
            "the index in /i cannot be used ([Errno 28] No space left on device: '/i/x'); check the disk and the "
            "folder's permissions, or run: fonti index FOLDER --index /i --rebuild",
            "l'indice in /i non si può usare (il disco è pieno: '/i/x'); controlla il disco e i permessi della "
            "cartella, oppure esegui: fonti index FOLDER --index /i --rebuild",
        ),
        (
            "process 71, since 10:20:30, is writing the index in /i; wait for it to end",
            "il processo 71 sta scrivendo l'indice in /i dalle 10:20:30; attendi che finisca",
        ),
        (
            "nothing to quote in /c: 2 skipped (a.pdf: encrypted; save it without its password; b/: a hidden folder); "
            "add documents (.txt, .md)",
            "non c'è niente da citare in /c: 2 file saltati (a.pdf: è protetto da password: salvalo senza; b/: è una "
            "cartella nascosta); aggiungi documenti (.txt, .md)",
        ),
    ],
)
def test_what_stands_within_is_in_italian_too(reason: str, italian: str) -> None:
    """The system's words, and the reasons of each file of a list."""
    assert reason_words(reason, ITALIAN) == italian


def test_a_real_folder_is_told_in_italian(tmp_path: Path) -> None:
    """As a person would meet it: files of several faults, and nothing beside them."""
    files: dict[str, str | bytes] = {
        "a.pdf": b"%PDF-1.7",
        "b.txt": b"",
        "c.xls": b"x",
        "d.docx": b"PK",
        "e.rtf": "no",
    }
    library = Library.at(
        write_corpus(tmp_path / "carte", files), index=tmp_path / "index", model=FakeEncoder()
    )
    with pytest.raises(FontiError) as nothing:
        library.sync()
    told_so = reason_words(str(nothing.value), ITALIAN)
    assert "non c'è niente da citare" in told_so
    assert "5 file saltati (c.xls: il formato .xls non si legge (si leggono .txt, .md, " in told_so
    assert (
        "; a.pdf: PDF danneggiato: non si apre; b.txt: è vuoto (0 byte); …); aggiungi documenti (.txt"
        in told_so
    )
    write_corpus(tmp_path / "carte", {"f.txt": "Una riga."})
    for skipped in library.sync().skipped:
        assert reason_words(skipped.reason, ITALIAN) != skipped.reason
