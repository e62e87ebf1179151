"""A retriever for LlamaIndex, over the passages of an assistant: the extra `llama-index`."""

import asyncio
from collections.abc import Sequence

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from fonti import Assistant
from fonti.integrations.passages import describe_passage


class FontiRetriever(BaseRetriever):
    """Returns the passages that match a query best, with their places as metadata.

    Args:
        assistant: The assistant of the documents.
        top_k: How many passages are returned at most.
        languages: The ISO 639-1 codes that the search is limited to; None for no limit.
        sources: The documents that the search is limited to; None for no limit.

    """

    def __init__(
        self,
        assistant: Assistant,
        *,
        top_k: int = 5,
        languages: Sequence[str] | None = None,
        sources: Sequence[str] | None = None,
    ) -> None:
        super().__init__()
        self._assistant = assistant
        self._top_k = top_k
        self._languages = languages
        self._sources = sources

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        citations = self._assistant.search(
            query_bundle.query_str,
            languages=self._languages,
            sources=self._sources,
            top_k=self._top_k,
        )
        nodes = []
        for citation in citations:
            passage = citation.passage
            node = TextNode(
                id_=f"{citation.sha256}:{passage.start}-{passage.end}",
                text=passage.text,
                metadata=describe_passage(citation),
            )
            nodes.append(NodeWithScore(node=node, score=citation.score))
        return nodes

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)
