"""What speaks for a passage: each kind of evidence is what its name says, counted here a second time."""

from pathlib import Path

import numpy as np
import pytest

from fonti.index import EncodedText, Library
from fonti.qa import Assistant
from fonti.qa.ranking.late_interaction import best_within, key_match, weights
from tests.helpers.fakes import FakeEncoder, write_corpus

TEXT = "The keeper of the lighthouse rang the bell."
QUESTION = "Who rang the old bell?"


class OffCentre(FakeEncoder):
    """Its embeddings lie around another point than none; some words say more than others."""

    def __init__(self) -> None:
        super().__init__(name="off centre")
        self.centre = np.full(self.dimension, 0.05, np.float32)

    def encode_query(self, text: str) -> EncodedText:
        """A question whose tokens are the weaker the later they stand."""
        encoded = super().encode_query(text)
        encoded.tokens.strengths[:] = np.linspace(1, 0.5, len(encoded.tokens))
        return encoded


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    """The assistant of one passage."""
    corpus = write_corpus(tmp_path / "corpus", {"a.txt": TEXT})
    return Assistant(Library.open(corpus, index=tmp_path / "index", model=OffCentre()))


def test_cosines_are_taken_from_the_centre(assistant: Assistant) -> None:
    """The passage's and the question's embeddings both; the sentence's is as it is."""
    evidence, encoder = assistant.evidence(QUESTION), OffCentre()
    asked, held = encoder.encode_query(QUESTION).vector, encoder.encode_query(TEXT).vector
    assert evidence is not None
    away, other = asked - encoder.centre, held - encoder.centre
    lengths = np.linalg.norm(away) * np.linalg.norm(other)
    assert evidence.passage_cosine == pytest.approx(away @ other / lengths, abs=2e-3)
    assert evidence.sentence_cosine == pytest.approx(asked @ held, abs=2e-3)
    assert evidence.distinctness == pytest.approx(np.linalg.norm(away), abs=1e-4)
    assert abs(evidence.passage_cosine - evidence.sentence_cosine) > 0.01


def test_the_key_words_are_those_that_say_most(assistant: Assistant) -> None:
    """How badly one of them is met is told, however well the rest is."""
    evidence, encoder = assistant.evidence(QUESTION), OffCentre()
    asked, held = encoder.encode_query(QUESTION).tokens, encoder.encode_passages([TEXT])[0].tokens
    assert evidence is not None
    cosines = asked.directions @ held.directions.T
    (expected,) = key_match(weights(asked), best_within(cosines, np.array([[0, len(held)]])))
    assert evidence.key_match == pytest.approx(expected, abs=0.1)
    assert evidence.key_match < evidence.passage_match
