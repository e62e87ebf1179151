"""Tests of citations in the form of `char_location` and `page_location`."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fonti.index import Document, Passage
from fonti.qa.quoting.cite import cite_span
from fonti.ui.web.api.cited_locations import CharLocation, PageLocation, list_cited, locate

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(text=TEXT, data=st.data(), page_offsets=st.sets(st.integers(1, 59)), has_pages=st.booleans())
def test_a_location_leads_back_to_its_quote(
    text: str, data: st.DataObject, page_offsets: set[int], has_pages: bool
) -> None:
    """The text between its characters is the cited text, and the pages are those of its ends."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    offsets = sorted(offset for offset in page_offsets if offset < len(text))
    pages = (0, *offsets) if has_pages else ()
    document = Document("a.pdf", text, "0" * 64, "utf-8", "it", title="A", pages=pages)
    passage = Passage(1, "a.pdf", 0, len(text), text, None, "it", ())
    citation = cite_span(document, passage, start, end, number=1)
    other = replace(citation, number=2, source="b.pdf", title=None)

    cited = list_cited([other, citation, citation])
    location = locate(citation, cited)
    assert cited[location.document_index] == "a.pdf"
    assert location.document_title == "A"
    assert locate(other, cited).document_title == "b.pdf"
    assert text[location.start_char_index : location.end_char_index] == location.cited_text
    assert (location.start_char_index, location.end_char_index) == (start, end)

    if has_pages:
        assert isinstance(location, PageLocation)
        bounds = [*pages, len(text)]
        first = bounds[location.start_page_number - 1]
        after_last = bounds[location.end_page_number - 1]
        assert first <= start < end <= after_last
        assert location.start_page_number == document.page_number(start)
        assert location.end_page_number - 1 == document.page_number(end - 1)
    else:
        assert isinstance(location, CharLocation)
    assert type(location).model_validate_json(location.model_dump_json()) == location
