"""Match a question's words to a passage's, one at a time: late interaction.

Each token of the question is given its best match among the passage's tokens, and the matches are averaged (MaxSim, of
ColBERT: Khattab and Zaharia, SIGIR 2020; here with the tokens of an encoder that was trained for mean pooling, taken
from its centre). A token weighs by a power of its strength, so that words which could stand anywhere say little. It
works across languages as the encoder does.
"""

import numpy as np

from index import FloatArray, Passage, Tokens

POWER = 6  # of a token's strength
_KEYS = 3  # tokens that say most


def similarities(question: Tokens, passage: Tokens) -> FloatArray:
    """The cosine of each of a question's tokens to each of a passage's, of shape (question's, passage's)."""
    cosines: FloatArray = question.directions @ passage.directions.T
    return cosines


def weights(question: Tokens) -> FloatArray:
    """How much each token of a question says, of shape (question's,); they add up to 1."""
    strengths: FloatArray = question.strengths**POWER
    return strengths / max(float(strengths.sum()), 1e-30)


def met(weight: FloatArray, cosines: FloatArray) -> float:
    """How well a question's words are met by those of a passage, from their cosines: -1 to 1, and 0 by none."""
    return float(weight @ cosines.max(axis=1)) if cosines.size else 0.0


def key_match(weight: FloatArray, cosines: FloatArray) -> float:
    """How well the worst met of the question's tokens that say most is met: -1 to 1, and 0 where there are none."""
    keys = np.argsort(-weight, kind="stable")[:_KEYS]
    return float(cosines[keys].max(axis=1).min()) if cosines.size else 0.0


def sentence_matches(weight: FloatArray, cosines: FloatArray, tokens: Tokens, passage: Passage) -> FloatArray:
    """How well a question's words are met within each sentence of a passage, of shape (sentences,)."""
    matches = np.zeros(len(passage.sentences), np.float32)
    starts = tokens.spans[:, 0] + passage.start
    for number, sentence in enumerate(passage.sentences):
        first, last = np.searchsorted(starts, (sentence.start, sentence.end))
        matches[number] = met(weight, cosines[:, first:last])
    return matches
