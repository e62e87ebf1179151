"""Define what the requests of a language are made of: phrases, and the fragments they share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fonti.qa.answer import RequestKind

# What an overview is asked of: the document that is being talked about, all documents, or one that
# the request names, or a section that it names.
OverviewTarget = Literal["unnamed", "all", "named", "section"]


@dataclass(frozen=True, slots=True)
class Phrasings:
    """The wordings of the requests of one language.

    They are regular expressions over words without case, accents and punctuation, which are
    separated by one space: "Cos'è l'indice?" is compared as `cos e l indice`. `{name}` stands for
    the fragment of that name. A phrase has to match a whole text, except for what stands before and
    after a request: the phrase `what can you do` also matches "Hello, what can you do, please?"
    A group with a star is repeated a few times at most.

    Attributes:
        language: The ISO 639-1 code of the language.
        prefixes: What may stand before a request without changing it ("Please").
        suffixes: What may stand after it.
        fragments: Expressions that several phrases share, by name. A fragment may contain earlier
            ones.
        document_fragments: The fragments that refer to documents, by the target of an overview:
            "the document" if one is meant, "the documents" if all are.
        phrases: The phrases of each kind of request. What is worded freely is `{subject}` (what is
            looked for), `{one_word}` (the same, if it may only be one word), `{name}` (what a
            document is called) or `{section}` (the heading of a section).
        phrases_at_start: The phrases that count only in a text that begins a conversation: later,
            "What is this?" may be about what was answered.

    """

    language: str
    prefixes: str
    suffixes: str
    fragments: Mapping[str, str]
    document_fragments: Mapping[OverviewTarget, Mapping[str, str]]
    phrases: Mapping[RequestKind, tuple[str, ...]]
    phrases_at_start: Mapping[RequestKind, tuple[str, ...]]
