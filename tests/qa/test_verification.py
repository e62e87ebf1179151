"""Saved answers against their documents, with no model."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import AnswerError, Library
from fonti.index.corpus.files import compute_sha256
from fonti.qa import Assistant, Citation, find_corpus, verify, verify_citation
from fonti.ui.__main__ import main
from tests.helpers.fakes import FakeEncoder

QUOTE = "Il ponte fu chiuso nel 1921."

Verify = Callable[..., tuple[int, str, str]]


def alter(answer: dict[str, Any], **changes: object) -> dict[str, Any]:
    """Return a saved answer whose citation was changed by hand."""
    (citation,) = answer["citations"]
    return {**answer, "citations": [{**citation, **changes}]}


def save_answer(
    quote: str,
    start: int,
    source: str = "ponte.txt",
    *,
    question: str = "Quando?",
    corpus: Path | str = "carte",
) -> dict[str, Any]:
    """Return what is checked of a saved answer, cited from a document that is only the quote."""
    place = {
        "number": 1,
        "source": source,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
    }
    citation = {**place, "sha256": compute_sha256(quote.encode())}
    return {"question": question, "language": "it", "corpus": str(corpus), "citations": [citation]}


def open_library(folder: Path, text: str) -> Library:
    """Open the library of one document, which is not indexed."""
    folder.mkdir(exist_ok=True)
    (folder / "ponte.txt").write_text(text, "utf-8", newline="")
    return Library.open(folder, index=folder.parent / "index", sync=False)


@pytest.fixture
def verify_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Verify:
    """Return a function that runs `fonti verify`, and returns exit status, stdout and stderr."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(content: object, *options: str) -> tuple[int, str, str]:
        file = tmp_path / "saved.json"
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["fonti", "verify", str(file), *options])
            with pytest.raises(SystemExit) as left:
                main()
        return int(left.value.code or 0), *capsys.readouterr()

    return run


@pytest.mark.parametrize(
    ("text", "start", "standing", "now", "changed"),
    [
        (QUOTE, 0, "stands", 0, False),
        ("Prima. " + QUOTE, 7, "stands", 7, True),
        ("Molto prima. " + QUOTE, 7, "moved", 13, True),
        (f"{QUOTE} {QUOTE} {QUOTE}", 30, "moved", 29, True),
        ("Il ponte fu chiuso nel 1922.", 0, "gone", None, True),
    ],
)
def test_a_quote_stands_has_moved_or_is_gone(
    tmp_path: Path, text: str, start: int, standing: str, now: int | None, changed: bool
) -> None:
    """The check names the nearest place of the quote, and says whether the file has changed."""
    (check,) = verify(save_answer(QUOTE, start), open_library(tmp_path / "carte", text))
    assert (check.standing, check.start, check.changed) == (standing, now, changed)
    assert check.end == (None if now is None else now + len(QUOTE))


@pytest.mark.parametrize(
    "source", ["altro.txt", "../secret.txt", "/etc/hostname", "sub/../ponte.txt", ""]
)
def test_only_the_corpus_is_looked_at(tmp_path: Path, source: str) -> None:
    """A source that is no file of the corpus is gone, wherever its name points to."""
    (tmp_path / "secret.txt").write_text(QUOTE, "utf-8")
    (check,) = verify(save_answer(QUOTE, 0, source), open_library(tmp_path / "corpus", QUOTE))
    assert (check.standing, check.changed) == ("gone", True)


GOOD = save_answer(QUOTE, 0)
CITATION = GOOD["citations"][0]


@pytest.mark.parametrize(
    "content",
    [
        *([], {}, "answer", None, 7, [[GOOD]], [GOOD, None]),
        {"citations": [CITATION]},
        {**GOOD, "citations": {}},
        {**GOOD, "corpus": None},
        {**GOOD, "question": 1},
        {**GOOD, "citations": [1]},
        {**GOOD, "citations": [None]},
        {**GOOD, "citations": [{"number": "one"}]},
        *({**GOOD, "citations": [{**CITATION, "end": end}]} for end in (0, 27, True, "28", None)),
        *({**GOOD, "citations": [{**CITATION, name: 3}]} for name in ("source", "quote", "sha256")),
    ],
)
def test_what_is_no_answer_is_refused(tmp_path: Path, content: object) -> None:
    """The message for any other JSON says how an answer is saved."""
    with pytest.raises(AnswerError, match="fonti ask --json"):
        verify(content, open_library(tmp_path / "carte", QUOTE))


def test_an_answer_saved_by_an_older_version_is_verified(tmp_path: Path) -> None:
    """The old keys `answers` and `near`, and any other key, are ignored."""
    old = save_answer(QUOTE, 0)
    old["citations"][0] |= {"answers": True, "near": True, "marks": [[0, 2]], "parallel": None}
    library = open_library(tmp_path / "carte", QUOTE)

    (check,) = verify(json.loads(json.dumps(old)), library)

    assert check.standing == "stands"


@given(
    before=st.text(alphabet="aè😀\r\n\t e\u0301", max_size=20),
    quote=st.text(alphabet="bcà😀\r\n", min_size=1),
)
def test_offsets_are_code_points(
    tmp_path_factory: pytest.TempPathFactory, before: str, quote: str
) -> None:
    """A quote stands at its code points, whatever stands before it."""
    library = open_library(tmp_path_factory.mktemp("folder") / "carte", f"x{before}{quote}")
    (check,) = verify(save_answer(quote, 1 + len(before)), library)
    assert check.standing == "stands"


def test_each_check_belongs_to_its_question(tmp_path: Path) -> None:
    """A conversation is a list of answers; an answer without citations has no checks."""
    library = open_library(tmp_path / "carte", QUOTE)
    conversation = [
        save_answer(QUOTE, 0, question="Quando?"),
        {**save_answer(QUOTE, 0, question="E il faro?"), "citations": []},
        save_answer("chiuso", 12, question="Chiuso?"),
    ]
    checks = verify(conversation, library)
    assert [(check.question, check.standing) for check in checks] == [
        ("Quando?", "stands"),
        ("Chiuso?", "stands"),
    ]


def test_answers_of_several_corpora_name_none() -> None:
    """The person has to say which one is meant."""
    assert (
        find_corpus([save_answer(QUOTE, 0, corpus="a"), save_answer(QUOTE, 0, corpus="a")]) == "a"
    )
    with pytest.raises(AnswerError, match=r"several corpora \(a, b\); name one with --corpus"):
        find_corpus([save_answer(QUOTE, 0, corpus="b"), save_answer(QUOTE, 0, corpus="a")])


def test_a_conversation_is_verified_under_its_questions(
    tmp_path: Path, verify_file: Verify
) -> None:
    """A single question is not repeated; of several corpora, one has to be named."""
    carte = open_library(tmp_path / "carte", QUOTE).corpus
    one = save_answer(QUOTE, 0, corpus=carte)
    other = save_answer("faro", 3, question="E il\x1b faro?", corpus=carte)

    assert verify_file(one) == (0, "[1] ponte.txt: stands where it is cited\n", "")
    expected = (
        "Quando?\n[1] ponte.txt: stands where it is cited\n"
        "E il\ufffd faro?\n[1] ponte.txt: gone\n"
        "    the answer quotes: faro\n    there stands now: pont\n"
    )
    assert verify_file([one, other]) == (1, expected, "")
    mixed = [one, {**one, "corpus": str(tmp_path / "altre")}]
    code, _, stderr = verify_file(mixed)
    assert code == 1
    assert "several corpora" in stderr
    assert verify_file(mixed, "--corpus", str(carte))[0] == 0


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"# Conversazione\n\n> Il ponte", "not JSON"),
        (b"", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        ({"corpus": "a\0b", **{key: GOOD[key] for key in ("question", "citations")}}, "a\\x00b"),
        ({"theme": "dark"}, "it has no citations"),
    ],
    ids=["Markdown", "empty", "bytes", "deep", "NUL", "other"],
)
def test_a_file_that_is_no_answer_is_refused(
    verify_file: Verify, content: object, expected: str
) -> None:
    """The message says what is wrong, and how an answer is saved."""
    code, stdout, stderr = verify_file(content)
    assert (code, stdout, stderr.count("\n")) == (1, "", 1)
    assert expected in stderr
    assert ";" in stderr


@pytest.fixture
def cited(tmp_path: Path, encoder: FakeEncoder) -> tuple[Library, Citation]:
    """Return a library of one document, and a citation of it."""
    folder = tmp_path / "carte"
    open_library(folder, f"Il faro è di granito.\n\n{QUOTE}\n")
    assistant = Assistant.open(folder, index=tmp_path / "index", model=encoder)
    citation = next(item for item in assistant.search("ponte chiuso 1921") if QUOTE in item.quote)
    start = citation.start + citation.quote.index(QUOTE)
    return assistant.library, replace(citation, quote=QUOTE, start=start, end=start + len(QUOTE))


@pytest.mark.parametrize(
    ("text", "standing", "start", "changed"),
    [
        (f"Il faro è di granito.\n\n{QUOTE}\n", "stands", 23, False),
        (f"Il faro è di granito.\n\n{QUOTE} E poi?\n", "stands", 23, True),
        (f"{QUOTE} Il faro è di granito.\n", "moved", 0, True),
        (f"{QUOTE} Il faro. {QUOTE}\n", "gone", None, True),
        ("Il faro è di granito.\n", "gone", None, True),
    ],
)
def test_a_citation_shown_earlier_is_found_again(
    cited: tuple[Library, Citation], text: str, standing: str, start: int | None, changed: bool
) -> None:
    """It is in its place, or once elsewhere; of several places, none is guessed."""
    library, citation = cited
    (library.corpus / "ponte.txt").write_text(text, "utf-8")
    library.sync()
    check = verify_citation(citation, library)
    assert (check.standing, check.start, check.changed) == (standing, start, changed)


def test_a_citation_is_of_the_index_not_of_the_files(cited: tuple[Library, Citation]) -> None:
    """A changed file does not count; a quote of a document that the index lacks is gone."""
    library, citation = cited
    (library.corpus / "ponte.txt").write_text("Altro.", "utf-8")
    assert verify_citation(citation, library).standing == "stands"
    check = verify_citation(replace(citation, source="altro.txt"), library)
    assert (check.standing, check.changed) == ("gone", True)


@pytest.mark.parametrize(
    ("changes", "altered", "printed"),
    [
        ({}, (), "stands"),
        ({"page": None, "title": None}, (), "stands"),
        ({"quote": "Il ponte fu chiuso nel 1999."}, ("quote",), f"there stands now: {QUOTE}"),
        ({"start": 3, "end": 8, "quote": "chius"}, ("start", "end"), "there stands now: ponte"),
        ({"title": "Un altro"}, ("title",), "the saved answer was altered: title"),
        ({"page": 2}, ("page",), "the saved answer was altered: page"),
        ({"page": "due"}, ("page",), "the saved answer was altered: page"),
    ],
)
def test_what_was_altered_in_an_answer_is_named(
    changes: dict[str, object],
    altered: tuple[str, ...],
    printed: str,
    tmp_path: Path,
    verify_file: Verify,
) -> None:
    """If the file is the one that was cited, what does not agree with it was altered."""
    library = open_library(tmp_path / "carte", QUOTE)
    answer = alter(save_answer(QUOTE, 0, corpus=library.corpus), **changes)
    (check,) = verify(answer, library)
    assert check.altered == altered

    status, stdout, _ = verify_file(answer, "--corpus", str(library.corpus))
    assert status == (1 if altered else 0)
    assert printed in stdout


def test_an_old_answer_is_not_altered_if_the_file_has_changed(tmp_path: Path) -> None:
    """What stands in the cited place now is shown, and the answer is not said to be altered."""
    library = open_library(tmp_path / "carte", "Il ponte fu chiuso nel 1922.")
    (check,) = verify(save_answer(QUOTE, 0), library)
    assert (check.altered, check.current) == ((), "Il ponte fu chiuso nel 1922.")
