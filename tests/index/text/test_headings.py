"""Headings that say something can be quoted; those that only name what follows cannot."""

import pytest

from fonti.index.formats.plain_text.markdown import find_markdown_headings
from fonti.index.text.headings import is_informative_heading
from fonti.index.text.passages import split_passages


@pytest.mark.parametrize(
    "heading",
    [
        "## Validità: due anni dal rilascio",
        "Deadline: the last Friday of May",
        "### Come si rinnova la licenza?",
        "Who signs the form? ##",
    ],
)
def test_a_heading_that_says_something(heading: str) -> None:
    """It asks, or has a name, a colon, and what is said of it."""
    assert is_informative_heading(heading)


@pytest.mark.parametrize(
    "heading",
    [
        "## Validità",
        "Capitolo 3: Le norme sulla caccia",
        "Chapter IV: The long winter",
        "Art. 12: Sanzioni e ricorsi",
        "2.1: Scope and aims",
        "Allegato B: Elenco dei comuni",
        "Orari:",
        "Note: varie",
        "Dalle 9:30 alle 12",
    ],
)
def test_a_heading_that_only_names(heading: str) -> None:
    """What follows the number of a chapter is its name."""
    assert not is_informative_heading(heading)


def test_a_telling_heading_is_a_sentence() -> None:
    """It can be ranked and quoted like any other."""
    text = "# Bando\n\n## Scadenza: il 3 marzo a mezzogiorno\n\nSi consegna a mano.\n"
    passages = split_passages(text, language="it", headings=find_markdown_headings(text))
    sentences = [span.slice(text) for passage in passages for span in passage.sentences]
    assert [sentence.strip() for sentence in sentences] == [
        "## Scadenza: il 3 marzo a mezzogiorno",
        "Si consegna a mano.",
    ]
