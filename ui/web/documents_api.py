"""Documents come in by PUT /documents, a file a request, and go out as they came by GET /original."""

from functools import partial
from pathlib import Path
from shutil import disk_usage
from tempfile import NamedTemporaryFile

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.requests import ClientDisconnect

from fonti.index import MAX_BYTES, FontiError, Library, UploadError
from fonti.ui.i18n.catalog import Words
from fonti.ui.i18n.phrases import WORDS
from fonti.ui.web.errors import told
from fonti.ui.web.indexer import Keeper
from fonti.ui.web.work_queue import Busy, Places

_MOST = 10_000  # uploads that an index takes
_ROOM = 2 * MAX_BYTES  # bytes that stay free on the disk of the index


def add_routes(app: FastAPI, library: Library, keeper: Keeper | None) -> None:
    """Let documents be downloaded and, where there is a keeper, come in."""
    places = Places()

    async def receive(request: Request) -> Response:
        words = WORDS.get(request.query_params.get("lang", ""), WORDS["en"])
        kept, say = await _receive(request, library, places, words)
        if keeper is not None and kept:
            keeper.order("sync")
        return JSONResponse({"told": say}, 200 if kept else 422)

    def original(doc: str) -> Response:
        file = library.original(doc)
        if file is None:
            return PlainTextResponse("Not Found", 404)
        return FileResponse(file, media_type="application/octet-stream", filename=file.name)

    app.add_api_route("/original", original, methods=["GET"], response_model=None)
    if keeper is not None:
        app.add_api_route("/documents", receive, methods=["PUT"], response_model=None)


async def _receive(
    request: Request, library: Library, places: Places, words: Words
) -> tuple[bool, str]:
    """Whether a file that comes in is kept, and what is told of that."""
    name = request.query_params.get("name", "")
    try:
        with NamedTemporaryFile(prefix="fonti-") as file:
            size = 0
            async for chunk in request.stream():
                size += len(chunk)
                if size > MAX_BYTES:
                    return False, words.upload_faults["too_large"]
                file.write(chunk)
            file.flush()
            return await places.do(partial(_keep, library, Path(file.name), name, words))
    except UploadError as error:
        return False, words.upload_faults[error.fault]
    except ClientDisconnect:
        return False, words.upload_faults["interrupted"]
    except (FontiError, OSError, Busy) as error:
        return False, told(error, words)


def _keep(library: Library, file: Path, name: str, words: Words) -> tuple[bool, str]:
    """Give the library a file, where there is room for it."""
    if disk_usage(library.folder).free < _ROOM:
        return False, words.upload_faults["no_space"]
    if sum(entry.uploaded for entry in library.documents()) >= _MOST:
        return False, words.upload_faults["too_many"]
    source = library.add(file, name=name)
    return True, words.uploaded if source == name else words.uploaded_as.format(name=source)
