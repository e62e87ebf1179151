"""Tests of training the question encoder: what it learns, and that it encodes as it is used."""

import gzip
import json
import random
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.question_encoder.typing_errors import mistype
from tests.helpers.training import SMALL_DIMENSION, CharacterTokenizer, make_small_bert

# What imports torch is imported late: it takes seconds, which each process of a test run would need
# to collect the tests.
if TYPE_CHECKING:
    from tests.bench.question_encoder.network import QuestionNetwork
    from tests.bench.question_encoder.passages import EncodedPassages
    from tests.bench.question_encoder.train import Question

TEXTS = [
    "Il faro fu acceso nel 1907.",
    "La torre crollò.",
    "Nel 1907 nevicò.",
    "Il porto è chiuso.",
]


def make_network() -> "QuestionNetwork":
    """Return a small network, always the same."""
    from fonti.index.models.model import LAYER_DEPTHS, Centres
    from tests.bench.question_encoder.network import QuestionNetwork

    centres = Centres(
        np.zeros(SMALL_DIMENSION, np.float32),
        np.zeros((len(LAYER_DEPTHS), SMALL_DIMENSION), np.float32),
    )
    return QuestionNetwork(make_small_bert(), CharacterTokenizer(), "query: ", centres)


def make_passages() -> "EncodedPassages":
    """Return passages with random embeddings, one sentence and three tokens each."""
    import torch
    from torch.nn.functional import normalize

    from tests.bench.question_encoder.passages import EncodedPassages

    generator = torch.Generator().manual_seed(2)
    count = len(TEXTS)
    embeddings = normalize(torch.randn(count, SMALL_DIMENSION, generator=generator), dim=-1)
    tokens = normalize(torch.randn(3 * count, SMALL_DIMENSION, generator=generator), dim=-1)
    return EncodedPassages(
        texts=TEXTS,
        directions=embeddings.bfloat16(),
        sentences=embeddings.bfloat16(),
        sentence_passages=torch.arange(count),
        tokens=tokens.bfloat16(),
        token_offsets=np.arange(0, 3 * count + 1, 3),
        centre=torch.zeros(SMALL_DIMENSION),
    )


def make_questions() -> list["Question"]:
    """Return a question on each passage."""
    from tests.bench.question_encoder.train import Question

    answers = ["1907", "la torre", "nevicò", "chiuso"]
    return [Question(f"Domanda {place}?", place, (text,)) for place, text in enumerate(answers)]


def test_a_question_learns_to_be_near_to_its_passage(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lower layers, whose output the passages share, stay as they are."""
    from fonti.index.models.layer_weights import iterate_trained
    from tests.bench.question_encoder import train as training

    monkeypatch.setattr(training, "BATCH_SIZE", len(TEXTS))
    monkeypatch.setattr(training, "NEAREST", len(TEXTS))
    monkeypatch.setattr(training, "WARM_UP_STEPS", 1)
    network = make_network()
    passages = make_passages()
    questions = make_questions()
    before = {name: weight.detach().clone() for name, weight in network.bert.named_parameters()}

    def measure_loss() -> float:
        encoded = network([question.text for question in questions])
        return training.compute_loss(encoded, questions, passages, random.Random(3)).item()

    first_loss = measure_loss()
    training.train(network, questions * 120, passages, hours=1e9, rate=1e-2)
    assert measure_loss() < first_loss / 2

    trained = {name for name, _ in iterate_trained(network.bert)}
    for name, weight in network.bert.named_parameters():
        assert weight.equal(before[name]) != (name in trained), name


def test_a_passage_with_the_answer_is_not_drawn_against_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It may answer as well, so it does not count as one that does not."""
    import torch

    from tests.bench.question_encoder import train as training

    monkeypatch.setattr(training, "NEAREST", len(TEXTS))
    questions = make_questions()[:1]
    nearness = torch.tensor([[0.1, 0.2, 0.9, 0.3]])
    candidates, may_answer = training.draw_candidates(
        questions, nearness, make_passages(), random.Random(1)
    )
    assert candidates[0, 0] == 0
    assert set(candidates[0, 1:].tolist()) == {1, 3}
    assert may_answer.tolist() == [[False, False, True, False]]


def test_passages_without_a_question_are_read_too(tmp_path: Path) -> None:
    """They are passages that do not answer."""
    from tests.bench.question_encoder.train import Question, read_questions

    file = tmp_path / "examples.jsonl.gz"
    answered = {
        "question": "Quando?",
        "context": TEXTS[0],
        "answers": [{"text": "Il faro", "start": 0}],
    }
    lines = [answered, answered | {"answers": []}, {"context": TEXTS[1], "answers": []}]
    file.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    questions, texts = read_questions([file])
    assert questions == [Question("Quando?", 0, ("il faro",))]
    assert texts == TEXTS[:2]


@pytest.mark.model
def test_the_network_encodes_as_the_program_does() -> None:
    """What is trained is what is used: the embedding, the tokens and their weights."""
    from fonti.index.models.encoder import ModelEncoder
    from fonti.index.models.torch_model import TorchModel, load_sentence_transformer
    from fonti.qa.ranking.late_interaction import weigh_tokens
    from tests.bench.question_encoder.train import make_network as make_embedded_network
    from tests.helpers.models import find_embedded_folder

    model = TorchModel(load_sentence_transformer(str(find_embedded_folder())), name="embedded")
    encoder = ModelEncoder(model, name="embedded", fingerprint="")
    texts = ["Chi suonava la campana del faro?", "When was it lit?"]
    encoded = make_embedded_network().eval()(texts)
    for row, text in enumerate(texts):
        expected = encoder.encode_query(text)
        assert float(encoded.embeddings[row].detach().numpy() @ expected.embedding) > 0.9999
        weights = encoded.weights[row].detach().numpy()
        visible = weights > 0
        np.testing.assert_allclose(weights[visible], weigh_tokens(expected.tokens), rtol=1e-3)
        directions = encoded.directions[row].detach().numpy()[visible]
        assert (np.sum(directions * expected.tokens.directions, axis=1) > 0.9999).all()


@given(st.text(), st.integers(0, 99))
def test_a_mistyped_question_has_its_words(text: str, seed: int) -> None:
    """Each word keeps its first letter; only letters change."""
    mistyped = mistype(text, random.Random(seed))

    words = remove_marks(unicodedata.normalize("NFD", text)).split(" ")
    mistyped_words = remove_marks(unicodedata.normalize("NFD", mistyped)).split(" ")
    assert len(words) == len(mistyped_words)
    assert [word[:1].lower() for word in words] == [word[:1].lower() for word in mistyped_words]
    others = [
        "".join(letter for letter in unicodedata.normalize("NFD", words) if not letter.isalpha())
        for words in (text, mistyped)
    ]
    assert remove_marks(others[0]) == remove_marks(others[1])


def remove_marks(text: str) -> str:
    """Return a text without combining marks."""
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def test_most_long_questions_are_mistyped() -> None:
    """Some letters are left out, some doubled, exchanged or replaced."""
    text = "Qual è la scadenza del contratto di fornitura?"
    changed = {mistype(text, random.Random(seed)) for seed in range(60)}
    assert len(changed) > 40
    assert {len(question) - len(text) for question in changed} >= {-1, 0, 1}
