"""Warnings of what was not read: their pages together, and where they are listed."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import DocumentWarning, Library, PartlyRead, Reason
from fonti.index.extraction_warnings import ExtractionWarning, format_pages, group_by_reason
from fonti.index.store.schema import READING_VERSION
from fonti.index.worker.parser import Parser
from fonti.qa import Assistant
from fonti.ui.i18n.errors import localize
from tests.helpers.fakes import FakeEncoder, count_passages
from tests.helpers.partly_read import DAMAGE, DAMAGED_PAGE, GROUPED, WARNINGS, read_in_part

MUSEUM = "harbour/museum.txt"
PAGES = st.lists(st.integers(1, 40), max_size=30)


@pytest.fixture
def partly_read(corpus: Path, tmp_path: Path) -> Iterator[Library]:
    """Index a corpus of which one document is read in part."""
    with read_in_part():
        yield Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())


def test_a_reason_is_listed_once_with_its_pages() -> None:
    """Warnings with the same reason become one, with ascending pages, each of them once."""
    assert group_by_reason(WARNINGS) == GROUPED
    assert group_by_reason(reversed(WARNINGS))[0] == DocumentWarning(DAMAGED_PAGE, (2, 5, 6, 7))
    assert [str(warning.message) for warning in GROUPED] == [
        f"pages 2, 5-7: {DAMAGED_PAGE}",
        "damaged (<b>annex</b>)",
    ]
    assert localize(DocumentWarning(DAMAGED_PAGE, (3,)).message, "it").startswith("pagina 3: ")
    assert localize(GROUPED[0].message, "it").startswith("pagine 2, 5-7: ")


def test_reasons_with_other_parameters_are_other_reasons() -> None:
    """Only equal messages are grouped."""
    warnings = [
        ExtractionWarning(Reason("file_damaged", {"detail": detail}), page)
        for page, detail in ((1, "a"), (2, "b"), (3, "a"))
    ]
    assert [warning.pages for warning in group_by_reason(warnings)] == [(1, 3), (2,)]


@given(PAGES)
def test_page_ranges_name_every_page(pages: list[int]) -> None:
    """The ranges of some pages, read back, are these pages, and no two of them touch."""
    ascending = sorted(set(pages))
    ranges = []
    for part in filter(None, format_pages(ascending).split(", ")):
        first, _, last = part.partition("-")
        ranges.append(range(int(first), int(last or first) + 1))

    assert [page for pages_of_range in ranges for page in pages_of_range] == ascending
    assert all(one.stop < other.start for one, other in pairwise(ranges))


@given(st.lists(st.tuples(st.sampled_from([DAMAGED_PAGE, DAMAGE]), st.none() | st.integers(1, 9))))
def test_warnings_survive_being_stored(rows: list[tuple[Reason, int | None]]) -> None:
    """Grouped warnings are equal to what is read back from JSON."""
    grouped = group_by_reason(ExtractionWarning(reason, page) for reason, page in rows)
    stored = json.loads(json.dumps([warning.to_json() for warning in grouped]))
    assert tuple(map(DocumentWarning.from_json, stored)) == grouped


def test_warnings_reach_everything_that_describes_a_document(partly_read: Library) -> None:
    """The document, the list, the status, the changes, the export and the reading have them."""
    document = partly_read.document(MUSEUM)
    assert document is not None
    assert document.warnings == GROUPED
    assert {entry.source: entry.warnings for entry in partly_read.documents()} == {
        "biblioteca.txt": (),
        MUSEUM: GROUPED,
    }
    expected = (PartlyRead(MUSEUM, GROUPED),)
    assert partly_read.status().partly_read == partly_read.sync().partly_read == expected
    exported = {document["source"]: document["warnings"] for document in partly_read.export()}
    assert exported == {
        "biblioteca.txt": [],
        MUSEUM: [warning.to_json() for warning in GROUPED],
    }
    assert partly_read.read([MUSEUM])[MUSEUM].warnings == GROUPED
    assert list(partly_read.check()) == []


def test_a_citation_names_the_warnings_of_its_document(partly_read: Library) -> None:
    """A reader of a quote, also of its JSON, learns that the document was not read whole."""
    assistant = Assistant(partly_read)
    (museum,) = assistant.search("Who rang the bell?", sources=[MUSEUM], top_k=1)
    assert museum.document_warnings == GROUPED
    assert museum.to_json()["document_warnings"] == [
        {
            "code": DAMAGED_PAGE.code,
            "params": {},
            "pages": [2, 5, 6, 7],
            "message": f"pages 2, 5-7: {DAMAGED_PAGE}",
        },
        {
            "code": "file_damaged",
            "params": {"detail": "<b>annex</b>"},
            "pages": [],
            "message": "damaged (<b>annex</b>)",
        },
    ]
    assert f"    ! pages 2, 5-7: {DAMAGED_PAGE}\n    ! damaged" in str(museum)
    html = museum._repr_html_()
    assert f"pages 2, 5-7: {DAMAGED_PAGE}" in html
    assert "&lt;b&gt;annex" in html

    (library,) = assistant.search("biblioteca", sources=["biblioteca.txt"], top_k=1)
    assert library.document_warnings == ()
    assert library.to_json()["document_warnings"] == []


def test_files_are_read_again_when_reading_changes(
    library: Library, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read in another way answers as before; a sync reads it again, once.

    Nothing is encoded again of a text that stays the same.
    """
    passages = count_passages(library)
    encoded = encoder.encoded
    monkeypatch.setattr("fonti.index.store.queries.READING_VERSION", READING_VERSION + 1)
    assert count_passages(library) == passages
    assert library.status().outdated == len(passages)

    with read_in_part():
        changes = library.sync()
    assert changes.unchanged == tuple(sorted(passages))
    assert changes.partly_read == (PartlyRead(MUSEUM, GROUPED),)
    document = library.document(MUSEUM)
    assert document is not None
    assert document.warnings == GROUPED
    assert library.status().outdated == 0
    assert count_passages(library) == passages
    assert encoder.encoded == encoded
    assert list(library.check()) == []
    assert library.sync().partly_read == (PartlyRead(MUSEUM, GROUPED),)


def test_unreadable_files_are_read_again_when_reading_changes(
    corpus: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that could not be read is tried again when files are read in another way."""
    (corpus / "lost.rtf").write_bytes(b"not RTF")
    parsed = []
    parse = Parser.parse

    def record(parser: Parser, suffix: str, content: bytes) -> object:
        parsed.append(suffix)
        return parse(parser, suffix, content)

    monkeypatch.setattr(Parser, "parse", record)
    assert [skip.source for skip in library.sync().skipped] == ["lost.rtf"]
    library.sync()
    assert parsed == [".rtf"]

    monkeypatch.setattr("fonti.index.store.queries.READING_VERSION", READING_VERSION + 1)
    assert [skip.source for skip in library.sync().skipped] == ["lost.rtf"]
    assert sorted(parsed) == [".rtf", ".rtf", ".txt", ".txt"]
    library.sync()
    assert len(parsed) == 4
