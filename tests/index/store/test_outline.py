"""Tests of the headings of a document."""

from pathlib import Path

from fonti.index import Library
from tests.helpers.fakes import FakeEncoder, write_corpus

RULES = (
    "# Rules\n\n## Opening hours\n\nThe museum opens at ten.\n\nIt closes at five.\n\n"
    "## Prices\n\n### Children\n\nChildren enter free.\n\n## Prices\n\nAdults pay.\n"
)


def test_the_headings_of_a_document_are_listed_with_their_places(tmp_path: Path) -> None:
    """They come in order, at their depth; the place of each is its line in the text."""
    corpus = write_corpus(tmp_path / "corpus", {"rules.md": RULES, "plain.txt": "No heading."})
    library = Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    document = library.document("rules.md")
    assert document is not None

    outline = library.outline("rules.md")
    assert [(entry.level, entry.title) for entry in outline] == [
        (0, "Rules"),
        (1, "Opening hours"),
        (1, "Prices"),
        (2, "Children"),
        (1, "Prices"),
    ]
    for entry in outline:
        line = document.text[entry.start : entry.end]
        assert line.lstrip("# ") == entry.title

    assert library.outline("plain.txt") == ()
    assert library.outline("none.txt") == ()
