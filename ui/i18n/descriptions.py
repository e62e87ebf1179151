"""Describe an answer or a citation in the words of a language.

These functions choose and fill the words; `words.py` lists the words themselves.
"""

from collections.abc import Sequence

from fonti.index import DocumentWarning
from fonti.qa import SURE_CONFIDENCE, Answer, Citation
from fonti.ui.i18n.errors import format_sentence
from fonti.ui.i18n.words import Words

# The warnings about a document that are listed one by one.
_MAX_LISTED_WARNINGS = 20


def describe_outcome(answer: Answer, words: Words) -> str:
    """Return a sentence about the outcome of a question."""
    match answer.reason:
        case "filtered_out":
            return words.outcome_filtered_out
        case "empty":
            return words.outcome_empty_index
        case "words_absent":
            return words.outcome_words_absent.format(missing=", ".join(answer.missing))
        case "place_absent":
            return _describe_absent_place(answer, words)

    match answer.outcome:
        case "answered":
            return words.outcome_answered
        case "probable":
            return words.outcome_probable
        case "related":
            return words.outcome_related
        case "not_found":
            return words.outcome_not_found


def _describe_absent_place(answer: Answer, words: Words) -> str:
    """Return a sentence about the address of the question, such as an article that is missing."""
    match answer.outcome:
        case "answered" | "probable":
            return words.outcome_place_mentioned.format(place=answer.place)
        case "related":
            return words.outcome_place_absent_nearest.format(place=answer.place)
        case "not_found":
            return words.outcome_place_absent.format(place=answer.place)


def describe_count(kind: str, count: int, words: Words) -> str:
    """Return a number with what it counts, a key of `Words.counts`: "2 documents"."""
    singular, plural = words.counts[kind]
    return (singular if count == 1 else plural).format(count=count)


def get_language_name(code: str, words: Words) -> str:
    """Return the name of a language, or its code if the words do not name it."""
    return words.language_names.get(code, code)


def describe_location(citation: Citation, words: Words) -> str:
    """Return where a quote is in its document: the page, if there are pages, and the span."""
    characters = words.character_range.format(start=citation.start, end=citation.end)
    if citation.page is None:
        return characters
    return f"{words.page_number.format(page=citation.page)}, {characters}"


def describe_title_and_heading(citation: Citation) -> str | None:
    """Return the title of the document and the headings above a quote; None if it has neither.

    The title is left out if the headings begin with it.
    """
    title = citation.title
    heading = citation.heading
    if title and heading and heading.startswith(title):
        title = None

    return " › ".join(part for part in (title, heading) if part) or None


def describe_copies(citation: Citation, words: Words) -> str | None:
    """Return the names of the other files with the same text; None if there are none."""
    if not citation.copies:
        return None
    return words.also_in.format(names=", ".join(citation.copies))


def describe_warning_count(warnings: Sequence[DocumentWarning], words: Words) -> str:
    """Return a remark that a document was not read whole, with the number of its warnings."""
    return words.partly_read.format(count=len(warnings))


def list_warnings(warnings: Sequence[DocumentWarning], words: Words) -> list[str]:
    """Return a sentence for each warning about what was not read of a document."""
    sentences = [
        format_sentence(warning.message, words.language)
        for warning in warnings[:_MAX_LISTED_WARNINGS]
    ]
    more = len(warnings) - _MAX_LISTED_WARNINGS
    return [*sentences, words.more_warnings.format(count=more)] if more > 0 else sentences


def describe_relation(citation: Citation, words: Words) -> str | None:
    """Return whether a citation surely or probably answers, or repeats another citation.

    None for a citation that is only near.
    """
    if citation.parallel is not None:
        language = get_language_name(citation.language, words)
        return words.same_as_citation.format(number=citation.parallel, language=language)

    if not citation.is_answer:
        return None
    return words.confidence_high if citation.score >= SURE_CONFIDENCE else words.confidence_low


def describe_filters(languages: Sequence[str], sources: Sequence[str], words: Words) -> str | None:
    """Return the filters of a question in a sentence; None if it has none."""
    names = [get_language_name(code, words) for code in languages]
    names += sources
    return words.searched_only_in.format(names=", ".join(names)) if names else None
