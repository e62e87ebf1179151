"""Serve what the page shows of documents: GET /original, and GET /page for its picture."""

from functools import partial

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response

from fonti.index import Library, Reason
from fonti.ui.web.problem_details import refuse, refuse_error
from fonti.ui.web.security.routes import GET, READ, Route
from fonti.ui.web.work_queue import WorkerPool

ROUTES = (Route("/original", READ), Route("/page", GET, is_cached_privately=True))


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
