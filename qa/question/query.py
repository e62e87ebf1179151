"""The query for a question, alone or as a follow-up of an earlier question."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from fonti.index import EncodedText, SearchBackend, SubjectMatch, detect_question_language

# What a word of the topic weighs beside a word of the question itself (tests/bench/RESULTS.md).
TOPIC_WEIGHT = 0.35

# A token weighs by its strength to this power, so that words which could stand anywhere say little.
STRENGTH_POWER = 6


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """A span of a document, in code points, that an earlier answer quoted."""

    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Query:
    """The query for a question, which retrieval and ranking use.

    Attributes:
        text: The text that is searched for; for a follow-up, the topic, a space and the question.
        language: The ISO 639-1 code of the question's language.
        encoded: The text, encoded by the model.
        subjects: How the subjects of documents match the text, by their sources.
        question_start: Where the question itself begins in the text, in code points.
        already_quoted: The spans that earlier answers on the topic quoted.

    """

    text: str
    language: str
    encoded: EncodedText
    subjects: Mapping[str, SubjectMatch] = field(default_factory=dict)
    question_start: int = 0
    already_quoted: tuple[QuotedSpan, ...] = ()

    @property
    def question(self) -> str:
        """Return the question itself, without its topic."""
        return self.text[self.question_start :]

    @property
    def topic(self) -> str | None:
        """Return the earlier question that this one follows, or None."""
        return self.text[: self.question_start - 1] if self.question_start else None

    def with_equal_tokens(self) -> "Query":
        """Return the query without its words, whose tokens all count alike.

        What is quoted of a passage then depends on the scores of its sentences, and not on what the
        question asks for.
        """
        tokens = self.encoded.tokens
        alike = replace(tokens, strengths=np.ones_like(tokens.strengths))
        encoded = replace(self.encoded, tokens=alike)
        return Query(text="", language=self.language, encoded=encoded)


def create_query(snapshot: SearchBackend, question: str) -> Query:
    """Return the query of a question that follows no other."""
    language = detect_question_language(question)
    return Query(
        text=question,
        language=language,
        encoded=snapshot.embed_query(question),
        subjects=snapshot.match_subjects(question, language),
    )


def create_follow_up_query(
    snapshot: SearchBackend, question: str, topic: str, already_quoted: tuple[QuotedSpan, ...]
) -> Query:
    """Return the query of a question that follows an earlier one, the topic.

    The model reads the question after the topic, whose words weigh less.
    """
    text = f"{topic} {question}"
    language = detect_question_language(question)
    return Query(
        text=text,
        language=language,
        encoded=reduce_topic_weight(snapshot.embed_query(text), len(topic)),
        subjects=snapshot.match_subjects(text, language),
        question_start=len(topic) + 1,
        already_quoted=already_quoted,
    )


def reduce_topic_weight(encoded: EncodedText, topic_length: int) -> EncodedText:
    """Return an encoded follow-up in which the tokens of the topic weigh less.

    Args:
        encoded: The encoded text: the topic, a space and the question.
        topic_length: The length of the topic in code points.

    """
    tokens = encoded.tokens
    is_topic = tokens.spans[:, 0] <= topic_length

    strengths = tokens.strengths.copy()
    strengths[is_topic] *= TOPIC_WEIGHT ** (1 / STRENGTH_POWER)

    return replace(encoded, tokens=replace(tokens, strengths=strengths))
