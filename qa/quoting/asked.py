"""Tell what kind of answer a question asks for: a definition, or a place in the documents."""

import re
from dataclasses import dataclass

from fonti.index import stem_words
from fonti.qa.question.function_words import content_word_spans

_DEFINITION = re.compile(
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
_ARTICLE = re.compile(
    r"(?:meant by |the definition of |per |con |il |lo |la |i |gli |le |l['’]|uno? |una |un['’]"
    r"|the |an? )+",
    re.IGNORECASE,
)
_MAX_TERM_WORDS = 5

_PLACES = (
    r"(?:document[oi]|file|capitol[oi]|sezion[ei]|paragraf[oi]|articol[oi]|test[oi]|libr[oi]"
    r"|manual[ei]|font[ei]|pagin[ae]|(?:document|chapter|section|paragraph|article|text|book|source"
    r"|page|file)s?)"
)
_PLACE = re.compile(
    rf"\b(?:in qual[ei] {_PLACES}|(?:in|on) (?:which|what) {_PLACES}"
    rf"|(?:qual[ei]|which|what) {_PLACES}\b.{{0,20}}?\b(?:parl|tratt|menzion|descriv|spieg"
    r"|contien|si occup|riguard|speak|talk|mention|deal|cover|describ|discuss|contain|explain)\w*"
    r"|dove si (?:parla|tratta)|bibliografia|riferimenti bibliografici|references|bibliography)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for.

    Attributes:
        term: The term whose definition it asks for, or None.
        is_for_place: Whether it asks which document or chapter speaks of something, so that a title
            answers.

    """

    term: str | None = None
    is_for_place: bool = False


def read_question(question: str) -> Asked:
    """Return what a question asks for."""
    return Asked(_find_term(question.strip()), bool(_PLACE.search(question)))


def _find_term(question: str) -> str | None:
    """Return the term whose definition a question asks for, or None."""
    match = _DEFINITION.fullmatch(question)
    if match is None:
        return None

    term = (
        _ARTICLE.sub("", match["term"], count=1) if _ARTICLE.match(match["term"]) else match["term"]
    )
    term = term.strip("\"'“”«»‘’ ")
    return term if term and len(term.split()) <= _MAX_TERM_WORDS else None


def defines(text: str, term: str, language: str) -> bool:
    """Return whether a text defines a term: it begins with it, and says what it is."""
    opening = _DEFINING.match(text.lstrip(_MARKS))
    if opening and _same_words(_strip_article(opening["subject"]), term, language):
        return True

    # An abbreviation in parentheses, behind what it stands for.
    is_abbreviation = len(term) > 1 and term.isupper() and " " not in term
    return is_abbreviation and bool(re.search(rf"\w{{3,}} \({re.escape(term)}\)", text))


def _strip_article(name: str) -> str:
    """Return a name without the article before it."""
    article = _ARTICLE.match(name)
    return name[article.end() :] if article else name


_MARKS = "#>*_-•–—\"“«'‘ \t0123456789.)("
_DEFINING = re.compile(
    r"(?:(?:ai (?:fini|sensi)[^,]{0,80}|in this [^,]{0,60}|nel presente [^,]{0,60}),\s+)?"
    r"(?:(?:per|con)\s+(?P<per>))?"
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


def _same_words(subject: str, term: str, language: str) -> bool:
    """Return whether two names have the same content words, whatever their form."""
    return _stems(subject, language) == _stems(term, language) != frozenset()


def _stems(text: str, language: str) -> frozenset[str]:
    language = language if language in ("it", "en") else "en"
    stems: set[str] = set()
    for start, end in content_word_spans(text, language):
        stems.update(stem_words(text[start:end], language))
    return frozenset(stems)
