"""Make the citation of a quote, with its place, its score and its marks."""

from fonti.qa.answer import Citation
from fonti.qa.question.query import Query
from fonti.qa.quoting.highlight import mark_words
from fonti.qa.quoting.quotes import Quote


def cite(
    query: Query,
    quote: Quote,
    *,
    number: int,
    score: float,
    is_answer: bool,
    is_near: bool,
    parallel: int | None,
) -> Citation:
    """Return the citation of a quote; the arguments are the fields of `Citation`."""
    passage = quote.passage
    document = quote.document

    return Citation(
        number=number,
        source=passage.source,
        start=quote.start,
        end=quote.end,
        quote=quote.text,
        page=document.page_number(quote.start),
        heading=passage.heading,
        language=passage.language,
        score=score,
        is_answer=is_answer,
        is_near=is_near,
        sha256=document.sha256,
        passage=passage,
        marks=mark_words(query, quote),
        parallel=parallel,
        title=document.title,
    )
