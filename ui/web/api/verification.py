"""Serve POST /verify: whether the quotes of saved answers still stand."""

from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from fonti.qa import Standing, verify
from fonti.ui.web.api.access import JSON_ONLY, ReadableCollection, make_router
from fonti.ui.web.api.base_models import RequestModel, ResponseModel, Text
from fonti.ui.web.api.problems import ASK_PROBLEMS

# Saved answers in a body: a conversation has no more.
_MAX_ANSWERS = 100


class SavedCitation(RequestModel):
    """A citation as it was saved; only these members are checked."""

    model_config = ConfigDict(extra="ignore")

    number: int
    """The number of the citation in its answer."""
    source: Text
    """The name of the document."""
    start: int = Field(ge=0)
    """Where the quote began, in code points."""
    end: int = Field(ge=0)
    """Where it ended: `end - start` is the length of the quote."""
    quote: Text = Field(min_length=1)
    """The quoted text."""
    sha256: Text
    """The hash of the document's file when it was quoted."""
    page: int | None = None
    """The page on which the quote began."""
    title: Text | None = None
    """The title of the document."""


class SavedAnswer(RequestModel):
    """An answer as `POST /ask`, `fonti ask --json` or the chat saved it."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [
                {
                    "question": "Quando apre la biblioteca?",
                    "corpus": "",
                    "citations": [
                        {
                            "number": 1,
                            "source": "biblioteca.txt",
                            "start": 0,
                            "end": 30,
                            "quote": "La biblioteca apre alle nove.\n",
                            "sha256": "",
                        }
                    ],
                }
            ]
        },
    )

    question: Text
    """The question."""
    corpus: Text
    """The documents; those of the collection are used."""
    citations: list[SavedCitation]
    """Its citations."""
    elsewhere: list[SavedCitation] = Field(default_factory=list)
    """Those that answered outside of its limits."""


SavedAnswers = Annotated[list[SavedAnswer], Field(min_length=1, max_length=_MAX_ANSWERS)]


class CheckModel(ResponseModel):
    """Where a quote stands now."""

    question: str | None
    """The question that it was cited for."""
    number: int
    """The number of the citation."""
    source: str
    """The name of the document."""
    quote: str
    """The quoted text."""
    standing: Standing
    """Whether the quote stands where it was cited, elsewhere in the document, or nowhere."""
    start: int | None
    """Where it stands now."""
    end: int | None
    """Where it ends now."""
    changed: bool
    """Whether the document's file has other bytes now, or is gone."""
    current: str | None
    """What stands now in the place that was cited."""
    altered: list[str]
    """The members of the saved citation that cannot be true of the file that it names."""


class Verification(ResponseModel):
    """The result of checking saved answers."""

    all_stand: bool
    """Whether every quote stands where it was cited, and no citation was altered."""
    checks: list[CheckModel]
    """The result for each citation."""


router = make_router("ask")


@router.post("/verify", response_model=Verification, responses=ASK_PROBLEMS, dependencies=JSON_ONLY)
async def verify_answers(
    body: SavedAnswer | SavedAnswers,
    collection: ReadableCollection,
) -> dict[str, Any]:
    """Check, with no model, that each quote of saved answers still stands in the current files."""
    answers = body if isinstance(body, list) else [body]
    saved = [answer.model_dump() for answer in answers]
    checks = await collection.queue.run(partial(verify, saved, collection.assistant.library))
    all_stand = all(check.standing == "stands" and not check.altered for check in checks)
    return {"all_stand": all_stand, "checks": [asdict(check) for check in checks]}
