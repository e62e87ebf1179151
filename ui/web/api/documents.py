"""Serve documents: GET, PUT and DELETE /documents, POST /documents/restore."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Query, Request

from fonti.index import DocumentInfo, FontiError, Library
from fonti.ui.i18n.languages import WORDS
from fonti.ui.web.api.access import Indexer, ReadableCollection, make_router
from fonti.ui.web.api.answer_models import WarningModel
from fonti.ui.web.api.base_models import ResponseModel
from fonti.ui.web.api.problems import READ_PROBLEMS, UPLOAD_PROBLEMS
from fonti.ui.web.api.status_models import IndexingModel, make_indexing
from fonti.ui.web.language_preference import response_language
from fonti.ui.web.uploads import receive_upload

# Longer names are no names of files.
_MAX_NAME_LENGTH = 4096


class DocumentModel(ResponseModel):
    """A document of a collection, without its text."""

    source: str
    """Its name, which filters and citations use."""
    title: str | None
    """The title that its file states."""
    opening: str
    """The first words of its text, which stand for a title that is not stated."""
    language: str
    """The ISO 639-1 code of its language."""
    pages: int | None
    """The number of pages; null for a format without pages."""
    characters: int
    """The length of its text in code points."""
    passages: int
    """The number of its passages."""
    date: str | None
    """The date that its file states (ISO 8601)."""
    uploaded: bool
    """Whether it was added, and is not a file of the server's folder."""
    warnings: list[WarningModel]
    """What was not read of it; empty if it was read whole."""


class DocumentList(ResponseModel):
    """The documents of a collection."""

    documents: list[DocumentModel]
    """The documents, sorted by name."""


class Accepted(ResponseModel):
    """A change that was put in the queue of the indexer."""

    source: str
    """The document."""
    indexing: IndexingModel
    """What the indexer is doing; `GET /events` says when it has ended."""


class Uploaded(Accepted):
    """A document that was stored, and is being indexed.

    Its name has a number if another document has the name that was sent.
    """

    message: str
    """What happens next, in Italian or English."""


Source = Annotated[
    str,
    Query(min_length=1, max_length=_MAX_NAME_LENGTH, description="The name of the document."),
]

router = make_router("documents")


@router.get("/documents", response_model=DocumentList, responses=READ_PROBLEMS)
def list_documents(collection: ReadableCollection) -> dict[str, Any]:
    """List the documents of a collection."""
    documents = collection.assistant.library.documents()
    return {"documents": [_make_document(document) for document in documents]}


editing_router = make_router("documents")

_BINARY_BODY = {
    "requestBody": {
        "description": "The bytes of the file.",
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@editing_router.put(
    "/documents",
    status_code=202,
    response_model=Uploaded,
    responses=UPLOAD_PROBLEMS,
    openapi_extra=_BINARY_BODY,
)
async def upload_document(
    request: Request,
    collection: ReadableCollection,
    indexer: Indexer,
    name: Annotated[
        str,
        Query(
            max_length=_MAX_NAME_LENGTH,
            description="The name of the file; its ending says the format.",
            examples=["contratto.pdf"],
        ),
    ],
) -> dict[str, Any]:
    """Store a file with the index, and index it in the background.

    The same file is not stored twice. A file of the same name is not replaced: the new one gets a
    number.
    """
    library = collection.assistant.library
    source = await receive_upload(request, library, collection.upload_limits, name)
    indexer.enqueue("sync")
    words = WORDS[response_language(request)]
    message = words.uploaded if source == name else words.uploaded_as.format(name=source)
    return {"source": source, "message": message, "indexing": make_indexing(indexer.status)}


@editing_router.delete(
    "/documents", status_code=202, response_model=Accepted, responses=READ_PROBLEMS
)
def remove_document(
    collection: ReadableCollection,
    indexer: Indexer,
    source: Source,
    for_good: Annotated[
        bool,
        Query(description="Delete its file too, if it was added; it cannot be restored then."),
    ] = False,
) -> dict[str, Any]:
    """Take a document out of the index; its file stays, and is not indexed again."""
    library = collection.assistant.library
    if for_good and library.original(source) is None:
        raise FontiError("original_not_found", source=source)
    if not for_good and library.document(source) is None and not _is_waiting(library, source):
        raise FontiError("source_not_found", source=source)

    indexer.enqueue("delete" if for_good else "remove", source)
    return {"source": source, "indexing": make_indexing(indexer.status)}


@editing_router.post(
    "/documents/restore", status_code=202, response_model=Accepted, responses=READ_PROBLEMS
)
def restore_document(
    collection: ReadableCollection, indexer: Indexer, source: Source
) -> dict[str, Any]:
    """Index a document again that was removed."""
    is_removed = source in collection.assistant.library.status().excluded
    if not is_removed and not indexer.will_do("remove", source):
        raise FontiError("source_not_found", source=source)
    indexer.enqueue("restore", source)
    return {"source": source, "indexing": make_indexing(indexer.status)}


def _is_waiting(library: Library, source: str) -> bool:
    """Return whether a file was added that is not indexed yet."""
    status = library.status()
    is_known = source in status.excluded or source in {skip.source for skip in status.skipped}
    return library.original(source) is not None and not is_known


def _make_document(document: DocumentInfo) -> dict[str, Any]:
    warnings = [warning.to_json() for warning in document.warnings]
    return {**asdict(document), "warnings": warnings}
