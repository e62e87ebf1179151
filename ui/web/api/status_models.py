"""Define the JSON of the state of a collection: what it holds, and what the indexer is doing."""

from typing import Any

from fonti.index import Skipped, Stage, Status
from fonti.ui.web.api.answer_models import WarningModel
from fonti.ui.web.api.base_models import Reason, ResponseModel
from fonti.ui.web.errors import get_reason, hide_paths
from fonti.ui.web.indexer import IndexerStatus, TaskName


class SkippedModel(ResponseModel):
    """A file that was not read."""

    source: str
    """Its name; that of a folder ends with a slash."""
    reason: Reason
    """Why it was not read."""
    message: str
    """The reason in English."""


class PartlyReadModel(ResponseModel):
    """A document that was not read whole, or not surely right."""

    source: str
    """The name of the document."""
    warnings: list[WarningModel]
    """What was not read."""


class IndexingModel(ResponseModel):
    """What the indexer is doing, and how its last task ended."""

    task: TaskName | None
    """The running task; null if there is none."""
    stage: Stage | None
    """The stage of the running task."""
    done: int
    """The items of the stage that are done."""
    total: int
    """The items of the stage; 0 if it is not known."""
    waiting_count: int
    """The tasks that wait."""
    finished_count: int
    """The tasks that have ended since the server started."""
    last_task: TaskName | None
    """The last task that has ended."""
    last_error: Reason | None
    """Why it failed; null if it did not."""


class StatusModel(ResponseModel):
    """What a collection holds, and what is done to it."""

    collection: str
    """The name of the collection; empty if the server has one without a name."""
    can_add: bool
    """Whether who asks may add and remove documents."""
    version: str
    """The version of the index, which changes whenever its documents do."""
    model: str
    """The name of the model."""
    documents: int
    """The number of documents."""
    passages: int
    """The number of passages."""
    sentences: int
    """The number of sentences."""
    languages: dict[str, int]
    """The number of passages by language."""
    synced: str | None
    """When the documents were last read (ISO 8601, UTC)."""
    uploads: int
    """The number of documents that were added."""
    removed: list[str]
    """The documents that were removed, and can be restored."""
    skipped: list[SkippedModel]
    """The files that were not read."""
    partly_read: list[PartlyReadModel]
    """The documents that were not read whole."""
    indexing: IndexingModel | None
    """What the indexer is doing; null if documents cannot be added to this server."""


def make_status(
    status: Status, collection: str, indexing: IndexingModel | None, *, can_add: bool
) -> dict[str, Any]:
    """Return the JSON of the status of a collection, without the folders of the server."""
    return {
        "collection": collection,
        "can_add": can_add,
        "version": status.version,
        "model": status.model,
        "documents": status.documents,
        "passages": status.passages,
        "sentences": status.sentences,
        "languages": status.languages,
        "synced": status.synced,
        "uploads": status.uploads,
        "removed": list(status.excluded),
        "skipped": [_make_skipped(skipped) for skipped in status.skipped],
        "partly_read": [document.to_json() for document in status.partly_read],
        "indexing": indexing,
    }


def make_indexing(status: IndexerStatus) -> IndexingModel:
    """Return the JSON of what an indexer is doing."""
    error = status.last_result
    reason = get_reason(error).to_json() if isinstance(error, Exception) else None
    return IndexingModel(
        task=status.task,
        stage=status.stage,
        done=status.done,
        total=status.total,
        waiting_count=status.waiting_count,
        finished_count=status.finished_count,
        last_task=status.last_task,
        last_error=None if reason is None else Reason(**reason),
    )


def _make_skipped(skipped: Skipped) -> dict[str, Any]:
    reason = hide_paths(skipped.reason)
    return {"source": skipped.source, "reason": reason.to_json(), "message": str(reason)}
