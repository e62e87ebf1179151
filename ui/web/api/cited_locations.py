"""Write citations as APIs of cited answers do: `char_location` and `page_location`.

Each citation is one location, and each location leads back to its quote:

- `type`: `page_location` if the document has pages, else `char_location`;
- `cited_text`: `Citation.quote`;
- `document_index`: the place of `Citation.source` among the sources that the answer cites, from 0;
- `document_title`: `Citation.title`, or else `Citation.source`;
- `start_char_index`, `end_char_index`: `Citation.start` and `Citation.end`, in code points;
- `start_page_number`, `end_page_number`: `Citation.page`, and the page after `Citation.last_page`.

A `page_location` has the code points too, since a page alone does not lead back to the quote.
"""

from collections.abc import Iterable
from typing import Literal

from fonti.qa import Citation
from fonti.ui.web.api.base_models import ResponseModel


class _Location(ResponseModel):
    """What both kinds of locations have."""

    cited_text: str
    """The quote: `text[start_char_index:end_char_index]`, word for word."""
    document_index: int
    """The place of the document among those that the answer cites, in order, from 0."""
    document_title: str
    """The title of the document, or its name if it has none."""
    start_char_index: int
    """Where the quote begins in the text of the document, in code points, from 0."""
    end_char_index: int
    """Where it ends; not included."""


class CharLocation(_Location):
    """A place in a document without pages."""

    type: Literal["char_location"] = "char_location"
    """Says that it is a place in a document without pages."""


class PageLocation(_Location):
    """A place in a document with pages."""

    type: Literal["page_location"] = "page_location"
    """Says that it is a place in a document with pages."""
    start_page_number: int
    """The page on which the quote begins, from 1."""
    end_page_number: int
    """The page after the one on which the quote ends."""


def list_cited(citations: Iterable[Citation]) -> list[str]:
    """Return the sources that citations name, once, in order: `document_index` counts them."""
    return list(dict.fromkeys(citation.source for citation in citations))


def locate(citation: Citation, cited: list[str]) -> CharLocation | PageLocation:
    """Return where a quote stands.

    Args:
        citation: The citation.
        cited: The sources that its answer cites, in order.

    """
    place = CharLocation(
        cited_text=citation.quote,
        document_index=cited.index(citation.source),
        document_title=citation.title or citation.source,
        start_char_index=citation.start,
        end_char_index=citation.end,
    )
    if citation.page is None:
        return place
    last_page = citation.last_page or citation.page
    return PageLocation(
        **place.model_dump(exclude={"type"}),
        start_page_number=citation.page,
        end_page_number=last_page + 1,
    )
