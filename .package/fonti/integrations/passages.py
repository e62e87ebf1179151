"""Tell frameworks where a passage stands."""

from typing import Any

from fonti import Citation


def describe_passage(citation: Citation) -> dict[str, Any]:
    """Return the metadata of a citation's passage, as values that JSON has.

    `start` and `end` are the span of the passage in the stored text of the document `source`, in
    code points; `quote_start` and `quote_end` are that of its best sentence. `score` is how likely
    that sentence answers, 0 to 1.
    """
    return {
        "source": citation.source,
        "start": citation.passage.start,
        "end": citation.passage.end,
        "page": citation.page,
        "heading": citation.heading,
        "title": citation.title,
        "language": citation.language,
        "score": citation.score,
        "quote_start": citation.start,
        "quote_end": citation.end,
        "sha256": citation.sha256,
    }
