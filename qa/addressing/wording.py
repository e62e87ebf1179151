"""Read what a question says beside its address: the document that it names, and its subject."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fonti.index import Document, detect_question_language, stem_words
from fonti.index.text.stemming import fold_text
from fonti.qa.addressing.address import Address
from fonti.qa.question.function_words import content_word_spans

# Words for a kind of document, in both languages as one, with what they are abbreviated to.
_DOCUMENT_WORDS = {
    "constitution": "costituzione costituzionale cost constitution constitutional const",
    "code": "codice cod code",
    "law": "legge law act atto",
    "decree": "decreto decree dlgs dl dpr dpcm",
    "regulation": "regolamento regulation regulations rules",
    "statute": "statuto statute bylaws charter carta",
    "contract": "contratto contract agreement accordo",
    "treaty": "trattato treaty",
    "convention": "convenzione convention",
    "directive": "direttiva directive",
    "manual": "manuale manual guida guide handbook istruzioni instructions",
    "policy": "policy informativa",
    "standard": "standard specifica specification",
    "report": "relazione rapporto report",
    "document": "documento document testo text file",
}
_TYPE_OF_WORD = {word: kind for kind, words in _DOCUMENT_WORDS.items() for word in words.split()}

# There is one of these: who names it means no other document of the same kind.
_NAMES_BY_THEMSELVES = frozenset({"constitution"})

# Acts are told apart by the words behind their type; the words for other documents are free.
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

_OF = re.compile(
    r"[\s,)»”\"]*(?:de(?:l|llo|lla|i|gli|lle)(?!\w)|(?:de|ne)ll['’]|di|of|in|from|ne(?:l|llo|lla)(?!\w))?"
    r"\s*(?:the\s+|questo\s+|questa\s+|this\s+)?",
    re.IGNORECASE,
)

# What ends the name of a document: the end of the question, a verb or another subject.
_NAME_END = re.compile(
    r"[?!;:]|\.(?=\s*$|\s+[A-ZÀ-Þ][a-zà-ÿ])|\s(?:say|says|state|states|provide|provides|mean|means|about|on|"
    r"regarding|su|sul|sulla|sulle|sui|sugli|sullo|sull['’]\w+|circa|riguardo|per|a proposito|"
    r"dice|prevede|stabilisce|parla)(?!\w)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w./-]*\w")
_NUMBER = re.compile(r"\d{2,}")

# Code points at the beginning of a document in which it names itself.
_OPENING = 400

# The share of the words of a name that a document must have.
_NAME_SHARE = 0.5

# Letters of an abbreviation, and of the words between those that it abbreviates.
_ABBREVIATION_LENGTHS = (3, 4, 5)
_LONGEST_LINK = 3


@dataclass(frozen=True, slots=True)
class Wording:
    """What a question says beside its address.

    Attributes:
        name: The words right behind the address, which may name its document; may be empty.
        subject: The content words of the rest, folded; empty if the question asks for the place.
        language: The language of the question.

    """

    name: str
    subject: tuple[str, ...]
    language: str

    @property
    def types(self) -> set[str]:
        """Return the kinds of documents that the name mentions."""
        words = [fold_text(word).replace(".", "") for word in _WORD.findall(self.name)]
        return {_TYPE_OF_WORD[word] for word in words if word in _TYPE_OF_WORD}


def read_wording(question: str, address: Address) -> Wording:
    """Return what a question says beside an address in it."""
    language = detect_question_language(question)
    opening = _OF.match(question, address.end)
    name_start = opening.end() if opening else address.end
    end = _NAME_END.search(question, name_start)
    name = question[name_start : end.start() if end else len(question)].strip(" ,")

    rest = f"{question[: address.start]} {question[name_start + len(name) :]}"
    subject = [fold_text(rest[first:last]) for first, last in content_word_spans(rest, language)]
    is_name = bool(opening and opening[0].strip(' ,)»”"')) or _starts_as_name(name)
    if not is_name:
        subject += [fold_text(word) for word in _WORD.findall(name)]
        name = ""
    return Wording(
        name=name,
        subject=tuple(word for word in subject if word not in _ASKING_WORDS),
        language=language,
    )


def _starts_as_name(name: str) -> bool:
    """Return whether words without "of" before them name a document: "art. 21 Cost.", "GDPR"."""
    first = fold_text(name).split(" ")[0].split(".")[0]
    return name[:1].isupper() or first == "c" or first in _TYPE_OF_WORD


def rate_name(wording: Wording, document: Document) -> int:
    """Return how surely a question names a document.

    Returns:
        2 if its title, its file or its first line has the name, 1 if its first lines have it, 0 if
        it is not named.

    """
    first_line = document.text[:_OPENING].strip().partition("\n")[0]
    names = " ".join([document.title or "", _split_source(document.source), first_line])
    if _has_name(wording, names):
        return 2
    return int(_has_name(wording, f"{names} {document.text[:_OPENING]}"))


def is_named(wording: Wording, document: Document) -> bool:
    """Return whether a question names a document by its title, its file or its first lines."""
    return rate_name(wording, document) > 0


def _split_source(source: str) -> str:
    """Return the words of a source."""
    return re.sub(r"[_\W]+", " ", source)


def _has_name(wording: Wording, zone: str) -> bool:
    """Return whether words of a document have the name that a question gives."""
    words = _name_words(wording)
    numbers = _NUMBER.findall(wording.name)
    if not words or (numbers and not any(number in zone for number in numbers)):
        return False

    present = _all_forms(zone) | _initials(zone)
    hits = [_is_present(forms, present, zone) for forms in words]
    if not wording.types & _ACTS:
        return sum(hits) >= _NAME_SHARE * len(words)

    # Of acts, the words behind the type tell one from another.
    others = [
        hit for forms, hit in zip(words, hits, strict=True) if not forms & _DOCUMENT_WORDS.keys()
    ]
    if not wording.types & present:
        return len(others) > 1 and all(others)
    return not others or sum(others) >= _NAME_SHARE * len(others)


def _is_present(forms: set[str], present: set[str], zone: str) -> bool:
    """Return whether a document has a word in one of its forms, or the number in it."""
    numbers = [form for form in forms if _NUMBER.fullmatch(form)]
    return bool(forms & present) or any(number in zone for number in numbers)


def _initials(zone: str) -> set[str]:
    """Return what abbreviates neighbouring words: "cad" of codice, amministrazione, digitale."""
    words = [word for word in stem_words(zone, "xx") if len(word) > _LONGEST_LINK]
    letters = "".join(word[0] for word in words)
    return {
        letters[start : start + length]
        for length in _ABBREVIATION_LENGTHS
        for start in range(len(letters) - length + 1)
    }


def excludes(wording: Wording, document: Document) -> bool:
    """Return whether a question names a document that this one cannot be.

    "Article 21 of the Civil Code" is not in a constitution. A name of one common word, such as "of
    the contract", may be any document.
    """
    if not wording.name or is_named(wording, document):
        return False

    words = _name_words(wording)
    if wording.types and not wording.types & _ACTS:
        return False
    if wording.types:
        is_specific = len(words) > 1 or bool(wording.types & _NAMES_BY_THEMSELVES)
        return is_specific or bool(_NUMBER.search(wording.name))

    capitals = [word for word in _WORD.findall(wording.name) if word[:1].isupper()]
    return bool(capitals) and not any(word in document.text for word in capitals)


def names_too(wording: Wording, text: str) -> bool:
    """Return whether a text has the name that a question gives to its document, if it gives one."""
    words = _name_words(wording)
    present = _all_forms(text)
    others = [forms for forms in words if not forms & _DOCUMENT_WORDS.keys()]
    hits = sum(bool(forms & present) for forms in others or words)
    return hits >= _NAME_SHARE * len(others or words)


def is_about_place(wording: Wording, documents: Sequence[Document]) -> bool:
    """Return whether a question asks for the place itself, and for nothing in it."""
    is_of_document = not wording.name or any(is_named(wording, item) for item in documents)
    return not wording.subject and (is_of_document or bool(wording.types))


def _name_words(wording: Wording) -> list[set[str]]:
    """Return the content words of the name of a document, each with the forms that it may have."""
    spans = content_word_spans(wording.name, wording.language)
    return [_all_forms(wording.name[start:end]) for start, end in spans]


def _all_forms(text: str) -> set[str]:
    """Return the stems of the words of a text in both languages, and the kinds of documents."""
    words = fold_text(text).replace(".", "").split() + stem_words(text, "xx")
    types = {_TYPE_OF_WORD[word] for word in words if word in _TYPE_OF_WORD}
    return {*stem_words(text, "it"), *stem_words(text, "en"), *types}
