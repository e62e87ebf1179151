"""Build what a server has for one assistant: its queue, its indexer, and the chat.

The middleware that protects all collections of a server is in `app.py`.
"""

from dataclasses import dataclass, field

from fastapi import FastAPI, Request
from fastapi.responses import Response

from fonti.index import Reason
from fonti.qa import Assistant
from fonti.ui.i18n.languages import WORDS
from fonti.ui.web import downloads
from fonti.ui.web.chat.conversation_events import ConversationEvents
from fonti.ui.web.chat.document_events import DocumentEvents
from fonti.ui.web.chat.examples import ExampleCache
from fonti.ui.web.chat.header_html import HeaderView
from fonti.ui.web.chat.history_html import HistoryPlace
from fonti.ui.web.chat.mount import add_chat_redirect, mount_chat
from fonti.ui.web.chat.page import ChatPage
from fonti.ui.web.chat.viewer_events import ViewerEvents
from fonti.ui.web.chat.welcome_events import WelcomeEvents
from fonti.ui.web.history.api import ConversationRoutes
from fonti.ui.web.history.conversations import Conversations
from fonti.ui.web.indexer import BackgroundIndexer
from fonti.ui.web.mcp.routes import IS_INSTALLED
from fonti.ui.web.problem_details import refuse
from fonti.ui.web.storage import LocalStorage, Storage
from fonti.ui.web.upload_limits import UploadLimits
from fonti.ui.web.work_queue import QuestionQueue, WorkerPool


@dataclass(frozen=True, slots=True)
class Site:
    """What the collections of a server have in common.

    Attributes:
        has_accounts: Whether people log in.
        has_history: Whether conversations are stored.
        read_only: Whether documents can neither be added nor removed.
        storage: Where conversations and verdicts are stored.
        question_pool: Answers the questions.
        page_pool: Draws the pages of documents.
        upload_limits: Limits the uploads that are being received.

    """

    has_accounts: bool
    has_history: bool
    read_only: bool
    storage: Storage = field(default_factory=LocalStorage)
    question_pool: WorkerPool = field(default_factory=WorkerPool)
    page_pool: WorkerPool = field(default_factory=WorkerPool)
    upload_limits: UploadLimits = field(default_factory=UploadLimits)


class Collection:
    """Builds the applications of one assistant.

    If documents can be added, its index is synchronized with its folder from now on.

    Args:
        assistant: The assistant that answers the questions.
        site: What it has in common with the other collections.
        name: Its name; "" for a corpus without one.
        path_name: The name under which it is served at `/c/NAME/`; "" if it is served at `/`.

    Attributes:
        assistant: The assistant.
        name: The name.
        queue: Asks the assistant.
        indexer: Changes the index; None if the site is read-only, or the index is on a server.
        upload_limits: Limits the uploads that are being received.

    """

    def __init__(
        self, assistant: Assistant, site: Site, *, name: str = "", path_name: str = ""
    ) -> None:
        self.assistant = assistant
        self.name = name
        # People who log in may use another machine: a path of this one says nothing to them.
        self.queue = QuestionQueue(
            assistant, site.question_pool, shows_corpus_path=not site.has_accounts
        )
        is_read_only = site.read_only or assistant.library.is_read_only
        self.indexer = None if is_read_only else BackgroundIndexer(assistant.library)
        self.upload_limits = site.upload_limits
        self._site = site
        self._path_name = path_name
        self._examples = ExampleCache(assistant)
        if self.indexer is not None:
            self.indexer.enqueue("sync")

    def build_app(self, *, can_add: bool = True) -> FastAPI:
        """Return the application for those who may add documents, or for those who may only read.

        Args:
            can_add: Whether documents can be added and removed, unless the site is read-only.

        """
        app = FastAPI(
            openapi_url=None,
            docs_url=None,
            redoc_url=None,
            exception_handlers={404: _refuse_unknown_path},
        )
        if IS_INSTALLED:
            # Imported late: it is an extra.
            from fonti.ui.web.mcp.server import add_mcp_route

            add_mcp_route(app, self.assistant, self._site.question_pool)
        library = self.assistant.library
        add_chat_redirect(app)
        downloads.add_download_routes(app, library, self._site.page_pool)
        if self._site.has_history and self._site.has_accounts:
            conversations = self._site.storage.open_conversations(self.name, library.folder)
            ConversationRoutes(Conversations(conversations)).add_to(app)
        self._mount_pages(app, self.indexer if can_add else None)
        return app

    def _mount_pages(self, app: FastAPI, indexer: BackgroundIndexer | None) -> None:
        """Serve the page of each language at `/it/` and `/en/`."""
        library = self.assistant.library
        place = None
        if self._site.has_history:
            place = HistoryPlace.of_index(library.folder, has_accounts=self._site.has_accounts)

        header = HeaderView(
            collection=self._path_name,
            has_accounts=self._site.has_accounts,
            can_add=indexer is not None,
        )
        feedback = None
        if not self._site.read_only:
            feedback = self._site.storage.open_feedback(self.name, library.folder)
        for words in WORDS.values():
            page = ChatPage(
                ConversationEvents(self.queue, words, feedback=feedback),
                WelcomeEvents(library, self._examples, words, can_add=indexer is not None),
                ViewerEvents(self.queue, self._site.page_pool, words),
                DocumentEvents(library, indexer, words),
                words,
                header=header,
                history=place,
            )
            mount_chat(app, page.blocks, page.polls, words, site_path=header.site_path)


async def _refuse_unknown_path(request: Request, _: Exception) -> Response:
    return refuse(request, 404, Reason("path_not_found"))
