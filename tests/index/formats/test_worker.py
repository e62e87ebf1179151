"""Parsers run apart: what hangs, swells or crashes there is a refusal here, and the next file is read."""

import io
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from fonti.index import CorpusError, Library
from fonti.index.formats import READERS, Unreadable
from fonti.index.formats.framing import receive, send
from fonti.index.formats.worker import Order, Parser
from tests.helpers.fakes import FakeEncoder, write_corpus

HOSTILE = """
import ctypes, os, time
from fonti.index.formats.extract import Extract, Unreadable

def read(content):
    print("what a library says is no reply")
    if content == b"hang":
        while True: pass
    if content == b"sleep":
        time.sleep(60)
    if content == b"swell":
        bytearray(1 << 40)
    if content == b"creep":
        kept = []
        while True: kept.append(bytes(1 << 20))
    if content == b"crash":
        ctypes.string_at(0)
    if content == b"exit":
        os._exit(0)
    if content == b"deep":
        read.__globals__["read"](content)
    if content == b"raise":
        raise KeyError("surprise")
    if content == b"long":
        return Extract("x" * 100_000_001)
    return Extract(content.decode())
"""
REASONS = {
    "hang": "more than 1 s",
    "sleep": "more than 1 s",
    "swell": "too much memory",
    "creep": "too much memory",
    "crash": "crashed",
    "exit": "crashed",
    "deep": "nested too deep",
    "raise": "KeyError: 'surprise'",
    "long": "more than 100,000,000 characters",
}


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A format whose parser does what a file tells it to."""
    (tmp_path / "index_hostile.py").write_text(HOSTILE)
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "if 'fonti.index.formats' in sys.orig_argv:\n"
        "    import index_hostile\n"
        "    sys.modules['fonti.index.formats.hostile'] = index_hostile\n"
        "    from fonti.index.formats import READERS\n"
        "    READERS['.hostile'] = 'hostile'\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(READERS, ".hostile", "hostile")


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("what", REASONS)
def test_what_befalls_a_parser_is_a_reason(what: str) -> None:
    """Each fault is told by its kind, within the limits, and a file before and after it is read."""
    with Parser(memory=1 << 29) as parser:
        assert parser.parse(".hostile", b"before").text == "before"
        patience, began = parser._seconds, time.monotonic()
        if what in (
            "hang",
            "sleep",
        ):  # little is for these alone: a busy machine is slow to start a child
            parser._seconds = 1
        with pytest.raises(Unreadable, match=REASONS[what]):
            parser.parse(".hostile", what.encode())
        assert time.monotonic() - began < 30
        parser._seconds = patience
        assert parser.parse(".hostile", b"after").text == "after"


def test_a_parser_that_was_killed_is_started_again() -> None:
    """Whoever ended the child, the next file is read by a new one."""
    with Parser() as parser:
        parser.parse(".md", b"# Uno")
        assert parser._child is not None
        os.kill(parser._child.pid, signal.SIGKILL)
        assert parser.parse(".md", b"# Due").title == "Due"


def test_no_child_is_left() -> None:
    """Closing ends the child; one that was never needed is never started."""
    with Parser() as parser:
        parser.parse(".txt", b"testo")
        assert parser._child is None
        parser.parse(".md", b"# Uno")
        child = parser._child
        assert child is not None
    assert child.returncode is not None


def test_packages_of_the_users_folder_are_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder named `index` where the user happens to be is not what parses."""
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "__init__.py").write_text("raise SystemExit('not this one')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry])
    with Parser() as parser:
        assert parser.parse(".md", b"# Uno").title == "Uno"


@pytest.mark.parametrize(
    "reply",
    [b"", b"\0" * 7, b"\0" * 7 + b"\x05" + b"no", b"\xff" * 8, b"\x7f" + b"\0" * 7],
    ids=[
        "nothing",
        "half a length",
        "half a reply",
        "a negative length",
        "a length beyond all memory",
    ],
)
def test_a_reply_that_is_cut_short_is_none(reply: bytes) -> None:
    """A child that dies while it replies is no more than dead."""
    assert receive(io.BytesIO(reply)) is None


@pytest.mark.parametrize("message", [b"", b"x", bytes(100_000)])
def test_a_message_arrives_as_it_was_sent(message: bytes) -> None:
    """Whatever its length."""
    stream = io.BytesIO()
    send(stream, message)
    assert receive(io.BytesIO(stream.getvalue())) == message


def test_a_crash_is_tried_again_and_a_refusal_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A parser that died may have died of the moment; what a file holds stays what it is."""
    corpus = write_corpus(
        tmp_path / "corpus", {"a.md": "# Uno", "b.pdf": b"%PDF-1.7", "c.txt": "Testo."}
    )
    asked: list[str] = []
    library = Library.at(corpus, index=tmp_path / "index", model=FakeEncoder())
    parse = Parser._ask

    def ask(parser: Parser, order: Order, content: bytes) -> dict[str, Any] | None:
        asked.append(order["parse"])
        return (
            None if asked[-1] == ".md" and asked.count(".md") < 3 else parse(parser, order, content)
        )

    monkeypatch.setattr(Parser, "_ask", ask)
    assert [each.source for each in library.sync().skipped] == ["a.md", "b.pdf"]
    assert library.sync().skipped[0].source == "a.md"
    assert library.sync().added == ("a.md",)
    assert asked == [".md", ".pdf", ".md", ".md"]


def test_a_process_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is then taken for refused."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(CorpusError, match="no process can be started"), Parser() as parser:
        parser.parse(".md", b"# Uno")
