"""Define what the requests of a language are made of: phrases, and the parts they share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fonti.qa.answer import RequestKind

OverviewScope = Literal["one", "all", "named"]


@dataclass(frozen=True, slots=True)
class Phrasings:
    """The wordings of the requests of one language.

    They are regular expressions over folded words, which are separated by one space. In braces
    stands the name of a part. A group with a star is repeated a few times at most. A phrase has to
    match a whole text, save for openings and closings.

    Attributes:
        language: The ISO 639-1 code of the language.
        openings: What may stand before a request without changing it ("Please").
        closings: What may stand after it.
        parts: Expressions that several phrases share, by name. A part may contain earlier parts.
        document_parts: The parts that refer to documents, by the scope of an overview: "the
            document" if one is meant, "the documents" if all are.
        phrases: The phrases of each kind of request. What is worded freely is `subject` (what is
            looked for), `one_word` (the same, if it may only be one word) or `name` (what a
            document is called).
        phrases_at_start: Those of a text that begins a conversation: later, "What is this?" may be
            about what was answered.

    """

    language: str
    openings: str
    closings: str
    parts: Mapping[str, str]
    document_parts: Mapping[OverviewScope, Mapping[str, str]]
    phrases: Mapping[RequestKind, tuple[str, ...]]
    phrases_at_start: Mapping[RequestKind, tuple[str, ...]]
