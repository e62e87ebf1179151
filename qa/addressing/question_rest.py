"""Read the rest of a question beside its address: the document, and what is asked about it."""

import re
from dataclasses import dataclass
from enum import IntEnum

from fonti.index import Document, detect_question_language, stem_words
from fonti.index.text.address_words import OF_PATTERN
from fonti.index.text.stemming import fold_text
from fonti.qa.addressing.address import Address
from fonti.qa.addressing.document_numbers import (
    DocumentNumber,
    find_numbered_document,
    read_asked_number,
    read_numbers,
)
from fonti.qa.addressing.document_words import DOCUMENT_TYPE_BY_WORD, DOCUMENT_WORDS
from fonti.qa.question.function_words import find_content_words

# There is one of these: who names it means no other document of the same kind.
_NAMES_BY_THEMSELVES = frozenset({"constitution"})

# Acts are told apart by the words after their type; the words for other documents are free.
_ACTS = frozenset(
    {"constitution", "code", "law", "decree", "regulation", "statute", "treaty", "convention"}
    | {"directive"}
)

# Verbs and nouns with which people ask for a place itself, and not for something in it.
_ASKING = """
    dice dicono dire dimmi detto prevede prevedono stabilisce stabiliscono dispone dispongono
    recita recitano afferma parla parlano tratta trattano contiene contengono contenuto
    contenuti scritto scritta significa significano vuol vuole testo riporta riportami mostra
    mostrami leggi leggimi leggere cita citami spiega spiegami riguarda riguardano regola
    disciplina sancisce indica indicato trova trovo argomento oggetto tema intero completo
    integrale esattamente vedere sapere puoi potresti favore cerca cercami apri
    say says said state states provide provides contain contains content contents mean means
    cover covers text read reads quote show shows tell describe describes explain explains
    cite full exact exactly written topic subject establish establishes define defines deal
    deals about give please find open look whole entire
    transitoria transitorie finale finali
"""
_ASKING_WORDS = frozenset(_ASKING.split())

# What stands between an address and the name of its document.
_BEFORE_NAME = re.compile(
    rf"[\s,)»”\"]*{OF_PATTERN}?\s*(?:the\s+|questo\s+|questa\s+|this\s+)?", re.IGNORECASE
)

# What ends the name of a document: the end of the question, a verb or what is asked about.
_NAME_END = re.compile(
    r"[?!;:]|\.(?=\s*$|\s+[A-ZÀ-Þ][a-zà-ÿ])|\s(?:say|says|state|states|provide|provides|mean|means|about|on|"
    r"regarding|su|sul|sulla|sulle|sui|sugli|sullo|sull['’]\w+|circa|riguardo|per|a proposito|"
    r"dice|prevede|stabilisce|parla)(?!\w)",
    re.IGNORECASE,
)

# A word of a name, with the stops and strokes in it: "D.Lgs", "231/2001".
_WORD = re.compile(r"[\w./-]*\w")
_NUMBER = re.compile(r"\d{2,}")

# Code points at the beginning of a document in which it names itself.
_OPENING_CHARACTERS = 400

# The share of the words of a name that a document must have: people shorten names and add to them.
_NAME_SHARE = 0.5

# Letters of an abbreviation, and of the longest words that it leaves out ("of", "del").
_ABBREVIATION_LENGTHS = (3, 4, 5)
_MAX_LEFT_OUT = 3


class NameMatch(IntEnum):
    """How surely a question names a document, from the least to the most."""

    NAMES_ANOTHER = -1
    NO_NAME = 0
    IN_OPENING = 1
    IN_TITLE = 2


@dataclass(frozen=True, slots=True)
class QuestionRest:
    """The rest of a question: what it says beside its address.

    Attributes:
        name: The words right after the address, which may name its document, or those for a
            document with its number before it; may be empty.
        name_words: The content words of the name, each with the forms that it may have.
        asked_words: The content words of all else but those of asking ("what does … say"), folded;
            empty if the question asks for the whole place.
        number: The number of the document, if the name has one.

    """

    name: str
    name_words: tuple[frozenset[str], ...]
    asked_words: tuple[str, ...]
    number: DocumentNumber | None = None

    @property
    def document_types(self) -> set[str]:
        """Return the kinds of documents that the name mentions."""
        words = [fold_text(word).replace(".", "") for word in _WORD.findall(self.name)]
        return {DOCUMENT_TYPE_BY_WORD[word] for word in words if word in DOCUMENT_TYPE_BY_WORD}

    @property
    def distinctive_words(self) -> list[frozenset[str]]:
        """Return the words of the name that are no kind of document."""
        return [forms for forms in self.name_words if not forms & DOCUMENT_WORDS.keys()]

    def is_for_whole_place(self, *, is_document_named: bool) -> bool:
        """Return whether a question asks for the place itself, and for nothing in it.

        Args:
            is_document_named: Whether it names a document in which there is such a place.

        """
        is_of_document = not self.name or is_document_named or bool(self.document_types)
        return is_of_document and not self.asked_words


def read_rest(question: str, address: Address) -> QuestionRest:
    """Return what a question says beside an address in it."""
    language = detect_question_language(question)
    opening = _BEFORE_NAME.match(question, address.end)
    name_start = opening.end() if opening else address.end
    end = _NAME_END.search(question, name_start)
    name = question[name_start : end.start() if end else len(question)].strip(" ,")

    is_name = bool(opening and opening[0].strip(' ,)»”"')) or _starts_as_name(name)
    before = question[: address.start]
    numbered = None if is_name else find_numbered_document(before)
    if numbered:
        # "Nel contratto 5/2023, cosa dice l'articolo 3?"
        before = before.replace(numbered, " ")

    others = f"{before} {question[name_start + len(name) :]}"
    asked_words = [
        fold_text(others[first:last]) for first, last in find_content_words(others, language)
    ]
    if not is_name:
        asked_words += [fold_text(word) for word in _WORD.findall(name)]
        name = numbered or ""

    name_spans = find_content_words(name, language)
    return QuestionRest(
        name=name,
        name_words=tuple(_list_forms(name[start:end]) for start, end in name_spans),
        asked_words=tuple(word for word in asked_words if word not in _ASKING_WORDS),
        number=read_asked_number(name),
    )


def _starts_as_name(name: str) -> bool:
    """Return whether words without "of" before them name a document: "art. 21 Cost.", "GDPR"."""
    first = fold_text(name).split(" ")[0].split(".")[0]
    return name[:1].isupper() or first == "c" or first in DOCUMENT_TYPE_BY_WORD


def match_document(rest: QuestionRest, document: Document) -> NameMatch:
    """Return how surely a question names a document, by its title, its file or its first lines."""
    opening = document.text[:_OPENING_CHARACTERS]
    source_words = re.sub(r"[_\W]+", " ", document.source)
    first_line = opening.strip().partition("\n")[0]
    names = f"{document.title or ''}; {source_words}"
    title = f"{names}; {first_line}"

    if _has_number(rest, names, title) and _has_name(rest, title):
        return NameMatch.IN_TITLE
    if _has_number(rest, names, opening) and _has_name(rest, f"{title} {opening}"):
        return NameMatch.IN_OPENING
    if rest.number and read_numbers(title).has_another(rest.number):
        return NameMatch.NAMES_ANOTHER
    return NameMatch.NAMES_ANOTHER if _names_another(rest, document) else NameMatch.NO_NAME


def _has_number(rest: QuestionRest, names: str, zone: str) -> bool:
    """Return whether a document has the number that a question gives to it, if it gives one.

    Args:
        rest: What the question says.
        names: The title of the document and its source.
        zone: The part of its text in which it may name itself.

    """
    if rest.number:
        in_names = read_numbers(names).has(rest.number)
        return in_names or read_numbers(zone).has(rest.number, only_sure=True)
    numbers = _NUMBER.findall(rest.name)
    return not numbers or any(number in f"{names} {zone}" for number in numbers)


def _has_name(rest: QuestionRest, zone: str) -> bool:
    """Return whether a part of a document has the words of the name that a question gives."""
    if not rest.name_words:
        return False

    # Of acts, the words after the type tell one from another.
    is_act = bool(rest.document_types & _ACTS)
    words = rest.distinctive_words if is_act else rest.name_words
    present = _list_forms(zone) | _list_abbreviations(zone)
    hits = [_is_present(forms, present, zone) for forms in words]
    if is_act and not rest.document_types & present:
        return len(hits) > 1 and all(hits)
    return sum(hits) >= _NAME_SHARE * len(hits)


def _is_present(forms: frozenset[str], present: frozenset[str], zone: str) -> bool:
    """Return whether a part of a document has a word in one of its forms, or the number in it."""
    numbers = [form for form in forms if _NUMBER.fullmatch(form)]
    return bool(forms & present) or any(number in zone for number in numbers)


def _list_abbreviations(zone: str) -> frozenset[str]:
    """Return what abbreviates neighbouring words: "cad" of codice, amministrazione, digitale."""
    words = [word for word in stem_words(zone, "xx") if len(word) > _MAX_LEFT_OUT]
    letters = "".join(word[0] for word in words)
    return frozenset(
        letters[start : start + length]
        for length in _ABBREVIATION_LENGTHS
        for start in range(len(letters) - length + 1)
    )


def _names_another(rest: QuestionRest, document: Document) -> bool:
    """Return whether a name that a document does not have is surely that of another document.

    "Article 21 of the Civil Code" is not in a constitution. A name of one common word, such as "of
    the contract", may be any document.
    """
    types = rest.document_types
    if types:
        is_single = bool(types & _NAMES_BY_THEMSELVES)
        is_specific = len(rest.name_words) > 1 or is_single or bool(_NUMBER.search(rest.name))
        return is_specific and bool(types & _ACTS)

    capitals = [word for word in _WORD.findall(rest.name) if word[:1].isupper()]
    return bool(capitals) and not any(word in document.text for word in capitals)


def mentions_name(rest: QuestionRest, text: str) -> bool:
    """Return whether a text has the name that a question gives to its document, if it gives one."""
    if rest.number and read_numbers(text).has_another(rest.number):
        return False
    words = rest.distinctive_words or rest.name_words
    present = _list_forms(text)
    return sum(bool(forms & present) for forms in words) >= _NAME_SHARE * len(words)


def _list_forms(text: str) -> frozenset[str]:
    """Return the stems of the words of a text in both languages, and the kinds of documents."""
    words = fold_text(text).replace(".", "").split() + stem_words(text, "xx")
    types = {DOCUMENT_TYPE_BY_WORD[word] for word in words if word in DOCUMENT_TYPE_BY_WORD}
    return frozenset({*stem_words(text, "it"), *stem_words(text, "en"), *types})
