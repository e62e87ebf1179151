"""What the chat offers to ask: questions made of the corpus in use."""

import threading
from collections import defaultdict

from fonti.index import demo_corpus
from fonti.qa import Assistant, example_questions
from fonti.ui.i18n.catalog import Words


class Examples:
    """The examples of a corpus in each language, found anew for each version of its index."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._demo = assistant.library.corpus == demo_corpus().resolve()
        self._found: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._finding: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def known(self, words: Words) -> tuple[str, ...]:
        """The examples of a language that were found last."""
        return (
            words.example_questions if self._demo else self._found.get(words.language, ("", ()))[1]
        )

    def find(self, words: Words) -> None:
        """Find the examples of a language, unless they are known for this version. Raises what asking raises."""
        with self._finding[words.language]:
            version = self._assistant.library.version
            if not self._demo and self._found.get(words.language, ("", ()))[0] != version:
                self._found[words.language] = (
                    version,
                    example_questions(self._assistant, words.example_templates),
                )
