"""Recognize the two intents that decide what is quoted: a definition, or a place in the documents.

A question may ask what a term means: then a text that defines the term is the answer. Or it may ask
which document or chapter speaks of something: then a title is.
"""

import re
from dataclasses import dataclass

from fonti.qa.question.function_words import collect_content_stems

# "Che cosa si intende per ...", "What is ...", with the term.
_DEFINITION_QUESTION = re.compile(
    r"(?:e )?(?:"
    r"(?:(?:che )?cos(?:a|['’]) ?(?:è|e['’]|sono|significa|vuol dire)|che significa)"
    r"|cosa (?:si )?(?:intende|intendono|intendete|intendiamo)(?: per| con)?"
    r"|(?:qual è|quale è|dammi|dimmi) la definizione d(?:i|el|ella|ello|ei|egli|elle|ell['’])"
    r"|(?:che cosa|cosa) (?:si )?(?:intende|è|sono|significa|vuol dire)(?: per| con)?"
    r"|come (?:si definisce|si definiscono|viene definit[oa]|è definit[oa])"
    r"|what(?:['’]s| is| are| does)|what is meant by|define|how is|definition of"
    r")\s*(?P<term>[^?]+?)\s*(?:mean|defined|stand for)?\s*\??",
    re.IGNORECASE,
)

# What may stand between such a question and its term.
_ARTICLES = re.compile(
    r"(?:meant by |the definition of |per |con |il |lo |la |i |gli |le |l['’]|uno? |una |un['’]"
    r"|the |an? )+",
    re.IGNORECASE,
)
_QUOTATION_MARKS = "\"'“”«»‘’ "

# A longer "term" is a clause: "What is the reason why they left?" asks for no definition.
_MAX_TERM_WORDS = 5

# "In quale capitolo ...", "Which document mentions ...".
_PLACE_WORD = (
    r"(?:document[oi]|file|capitol[oi]|sezion[ei]|paragraf[oi]|articol[oi]|test[oi]|libr[oi]"
    r"|manual[ei]|font[ei]|pagin[ae]|(?:document|chapter|section|paragraph|article|text|book|source"
    r"|page|file)s?)"
)
_PLACE_QUESTION = re.compile(
    rf"\b(?:in qual[ei] {_PLACE_WORD}|(?:in|on) (?:which|what) {_PLACE_WORD}"
    rf"|(?:qual[ei]|which|what) {_PLACE_WORD}\b.{{0,20}}?\b(?:parl|tratt|menzion|descriv|spieg"
    r"|contien|si occup|riguard|speak|talk|mention|deal|cover|describ|discuss|contain|explain)\w*"
    r"|dove si (?:parla|tratta)|bibliografia|riferimenti bibliografici|references|bibliography)\b",
    re.IGNORECASE,
)

# What may stand before the first word of a definition: marks of headings, items and quotations.
_OPENING_MARKS = "#>*_-•–—\"“«'‘ \t0123456789.)("

# The opening of a definition: its subject, then a colon, a dash or a verb such as "means".
_DEFINITION_OPENING = re.compile(
    r"(?:(?:ai (?:fini|sensi)[^,]{0,80}|in this [^,]{0,60}|nel presente [^,]{0,60}),\s+)?"
    r"(?:(?:per|con)\s+)?"
    r"(?P<subject>[^.:;!?\n]{1,80}?)[\"”»’*_]*"
    r"(?:\s+\([^)]{1,60}\))?[\"”»’*_]*"
    r"(?:\s*:\s+\S|\s+[–—-]\s+\S"
    r"|,?\s+(?:si intend(?:e|ono)|s['’]intende|(?:si|viene|vengono) defini\w+"
    r"|intendiamo|indica(?:no)?\b"
    r"|significa|vuol dire|denota|è (?:il|lo|la|l['’]|un|uno|una|un['’]|ogni|qualsiasi)\b"
    r"|sono (?:i|gli|le|tutt)\b"
    r"|means?\b|refers? to|denotes?|stands? for|(?:is|are) (?:a|an|the|any|defined)\b))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Intent:
    """What a question asks for.

    Attributes:
        term: The term whose definition it asks for, or None.
        is_for_place: Whether it asks which document or chapter speaks of something, so that a title
            answers.
        may_quote_any_unit: Whether the best unit is quoted even if no unit can be an answer.

    """

    term: str | None = None
    is_for_place: bool = False
    may_quote_any_unit: bool = False


def read_intent(question: str) -> Intent:
    """Return what a question asks for."""
    return Intent(_find_term(question.strip()), bool(_PLACE_QUESTION.search(question)))


def _find_term(question: str) -> str | None:
    """Return the term whose definition a question asks for, or None."""
    match = _DEFINITION_QUESTION.fullmatch(question)
    if match is None:
        return None
    term = _strip_articles(match["term"]).strip(_QUOTATION_MARKS)
    return term if term and len(term.split()) <= _MAX_TERM_WORDS else None


def defines(text: str, term: str, language: str) -> bool:
    """Return whether a text defines a term: it begins with it, and says what it is."""
    opening = _DEFINITION_OPENING.match(text.lstrip(_OPENING_MARKS))
    if opening and _is_same_name(_strip_articles(opening["subject"]), term, language):
        return True

    # An abbreviation in parentheses, after what it stands for.
    is_abbreviation = len(term) > 1 and term.isupper() and " " not in term
    return is_abbreviation and bool(re.search(rf"\w{{3,}} \({re.escape(term)}\)", text))


def _strip_articles(name: str) -> str:
    """Return a name without the articles before it."""
    articles = _ARTICLES.match(name)
    return name[articles.end() :] if articles else name


def _is_same_name(subject: str, term: str, language: str) -> bool:
    """Return whether two names have the same content words, whatever their form."""
    # Documents in other languages are read as English ones.
    known = language if language in ("it", "en") else "en"
    term_stems = collect_content_stems(term, known, known)
    return bool(term_stems) and collect_content_stems(subject, known, known) == term_stems
