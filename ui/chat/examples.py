"""What the chat offers to ask: questions made of the corpus in use, found out while nobody waits."""

import threading
from contextlib import suppress

from index import FontiError, demo_corpus
from qa import Assistant, example_questions
from ui.words import Words


class Examples:
    """The examples of a corpus in each language, for its newest version as far as they are known."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._demo = assistant.library.corpus == demo_corpus().resolve()
        self._found: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._looking = threading.Lock()

    def of(self, words: Words) -> tuple[str, ...]:
        """The examples of a language; where they are of an older version, newer ones are looked for meanwhile."""
        if self._demo:
            return words.example_questions
        version, found = self._found.get(words.language, ("", ()))
        if version != self._assistant.library.version and self._looking.acquire(blocking=False):
            threading.Thread(target=self._look, args=[words], name="examples", daemon=True).start()
        return found

    def _look(self, words: Words) -> None:
        try:
            version = self._assistant.library.version
            with suppress(FontiError):  # there is nothing to offer then
                self._found[words.language] = version, example_questions(self._assistant, words.example_templates)
        finally:
            self._looking.release()
