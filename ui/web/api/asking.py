"""Serve questions: POST /ask, /search and /mentions, GET /overview."""

from functools import partial
from typing import Annotated, Any

from fastapi import Query
from pydantic import ConfigDict, Field

from fonti.ui.web.api.access import JSON_ONLY, ReadableCollection, make_router
from fonti.ui.web.api.answer_models import (
    AnswerModel,
    CitationModel,
    make_answer,
    make_citation,
)
from fonti.ui.web.api.base_models import RequestModel, ResponseModel, Text
from fonti.ui.web.api.cited_locations import list_cited
from fonti.ui.web.api.problems import ASK_PROBLEMS, READ_PROBLEMS

_MAX_CITATIONS = 100

# Names in a filter: more would be no limit, and each is looked for.
_MAX_FILTER_NAMES = 1_000

Languages = Annotated[
    list[Text] | None,
    Field(description="ISO 639-1 codes that limit the search; none means all.", max_length=100),
]
Sources = Annotated[
    list[Text] | None,
    Field(
        description="Documents that limit the search; none means all.",
        max_length=_MAX_FILTER_NAMES,
    ),
]
Count = Annotated[int, Field(description="The most citations.", ge=1, le=_MAX_CITATIONS)]


class AskRequest(RequestModel):
    """A question."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "question": "Quale festa ha annullato il Kazakistan?",
                    "languages": ["en"],
                    "top_k": 3,
                }
            ]
        }
    )

    question: Text
    """A question or a request, in Italian or English: at least a word, up to 2,000 characters."""
    languages: Languages = None
    sources: Sources = None
    top_k: Count = 5


class SearchRequest(RequestModel):
    """What to look for."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"query": "Victory Day", "languages": ["it"]}]}
    )

    query: Text
    """The words: at least one, up to 2,000 characters."""
    languages: Languages = None
    sources: Sources = None
    top_k: Count = 10


class MentionsRequest(RequestModel):
    """The words whose mentions are quoted."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "Putin"}]})

    text: Text
    """The words: at least one, up to 2,000 characters; endings and accents do not count."""
    languages: Languages = None
    sources: Sources = None


class SearchResult(ResponseModel):
    """The passages that match best."""

    citations: list[CitationModel]
    """The passages, best first; none says that it answers."""


router = make_router("ask")


@router.post("/ask", response_model=AnswerModel, responses=ASK_PROBLEMS, dependencies=JSON_ONLY)
async def ask(body: AskRequest, collection: ReadableCollection) -> dict[str, Any]:
    """Answer a question with quotations, those that answer first.

    What is no question is answered as it needs: "Which documents do you have?" with a list, "Every
    mention of Rome" with all of them. Each question stands alone.
    """
    answer = await collection.queue.ask(
        body.question, [], body.languages or None, body.sources or None, top_k=body.top_k
    )
    return make_answer(answer, collection.name)


@router.post("/search", response_model=SearchResult, responses=ASK_PROBLEMS, dependencies=JSON_ONLY)
async def search(body: SearchRequest, collection: ReadableCollection) -> dict[str, Any]:
    """List the passages that match a query best, whether they answer it or not."""
    work = partial(
        collection.assistant.search,
        body.query,
        languages=body.languages or None,
        sources=body.sources or None,
        top_k=body.top_k,
    )
    citations = await collection.queue.run(work)
    cited = list_cited(citations)
    return {"citations": [make_citation(citation, cited) for citation in citations]}


@router.post(
    "/mentions", response_model=AnswerModel, responses=ASK_PROBLEMS, dependencies=JSON_ONLY
)
async def find_mentions(body: MentionsRequest, collection: ReadableCollection) -> dict[str, Any]:
    """Quote every sentence that has some words, by document.

    Up to 1,000 sentences are quoted; all are counted (`documents[].mention_count`).
    """
    work = partial(
        collection.assistant.find_mentions,
        body.text,
        languages=body.languages or None,
        sources=body.sources or None,
    )
    return make_answer(await collection.queue.run(work), collection.name)


@router.get("/overview", response_model=AnswerModel, responses=READ_PROBLEMS)
async def overview(
    collection: ReadableCollection,
    source: Annotated[
        str | None, Query(description="The document; all documents by default.")
    ] = None,
) -> dict[str, Any]:
    """Quote what a document is about, or up to 10 documents: headings and central sentences."""
    work = partial(collection.assistant.overview, source)
    return make_answer(await collection.queue.run(work), collection.name)
