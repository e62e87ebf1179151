"""Tests of the reader's training: examples, windows, batches, and going on after a kill."""

import gzip
import json
import random
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.reader.examples import (
    WINDOW_CHARACTERS,
    Example,
    Span,
    cut_window,
    join_headings,
    read_groups,
    read_items,
    swap_name,
)
from tests.bench.reader.training_documents import iterate_examples, read_documents
from tests.bench.reader.written import QUESTIONS, join_questions
from tests.helpers.fakes import FakeEncoder
from tests.helpers.training import CharacterTokenizer, make_small_bert

# What imports torch or scikit-learn is imported late: it takes seconds, which each process of a
# test run would need to collect the tests.
if TYPE_CHECKING:
    from fonti.index.models.reader_network import ReaderNetwork
    from tests.bench.reader.batches import EncodedExample

LINE = {
    "question": "Chi suonava la campana del faro?",
    "context": "Il custode del faro suonava la campana.",
    "answers": [{"text": "Il custode del faro", "start": 0}],
    "title": "Il faro",
    "heading": "Il faro › La nebbia",
    "document": "faro.txt",
}


def make_network(trained_layers: int = 1) -> "ReaderNetwork":
    """Return a small network, always the same."""
    from fonti.index.models.reader_network import ReaderNetwork

    return ReaderNetwork(make_small_bert(trained_layers))


def make_encoded(count: int) -> list["EncodedExample"]:
    """Return examples of different lengths; the answer is the third token, or there is none."""
    from tests.bench.reader.batches import EncodedExample

    examples = []
    for number in range(count):
        ids = [0, *range(3, 8 + number % 5), 2]
        place = 2 if number % 2 else 0
        examples.append(EncodedExample(ids, 1, [place], [place]))
    return examples


@pytest.mark.parametrize("name", ["examples.jsonl", "examples.jsonl.gz"])
def test_examples_are_read(name: str, tmp_path: Path) -> None:
    """The file may be gzipped; the heading has the title once."""
    path = tmp_path / name
    line = json.dumps(LINE)
    path.write_bytes(gzip.compress(line.encode()) if path.suffix == ".gz" else line.encode())
    ((example,),) = read_groups(path)
    assert example.answers == (Span(0, 19),)
    assert example.heading == "Il faro › La nebbia"
    assert example.group == "faro.txt"
    assert join_headings("Il faro", "La nebbia") == "Il faro › La nebbia"
    assert join_headings(None, None) == ""


@given(st.data())
def test_a_window_has_the_answer(data: st.DataObject) -> None:
    """Its offsets are those of the window, and it is hardly longer than what is read."""
    words = data.draw(st.lists(st.text("abcdè", min_size=1, max_size=12), min_size=1, max_size=300))
    context = " ".join(words)
    start = data.draw(st.integers(0, len(context) - 1))
    end = data.draw(st.integers(start + 1, min(len(context), start + 90)))
    example = Example("Quale?", context, (Span(start, end),))

    window = cut_window(example, random.Random(data.draw(st.integers(0, 99))))

    (answer,) = window.answers
    assert window.context[answer.start : answer.end] == context[start:end]
    assert window.context in context
    assert len(window.context) <= WINDOW_CHARACTERS + 90


def test_a_window_without_an_answer_is_a_part_of_the_passage() -> None:
    """It is as long as others, and has no answer."""
    context = "parola " * 300
    window = cut_window(Example("Quale?", context, ()), random.Random(1))
    assert window.context in context
    assert window.answers == ()
    assert len(window.context) <= WINDOW_CHARACTERS


def test_a_name_is_swapped_for_another_of_its_kind() -> None:
    """A year becomes another year, and the passage no longer answers."""
    example = Example("Che cosa accadde nel 1921?", "Nel 1921 nacque il museo.", (Span(9, 24),))
    swapped = swap_name(example, ["Roma", "77", "1848"], random.Random(1))
    assert swapped is not None
    assert swapped.question == "Che cosa accadde nel 1848?"
    assert swapped.answers == ()
    assert swap_name(Example("Chi?", "Nessuno.", ()), ["Roma"], random.Random(1)) is None


def test_the_tokens_of_the_answer_are_marked() -> None:
    """They are those of the window, behind the question and the heading."""
    from tests.bench.reader.batches import encode_example

    example = Example("Chi?", "Il custode suona.", (Span(3, 10),), heading="Faro")
    encoded = encode_example(CharacterTokenizer(), example)
    assert encoded is not None
    window_start = 1 + len("Chi?") + 1 + len("Faro") + 1
    assert encoded.starts == [window_start + 3]
    assert encoded.ends == [window_start + 9]


def test_no_answer_is_the_first_token() -> None:
    """An answer that is cut off makes no example."""
    from tests.bench.reader.batches import encode_example

    tokenizer = CharacterTokenizer()
    encoded = encode_example(tokenizer, Example("Chi?", "Il custode suona.", ()))
    assert encoded is not None
    assert (encoded.starts, encoded.ends) == ([0], [0])
    assert encode_example(tokenizer, Example("Chi?", "x" * 900, (Span(880, 890),))) is None


def test_batches_have_every_example_once() -> None:
    """Padding is masked."""
    from tests.bench.reader.batches import make_batches

    encoded = make_encoded(10)
    groups = [encoded[:3], *([example] for example in encoded[3:])]
    batches = list(make_batches(groups, 4, random.Random(1)))
    assert sum(len(batch.ids) for batch in batches) == 10
    assert sorted(size for batch in batches for size in batch.group_sizes) == [*[1] * 7, 3]
    assert sum(int(batch.mask.sum()) for batch in batches) == sum(
        len(example.ids) for example in make_encoded(10)
    )


def test_training_goes_on_after_a_kill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends at the same weights as training without one, and lowers the loss."""
    import torch

    from fonti.index.models.layer_weights import iterate_trained
    from tests.bench.reader import train as training
    from tests.bench.reader.batches import make_batches

    monkeypatch.setattr(training, "CHECKPOINT_SECONDS", 0)
    monkeypatch.setattr(training, "WARM_UP_STEPS", 1)
    groups = [[example] for example in make_encoded(240)]
    batches = list(make_batches(groups, 8, random.Random(1)))

    whole = make_network()
    before = training.compute_loss(whole, batches[0]).item()
    training.train(whole, batches, tmp_path / "whole.safetensors", hours=1e9, rate=1e-2)
    assert training.compute_loss(whole, batches[0]).item() < before / 2

    take_step = training._take_step
    steps = iter(range(12))

    def take_twelve_steps(*arguments: Any) -> float:
        if next(steps, None) is None:
            raise KeyboardInterrupt
        return take_step(*arguments)

    out = tmp_path / "killed.safetensors"
    monkeypatch.setattr(training, "_take_step", take_twelve_steps)
    with pytest.raises(KeyboardInterrupt):
        training.train(make_network(), batches, out, hours=1e9, rate=1e-2)

    monkeypatch.setattr(training, "_take_step", take_step)
    resumed = make_network()
    training.train(resumed, batches, out, hours=1e9, rate=1e-2)
    for (_, expected), (_, actual) in zip(
        iterate_trained(whole), iterate_trained(resumed), strict=True
    ):
        assert torch.allclose(expected, actual, atol=1e-5)


def test_in_a_group_the_example_with_the_answer_learns_to_score_above_the_others() -> None:
    """A single example has no order to learn."""
    import torch

    from tests.bench.reader.batches import EncodedExample, make_batch
    from tests.bench.reader.train import compute_group_loss

    answered = EncodedExample([0, 5, 6, 7, 2], 2, [2], [3])
    other = EncodedExample([0, 5, 8, 2], 2, [0], [0])
    batch = make_batch([[answered, other], [other]], random.Random(1))
    scores = torch.zeros(3, 5, 2)
    scores[0, 2] = 4.0
    right = compute_group_loss(scores, batch).item()
    # Neither the question nor padding is a part of the window.
    scores[1, [1, 4]] = 9.0
    assert compute_group_loss(scores, batch).item() == pytest.approx(right)
    scores[1, 2] = 9.0
    assert compute_group_loss(scores, batch).item() > right + 5
    assert compute_group_loss(scores[2:, :4], make_batch([[other]], random.Random(1))).item() == 0


def test_the_mean_of_two_networks_is_between_them() -> None:
    """Only what is trained is averaged."""
    import torch

    from fonti.index.models.layer_weights import iterate_trained
    from tests.bench.reader.average import average

    first = make_network()
    second = make_network()
    for _, weight in iterate_trained(second):
        weight.data += 1.0
    expected = {name: weight.detach() + 0.75 for name, weight in iterate_trained(first)}
    average(first, second, 0.75)
    for name, weight in iterate_trained(first):
        assert torch.allclose(weight, expected[name])


def test_a_group_has_other_questions_and_near_passages() -> None:
    """Passages that hold the answer are left out; those that the program ranks high come first."""
    from tests.bench.reader.groups import make_groups

    missed = LINE | {"question": "Chi dipinse il faro?", "answers": []}
    others = [
        LINE | {"question": f"Quale {number}?", "context": f"Il faro numero {number}."}
        for number in range(9)
    ]
    draw = random.Random(1)
    groups = list(make_groups([LINE, missed, *others], FakeEncoder(), 1.0, draw))
    first = groups[0]["others"]
    assert [other["question"] for other in first] == [missed["question"], *[LINE["question"]] * 2]
    assert all(other["answers"] == [] for other in first)

    windows = ["Un brano", "alto."]
    passage = {"text": "Un brano alto.", "heading": "Uno", "windows": windows}
    (group,) = make_groups([LINE | {"passages": [passage]}], FakeEncoder(), 1.0, draw)
    assert {other["context"] for other in group["others"]} == {"Un brano", "alto."}
    assert "passages" not in group


@pytest.mark.parametrize("in_8_bits", [False, True])
def test_what_was_trained_is_read_back(tmp_path: Path, *, in_8_bits: bool) -> None:
    """In 8 bits it is as near as a step of its row allows."""
    import torch
    from transformers import BertModel

    from fonti.index.models.layer_weights import iterate_trained, load_trained, save_trained
    from fonti.index.models.reader_network import ReaderNetwork

    network = make_network()
    save_trained(network, tmp_path / "reader.safetensors", in_8_bits=in_8_bits)
    other = ReaderNetwork(BertModel(network.bert.config, add_pooling_layer=False))
    load_trained(other, tmp_path / "reader.safetensors")
    for (_, expected), (_, actual) in zip(
        iterate_trained(network), iterate_trained(other), strict=True
    ):
        assert torch.allclose(expected, actual, atol=expected.abs().max().item() / 120)


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    """The file must have exactly what is trained."""
    from fonti.index.models.layer_weights import load_trained, save_trained

    network = make_network()
    save_trained(network, tmp_path / "reader.safetensors", in_8_bits=True)
    deeper = make_network(2)
    with pytest.raises(ValueError, match="another network"):
        load_trained(deeper, tmp_path / "reader.safetensors")


def test_negatives_resemble_and_do_not_answer() -> None:
    """A passage that holds the answer's text is none."""
    from tests.bench.reader.negatives import find_negatives

    others = [
        LINE | {"context": f"Il faro {number} ha una campana.", "answers": []}
        for number in range(30)
    ]
    repeated = LINE | {"context": "Un altro custode: il custode del faro di Levante."}
    negatives = list(find_negatives([LINE], [LINE, repeated, *others], random.Random(1)))
    assert len(negatives) == 1
    assert negatives[0]["answers"] == []
    assert negatives[0]["context"] in {other["context"] for other in others}


def test_written_questions_are_joined_with_their_passages() -> None:
    """Each question is an example in both languages, with its answer where it stands."""
    items = list(read_items(QUESTIONS))
    first = next(item for item in items if item["answer"])
    answers = [item["answer"] for item in items if item["passage"] == first["passage"]]
    context = " - ".join(["Un inizio", *filter(None, answers)])

    examples = list(join_questions({first["passage"]: context}))

    asked = [example["question"] for example in examples]
    assert {first["it"], first["en"]} <= {*asked}
    for example in examples:
        for answer in example["answers"]:
            assert context[answer["start"] :].startswith(answer["text"])


def test_training_documents_have_answers_and_near_misses() -> None:
    """Half of the questions on each are answered, whatever the language."""
    documents = read_documents()

    assert Counter(document["language"] for document in documents) == {"it": 321, "en": 319}
    assert len({document["source"] for document in documents}) == 640
    for document in documents:
        kinds = [question["kind"] for question in document["questions"]]
        has_answer = [question["answer"] is not None for question in document["questions"]]
        assert (len(kinds), kinds.count("answer")) == (10, 5)
        assert has_answer == [kind == "answer" for kind in kinds]


def test_examples_of_training_documents_point_at_whole_words() -> None:
    """An answer that begins inside a word would teach the reader to begin there."""
    examples = list(iterate_examples(read_documents()))

    assert len(examples) == 12_800
    for example in examples:
        for answer in example["answers"]:
            before = example["context"][: answer["start"]][-1:]
            assert not (before.isalpha() and answer["text"][0].isalpha()), answer
