"""Answer the polls of open pages: whether something has changed, and which pages are still open."""

from collections.abc import Callable
from datetime import timedelta

from anyio import to_thread
from fastapi import Request
from fastapi.responses import JSONResponse, Response
from gradio.state_holder import StateHolder
from pydantic import BaseModel, Field, ValidationError

from fonti.index import Reason
from fonti.ui.web.chat.blocks import PageBlocks
from fonti.ui.web.problem_details import refuse

# A page that did not poll for so long is closed, or its connection broke. A hidden page polls every
# half minute, and browsers let it do so at least once a minute.
_SILENT_AFTER = timedelta(minutes=3)

# Silent pages of which the server remembers what they show: they may still be open.
_MAX_SILENT_PAGES = 8


class Poll(BaseModel):
    """What a page says of itself.

    Attributes:
        session_hash: The name by which Gradio knows the page.
        is_closed: Whether it is being closed.

    """

    session_hash: str = Field(max_length=64)
    is_closed: bool = False


class PollRoute:
    """Tells the open pages of one language whether what they show is the newest.

    Args:
        blocks: The page.
        hash_documents: Returns a hash of what the pages show of the documents.

    """

    def __init__(self, blocks: PageBlocks, hash_documents: Callable[[], str]) -> None:
        self._blocks = blocks
        self._hash_documents = hash_documents

    async def answer(self, request: Request) -> Response:
        """Return the number of the running application, and the hash of the documents."""
        try:
            poll = Poll.model_validate_json(await request.body())
        except ValidationError:
            return refuse(request, 422, Reason("request_body_invalid", {"detail": "JSON"}))

        pages = self._blocks.state_holder
        if poll.is_closed:
            _forget(pages, poll.session_hash)
            return Response(status_code=204)

        if poll.session_hash in pages:
            # Gradio notes that the page was used.
            pages[poll.session_hash]
            forget_silent_pages(pages)
        documents = await to_thread.run_sync(self._hash_documents)
        return JSONResponse({"app": self._blocks.app_id, "documents": documents})


def forget_silent_pages(pages: StateHolder) -> None:
    """Forget what silent pages show, but for those that were used last.

    A page that is forgotten and still open is restored from what its browser remembers.
    """
    last_used = max(pages.time_last_used.values())
    # Pages are in the order in which they were used last.
    silent = [
        page
        for page in pages.session_data
        if last_used - pages.time_last_used.get(page, last_used) > _SILENT_AFTER
    ]
    for page in silent[:-_MAX_SILENT_PAGES]:
        _forget(pages, page)


def _forget(pages: StateHolder, page: str) -> None:
    pages.session_data.pop(page, None)
    pages.time_last_used.pop(page, None)
