"""The evidence of a passage: each feature is what its name says, computed here a second time."""

from pathlib import Path

import numpy as np
import pytest

from fonti.index import EncodedText, SearchFilters
from fonti.qa import Assistant
from fonti.qa.candidates.retrieve import retrieve_candidates
from fonti.qa.question.query import create_query
from fonti.qa.ranking.late_interaction import (
    find_best_cosines,
    match_key_tokens,
    weigh_tokens,
)
from fonti.qa.ranking.score import rank_passages
from tests.helpers.assistants import open_assistant, open_files
from tests.helpers.fakes import FakeEncoder

TEXT = "The keeper of the lighthouse rang the bell."
QUESTION = "Who rang the old bell?"


class OffCentreEncoder(FakeEncoder):
    """An encoder with a centre that is not 0, and tokens of falling strength."""

    def __init__(self) -> None:
        super().__init__(name="off centre")
        self.centre = np.full(self.dimension, 0.05, np.float32)

    def encode_query(self, text: str) -> EncodedText:
        """Encode a question; the later a token stands, the weaker it is."""
        encoded = super().encode_query(text)
        encoded.tokens.strengths[:] = np.linspace(1, 0.5, len(encoded.tokens))
        return encoded


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    """Open the assistant of one passage."""
    return open_assistant(tmp_path, TEXT, encoder=OffCentreEncoder())


def test_cosines_are_taken_from_the_centre(assistant: Assistant) -> None:
    """Those of the passage and the question are; that of the sentence is not."""
    encoder = OffCentreEncoder()
    question = encoder.encode_query(QUESTION).embedding
    passage = encoder.encode_query(TEXT).embedding

    quote = assistant.find_best_quote(QUESTION)

    assert quote is not None
    evidence = quote.ranked.evidence
    question_offset = question - encoder.centre
    passage_offset = passage - encoder.centre
    lengths = np.linalg.norm(question_offset) * np.linalg.norm(passage_offset)
    passage_cosine = question_offset @ passage_offset / lengths
    assert evidence.passage_cosine == pytest.approx(passage_cosine, abs=2e-3)
    assert evidence.sentence_cosine == pytest.approx(question @ passage, abs=2e-3)
    assert evidence.distinctness == pytest.approx(np.linalg.norm(question_offset), abs=1e-4)
    assert abs(evidence.passage_cosine - evidence.sentence_cosine) > 0.01


def test_the_key_tokens_are_those_that_say_most(assistant: Assistant) -> None:
    """The evidence says how badly one of them is matched, however well the rest is."""
    encoder = OffCentreEncoder()
    question = encoder.encode_query(QUESTION).tokens
    passage = encoder.encode_passages([TEXT])[0].tokens
    cosines = question.directions @ passage.directions.T
    best = find_best_cosines(cosines, np.array([[0, len(passage)]]))

    quote = assistant.find_best_quote(QUESTION)

    assert quote is not None
    evidence = quote.ranked.evidence
    expected = float(match_key_tokens(weigh_tokens(question), best)[0])
    assert evidence.key_match == pytest.approx(expected, abs=0.1)
    assert evidence.key_match < evidence.passage_match


def test_one_language_leaves_room_for_the_other(tmp_path: Path) -> None:
    """However many passages of one language are nearer, those of the other are ranked too."""
    files: dict[str, str | bytes] = {
        f"{number}.txt": f"Who rang the old bell? The keeper number {number} of the lighthouse did."
        for number in range(40)
    }
    files["faro.txt"] = "Il custode del faro suonava la campana nella nebbia ogni notte."
    assistant = open_files(tmp_path, files)

    with assistant.library.snapshot() as snapshot:
        query = create_query(snapshot, QUESTION)
        candidates = retrieve_candidates(snapshot, query, SearchFilters())
        ranked = rank_passages(snapshot, query, candidates, SearchFilters(), top_k=1)

    languages = [item.passage.language for item in ranked]
    assert languages.count("it") == 1
    assert languages.count("en") < len(files) - 1


def test_a_passage_with_the_code_of_the_question_comes_first(tmp_path: Path) -> None:
    """For a model, one code is as good as the next; and what has it is at least near."""
    texts = [f"Il vaso KX-{number} viene dagli scavi della rocca." for number in range(40)]
    assistant = open_assistant(tmp_path, *texts, logit=-5.0)

    answer = assistant.ask("Da quali scavi della rocca viene il vaso KX-27?")

    assert answer.citations[0].quote == texts[27]
    assert answer.outcome == "related"
    assert assistant.ask("Da quali scavi della rocca viene il vaso?").outcome == "not_found"
