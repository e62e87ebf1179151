"""The retriever for LlamaIndex, by the framework itself."""

from pathlib import Path

import pytest

from tests.helpers.assistants import open_assistant
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.serving import run_in_thread

QUERY = "When was the lighthouse built of granite?"


def test_nodes_are_passages_with_their_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The framework returns the passages of the assistant, best first, also asynchronously."""
    from llama_index.core import Settings
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine

    from fonti.integrations.llama_index import FontiRetriever

    assistant = open_assistant(tmp_path, ITALIAN, ENGLISH)
    retriever = FontiRetriever(assistant, top_k=2)
    citations = assistant.search(QUERY, top_k=2)

    nodes = retriever.retrieve(QUERY)
    assert [node.text for node in nodes] == [citation.passage.text for citation in citations]
    assert [node.score for node in nodes] == [citation.score for citation in citations]
    assert nodes[0].metadata["source"] == "1.txt"
    assert run_in_thread(lambda: retriever.aretrieve(QUERY)) == nodes

    # The engine asks for a model, although it writes no text.
    monkeypatch.setattr(Settings, "_llm", MockLLM())
    engine = RetrieverQueryEngine.from_args(retriever, response_mode="no_text")
    assert engine.query(QUERY).source_nodes == nodes
