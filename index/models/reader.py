"""The interface of a reader: a model that scores how well a text answers a question, and where.

The reader of the package is an extractive question-answering model (Devlin et al. 2019, BERT,
section 4.3): it reads the question and a window of a passage together, and gives each token two
numbers, how well an answer begins there and how well it ends there. The first token stands for "no
answer here".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from fonti.index.models.tokenizer import Tokenizer
from fonti.index.types import FloatArray, IntArray

# The most tokens of each part of what is read: the reader was trained with these
# (tests/bench/results/reading.md). A long heading keeps its end, the others their beginning.
MAX_QUESTION_TOKENS = 48
MAX_HEADING_TOKENS = 32
MAX_TOKENS = 224

# The most tokens of an answer.
MAX_ANSWER_TOKENS = 40

# Scores are cut here: beyond, they say nothing more.
MAX_SCORE = 20.0

# The name for no reader at all.
NO_READER = "none"

# How many special tokens the tokenizer puts before and after those of a text.
_OPENING = 1
_CLOSING = 1


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a passage, short enough to be read together with a question.

    Attributes:
        heading: The title of the document and the headings above the passage; "" for none.
        text: A part of the passage.

    """

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The output of a reader for a question and a window: the best answer and its score.

    Attributes:
        start: Where the best answer begins, in code points of the window's text.
        end: Where it ends; the same as `start` if the reader does not say where the answer is.
        score: How much better this answer is than none, as a difference of logits; below 0, the
            reader takes the window for no answer.

    """

    start: int
    end: int
    score: float


class Reader(Protocol):
    """Reads questions and windows; a reading does not depend on the other windows."""

    @property
    def name(self) -> str:
        """Return what the user calls the reader."""

    @property
    def fingerprint(self) -> str:
        """Return what identifies the reader; the scores of another mean something else."""

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        """Return the reading of each window, in the order of the windows."""


@dataclass(frozen=True, slots=True)
class ReaderInput:
    """A question and a window as tokens.

    Attributes:
        ids: The tokens: question, heading if there is one, and text, with an end after each part.
        first: The index in `ids` of the first token of the text.
        spans: Where each token of the text stands in it, of shape (text tokens, 2).

    """

    ids: list[int]
    first: int
    spans: IntArray


def make_reader_input(tokenizer: Tokenizer, question: str, window: Window) -> ReaderInput:
    """Return the tokens of a question and a window, cut to the lengths that the reader takes."""
    question_ids = tokenizer.encode(question).ids
    closing = question_ids[-_CLOSING:]
    ids = [*question_ids[:-_CLOSING][: _OPENING + MAX_QUESTION_TOKENS], *closing]
    if window.heading:
        heading_ids = tokenizer.encode(window.heading).ids[_OPENING:-_CLOSING]
        ids += [*heading_ids[-MAX_HEADING_TOKENS:], *closing]

    first = len(ids)
    tokens = tokenizer.encode(window.text)
    text_ids = tokens.ids[_OPENING:-_CLOSING][: MAX_TOKENS - first - _CLOSING]
    spans = tokens.spans[_OPENING:-_CLOSING][: len(text_ids)]
    return ReaderInput([*ids, *text_ids, *closing], first, spans)


def choose_answer(tokens: ReaderInput, text: str, scores: FloatArray) -> Reading:
    """Return the best answer in a window.

    Args:
        tokens: The question and the window as tokens.
        text: The text of the window.
        scores: How well an answer begins and ends at each token, of shape (tokens, 2).

    """
    begin, end = scores[tokens.first : tokens.first + len(tokens.spans)].T
    if not len(begin):
        return Reading(0, 0, -MAX_SCORE)

    # Add every beginning to every end that is not before it or too far after it.
    sums = begin[:, None] + end[None, :]
    rows, columns = np.indices(sums.shape)
    is_allowed = (rows <= columns) & (columns < rows + MAX_ANSWER_TOKENS)
    sums = np.where(is_allowed, sums, -np.inf)
    first, last = divmod(int(sums.argmax()), len(end))
    score = float(np.clip(sums[first, last] - scores[0].sum(), -MAX_SCORE, MAX_SCORE))

    start = int(tokens.spans[first][0])
    stop = int(tokens.spans[last][1])
    answer = text[start:stop]
    start += len(answer) - len(answer.lstrip())
    return Reading(start, start + len(answer.strip()), score)
