"""Tests of what the server remembers of pages that are closed, or that it does not hear of."""

import gc
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from gradio.state_holder import StateHolder

from fonti.ui.web.chat.blocks import PageBlocks
from fonti.ui.web.chat.conversation import Conversation
from fonti.ui.web.chat.polling import forget_silent_pages
from tests.helpers.assistants import open_assistant
from tests.helpers.corpora import ENGLISH
from tests.helpers.page_client import PageClient
from tests.helpers.serving import run_in_thread, serve_assistant

# No other test asks it: conversations of other tests may still exist.
_QUESTION = "Was the lighthouse that closed pages ask about built of granite in 1843?"

# Silent pages that are remembered: only the connection of a page that is still open may have ended.
_REMEMBERED = 8


def _count_conversations() -> int:
    # Not isinstance, which some packages answer with a warning.
    conversations = [thing for thing in gc.get_objects() if type(thing) is Conversation]
    questions = [turn.question.text for thing in conversations for turn in thing.turns[:1]]
    return questions.count(_QUESTION)


def test_closed_pages_are_forgotten(tmp_path: Path) -> None:
    """The server forgets the conversation of a page that is closed, and of no other."""
    with (
        serve_assistant(open_assistant(tmp_path, ENGLISH), read_only=True) as address,
        ExitStack() as at_end,
    ):
        still_open = PageClient(address, "en")
        at_end.callback(still_open.close)
        closed = PageClient(address, "en")
        for page in (still_open, closed):
            page.ask(_QUESTION)
        assert _count_conversations() == 2

        closed.close()
        assert _count_conversations() == 1
        assert "granite" in still_open.ask(_QUESTION)


def test_silent_pages_are_forgotten() -> None:
    """Of the pages that were not used for long, those are forgotten that were used first."""
    silent = [f"silent{number}" for number in range(_REMEMBERED + 3)]

    async def forget() -> list[str]:
        pages = StateHolder()  # type: ignore[no-untyped-call]
        pages.set_blocks(PageBlocks())
        for page in (*silent, "open"):
            # Gradio makes its state when a page is first used.
            assert pages[page]
        for page in silent:
            pages.time_last_used[page] -= timedelta(minutes=4)
        forget_silent_pages(pages)
        return list(pages.session_data)

    assert run_in_thread(forget) == [*silent[3:], "open"]
