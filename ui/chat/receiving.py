"""Documents come in by PUT /documents, a file a request, and go out as they came by GET /original."""

import errno
from pathlib import Path
from tempfile import NamedTemporaryFile

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.requests import ClientDisconnect

from index import MAX_BYTES, Library, UploadError
from ui.chat.keeper import Keeper
from ui.messages import WORDS


def add_routes(app: FastAPI, library: Library, keeper: Keeper | None) -> None:
    """Let documents be downloaded and, where there is a keeper, come in."""

    async def receive(request: Request) -> Response:
        words = WORDS.get(request.query_params.get("lang", ""), WORDS["en"])
        status, told = await _received(request, library)
        if keeper is not None and status == 200:
            keeper.order("sync")
        return JSONResponse({"told": words.uploaded if status == 200 else words.upload_faults[told]}, status)

    def original(doc: str) -> Response:
        file = library.original(doc)
        if file is None:
            return PlainTextResponse("Not Found", 404)
        return FileResponse(file, media_type="application/octet-stream", filename=file.name)

    app.add_api_route("/original", original, methods=["GET"], response_model=None)
    if keeper is not None:
        app.add_api_route("/documents", receive, methods=["PUT"], response_model=None)


async def _received(request: Request, library: Library) -> tuple[int, str]:
    """The status of a file that comes in, and what is wrong with it."""
    name = request.query_params.get("name", "")
    try:
        with NamedTemporaryFile(prefix="fonti-") as file:
            size = 0
            async for chunk in request.stream():
                size += len(chunk)
                if size > MAX_BYTES:
                    return 413, "too_large"
                file.write(chunk)
            file.flush()
            await to_thread.run_sync(lambda: library.add(Path(file.name), name=name))
    except UploadError as error:
        return 422, error.fault
    except ClientDisconnect:
        return 400, "interrupted"
    except OSError as error:
        return 507, "no_space" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "interrupted"
    return 200, ""
