"""Tests of what the server remembers of pages that people have closed."""

import gc
from contextlib import ExitStack
from pathlib import Path

from fonti.ui.web.chat.conversation import Conversation
from tests.helpers.assistants import open_assistant
from tests.helpers.corpora import ENGLISH
from tests.helpers.page_client import PageClient
from tests.helpers.serving import serve_assistant
from tests.helpers.waiting import wait_until

# No other test asks it: conversations of other tests may still exist.
_QUESTION = "Was the lighthouse that closed pages ask about built of granite in 1843?"

# Closed pages that are remembered: only the connection of a page that is still open may have ended.
_REMEMBERED = 8


def _count_conversations() -> int:
    # Not isinstance, which some packages answer with a warning.
    conversations = [thing for thing in gc.get_objects() if type(thing) is Conversation]
    questions = [turn.question.text for thing in conversations for turn in thing.turns[:1]]
    return questions.count(_QUESTION)


def test_closed_pages_are_forgotten(tmp_path: Path) -> None:
    """The server forgets the conversations of closed pages, but for the last ones."""
    with (
        serve_assistant(open_assistant(tmp_path, ENGLISH), read_only=True) as address,
        ExitStack() as at_end,
    ):
        still_open = PageClient(address, "en")
        pages = [PageClient(address, "en") for _ in range(_REMEMBERED + 3)]
        for page in (still_open, *pages):
            at_end.callback(page.close)
            page.ask(_QUESTION)
        assert _count_conversations() == 1 + len(pages)

        for page in pages:
            page.close()
        wait_until(lambda: _count_conversations() == 1 + _REMEMBERED)
        assert "granite" in still_open.ask(_QUESTION)
