"""The retriever for LangChain: the standard tests of `langchain-tests`, and its metadata."""

from pathlib import Path
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_tests.integration_tests import RetrieversIntegrationTests

from fonti import Assistant
from fonti.integrations.langchain import FontiRetriever
from tests.helpers.assistants import open_assistant
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.serving import run_in_thread

QUERY = "When was the lighthouse built of granite?"
TEXTS = (ITALIAN, ENGLISH, "# The harbour\n\nThe lighthouse keeper rang the bell.", "A lighthouse.")


class TestFontiRetriever(RetrieversIntegrationTests):
    """The standard tests of retrievers, on a small corpus."""

    @pytest.fixture(autouse=True)
    def open_corpus(self, tmp_path: Path) -> None:
        """Open the assistant of the corpus."""
        self.assistant = open_assistant(tmp_path, *TEXTS)

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        """Return the class that is tested."""
        return FontiRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        """Return its arguments."""
        return {"assistant": self.assistant}

    @property
    def retriever_query_example(self) -> str:
        """Return a query that has several results."""
        return QUERY


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    """Open the assistant of the corpus."""
    return open_assistant(tmp_path, *TEXTS)


def test_each_document_says_where_it_stands(assistant: Assistant) -> None:
    """The span is that of the text in the document; the quote stands in it."""
    documents = FontiRetriever(assistant=assistant, languages=["en"]).invoke(QUERY)
    assert documents
    for document in documents:
        place = document.metadata
        stored = assistant.library.document(place["source"])
        assert stored is not None
        assert stored.text[place["start"] : place["end"]] == document.page_content
        assert place["start"] <= place["quote_start"] < place["quote_end"] <= place["end"]
        assert 0 <= place["score"] <= 1
        assert place["language"] == "en"
    assert {"page", "heading", "title", "sha256"} < documents[0].metadata.keys()


def test_the_asynchronous_call_takes_the_same_arguments(assistant: Assistant) -> None:
    """`ainvoke` with a number of documents returns what `invoke` returns."""
    retriever = FontiRetriever(assistant=assistant, sources=["1.txt", "2.txt"])

    async def invoke() -> list[Document]:
        return await retriever.ainvoke(QUERY, None, k=1)

    documents = run_in_thread(invoke)
    assert documents == retriever.invoke(QUERY, None, k=1)
    assert len(documents) == 1
