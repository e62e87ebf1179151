"""Tests of the queue of events: it rests while there are none, and runs all that come."""

import asyncio
import json
import socket
from collections.abc import Callable
from contextvars import Context
from functools import partial
from pathlib import Path
from typing import Any, TypeVarTuple

import gradio as gr
import httpx
import pytest
from fastapi import FastAPI

from fonti.ui.i18n.english import ENGLISH as ENGLISH_WORDS
from fonti.ui.web.app import build_app
from fonti.ui.web.chat import mount
from fonti.ui.web.server import build_server
from tests.helpers import http
from tests.helpers.assistants import open_assistant
from tests.helpers.corpora import ENGLISH
from tests.helpers.serving import START_SECONDS, run_in_thread, serve_app

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


def test_all_events_run_however_many_come() -> None:
    """Events that cannot start at once, by any limit, start when others have ended."""
    running = 0
    running_counts = []

    async def repeat(text: str) -> str:
        nonlocal running
        running += 1
        running_counts.append(running)
        await asyncio.sleep(0)
        running -= 1
        return text

    texts = [str(number) for number in range(20)]
    # Fewer places than events.
    build = partial(_build_app, repeat, max_threads=3)
    with serve_app(build) as address, _open_page(address) as client:
        for text in texts:
            _send(client, "page", text)
        results = _read_results(client, "page")

    assert sorted(results) == sorted(texts)
    assert max(running_counts) <= 2


def test_pages_that_were_silent_the_longest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory of the server does not grow with the pages that were ever opened."""
    monkeypatch.setattr(mount, "_MAX_PAGES", 2)
    apps = []

    def build() -> FastAPI:
        apps.append(_build_app(lambda text: text))
        return apps[0]

    with serve_app(build) as address, _open_page(address) as client:
        for session in ("first", "second", "third", "fourth"):
            _send(client, session, "Ciao")
            assert _read_results(client, session) == ["Ciao"]
    assert set(apps[0].state.blocks.state_holder.session_data) <= {"second", "third", "fourth"}


def _build_app(handler: Callable[..., Any], *, max_threads: int = 40) -> FastAPI:
    """Return the application of one page, whose only event calls a handler with a text."""
    app = FastAPI()
    with gr.Blocks(analytics_enabled=False) as blocks:
        box = gr.Textbox()
        box.submit(handler, box, box, concurrency_limit=2)
    blocks.max_threads = max_threads
    mount.mount_chat(app, blocks, ENGLISH_WORDS, site_path="../")
    app.state.blocks = blocks
    return app


def _open_page(address: str) -> httpx.Client:
    return http.open_client(base_url=f"{address}/en")


def _send(client: httpx.Client, session: str, text: str) -> None:
    body = {"data": [text], "fn_index": 0, "session_hash": session}
    client.post("/gradio_api/queue/join", json=body).raise_for_status()


def _read_results(client: httpx.Client, session: str) -> list[str]:
    """Return the results of the events of a page, once none waits any more."""
    path = f"/gradio_api/queue/data?session_hash={session}"
    with client.stream("GET", path, timeout=START_SECONDS) as stream:
        lines = [line.removeprefix("data: ") for line in stream.iter_lines() if line]
    messages = [json.loads(line) for line in lines]
    return [
        message["output"]["data"][0]
        for message in messages
        if message["msg"] == "process_completed"
    ]
