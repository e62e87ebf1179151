"""An overview is made of quotations: headings, and sentences that stand alone."""

import tracemalloc
from pathlib import Path

import pytest

from fonti.qa import Assistant, verify
from tests.helpers.assistants import open_files
from tests.helpers.fakes import FakeEncoder

RULES = """# Library rules

## Loans

The library lends five books at a time to every member of the library.
- five books
This is why many members visit the library.

## Delays

A member who returns library books late cannot borrow books for two weeks.
"""
HARBOUR = "The harbour museum opens at ten in the morning on every day of the week."


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Open the assistant of a document with headings and of one without."""
    folder = tmp_path_factory.mktemp("overview")
    files = {"harbour.txt": HARBOUR, "rules.md": RULES}
    return open_files(folder, files)


def test_an_overview_of_a_document_has_its_headings_and_whole_sentences(
    assistant: Assistant,
) -> None:
    """Items and sentences that point back are left out; all else stands in its order."""
    answer = assistant.overview("rules.md")

    assert (answer.kind, answer.outcome, answer.confidence) == ("overview", "answered", 1.0)
    assert [citation.quote for citation in answer.citations] == [
        "Library rules",
        "Loans",
        "The library lends five books at a time to every member of the library.",
        "Delays",
        "A member who returns library books late cannot borrow books for two weeks.",
    ]
    assert [citation.number for citation in answer.citations] == [1, 2, 3, 4, 5]
    assert [document.title for document in answer.documents] == ["Library rules"]
    assert {check.standing for check in verify(answer.to_json(), assistant.library)} == {"stands"}


def test_an_overview_of_all_documents_quotes_each(assistant: Assistant) -> None:
    """Sentences of each document follow each other, without headings."""
    answer = assistant.overview()
    assert [citation.source for citation in answer.citations] == [
        "harbour.txt",
        "rules.md",
        "rules.md",
    ]
    assert [document.source for document in answer.documents] == ["harbour.txt", "rules.md"]


def test_of_many_documents_ten_are_quoted(encoder: FakeEncoder, tmp_path: Path) -> None:
    """The others are listed."""
    files = {f"{number:02}.txt": f"{HARBOUR} Room {number} is open." for number in range(14)}
    assistant = open_files(tmp_path, files, encoder=encoder)
    answer = assistant.overview()
    assert len({citation.source for citation in answer.citations}) == 10
    assert len(answer.citations) == 10
    assert len(answer.documents) == 14


def test_a_document_without_whole_sentences_is_quoted_as_it_is(
    encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A list has nothing else to quote."""
    assistant = open_files(tmp_path, {"list.txt": "- bread\n- milk\n"}, encoder=encoder)
    assert assistant.overview("list.txt").citations


def test_an_unknown_document_has_no_overview(assistant: Assistant) -> None:
    """It is said that the filters leave nothing."""
    answer = assistant.overview("missing.txt")
    assert (answer.outcome, answer.reason, answer.citations) == ("not_found", "filtered_out", ())


def test_only_the_higher_headings_of_a_document_with_many_are_quoted(
    encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Fourteen sections under two chapters: the chapters are quoted, the sections are not."""
    lines = ["# Handbook"]
    for number in range(14):
        if number % 7 == 0:
            lines += ["", f"## Chapter {number // 7 + 1}"]
        lines += ["", f"### Section {number}", "", f"{HARBOUR} Section {number} says so."]
    assistant = open_files(tmp_path, {"handbook.md": "\n".join(lines)}, encoder=encoder)

    quotes = [citation.quote for citation in assistant.overview("handbook.md").citations]
    assert [quote for quote in quotes if len(quote.split()) <= 2] == [
        "Handbook",
        "Chapter 1",
        "Chapter 2",
    ]


def test_an_overview_of_very_many_sentences_takes_little_memory(tmp_path: Path) -> None:
    """Of 20,000 short sentences not each is compared with each, which would take gigabytes."""
    assistant = open_files(tmp_path, {"short.txt": "Si va. Si sta. " * 15_000})

    tracemalloc.start()
    try:
        answer = assistant.overview("short.txt")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert answer.citations
    assert peak < 300 << 20
