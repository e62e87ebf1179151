"""What is no question is answered as its kind needs, and leaves the topic as it was."""

from pathlib import Path

import pytest

from fonti.qa import Assistant
from fonti.qa.answer import RequestKind
from tests.helpers.assistants import fix_confidence, open_assistant, open_files

FILES = {
    "harbour.txt": "The lighthouse of the harbour was built of granite in 1843 by the town.",
    "rules_2020.md": "# Library rules\n\nThe library lends five books at a time to members.\n",
}
QUESTION = "Who built the lighthouse of granite?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Open the assistant of two documents; it is sure of all that it quotes."""
    folder = tmp_path_factory.mktemp("replies")
    assistant = open_files(folder, FILES)
    fix_confidence(assistant, 3.0)
    return assistant


@pytest.mark.parametrize(
    ("text", "kind", "language"),
    [
        ("ciao", "greeting", "it"),
        ("Hello!", "greeting", "en"),
        ("grazie", "thanks", "it"),
        ("Chi sei?", "about", "it"),
        ("what can you do?", "about", "en"),
        ("traducilo in inglese", "unsupported", "it"),
        ("e?", "incomplete", "it"),
    ],
)
def test_nothing_is_searched_for_what_asks_nothing_of_the_documents(
    text: str, kind: RequestKind, language: str, assistant: Assistant
) -> None:
    """It is not, before a question or after it."""
    question = assistant.ask(QUESTION)
    for history in ([], [question]):
        answer = assistant.ask(text, history=history)
        assert (answer.kind, answer.language) == (kind, language)
        assert (answer.outcome, answer.reason) == ("not_searched", "no_question")
        assert (answer.confidence, answer.citations, answer.documents) == (0.0, (), ())


def test_the_documents_are_listed(assistant: Assistant) -> None:
    """All of them, or those that the filters leave."""
    answer = assistant.ask("which documents do you have?")
    listed = [(document.source, document.title) for document in answer.documents]
    assert listed == [("harbour.txt", None), ("rules_2020.md", "Library rules")]

    limited = assistant.ask("which documents do you have?", sources=["harbour.txt"])
    assert [document.source for document in limited.documents] == ["harbour.txt"]


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("What are the documents about?", {"harbour.txt", "rules_2020.md"}),
        ("What is this document about?", {"harbour.txt"}),
        ("Summarize it", {"harbour.txt"}),
        ("Summarize rules_2020.md", {"rules_2020.md"}),
        ("summarize the library rules", {"rules_2020.md"}),
        ("What are the rules about?", {"rules_2020.md"}),
        ("Di che cosa parla harbour?", {"harbour.txt"}),
    ],
)
def test_an_overview_is_of_the_document_that_is_meant(
    text: str, sources: set[str], assistant: Assistant
) -> None:
    """Of the one that is named, else of the one that was cited last; of all if all are."""
    answer = assistant.ask(text, history=[assistant.ask(QUESTION)])
    assert answer.kind == "overview"
    assert {citation.source for citation in answer.citations} == sources


def test_an_overview_without_anything_cited_is_of_all(assistant: Assistant) -> None:
    """The filters limit it, also if another document was cited last."""
    assert len(assistant.ask("Summarize it").documents) == 2

    history = [assistant.ask(QUESTION)]
    limited = assistant.ask("Summarize it", history=history, sources=["rules_2020.md"])
    assert {citation.source for citation in limited.citations} == {"rules_2020.md"}


@pytest.mark.parametrize(
    "text",
    [
        "Summarize article 5",
        "Summarize the war",
        "Summarize Rome",
        "What is the war about?",
        "Di cosa parla l'articolo 5?",
    ],
)
def test_an_overview_of_what_is_no_document_is_a_question(text: str, assistant: Assistant) -> None:
    """A place in a document, or a subject, is searched for."""
    assert assistant.ask(text).kind == "question"


def test_thanks_do_not_change_the_topic(assistant: Assistant) -> None:
    """A follow-up leans on the last question, and not on what was said or listed since."""
    history = [assistant.ask(QUESTION)]
    for text in ("thanks", "which documents do you have?", "every mention of granite"):
        history.append(assistant.ask(text, history=history))

    follow_up = assistant.ask("And when?", history=history)
    assert (follow_up.kind, follow_up.topic) == ("question", QUESTION)


def test_a_question_that_is_asked_again_does_not_lean_on_itself(tmp_path: Path) -> None:
    """It is short enough to lean on another question, and gets the same answer as before."""
    assistant = open_assistant(tmp_path, FILES["harbour.txt"], logit=-3.0)
    first = assistant.ask("Which tariff is paid?")
    again = assistant.ask("Which tariff is paid?", history=[first])
    assert again.topic is None
    assert again.citations == first.citations


def test_a_bare_follow_up_that_repeats_a_quote_is_no_sure_answer(assistant: Assistant) -> None:
    """ "Why?" matches nothing but the words of the question before."""
    first = assistant.ask(QUESTION)
    why = assistant.ask("Why?", history=[first])
    assert (first.outcome, first.citations[0].source) == ("answered", "harbour.txt")
    assert why.citations[0].source == "harbour.txt"
    assert why.outcome == "probable"
    assert assistant.ask("When was it built of granite?", history=[first]).outcome == "answered"


@pytest.mark.parametrize("text", ["ciao", "quali documenti hai?", "find all mentions of granite"])
def test_an_answer_to_a_request_is_shown_in_a_terminal_and_a_notebook(
    text: str, assistant: Assistant
) -> None:
    """Its kind stands in place of the reason."""
    answer = assistant.ask(text)
    assert f"({answer.kind})" in str(answer)
    assert answer.kind in answer._repr_html_()
