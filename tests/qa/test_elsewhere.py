"""What answers outside the languages and documents that a question is limited to."""

from pathlib import Path

import pytest

from fonti.qa import Answer, Assistant, verify
from tests.helpers.assistants import fix_confidence, open_files
from tests.helpers.fakes import FakeEncoder

# A question in the words of the English document, and one in those of the Italian document.
ENGLISH_QUESTION = "The lighthouse was built of granite in 1843?"
ITALIAN_QUESTION = "La biblioteca comunale apre alle nove e chiude alle sette di sera?"


@pytest.fixture
def assistant(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> Assistant:
    """Open the assistant of the small bilingual corpus."""
    return Assistant.open(corpus, index=tmp_path / "index", model=encoder)


def list_numbers_as_shown(answer: Answer) -> list[int]:
    """Return the numbers of the citations that answer or are near, then those of elsewhere."""
    shown = [item for item in answer.citations if item.is_answer or item.is_near]
    return [item.number for item in (*shown, *answer.elsewhere)]


@pytest.mark.parametrize(
    "limits",
    [
        {"languages": ["it"]},
        {"sources": ["biblioteca.txt"]},
        {"languages": ["it"], "sources": ["harbour/museum.txt"]},
    ],
)
def test_what_answers_elsewhere_is_cited_apart(
    limits: dict[str, list[str]], assistant: Assistant
) -> None:
    """The outcome is that of what was searched; the others' citations have the next numbers."""
    answer = assistant.ask(ENGLISH_QUESTION, **limits)  # type: ignore[arg-type]

    assert not answer.is_answered
    assert "granite" not in "".join(citation.quote for citation in answer.citations)
    assert [citation.source for citation in answer.elsewhere] == ["harbour/museum.txt"]
    assert all(citation.is_answer for citation in answer.elsewhere)
    assert answer.elsewhere[0].quote == assistant.ask(ENGLISH_QUESTION).citations[0].quote
    assert answer.elsewhere[0].score > answer.confidence

    numbers = list_numbers_as_shown(answer)
    assert numbers == list(range(1, len(numbers) + 1))
    all_numbers = [citation.number for citation in answer.all_citations]
    assert all_numbers == list(range(1, len(all_numbers) + 1))


def test_nothing_is_cited_from_elsewhere_without_need(assistant: Assistant) -> None:
    """It is not if the search has no limit, if it answers, or if no document answers."""
    assert assistant.ask(ENGLISH_QUESTION).elsewhere == ()
    assert assistant.ask(ENGLISH_QUESTION, languages=["en"]).elsewhere == ()
    assert assistant.ask("xylophone quark zeppelin?", languages=["it"]).elsewhere == ()
    assert assistant.ask("xylophone quark zeppelin?").elsewhere == ()


def test_the_same_file_under_another_name_is_not_elsewhere(
    tmp_path: Path, encoder: FakeEncoder
) -> None:
    """What a copy in the chosen documents says too is not cited from elsewhere."""
    files = dict.fromkeys(("a.txt", "b.txt"), "The lighthouse was built of granite in 1843.")
    assistant = open_files(
        tmp_path, {**files, "c.txt": "The ferry leaves at noon."}, encoder=encoder
    )

    assert assistant.ask(ENGLISH_QUESTION, sources=["b.txt"]).elsewhere == ()
    assert assistant.ask(ENGLISH_QUESTION, sources=["c.txt"]).elsewhere != ()


def test_a_printed_answer_and_a_saved_one_have_what_is_elsewhere(assistant: Assistant) -> None:
    """It is printed after the outcome, and the quotes of a saved answer are checked with it."""
    answer = assistant.ask(ENGLISH_QUESTION, languages=["it"])
    assert "elsewhere:\n[" in str(answer)
    assert "granite" in str(answer)
    assert "granite" in answer._repr_html_()

    saved = answer.to_json()
    checks = verify(saved, assistant.library)
    assert [check.number for check in checks] == list(range(1, len(checks) + 1))
    assert {check.source for check in checks} >= {"harbour/museum.txt"}
    assert {check.standing for check in checks} == {"stands"}

    # An older version wrote no such key.
    del saved["elsewhere"]
    assert len(verify(saved, assistant.library)) == len(answer.citations)


def test_several_questions_are_looked_for_elsewhere(
    assistant: Assistant,
) -> None:
    """Each of several questions is answered elsewhere, if all are."""
    text = f"{ENGLISH_QUESTION} Which museum opens at ten in the morning and closes at five?"
    fix_confidence(assistant, 3.0)
    everywhere = assistant.ask(text)
    answer = assistant.ask(text, sources=["no such document"])
    assert (answer.outcome, answer.reason) == ("not_found", "filtered_out")
    assert [item.quote for item in answer.elsewhere] == [
        item.quote for item in everywhere.citations if item.is_answer
    ]
