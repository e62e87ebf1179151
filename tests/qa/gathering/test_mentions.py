"""Every sentence that mentions something is quoted, and none that does not."""

import pytest

from fonti.qa import Answer, Assistant, verify
from tests.helpers.assistants import open_files

FILES = {
    "it/due.txt": "Le biblioteche aprono alle nove. Il bar chiude.\n\nUna BIBLIOTECA è un luogo.",
    "it/uno.txt": "La Biblioteca del porto è grande. Il porto è piccolo. La biblio-\nteca è nuova.",
    "en/three.txt": "The library of the harbour is large. Libraries are quiet. The port is small.",
    "en/headed.md": "# Library\n\nIt opens at nine in the morning, and closes at seven.\n",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Open the assistant of four documents in two languages."""
    folder = tmp_path_factory.mktemp("mentions")
    return open_files(folder, FILES)


def list_quotes(answer: Answer) -> list[tuple[str, str]]:
    """Return the source and the text of each quote."""
    return [(citation.source, citation.quote) for citation in answer.citations]


def test_all_forms_of_a_word_are_mentions(assistant: Assistant) -> None:
    """Endings, capitals and the ends of lines make no difference; documents follow in order."""
    answer = assistant.find_mentions("biblioteca")

    assert list_quotes(answer) == [
        ("it/due.txt", "Le biblioteche aprono alle nove."),
        ("it/due.txt", "Una BIBLIOTECA è un luogo."),
        ("it/uno.txt", "La Biblioteca del porto è grande."),
        ("it/uno.txt", "La biblio-\nteca è nuova."),
    ]
    counts = {document.source: document.mention_count for document in answer.documents}
    assert counts == {"it/due.txt": 2, "it/uno.txt": 2}
    assert (answer.kind, answer.outcome, answer.subject) == ("mentions", "answered", "biblioteca")
    assert {check.standing for check in verify(answer.to_json(), assistant.library)} == {"stands"}


def test_the_words_of_the_subject_are_marked(assistant: Assistant) -> None:
    """The marks are the words, in code points of the document."""
    citation = assistant.find_mentions("biblioteca porto").citations[0]
    marked = [text for text, emphasis in citation.split_by_emphasis() if emphasis != "none"]
    assert (citation.source, marked) == ("it/uno.txt", ["Biblioteca", "porto"])


def test_a_subject_of_several_words_needs_all_of_them(assistant: Assistant) -> None:
    """Function words do not count; a heading is a mention, and the sentence below it is none."""
    answer = assistant.find_mentions("the library of the harbour")
    assert list_quotes(answer) == [("en/three.txt", "The library of the harbour is large.")]

    quotes = list_quotes(assistant.find_mentions("library", sources=["en/headed.md"]))
    assert quotes == [("en/headed.md", "Library")]


def test_a_subject_of_function_words_alone_is_found(assistant: Assistant) -> None:
    """They are what is looked for."""
    assert len(assistant.find_mentions("alle").citations) == 1


def test_mentions_can_be_limited(assistant: Assistant) -> None:
    """To languages, to documents; what is left out is not counted."""
    assert assistant.find_mentions("biblioteca", languages=["en"]).citations == ()
    limited = assistant.find_mentions("biblioteca", sources=["it/uno.txt"])
    assert [document.source for document in limited.documents] == ["it/uno.txt"]


@pytest.mark.parametrize(
    ("subject", "limits", "reason"),
    [
        ("xylophone", {}, "nothing_close"),
        ("biblioteca", {"sources": ["missing.txt"]}, "filtered_out"),
    ],
)
def test_nothing_is_quoted_if_nothing_is_mentioned(
    subject: str, limits: dict[str, list[str]], reason: str, assistant: Assistant
) -> None:
    """The reason says whether the filters leave anything."""
    answer = assistant.find_mentions(subject, **limits)
    assert (answer.outcome, answer.reason, answer.citations) == ("not_found", reason, ())
    assert (answer.confidence, answer.documents) == (0.0, ())
