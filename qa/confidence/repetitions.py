"""Tell whether a quote only repeats what was quoted before, for a follow-up such as "Why?"."""

from fonti.qa.question.function_words import find_content_words
from fonti.qa.question.query import Query
from fonti.qa.quoting.quotes import Quote


def repeats_earlier_quote(query: Query, quote: Quote) -> bool:
    """Return whether a follow-up without content words finds a quote that was shown already.

    What such a quote matches are the words of the question before, which it answers. It may answer
    the follow-up, too: "It closed in 2013, because of its debts. – Why?"
    """
    if query.topic is None or find_content_words(query.question, query.language):
        return False
    return any(
        span.source == quote.passage.source and span.start < quote.end and quote.start < span.end
        for span in query.already_quoted
    )
