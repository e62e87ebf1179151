"""Tests of the first screen's HTML."""

import re
from pathlib import Path

import pytest

from fonti.index import Library
from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.examples import ExampleSet
from fonti.ui.web.chat.welcome_html import render_welcome
from fonti.ui.web.templating import show_bidi_controls
from tests.helpers.corpora import ENGLISH as ENGLISH_TEXT
from tests.helpers.corpora import ITALIAN as ITALIAN_TEXT
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.hostile_texts import HOSTILE
from tests.helpers.html_reader import HtmlReader

EXAMPLES = ExampleSet(("Who signed?", "When?"), "What is the capital of Australia?")


def make_library(folder: Path, files: dict[str, str | bytes]) -> Library:
    """Return the library of a new corpus."""
    corpus = write_corpus(folder / "corpus", files)
    return Library.open(corpus, index=folder / "index", model=FakeEncoder(), allow_empty=True)


@pytest.mark.parametrize(
    ("words", "size", "update", "more", "not_read"),
    [
        (
            ITALIAN,
            "7 documenti in italiano e inglese",
            r"Ultimo aggiornamento: \d+ \w+ \d{4}, \d\d:\d\d",
            "e ancora 2",
            "file non letti: 1",
        ),
        (
            ENGLISH,
            "7 documents in Italian and English",
            r"Last update: \w+ \d+, \d{4}, \d+:\d\d",
            "and 2 more",
            "files not read: 1",
        ),
    ],
)
def test_the_first_screen_says_what_the_chat_knows(
    tmp_path: Path, words: Words, size: str, update: str, more: str, not_read: str
) -> None:
    """It has the number of documents, their languages, the first titles and the last update."""
    titles = [f"Report {number}" for number in range(1, 7)]
    files: dict[str, str | bytes] = {
        f"{title}.md": f"# {title}\n\n{ITALIAN_TEXT}" for title in titles
    }
    library = make_library(tmp_path, {**files, "museum.txt": ENGLISH_TEXT, "a.pdf": b"no PDF"})
    html = render_welcome(library, EXAMPLES, words, can_add=True)
    text = HtmlReader(html).text
    assert size in text
    assert re.search(update, text)
    assert not_read in text
    assert all(title in text for title in titles[:5])
    assert "Report 6" not in text
    assert more in text


def test_the_silent_example_stands_apart(tmp_path: Path) -> None:
    """It comes after the others, under a line that says that nothing answers it."""
    library = make_library(tmp_path, {"museum.txt": ENGLISH_TEXT})
    html = render_welcome(library, EXAMPLES, ENGLISH, can_add=False)
    before, after = html.split(ENGLISH.silent_example_heading)
    assert all(question in before for question in EXAMPLES.answered)
    assert EXAMPLES.unanswered is not None
    assert EXAMPLES.unanswered in after
    assert "add-files" not in html


@pytest.mark.parametrize(
    ("can_add", "instruction"),
    [(True, ENGLISH.overview_empty), (False, ENGLISH.overview_empty_read_only)],
)
def test_an_empty_folder_says_what_to_do(tmp_path: Path, can_add: bool, instruction: str) -> None:
    """It says how documents are added, or that they cannot be added here."""
    library = make_library(tmp_path, {})
    html = render_welcome(library, ExampleSet(), ENGLISH, can_add=can_add)
    assert instruction in HtmlReader(html).text
    assert ("add-files" in html) == can_add


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_title_is_shown_literally(tmp_path: Path, hostile: str) -> None:
    """Nothing in the words that stand for a title becomes markup."""
    library = make_library(tmp_path, {"a.txt": f"Title {hostile}"})
    (entry,) = library.documents()
    reader = HtmlReader(render_welcome(library, EXAMPLES, ENGLISH, can_add=True))
    assert show_bidi_controls(entry.opening) in reader.text
    assert {"script", "img", "mark"}.isdisjoint(reader.tags)
