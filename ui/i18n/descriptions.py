"""Describe an answer or a citation in the words of a language.

These functions choose and fill the words; `words.py` lists the words themselves.
"""

from collections.abc import Sequence

from babel.lists import format_list

from fonti.index import HEADING_SEPARATOR, DocumentWarning, Stage
from fonti.qa import SURE_CONFIDENCE, Answer, Citation
from fonti.ui.i18n.errors import format_sentence
from fonti.ui.i18n.replies import describe_reply
from fonti.ui.i18n.words import Words

# Documents that a question is limited to are named, or else only counted.
MAX_NAMED = 3

# The warnings about a document that are listed one by one.
_MAX_LISTED_WARNINGS = 20


def describe_outcome(answer: Answer, words: Words) -> str:
    """Return a sentence about the outcome of a question, or the reply to another request.

    It names what was searched.
    """
    if answer.kind != "question":
        return describe_reply(answer, words)
    if answer.reason == "filtered_out":
        return words.outcome_filtered_out
    if answer.reason == "empty":
        return words.outcome_empty_index

    template = _get_outcome_template(answer, words)
    sentence = template.format(
        scope=_describe_scope(answer, words),
        missing=", ".join(answer.missing),
        questions=_list_questions(answer.unanswered, words),
        place=answer.place,
    )
    return _capitalize(sentence)


def describe_elsewhere(answer: Answer, words: Words) -> str | None:
    """Return the line above the citations from elsewhere than was searched; None if none are."""
    if not answer.elsewhere:
        return None
    is_sure = answer.elsewhere[0].score >= SURE_CONFIDENCE
    template = words.outcome_answered if is_sure else words.outcome_probable
    return _capitalize(template.format(scope=words.scope_elsewhere))


def _get_outcome_template(answer: Answer, words: Words) -> str:
    """Return the sentence about the outcome of a question, with places for what it names."""
    match answer.outcome, answer.reason:
        case "answered", _ if answer.unanswered:
            return words.outcome_partly_answered
        case _ if answer.unanswered:
            return words.outcome_partly_probable
        case _, "words_absent":
            return words.outcome_words_absent
        case _, "subject_absent":
            return words.outcome_subject_absent
        case _, "place_absent":
            return _get_absent_place_template(answer, words)
        case "answered", _:
            return words.outcome_answered
        case "probable", _:
            return words.outcome_probable
        case "related", _:
            return words.outcome_related
        case _:
            return words.outcome_not_found


def _get_absent_place_template(answer: Answer, words: Words) -> str:
    """Return the sentence about a place that no document has."""
    match answer.outcome:
        case "not_found":
            return words.outcome_place_absent
        case "related":
            return words.outcome_place_absent_nearest
        case _:
            return words.outcome_place_mentioned


def _describe_scope(answer: Answer, words: Words) -> str:
    """Return what was searched for an answer, as it is said within a sentence."""
    languages = _list_languages(answer.languages or (), words)
    if answer.sources is None:
        if not languages:
            return words.scope_all
        return words.scope_languages.format(languages=languages)

    if len(answer.sources) == 1:
        scope = words.scope_document.format(name=answer.sources[0])
    else:
        scope = words.scope_documents.format(count=len(answer.sources))
    if not languages:
        return scope
    return words.scope_with_languages.format(scope=scope, languages=languages)


def _list_languages(codes: Sequence[str], words: Words) -> str:
    """Return the names of languages as a list in words: "English and Italian"."""
    names = [get_language_name(code, words) for code in codes]
    return format_list(names, locale=words.language)


def _list_questions(questions: Sequence[str], words: Words) -> str:
    """Return questions in quotation marks, as a list in words."""
    opening, closing = words.quotation_marks
    quoted = [f"{opening}{question}{closing}" for question in questions]
    return format_list(quoted, locale=words.language)


def _capitalize(sentence: str) -> str:
    """Return a sentence with a capital letter at its start, and otherwise as it is."""
    return f"{sentence[:1].upper()}{sentence[1:]}"


def describe_count(kind: str, count: int, words: Words) -> str:
    """Return a number with what it counts, a key of `Words.counts`: "2 documents"."""
    singular, plural = words.counts[kind]
    return (singular if count == 1 else plural).format(count=count)


def describe_stage(stage: Stage, done: int, total: int, words: Words) -> str:
    """Return the stage of long work, and how much of it is done, if it is known."""
    name = words.stage_names[stage]
    if not total:
        return name
    if stage == "unpacking":
        return f"{name}: {done // 10**6}/{total // 10**6} MB"
    return f"{name} {done}/{total}"


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
    """Return the title of the document and the headings above a quote; None if it has neither."""
    return (
        HEADING_SEPARATOR.join(
            part for part in (citation.title, describe_headings(citation)) if part
        )
        or None
    )


def describe_headings(citation: Citation) -> str | None:
    """Return the headings above a quote, without the title of the document; None if none are."""
    headings = (citation.heading or "").split(HEADING_SEPARATOR)
    if headings[0] == citation.title:
        headings = headings[1:]
    return HEADING_SEPARATOR.join(headings) or None


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
    """Return whether a citation answers, probably answers or is near, or which one it repeats.

    None for a citation that is not even near, or that answers no question.
    """
    if not citation.is_judged:
        return None
    if citation.parallel is not None:
        language = get_language_name(citation.language, words)
        return words.same_as_citation.format(number=citation.parallel, language=language)

    if citation.is_answer:
        is_sure = citation.score >= SURE_CONFIDENCE
        return words.grade_answers if is_sure else words.grade_probably_answers
    return words.grade_near if citation.is_near else None


def describe_filters(
    languages: Sequence[str],
    sources: Sequence[str],
    words: Words,
    *,
    max_named: int | None = None,
) -> str | None:
    """Return the filters of a question in a sentence; None if it has none.

    Args:
        languages: The languages that it is limited to.
        sources: The documents that it is limited to.
        words: The language of the sentence.
        max_named: The most documents that are named; more are only counted. None for no limit.

    """
    names = [get_language_name(code, words) for code in languages]
    if max_named is not None and len(sources) > max_named:
        names.append(describe_count("documents", len(sources), words))
    else:
        names += sources
    return words.searched_only_in.format(names=", ".join(names)) if names else None
