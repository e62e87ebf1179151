"""What a file costs is paid by the process that parses it, within limits."""

import tracemalloc

import pytest

from fonti.index.worker.framing import Reply
from fonti.index.worker.parser import Parser
from fonti.index.worker.process import WorkerProcess

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
