"""What a file costs is paid by the process that parses it, within limits."""

import sys
import tracemalloc
from collections.abc import Callable

import pytest

from fonti.index.formats import Unreadable
from fonti.index.worker.framing import Reply
from fonti.index.worker.parser import Parser
from fonti.index.worker.process import WorkerProcess
from tests.helpers.zip_documents import make_odt

# A text of 40,000 sentences, for each of which a list of objects would take 200 bytes.
MANY_SENTENCES = b"Qui, qua. Oui.\n" * 20_000


def test_a_text_of_many_sentences_costs_the_parent_its_size() -> None:
    """The parent receives it without an object for a sentence."""
    with Parser() as parser:
        parser.parse(".txt", b"Prima.")
        tracemalloc.start()
        try:
            parsed = parser.parse(".txt", MANY_SENTENCES)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert len(parsed.passages.sentences) == 40_000
    assert peak < 8 * len(MANY_SENTENCES)


def make_dense_odt() -> bytes:
    """Return an OpenDocument text of 140 KB with 1.2 million paragraphs.

    The numbers keep it from being compressed so much that it is refused for that.
    """
    paragraphs = "a.</text:p><text:p>" * 90
    return make_odt("".join(f"<text:p>{n * n}. {paragraphs}</text:p>" for n in range(13_000)))


def make_dense_page() -> bytes:
    """Return an HTML page of 9 MB with a million paragraphs."""
    return b"<body>" + b"<p>a.</p>" * 1_000_000


def make_dense_text() -> bytes:
    """Return a text of 8 MB of `a` and full stops."""
    return b"a. " * 2_730_000


@pytest.mark.skipif(sys.platform != "linux", reason="the system limits no memory")
@pytest.mark.parametrize(
    ("suffix", "make"),
    [(".odt", make_dense_odt), (".html", make_dense_page), (".txt", make_dense_text)],
)
def test_a_small_file_that_takes_much_memory_is_refused(
    suffix: str, make: Callable[[], bytes]
) -> None:
    """It gets no more than the limit, costs the parent nothing, and the next file is read."""
    content = make()
    with Parser(memory_limit=320 << 20) as parser:
        tracemalloc.start()
        try:
            with pytest.raises(Unreadable) as refused:
                parser.parse(suffix, content)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

        assert refused.value.code == "parser_out_of_memory"
        assert peak < 1 << 20
        assert parser.parse(".txt", b"Prima.").text == "Prima."


def test_a_long_text_gets_the_time_that_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time counts anew after some passages, since a long text has many of them."""
    exchanges: list[int] = []

    def count(process: WorkerProcess, *messages: bytes) -> Reply | None:
        exchanges.append(len(messages))
        return exchange(process, *messages)

    exchange = WorkerProcess.exchange
    monkeypatch.setattr(WorkerProcess, "exchange", count)
    text = "Una riga qualunque, di un testo lungo, che parla del porto e del mare. " * 3 + "\n\n"
    with Parser() as parser:
        passages = parser.parse(".md", (text * 1_000).encode()).passages
    assert len(exchanges) == 1 + len(passages) // 200 > 4
