"""Use a page of the chat over HTTP, by the protocol of Gradio's queue, as a browser does."""

import json
from secrets import token_hex
from typing import Any

import httpx

_CONFIG_START = "window.gradio_config = "
_TIMEOUT_SECONDS = 120


class PageClient:
    """A page that is open in one language, with an empty conversation.

    Args:
        address: The address of the server.
        language: The language of the page.

    """

    def __init__(self, address: str, language: str = "it") -> None:
        self._session = token_hex(8)
        self._memory = "[]"
        self._http = httpx.Client(base_url=f"{address}/{language}/", timeout=_TIMEOUT_SECONDS)
        self._functions = self._load_functions()
        # An open page has a connection open, by which the server notices that it is closed.
        heartbeat = self._http.build_request("GET", f"gradio_api/heartbeat/{self._session}")
        self._heartbeat = self._http.send(heartbeat, stream=True)
        for name in ("load", "load_1"):
            self.trigger(name, self._memory, None)

    def close(self) -> None:
        """Close the page."""
        self._heartbeat.close()
        self._http.close()

    def ask(self, question: str) -> str:
        """Ask a question, and return the HTML of its turn when that is complete.

        Raises:
            RuntimeError: The question was not answered.

        """
        self.trigger("ask", question, [], [], "[]", self._memory, None)
        chat = str(self.trigger("answer", None)[0])
        turn = chat[chat.rindex('<section class="fonti-turn"') :]
        if 'data-state="problem"' in turn or 'data-state="pending"' in turn:
            raise RuntimeError(turn)
        return turn

    def trigger(self, name: str, *inputs: Any, event: dict[str, str] | None = None) -> list[Any]:
        """Trigger an event, and return the values that it changes.

        Args:
            name: The name of its handler.
            inputs: Its inputs; None for the state that the server stores.
            event: The data attributes of what was clicked.

        Raises:
            RuntimeError: The handler failed.

        """
        self._http.post("gradio_api/queue/join", json=self._make_body(name, inputs, event))
        path = f"gradio_api/queue/data?session_hash={self._session}"
        with self._http.stream("GET", path) as stream:
            for line in stream.iter_lines():
                message = json.loads(line.removeprefix("data: ")) if line else {}
                if message.get("msg") != "process_completed":
                    continue
                if not message["success"]:
                    raise RuntimeError(f"{name}: {message}")
                return list(message["output"]["data"])
        raise RuntimeError(f"{name}: the stream of events ended")

    def refresh(self) -> None:
        """Ask for news of the documents, as an open page does every three seconds."""
        body = self._make_body("refresh", (None, "", "[]"), None)
        self._http.post("gradio_api/run/predict", json=body).raise_for_status()

    def _make_body(
        self, name: str, inputs: tuple[Any, ...], event: dict[str, str] | None
    ) -> dict[str, Any]:
        return {
            "data": inputs,
            "event_data": event,
            "fn_index": self._functions[name],
            "session_hash": self._session,
        }

    def _load_functions(self) -> dict[str, int]:
        """Return the numbers of the page's functions by their names."""
        page = self._http.get("").raise_for_status().text
        start = page.index(_CONFIG_START) + len(_CONFIG_START)
        config, _ = json.JSONDecoder().raw_decode(page, start)
        return {function["api_name"]: function["id"] for function in config["dependencies"]}
