"""Pages of documents go out as pictures, by GET /page."""

from functools import partial

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response

from fonti.ui.web.work_queue import Busy, Desk

_AGAIN = {"Retry-After": "5"}


def add_page_route(app: FastAPI, desk: Desk) -> None:
    """Let pages be looked at."""

    async def page(request: Request) -> Response:
        doc, number, sha256 = (
            request.query_params.get(name, "") for name in ("doc", "page", "sha256")
        )
        if not (number.isascii() and number.isdecimal() and len(number) < 10):
            return PlainTextResponse("Not Found", 404)
        try:
            drawing = partial(desk.assistant.library.page, doc, int(number), sha256=sha256)
            picture = await desk.pages.do(drawing)
        except Busy:
            return PlainTextResponse("Too many pages are being drawn", 503, _AGAIN)
        return (
            PlainTextResponse("Not Found", 404)
            if picture is None
            else Response(picture, media_type="image/png")
        )

    app.add_api_route("/page", page, methods=["GET"], response_model=None)
