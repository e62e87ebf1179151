"""Use a page of the chat over HTTP, by the requests of Gradio, as a browser does."""

import json
from secrets import token_hex
from typing import Any

import httpx

_CONFIG_START = "window.gradio_config = "
_TIMEOUT_SECONDS = 120

_TURN = '<section class="fonti-turn"'
_PENDING = 'data-state="pending"'


class PageClient:
    """A page that is open in one language, with an empty conversation.

    Args:
        address: The address of the server.
        language: The language of the page.

    """

    def __init__(self, address: str, language: str = "it") -> None:
        self._session = token_hex(8)
        self._http = httpx.Client(base_url=f"{address}/{language}/", timeout=_TIMEOUT_SECONDS)
        self._functions = self._load_functions()
        for event in ("restore_conversation", "load"):
            self.trigger(event, "[]", None)

    def close(self) -> None:
        """Close the page."""
        self.poll(is_closed=True)
        self._http.close()

    def ask(self, question: str) -> str:
        """Ask a question, and return the HTML of its turn when that is complete.

        Raises:
            RuntimeError: The question was not answered.

        """
        chat = str(self.trigger("ask", question, [], [], "[]", "[]", None)[0])
        while _PENDING in chat:
            chat = str(self.trigger("answer", "[]", None)[0])

        turn = chat[chat.rindex(_TURN) :]
        if 'data-state="problem"' in turn:
            raise RuntimeError(turn)
        return turn

    def trigger(self, name: str, *inputs: Any, event: dict[str, str] | None = None) -> list[Any]:
        """Trigger an event, and return the values that it changes.

        Args:
            name: The name of its handler.
            inputs: Its inputs; None for the state that the server stores.
            event: The data attributes of what was clicked.

        """
        body = {
            "data": inputs,
            "event_data": event,
            "fn_index": self._functions[name],
            "session_hash": self._session,
        }
        response = self._http.post("gradio_api/run/predict", json=body).raise_for_status()
        values: list[Any] = response.json()["data"]
        return values

    def poll(self, *, is_closed: bool = False) -> Any:
        """Ask whether something has changed, as an open page does every few seconds.

        Args:
            is_closed: Whether the page is being closed.

        Returns:
            What the server says, as JSON; None if the page is being closed.

        """
        body = {"session_hash": self._session, "is_closed": is_closed}
        response = self._http.post("poll", json=body).raise_for_status()
        return None if is_closed else response.json()

    def _load_functions(self) -> dict[str, int]:
        """Return the numbers of the page's functions by their names."""
        page = self._http.get("").raise_for_status().text
        start = page.index(_CONFIG_START) + len(_CONFIG_START)
        config, _ = json.JSONDecoder().raw_decode(page, start)
        return {function["api_name"]: function["id"] for function in config["dependencies"]}
