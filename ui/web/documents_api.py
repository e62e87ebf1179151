"""Serve documents over HTTP: PUT /documents, GET /original, and GET /page for its picture."""

from functools import partial
from pathlib import Path
from shutil import disk_usage

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from starlette.requests import ClientDisconnect

from fonti.index import MAX_BYTES, Library, Reason, UploadError
from fonti.ui.i18n.languages import WORDS
from fonti.ui.web.indexer import BackgroundIndexer
from fonti.ui.web.language_preference import response_language
from fonti.ui.web.problem_details import refuse, refuse_error
from fonti.ui.web.security.routes import GET, PUT, READ, Route
from fonti.ui.web.upload_limits import UploadLimits
from fonti.ui.web.work_queue import WorkerPool

_MAX_UPLOADS = 10_000

# Bytes that stay free on the disk of the index, for what is made of the uploads.
_MIN_FREE_BYTES = MAX_BYTES

DOWNLOAD_ROUTES = (Route("/original", READ), Route("/page", GET, is_cached_privately=True))
UPLOAD_ROUTES = (Route("/documents", PUT, max_body_bytes=MAX_BYTES),)


def add_download_routes(app: FastAPI, library: Library, page_pool: WorkerPool) -> None:
    """Add the routes of original files and of pictures of pages, drawn in `page_pool`."""

    def original(request: Request) -> Response:
        source = request.query_params.get("doc", "")
        file = library.original(source)
        if file is None:
            return refuse(request, 404, Reason("original_not_found", {"source": source}))
        return FileResponse(file, media_type="application/octet-stream", filename=file.name)

    async def page(request: Request) -> Response:
        source = request.query_params.get("doc", "")
        number = request.query_params.get("page", "")
        sha256 = request.query_params.get("sha256", "")
        not_found = Reason("page_not_found", {"source": source, "page": number[:10]})
        if not (number.isascii() and number.isdecimal() and len(number) < 10):
            return refuse(request, 404, not_found)

        draw = partial(library.page, source, int(number), sha256=sha256)
        try:
            image = await page_pool.run(draw)
        except Exception as error:
            return refuse_error(request, error)
        if image is None:
            return refuse(request, 404, not_found)
        return Response(image, media_type="image/png")

    app.add_api_route("/original", original, methods=["GET"], response_model=None)
    app.add_api_route("/page", page, methods=["GET"], response_model=None)


def add_upload_route(
    app: FastAPI, library: Library, indexer: BackgroundIndexer, limits: UploadLimits
) -> None:
    """Add the route that stores one uploaded file and then starts the indexer."""
    pool = WorkerPool()

    async def receive(request: Request) -> Response:
        name = request.query_params.get("name", "")
        length = int(request.headers.get("content-length", MAX_BYTES))
        try:
            with limits.reserve(length):
                _check_room(library, limits.expected_bytes, name)
                source = await _store_body(request, library, pool, name)
        except Exception as error:
            return refuse_error(request, error)

        indexer.enqueue("sync")
        words = WORDS[response_language(request)]
        stored_as = words.uploaded_as.format(name=source)
        message = words.uploaded if source == name else stored_as
        return JSONResponse({"source": source, "message": message})

    app.add_api_route("/documents", receive, methods=["PUT"], response_model=None)


def add_upload_refusal(app: FastAPI) -> None:
    """Refuse to store files from those who may only read."""

    async def refuse_upload(request: Request) -> Response:
        return refuse(request, 403, Reason("documents_read_only"))

    app.add_api_route("/documents", refuse_upload, methods=["PUT"], response_model=None)


def _check_room(library: Library, expected_bytes: int, name: str) -> None:
    """Check that there is space for an upload before it is received.

    Args:
        library: The library.
        expected_bytes: The bytes of all uploads that are being received. Each is written twice.
        name: The name of the upload.

    Raises:
        UploadError: If there is none, or if there are too many uploads already.

    """
    if disk_usage(library.folder).free - 2 * expected_bytes < _MIN_FREE_BYTES:
        raise UploadError("upload_no_space", name=name)
    if library.count_uploads() >= _MAX_UPLOADS:
        raise UploadError("upload_too_many", name=name, limit=_MAX_UPLOADS)


async def _store_body(request: Request, library: Library, pool: WorkerPool, name: str) -> str:
    """Store the body of a request as a document, and return its source.

    Raises:
        UploadError: If the library refuses it.

    """
    with library.open_incoming_file(name) as file:
        size = 0
        try:
            async for chunk in request.stream():
                size += len(chunk)
                if size > MAX_BYTES:
                    # The rest is not received, so the size of the file is unknown.
                    raise UploadError("upload_over_limit", name=name, limit_mib=MAX_BYTES >> 20)
                file.write(chunk)
        except ClientDisconnect:
            raise UploadError("upload_interrupted", name=name) from None

        file.flush()
        return await pool.run(partial(library.add, Path(file.name), name=name))
