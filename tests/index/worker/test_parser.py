"""The parser's process: whatever a file does to it, the parent gets a reason and reads the next."""

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from landlock import LandlockError, landlock_abi_version

from fonti.index import CorpusError, Library
from fonti.index.formats import Unreadable
from fonti.index.worker.framing import Reply, receive, receive_reply, send, send_reply
from fonti.index.worker.parser import Parser
from fonti.index.worker.parser_pool import ParserPool
from fonti.index.worker.process import ProcessOptions, WorkerProcess, acquire_process
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.waiting import wait_until

# The module of a format whose parser does what the content of the file says.
HOSTILE_MODULE = """
import __main__ as worker
import ctypes, os, socket, tempfile, time
from fonti.index.formats.extracted_text import ExtractedText

def read(content):
    print("what a library prints does not disturb the reply")
    if content == b"hang":
        while True: pass
    if content == b"sleep":
        time.sleep(60)
    if content == b"allocate at once":
        bytearray(1 << 40)
    if content == b"allocate slowly":
        pieces = []
        while True: pieces.append(bytes(1 << 20))
    if content == b"crash":
        ctypes.string_at(0)
    if content == b"exit":
        os._exit(0)
    if content == b"fill the disk":
        with tempfile.TemporaryFile() as file:
            file.seek(1 << 31)
            file.write(b"x")
            file.flush()
    if content == b"recurse":
        read.__globals__["read"](content)
    if content == b"raise":
        raise KeyError("surprise")
    if content == b"take over":
        # No more than what a process can send that a file has taken over.
        for descriptor in range(3, 20):
            try: os.write(descriptor, (4).to_bytes(8, "big") + b"[{}]")
            except OSError: pass
    if content.startswith(b"read "):
        return ExtractedText(open(content.decode().removeprefix("read ")).read())
    if content.startswith(b"connect "):
        socket.create_connection(("127.0.0.1", int(content.split()[1])), 5)
        return ExtractedText("connected")
    if content == b"long text":
        return ExtractedText("x" * 100_000_001)
    # Texts of as many parts as are refused would take long to cut.
    worker.MAX_PASSAGES = 100 if content == b"many passages" else 300_000
    worker.MAX_SENTENCES = 100 if content == b"many sentences" else 1_500_000
    if content == b"many passages":
        return ExtractedText("parola " * 30_000)
    if content == b"many sentences":
        return ExtractedText("Qui. Oui. " * 1_000)
    return ExtractedText(content.decode())
"""

# The code of the reason for each content, and a part of its message.
REASONS = {
    "hang": ("parser_timed_out", "more than 1 s"),
    "sleep": ("parser_timed_out", "more than 1 s"),
    "allocate at once": ("parser_out_of_memory", "too much memory"),
    "allocate slowly": ("parser_out_of_memory", "too much memory"),
    "crash": ("parser_crashed", "crashed"),
    "exit": ("parser_crashed", "crashed"),
    "fill the disk": ("parser_failed", "OSError"),
    "recurse": ("parser_recursion_too_deep", "nested too deep"),
    "raise": ("parser_failed", "KeyError: 'surprise'"),
    "take over": ("parser_crashed", "crashed"),
    "long text": ("text_too_long", "more than 100,000,000 characters"),
    "many passages": ("text_has_too_many_parts", "more than 100 "),
    "many sentences": ("text_has_too_many_parts", "more than 100 "),
}


def find_landlock() -> bool:
    """Return whether the system can take files from a process."""
    if sys.platform != "linux":
        return False
    try:
        return bool(landlock_abi_version() > 0)
    except LandlockError:
        return False


def can_leave_network() -> bool:
    """Return whether a process of this user may have a network of its own."""
    command = ["unshare", "--user", "--net", "true"]
    return bool(shutil.which("unshare")) and subprocess.run(command, check=False).returncode == 0


@pytest.fixture(scope="module")
def hostile_packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write packages with which the parser's process alone reads files by a hostile parser."""
    folder = tmp_path_factory.mktemp("packages")
    (folder / "hostile_module.py").write_text(HOSTILE_MODULE)
    (folder / "sitecustomize.py").write_text(
        "import sys\n"
        "if 'fonti.index.worker' in sys.orig_argv:\n"
        "    import hostile_module\n"
        "    sys.modules['fonti.index.formats.hostile'] = hostile_module\n"
        "    from fonti.index.formats import FORMATS, Format\n"
        "    FORMATS['.hostile'] = FORMATS['.tsv'] = Format('hostile')\n"
    )
    return folder


@pytest.fixture
def hostile_format(hostile_packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read `.hostile` and `.tsv` by a hostile parser, in the parser's process alone."""
    monkeypatch.syspath_prepend(str(hostile_packages))


@pytest.mark.usefixtures("hostile_format")
@pytest.mark.parametrize("content", REASONS)
def test_a_parser_that_fails_gives_a_reason(content: str) -> None:
    """A failure of any kind is reported in time, and the files before and after it are read."""
    code, message = REASONS[content]

    with Parser(memory_limit=1 << 29) as parser:
        assert parser.parse(".hostile", b"before").text == "before"
        usual_time_limit = parser._time_limit
        started = time.monotonic()

        # A short limit for these alone: a busy machine is slow to start a process.
        if code == "parser_timed_out":
            parser._time_limit = 1
        with pytest.raises(Unreadable, match=message) as error:
            parser.parse(".hostile", content.encode())
        assert error.value.code == code
        assert time.monotonic() - started < 30

        parser._time_limit = usual_time_limit
        assert parser.parse(".hostile", b"after").text == "after"


def test_a_process_that_was_killed_is_started_again() -> None:
    """If something ends the process, the next file is read by a new one."""
    with Parser() as parser:
        parser.parse(".md", b"# Uno")
        assert parser._process is not None
        os.kill(parser._process.pid, signal.SIGKILL)
        assert parser.parse(".md", b"# Due").title == "Due"


def test_the_next_parser_uses_the_process_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process waits for a parser with the same limits and environment, and then ends."""
    with Parser(time_limit=77) as parser:
        assert parser._process is None
        parser.parse(".txt", b"testo")
        process = parser._process
        assert process is not None

    with Parser(time_limit=77) as parser:
        parser.parse(".txt", b"testo")
        assert parser._process is process

    # What no parser reads may hold a secret: the process does not get it, and waits for all.
    monkeypatch.setenv("SERVICE_PASSWORD", "segreto")
    with Parser(time_limit=77) as parser:
        parser.parse(".txt", b"testo")
        assert parser._process is process
    assert "SERVICE_PASSWORD" not in dict(process.options.environment)

    monkeypatch.setenv("LANG", "another environment")
    with Parser(time_limit=77) as parser:
        parser.parse(".txt", b"testo")
        assert parser._process is not process

    monkeypatch.undo()
    monkeypatch.setattr("fonti.index.worker.process._IDLE_SECONDS", 0)
    with Parser(time_limit=77) as parser:
        parser.parse(".txt", b"testo")
        assert parser._process is process
    wait_until(lambda: not process.is_running)


def test_a_process_that_is_interrupted_is_not_used_again() -> None:
    """Its reply would be taken for that to another file."""

    def interrupt(*_: int) -> None:
        raise KeyboardInterrupt

    parser = Parser(time_limit=78, on_page=interrupt)
    process = parser._get_process()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "exchange", lambda *_: Reply({"progress": [1, 2]}, []))
        with pytest.raises(KeyboardInterrupt):
            parser.parse(".txt", b"testo")
    assert not process.is_running
    assert parser._process is None


def test_what_is_parsed_meanwhile_ends_with_an_interruption(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing waits for a file that takes long, and no process goes on."""
    processes = []

    def hang(process: WorkerProcess, *_: bytes) -> None:
        processes.append(process)
        wait_until(lambda: not process.is_running)

    monkeypatch.setattr(WorkerProcess, "exchange", hang)
    parsers = ParserPool(2, ocr=False, on_page=lambda _done, _total: None)
    texts = [parsers.parse(".txt", b"testo") for _ in range(3)]
    wait_until(lambda: len(processes) == 2)
    parsers.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert all(text.cancelled() or isinstance(text.exception(), Unreadable) for text in texts)
    assert len(processes) == 2
    wait_until(lambda: not any(process.is_running for process in processes))


def test_a_process_that_was_starting_ends_with_an_interruption(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The parser is aborted before it has the process."""
    parser = Parser()
    processes = []

    def acquire_and_abort(options: ProcessOptions) -> WorkerProcess:
        processes.append(acquire_process(options))
        parser.abort()
        return processes[0]

    monkeypatch.setattr("fonti.index.worker.parser.acquire_process", acquire_and_abort)
    with pytest.raises(Unreadable):
        parser.parse(".txt", b"testo")
    assert not processes[0].is_running


def test_packages_of_the_current_folder_are_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder named `index` in the current folder does not replace the package."""
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
def test_an_incomplete_reply_is_none(reply: bytes) -> None:
    """A reply that ends too soon counts as no reply."""
    assert receive(io.BytesIO(reply)) is None


@pytest.mark.parametrize("message", [b"", b"x", bytes(100_000)])
def test_a_message_is_received_as_it_was_sent(message: bytes) -> None:
    """A message of any length arrives unchanged."""
    stream = io.BytesIO()
    send(stream, message)
    assert receive(io.BytesIO(stream.getvalue())) == message


@pytest.mark.parametrize("count", [3, 4])
def test_a_reply_with_too_many_attachments_is_none(count: int) -> None:
    """What is left of it would be taken for the next reply."""
    reply = Reply({"language": "it"}, [b"x"] * count)
    stream = io.BytesIO()
    send_reply(stream, reply)
    assert receive_reply(io.BytesIO(stream.getvalue())) == (reply if count == 3 else None)


@pytest.mark.usefixtures("hostile_format")
@pytest.mark.skipif(not find_landlock(), reason="the system has no Landlock")
def test_a_parser_cannot_read_what_the_user_wrote(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """A file that takes over its parser gets no other file."""
    secret = tmp_path_factory.mktemp("home") / "secret.txt"
    secret.write_text("Il segreto.")
    with Parser() as parser, pytest.raises(Unreadable, match="PermissionError"):
        parser.parse(".hostile", f"read {secret}".encode())


@pytest.mark.usefixtures("hostile_format")
@pytest.mark.skipif(not can_leave_network(), reason="the system lets no process leave its network")
def test_a_parser_has_no_network() -> None:
    """A file that takes over its parser cannot send anything, not even to this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server, Parser() as parser:
        request = f"connect {server.getsockname()[1]}"
        with pytest.raises(Unreadable, match="OSError"):
            parser.parse(".hostile", request.encode())


@pytest.mark.usefixtures("hostile_format")
def test_a_file_that_ends_the_process_is_remembered(tmp_path: Path) -> None:
    """It is told, not read again by the next sync, and can be deleted."""
    corpus = write_corpus(tmp_path / "corpus", {"a.md": "# Uno"})
    library = Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    (tmp_path / "crash.tsv").write_bytes(b"crash")
    library.add(tmp_path / "crash.tsv")

    (skipped,) = library.sync().skipped
    assert (skipped.source, skipped.reason.code) == ("crash.tsv", "parser_crashed")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Parser, "parse", lambda *_: pytest.fail("it is read again"))
        assert library.sync().skipped == (skipped,)

    library.delete_upload("crash.tsv")
    assert library.sync().skipped == ()


def test_the_system_may_end_a_process_once() -> None:
    """A process that was ended while it read a file is not taken for a file that ends it."""
    with Parser() as parser:
        process = parser._get_process()
        process.kill()
        assert parser.parse(".md", b"# Uno").title == "Uno"


def test_a_process_that_cannot_be_started_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """If no process can be started, the file is not taken for unreadable."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with (
        pytest.raises(CorpusError, match="no process can be started") as error,
        Parser() as parser,
    ):
        parser.parse(".md", b"# Uno")
    assert error.value.code == "parser_not_started"
