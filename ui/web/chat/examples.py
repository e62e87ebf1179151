"""The example questions that the chat offers, made from the indexed documents."""

import threading
from collections import defaultdict
from dataclasses import dataclass

from fonti.index import demo_corpus
from fonti.qa import Assistant, example_questions
from fonti.ui.i18n.words import Words


@dataclass(frozen=True, slots=True)
class _VersionedExamples:
    """Examples, and the version of the index that they were made from."""

    version: str
    questions: tuple[str, ...]


class Examples:
    """Caches the example questions of each language for one version of the index."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._is_demo = assistant.library.corpus == demo_corpus().resolve()
        self._by_language: dict[str, _VersionedExamples] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def get(self, words: Words) -> tuple[str, ...]:
        """Return the last examples that were made in a language, or none. It does not wait."""
        if self._is_demo:
            return words.example_questions
        examples = self._by_language.get(words.language)
        return examples.questions if examples else ()

    def update(self, words: Words) -> None:
        """Make the examples of a language again if the index has changed since.

        Raises:
            FontiError: If a question cannot be asked.

        """
        if self._is_demo:
            return
        with self._locks[words.language]:
            version = self._assistant.library.version
            known = self._by_language.get(words.language)
            if known is not None and known.version == version:
                return
            questions = example_questions(self._assistant, words.example_question_templates)
            self._by_language[words.language] = _VersionedExamples(version, questions)
