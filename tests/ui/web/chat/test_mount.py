"""Tests of a page as it is served: it rests while nothing is asked, and forgets closed pages."""

import asyncio
import json
import socket
from collections.abc import Callable
from contextvars import Context
from pathlib import Path
from typing import TypeVarTuple

import gradio as gr
import pytest
from fastapi import FastAPI

from fonti.ui.i18n.english import ENGLISH as ENGLISH_WORDS
from fonti.ui.web.app import build_app
from fonti.ui.web.chat import mount
from fonti.ui.web.chat.blocks import PageBlocks
from fonti.ui.web.chat.polling import PollRoute
from fonti.ui.web.server import build_server
from tests.helpers import http
from tests.helpers.assistants import open_assistant
from tests.helpers.corpora import ENGLISH
from tests.helpers.serving import run_in_thread, serve_app

_REST_SECONDS = 0.5
# uvicorn looks ten times a second whether it has to stop. A queue that looks for events has a
# timer for each time that it looks, and Gradio's looks every millisecond.
_MAX_TIMERS = 20


_Arguments = TypeVarTuple("_Arguments")


class _CountingLoop(asyncio.SelectorEventLoop):
    """An event loop that counts the timers that are set."""

    timer_count = 0

    def call_at(
        self,
        when: float,
        callback: Callable[[*_Arguments], object],
        *args: *_Arguments,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        self.timer_count += 1
        return super().call_at(when, callback, *args, context=context)


def test_a_server_at_rest_sets_no_timers(tmp_path: Path) -> None:
    """The server looks for nothing again and again while nobody asks anything."""
    assistant = open_assistant(tmp_path, ENGLISH)

    async def count_timers() -> int:
        server = build_server(build_app(assistant, read_only=True))
        with socket.create_server(("127.0.0.1", 0)) as listener:
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            while not server.started:
                await asyncio.sleep(0.01)

            loop = asyncio.get_running_loop()
            assert isinstance(loop, _CountingLoop)
            loop.timer_count = 0
            await asyncio.sleep(_REST_SECONDS)
            timer_count = loop.timer_count

            server.should_exit = True
            await serving
        return timer_count

    assert run_in_thread(count_timers, loop_factory=_CountingLoop) <= _MAX_TIMERS


def test_each_event_of_a_page_is_a_request_of_its_own(tmp_path: Path) -> None:
    """No event uses the queue of Gradio, which can lose the results of events that cross."""
    assistant = open_assistant(tmp_path, ENGLISH)
    with serve_app(lambda: build_app(assistant)) as address:
        page = http.get(f"{address}/en/").text
    start = page.index("window.gradio_config = ") + len("window.gradio_config = ")
    config, _ = json.JSONDecoder().raw_decode(page, start)
    functions = [event for event in config["dependencies"] if event["backend_fn"]]
    # That a page was closed, the server notices itself.
    events = [event for event in functions if event["targets"][0][1] != "unload"]
    assert events
    assert [event["api_name"] for event in events if event["queue"] is not False] == []


def test_pages_that_were_silent_the_longest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory of the server does not grow with the pages that were ever opened."""
    monkeypatch.setattr(mount, "_MAX_PAGES", 2)
    apps = []

    def build() -> FastAPI:
        apps.append(_build_app(lambda text: text))
        return apps[0]

    with serve_app(build) as address, http.open_client(base_url=f"{address}/en") as client:
        for session in ("first", "second", "third", "fourth"):
            body = {"data": ["Ciao"], "fn_index": 0, "session_hash": session}
            response = client.post("/gradio_api/run/predict", json=body)
            assert response.json()["data"] == ["Ciao"]
    assert set(apps[0].state.blocks.state_holder.session_data) <= {"second", "third", "fourth"}


def _build_app(handler: Callable[[str], str]) -> FastAPI:
    """Return the application of one page, whose only event calls a handler with a text."""
    app = FastAPI()
    with PageBlocks(analytics_enabled=False) as blocks:
        box = gr.Textbox()
        box.submit(handler, box, box, queue=False)
    polls = PollRoute(blocks, lambda: "")
    mount.mount_chat(app, blocks, polls, ENGLISH_WORDS, site_path="../")
    app.state.blocks = blocks
    return app
