"""What is said to people of an answer and its quotations, in the words of one language."""

from collections.abc import Sequence

from fonti.index import QuestionError
from fonti.qa import Answer, Citation
from fonti.ui.i18n.catalog import Words
from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.i18n.reasons import reason_words

WORDS: dict[str, Words] = {"it": ITALIAN, "en": ENGLISH}


def outcome_words(answer: Answer, words: Words) -> str:
    """The sentence that says what came of a question."""
    match answer.reason:
        case "filtered_out":
            return words.filtered_out
        case "empty":
            return words.empty_index
        case "words_absent":
            return words.words_absent.format(missing=", ".join(answer.missing))
    return {"answered": words.answers, "related": words.related, "not_found": words.not_found}[
        answer.outcome
    ]


def language_words(code: str, words: Words) -> str:
    """A language's name, or its code where it has none here."""
    return words.language_names.get(code, code)


def place_words(citation: Citation, words: Words) -> str:
    """Where a quote stands in its document."""
    characters = words.characters.format(start=citation.start, end=citation.end)
    return (
        f"{words.page.format(page=citation.page)}, {characters}"
        if citation.page is not None
        else characters
    )


def heading_words(citation: Citation) -> str | None:
    """The title that a document gives itself and the headings that a quote stands under, the same words only once."""
    title, heading = citation.title, citation.heading
    parts = (heading,) if title and heading and heading.startswith(title) else (title, heading)
    return " › ".join(part for part in parts if part) or None


def copies_words(citation: Citation, words: Words) -> str | None:
    """The other files that hold the same; None where there are none."""
    return words.also_in.format(names=", ".join(citation.copies)) if citation.copies else None


def confidence_words(score: float, words: Words) -> str:
    """A score as words."""
    return words.sure if score >= 0.8 else words.likely


def standing_words(citation: Citation, words: Words) -> str | None:
    """How a quote stands to the question: that it answers, or says what another does; None where it is only near."""
    if citation.parallel is not None:
        language = language_words(citation.language, words)
        return words.parallel.format(number=citation.parallel, language=language)
    return confidence_words(citation.score, words) if citation.answers else None


def fault_words(error: QuestionError, words: Words) -> str:
    """Why a question cannot be asked."""
    return {"empty": words.empty, "too_long": words.too_long, "no_words": words.no_words}[
        error.fault
    ]


def error_words(error: Exception, words: Words) -> str:
    """What went wrong, as far as there are words for it."""
    if isinstance(error, QuestionError):
        return fault_words(error, words)
    return f"{words.problem} {reason_words(str(error), words)}"


def filter_words(languages: Sequence[str], sources: Sequence[str], words: Words) -> str | None:
    """What a question was limited to; None where it was asked of all documents."""
    names = [*(language_words(code, words) for code in languages), *sources]
    return words.looked_in.format(names=", ".join(names)) if names else None
