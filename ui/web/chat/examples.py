"""Make the example questions that the chat offers from the indexed documents."""

import threading
from collections import defaultdict
from dataclasses import dataclass

from fonti.index import demo_corpus
from fonti.qa import Assistant, example_questions, find_unanswered_question
from fonti.ui.i18n.words import Words


@dataclass(frozen=True, slots=True)
class ExampleSet:
    """Questions to begin with.

    Attributes:
        answered: Questions that the documents answer.
        unanswered: A question that they do not answer, to show that the chat says so.

    """

    answered: tuple[str, ...] = ()
    unanswered: str | None = None


@dataclass(frozen=True, slots=True)
class _VersionedExamples:
    """Examples, and the version of the index that they were made from."""

    version: str
    examples: ExampleSet


class ExampleCache:
    """Caches the example questions of each language for one version of the index."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._is_demo = assistant.library.corpus == demo_corpus().resolve()
        self._by_language: dict[str, _VersionedExamples] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def get(self, words: Words) -> ExampleSet:
        """Return the last examples that were made in a language, or none. It does not wait."""
        if self._is_demo:
            return ExampleSet(words.example_questions, words.silent_example_questions[0])
        known = self._by_language.get(words.language)
        return known.examples if known else ExampleSet()

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
            examples = self._make(words)
            self._by_language[words.language] = _VersionedExamples(version, examples)

    def _make(self, words: Words) -> ExampleSet:
        answered = example_questions(self._assistant, words.example_question_templates)
        # Without documents every question is unanswered, which shows nothing.
        if not answered:
            return ExampleSet()
        silent = find_unanswered_question(self._assistant, words.silent_example_questions)
        return ExampleSet(answered, silent)
