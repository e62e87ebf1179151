"""A retriever for Haystack, over the passages of an index: the extra `haystack`."""

import asyncio
from collections.abc import Sequence
from typing import Any

from haystack import Document, component, default_to_dict

from fonti import Assistant
from fonti.integrations.passages import describe_passage


@component
class FontiRetriever:
    """Returns the passages that match a query best, with their places as metadata.

    Args:
        corpus: The folder of the documents, or of their index.
        top_k: How many passages are returned at most.
        languages: The ISO 639-1 codes that the search is limited to; None for no limit.

    """

    def __init__(
        self, corpus: str, *, top_k: int = 5, languages: Sequence[str] | None = None
    ) -> None:
        self.corpus = corpus
        self.top_k = top_k
        self.languages = languages
        self._assistant: Assistant | None = None

    def warm_up(self) -> None:
        """Open the assistant; a pipeline calls it before its first run."""
        self._open()

    def _open(self) -> Assistant:
        if self._assistant is None:
            self._assistant = Assistant.open(self.corpus)
        return self._assistant

    def to_dict(self) -> dict[str, Any]:
        """Return what a pipeline saves of the component."""
        options = {"corpus": self.corpus, "top_k": self.top_k, "languages": self.languages}
        return dict(default_to_dict(self, **options))

    @component.output_types(documents=list[Document])
    def run(self, query: str, top_k: int | None = None) -> dict[str, list[Document]]:
        """Return the passages for a query as `documents`, best first."""
        limit = self.top_k if top_k is None else top_k
        documents = []
        for citation in self._open().search(query, languages=self.languages, top_k=limit):
            meta = describe_passage(citation)
            content = citation.passage.text
            documents.append(Document(content=content, meta=meta, score=citation.score))
        return {"documents": documents}

    @component.output_types(documents=list[Document])
    async def run_async(self, query: str, top_k: int | None = None) -> dict[str, list[Document]]:
        """Return what `run` returns; the search runs in a thread."""
        return await asyncio.to_thread(self.run, query, top_k)
