"""A retriever for LangChain, over the passages of an assistant.

from fonti import Assistant
from fonti.integrations.langchain import FontiRetriever

documents = FontiRetriever(assistant=Assistant.open("documenti"), k=3).invoke("Chi ha firmato?")
"""

import asyncio
from collections.abc import Sequence

from langchain_core.callbacks import (
    AsyncCallbackManagerForRetrieverRun,
    CallbackManagerForRetrieverRun,
)
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from fonti import Assistant
from fonti.integrations.passages import describe_passage


class FontiRetriever(BaseRetriever):
    """Returns the passages that match a query best, with their places as metadata.

    Attributes:
        assistant: The assistant of the documents.
        k: How many passages are returned at most; also an argument of `invoke` and `ainvoke`.
        languages: The ISO 639-1 codes that the search is limited to; None for no limit.
        sources: The documents that the search is limited to; None for no limit.

    """

    assistant: Assistant
    k: int = 5
    languages: Sequence[str] | None = None
    sources: Sequence[str] | None = None

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002
        k: int | None = None,
    ) -> list[Document]:
        return self._search(query, k)

    async def _aget_relevant_documents(
        self,
        query: str,
        *,
        run_manager: AsyncCallbackManagerForRetrieverRun,  # noqa: ARG002
        k: int | None = None,
    ) -> list[Document]:
        return await asyncio.to_thread(self._search, query, k)

    def _search(self, query: str, k: int | None) -> list[Document]:
        citations = self.assistant.search(
            query,
            languages=self.languages,
            sources=self.sources,
            top_k=self.k if k is None else k,
        )
        return [
            Document(page_content=citation.passage.text, metadata=describe_passage(citation))
            for citation in citations
        ]
