"""Tests of readers of the user's choice: what they read, and what is refused."""

from pathlib import Path
from typing import Any

import pytest
from huggingface_hub.errors import OfflineModeIsEnabled
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import ModelError, Reader, Window
from fonti.index.models.reader import MAX_SCORE
from fonti.ui.i18n.errors import localize
from tests.helpers.fakes import arbitrary_texts
from tests.helpers.models import make_tiny_model, make_tiny_reader

# It is imported late: it takes seconds, which each process of a test run would need to collect the
# tests.
MODULE = "fonti.index.models.transformers_reader"

QUESTION = "A che ora apre la biblioteca?"
WINDOW = Window("Orari", "La biblioteca apre alle 9.")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one model of each kind."""
    folder = tmp_path_factory.mktemp("readers")
    make_tiny_reader(folder / "spans", "BertForQuestionAnswering")
    make_tiny_reader(folder / "scores", "BertForSequenceClassification")
    return folder


@pytest.fixture(scope="module")
def span_reader(folder: Path) -> Reader:
    """Load a question-answering model."""
    return load_reader(str(folder / "spans"))


def load_reader(name: str) -> Reader:
    """Load a reader."""
    from fonti.index.models import transformers_reader

    return transformers_reader.load_reader(name)


def check_refusal(name: str, code: str, *parts: str) -> None:
    """Fail if a name is not refused with a code, in a line that says some words."""
    with pytest.raises(ModelError) as refused:
        load_reader(name)
    assert refused.value.code == code
    for language in ("en", "it"):
        line = localize(refused.value.reason, language)
        assert "\n" not in line
        for part in (name, *parts):
            assert part in line


def test_a_question_answering_model_gives_the_best_span(folder: Path, span_reader: Reader) -> None:
    """It is the span of the text whose logits exceed those of the first token by most."""
    # Imported late: they take seconds.
    import torch
    from transformers import AutoTokenizer, BertForQuestionAnswering

    (reading,) = span_reader.read(QUESTION, [WINDOW])

    tokenizer = AutoTokenizer.from_pretrained(folder / "spans")
    model: Any = BertForQuestionAnswering.from_pretrained(folder / "spans")
    model.eval()
    context = f"{WINDOW.heading}\n{WINDOW.text}"
    encoding = tokenizer(
        QUESTION[: reading_limit(tokenizer, QUESTION)],
        context,
        truncation="only_second",
        max_length=62,
        return_offsets_mapping=True,
        return_tensors="pt",
    )
    offsets = encoding.pop("offset_mapping")[0].tolist()
    with torch.inference_mode():
        output = model(**encoding)
    start = output.start_logits[0].numpy()
    end = output.end_logits[0].numpy()

    places = [
        place
        for place, half in enumerate(encoding.sequence_ids(0))
        if half == 1 and offsets[place][0] >= len("Orari\n")
    ]
    spans = [(first, last) for first in places for last in places if last >= first]
    first, last = max(spans, key=lambda span: start[span[0]] + end[span[1]])
    assert context[offsets[first][0] : offsets[last][1]] == WINDOW.text[reading.start : reading.end]
    expected = start[first] + end[last] - start[0] - end[0]
    assert reading.score == pytest.approx(float(expected), abs=1e-5)


def reading_limit(tokenizer: Any, question: str) -> int:
    """Return where a question is cut: a quarter of the 62 tokens that the tiny model reads."""
    offsets = tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)
    end: int = offsets["offset_mapping"][: 62 // 4][-1][1]
    return end


@given(question=arbitrary_texts(), heading=arbitrary_texts(), text=arbitrary_texts())
def test_a_span_is_in_the_text_whatever_is_read(
    span_reader: Reader, question: str, heading: str, text: str
) -> None:
    """Its score is bounded, and white space at its ends is left out."""
    (reading,) = span_reader.read(question, [Window(heading, text)])
    assert 0 <= reading.start <= reading.end <= len(text)
    assert abs(reading.score) <= MAX_SCORE
    answer = text[reading.start : reading.end]
    assert answer == answer.strip()


@given(st.data())
def test_tokens_are_mapped_back_to_the_text(data: st.DataObject) -> None:
    """Also those that begin with the space before a word, as some tokenizers count."""
    from fonti.index.models.transformers_reader import find_text_tokens

    heading = data.draw(st.lists(st.integers(1, 5), max_size=4))
    text = data.draw(st.lists(st.integers(1, 5), min_size=1, max_size=6))
    is_space_counted = data.draw(st.booleans())

    halves: list[int | None] = [None, 0, 0, None]
    offsets = [(0, 0), (0, 3), (4, 7), (0, 0)]
    expected = []
    place = 0
    text_start = 0
    for number, length in enumerate([*heading, *text]):
        if number == len(heading):
            text_start = place
        start = place - 1 if is_space_counted and place else place
        halves.append(1)
        offsets.append((start, place + length))
        if number >= len(heading):
            expected.append([max(start - text_start, 0), place + length - text_start])
        place += length + 1

    read = find_text_tokens(
        [0] * len(halves) + [0], [*halves, None], [*offsets, (0, 0)], text_start
    )

    assert read.first == 4 + len(heading)
    assert read.spans.tolist() == expected


def test_a_cross_encoder_gives_a_score_and_no_span(folder: Path) -> None:
    """The score is the logit of its one label."""
    reader = load_reader(str(folder / "scores"))
    other = Window("", "Il museo chiude il lunedì.")
    first, second = reader.read(QUESTION, [WINDOW, other])
    assert first.start == first.end == second.start == second.end == 0
    assert first.score != second.score
    assert reader.read(QUESTION, [other]) == [second]


def test_readers_have_different_fingerprints(folder: Path, tmp_path: Path) -> None:
    """A model of other weights or of another kind has another one; a second look has the same."""
    make_tiny_reader(tmp_path / "other", "BertForQuestionAnswering", seed=1)
    names = [folder / "spans", folder / "scores", tmp_path / "other"]
    fingerprints = [load_reader(str(name)).fingerprint for name in names]
    assert len(set(fingerprints)) == 3
    assert load_reader(str(folder / "spans")).fingerprint == fingerprints[0]


def test_what_is_no_reader_is_refused(tmp_path: Path) -> None:
    """An embedding model says nothing of answers, and several labels say which of them fits."""
    embedding = make_tiny_model(tmp_path / "embedding")
    check_refusal(str(embedding), "reader_of_other_kind", "BertModel", "ForQuestionAnswering")
    classifier = make_tiny_reader(tmp_path / "c", "BertForSequenceClassification", labels=3)
    check_refusal(str(classifier), "reader_of_other_kind", "BertForSequenceClassification")


def test_pickled_weights_are_not_read(tmp_path: Path) -> None:
    """They can run code: a model that has no others is refused."""
    # Imported late: it takes seconds.
    import torch

    folder = make_tiny_reader(tmp_path / "pickled", "BertForQuestionAnswering")
    (folder / "model.safetensors").unlink()
    torch.save({}, folder / "pytorch_model.bin")
    check_refusal(str(folder), "reader_without_safetensors", "safetensors")


def test_damaged_weights_and_heads_are_refused(tmp_path: Path) -> None:
    """A head that is not in the file is not replaced by random numbers."""
    folder = make_tiny_reader(tmp_path / "headless", "BertModel")
    config = folder / "config.json"
    config.write_text(config.read_text().replace("BertModel", "BertForQuestionAnswering"))
    check_refusal(str(folder), "reader_not_loaded", "qa_outputs")

    folder = make_tiny_reader(tmp_path / "cut", "BertForQuestionAnswering")
    with (folder / "model.safetensors").open("r+b") as file:
        file.truncate(1000)
    check_refusal(str(folder), "reader_not_loaded", "--reader")


def test_a_folder_without_a_model_and_an_impossible_name_are_not_found(tmp_path: Path) -> None:
    """Neither is asked of the hub."""
    check_refusal(str(tmp_path), "reader_not_found", "--reader")
    check_refusal(str(tmp_path / "missing"), "reader_not_found")
    check_refusal("", "reader_not_found")


def test_without_a_network_a_name_on_the_hub_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked for once, and not waited for without end."""
    timeouts = []

    def refuse(name: str, timeout: float) -> None:
        timeouts.append(timeout)
        raise OfflineModeIsEnabled(f"no network for {name}")

    monkeypatch.setattr(f"{MODULE}.model_info", refuse)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    check_refusal("nobody/no-such-reader", "reader_not_reachable", "no network")
    assert timeouts == [10.0]


def test_a_model_on_the_hub_without_safetensors_is_not_fetched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its list of files says so before anything of it is read."""

    class File:
        rfilename = "pytorch_model.bin"

    class Info:
        siblings = (File(),)

    monkeypatch.setattr(f"{MODULE}.model_info", lambda *_, **__: Info())
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    check_refusal("nobody/no-such-reader", "reader_without_safetensors")
