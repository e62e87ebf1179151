"""The evidence for a passage, and a ranked passage with the values that later steps need."""

from dataclasses import dataclass

from fonti.index import FloatArray, IntArray, Passage
from fonti.index.types import Span

# The score of a reading from which the reader is sure of its answer.
SURE_READING_SCORE = 4.0

# Decimals of a ranking score that count. Equal passages get scores that are equal to this many
# decimals, whatever else was computed with them.
_SCORE_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """The features of a passage for a question; none depends on the size of the corpus.

    The names are the keys of a stored calibration.

    Attributes:
        passage_cosine: The cosine of the passage's embedding and the question's, both relative to
            the encoder's centre, -1 to 1.
        sentence_cosine: The highest cosine of a sentence's embedding and the question's, -1 to 1.
        passage_match: How well the passage's tokens match the question's (MaxSim), -1 to 1.
        sentence_match: How well the tokens of the best sentence match them, -1 to 1.
        key_match: How well the passage matches the worst matched of the question's key tokens,
            those with the highest weights, -1 to 1.
        coverage: The share of the question's words that the passage has literally, each weighted
            by its rarity, 0 to 1; 0 if the passage is in another language.
        other_language: 1 if the passage is in another language than the question, else 0.
        distinctness: How far the question's embedding lies from the encoder's centre, 0 to 2. It is
            low for a general question, which is near many passages.
        reading: What the reader makes of the passage (`PassageReading.score`): of the best passage,
            the mean of two readings; of one that was not read, the lowest score of the others; 0
            without a reader.
        subject_match: Of the question's words that stand in the title, the name or the first lines
            of any document, the share that stand in those of this one, each weighted by its rarity,
            0 to 1.
        absent_numbers: The share of the question's numbers and codes that stand neither in the
            passage nor in what is above it, 0 to 1.
        absent_names: The share of the question's names that do not stand in the document, 0 to 1; 0
            if the passage is in another language.
        absent_subject: The share of the words of a phrase of the question, which names a subject,
            that stand neither in the passage nor above it, 0 to 1; 0 if the passage is in another
            language.

    """

    passage_cosine: float
    sentence_cosine: float
    passage_match: float
    sentence_match: float
    key_match: float
    coverage: float
    other_language: float
    distinctness: float
    reading: float = 0.0
    subject_match: float = 0.0
    absent_numbers: float = 0.0
    absent_names: float = 0.0
    absent_subject: float = 0.0


@dataclass(frozen=True, slots=True)
class PassageReading:
    """What the reader makes of a question and a passage.

    Attributes:
        start: Where the best answer begins, in code points of the passage.
        end: Where it ends; a reader that only says how well a text answers points at no place, and
            this is the start.
        score: How much better this answer is than none, as a difference of logits.
        is_of_text: Whether running text was read, and not the row of a table, or nothing.

    """

    start: int
    end: int
    score: float
    is_of_text: bool = True

    @property
    def has_place(self) -> bool:
        """Return whether the reader points at the answer."""
        return self.start < self.end


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with its ranking score for a question.

    Attributes:
        passage: The passage; it has at least one sentence.
        ranking_score: How well it matches the question; the higher, the better. It is a weighted
            sum without bounds, not a probability: the confidence is computed from the evidence.
        evidence: The features from which its confidence is computed.
        sentence_scores: The score of each sentence, of shape (sentences,).
        sentence_embeddings: The embedding of each sentence, of shape (sentences, dimension).
        token_cosines: The cosine of each question token to each token of the passage, of shape
            (question tokens, passage tokens).
        token_spans: Where the passage's tokens stand, in code points of the passage, of shape
            (passage tokens, 2).
        reading: What the reader makes of it; None if it was not read.

    """

    passage: Passage
    ranking_score: float
    evidence: Evidence
    sentence_scores: FloatArray
    sentence_embeddings: FloatArray
    token_cosines: FloatArray
    token_spans: IntArray
    reading: PassageReading | None = None

    @property
    def rounded_score(self) -> float:
        """Return the ranking score as it counts when passages or quotes are sorted."""
        return round(self.ranking_score, _SCORE_DECIMALS)

    def match_span(self, weights: FloatArray, start: int, end: int) -> float:
        """Return how well the tokens of a part of the passage match those of the question, -1 to 1.

        Args:
            weights: How much each token of the question counts, of shape (question tokens,).
            start: Where the part begins, in code points of the document.
            end: Where it ends.

        """
        spans = self.token_spans + self.passage.start
        is_inside = (spans[:, 0] >= start) & (spans[:, 1] <= end)
        if not len(weights) or not is_inside.any():
            return 0.0
        return float(weights @ self.token_cosines[:, is_inside].max(axis=1))

    @property
    def is_surely_read(self) -> bool:
        """Return whether the reader is sure of an answer in the passage."""
        return self.reading is not None and self.reading.score >= SURE_READING_SCORE

    @property
    def answer_span(self) -> Span | None:
        """Return where the reader sees the answer, in code points of the document, if it does."""
        if self.reading is None or self.reading.score < 0 or not self.reading.has_place:
            return None
        offset = self.passage.start
        return Span(offset + self.reading.start, offset + self.reading.end)
