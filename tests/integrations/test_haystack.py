"""The retriever for Haystack, in a pipeline of the framework."""

from pathlib import Path

import pytest

from tests.helpers.assistants import open_assistant
from tests.helpers.corpora import ENGLISH, ITALIAN

QUERY = "When was the lighthouse built of granite?"


def test_a_pipeline_retrieves_passages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipeline that was saved and loaded returns the passages, with their places."""
    from haystack import Pipeline

    from fonti import Assistant
    from fonti.integrations.haystack import FontiRetriever

    assistant = open_assistant(tmp_path, ITALIAN, ENGLISH)
    # The index was made with the fake encoder, which has no name that could be loaded.
    monkeypatch.setattr(Assistant, "open", lambda _: assistant)
    pipeline = Pipeline()
    pipeline.add_component("retriever", FontiRetriever(str(tmp_path / "index"), languages=["en"]))
    loaded = Pipeline.loads(pipeline.dumps(), allowed_modules=[FontiRetriever.__module__])

    documents = loaded.run({"retriever": {"query": QUERY, "top_k": 1}})["retriever"]["documents"]

    (citation,) = assistant.search(QUERY, languages=["en"], top_k=1)
    assert [document.content for document in documents] == [citation.passage.text]
    assert documents[0].meta["source"] == "1.txt"
    assert documents[0].score == citation.score
