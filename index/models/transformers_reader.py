"""Readers of the user's choice: models of transformers, run by torch.

A question-answering model that knows "no answer" (SQuAD 2: Rajpurkar et al. 2018) says how well a
window answers, and where. A cross-encoder (Nogueira & Cho 2019) only says how well.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from huggingface_hub import model_info
from huggingface_hub.errors import HFValidationError, RepositoryNotFoundError
from transformers import (
    AutoConfig,
    AutoModelForQuestionAnswering,
    AutoModelForSequenceClassification,
    AutoTokenizer,
)
from transformers.utils import logging

from fonti.index.errors import ModelError, describe_library_error
from fonti.index.models.reader import (
    MAX_HEADING_TOKENS,
    MAX_QUESTION_TOKENS,
    MAX_SCORE,
    Reader,
    ReaderInput,
    Reading,
    Window,
    choose_answer,
)
from fonti.index.models.torch_model import (
    HUB_TIMEOUT_SECONDS,
    hash_model,
)

# The most tokens that are read together: those that most of these models were trained with.
_MAX_PAIR_TOKENS = 384

# The question takes at most one of so many equal parts of them, and so does the heading: half is
# left for the text.
_PARTS = 4

# What stands between the heading and the text.
_SEPARATOR = "\n"

_WEIGHTS_SUFFIX = ".safetensors"


class _PairReader:
    """The base of both kinds, which reads a question with one window at a time.

    No padding is needed then, and a reading never depends on what is read beside it.

    Attributes:
        architecture: How the names of the architectures of this kind end.
        loader: The class of transformers that loads them.

    """

    architecture: str
    loader: Any

    def __init__(self, model: Any, tokenizer: Any, *, name: str) -> None:
        self.name = name
        self.fingerprint = hash_model(type(model).__name__, tokenizer, model)
        self._model = model.eval().to("cuda" if torch.cuda.is_available() else "cpu")
        self._tokenizer = tokenizer
        positions = getattr(model.config, "max_position_embeddings", _MAX_PAIR_TOKENS)
        # Models of the family of RoBERTa count positions from 2.
        self._limit = min(_MAX_PAIR_TOKENS, tokenizer.model_max_length, positions - 2)
        # A fast tokenizer refuses to be used by two threads at once.
        self._lock = threading.Lock()

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        """Return the reading of each window, in the order of the windows."""
        with self._lock, torch.inference_mode():
            return [self._read(question, window) for window in windows]

    def _read(self, question: str, window: Window) -> Reading:
        raise NotImplementedError

    def _encode(self, question: str, window: Window) -> tuple[Any, int]:
        """Return the tokens of a question and a window, and the code points of the heading.

        The tokenizer takes a pair of texts: the question, and the heading followed by the text.
        """
        max_part = self._limit // _PARTS
        spans = self._find_tokens(question)[: min(MAX_QUESTION_TOKENS, max_part)]
        short_question = question[: spans[-1][1]] if spans else ""

        # A long heading keeps its end, which is nearest to the text.
        above = ""
        spans = self._find_tokens(window.heading)[-min(MAX_HEADING_TOKENS, max_part) :]
        if spans:
            above = window.heading[spans[0][0] :] + _SEPARATOR

        encoding = self._tokenizer(
            short_question,
            above + window.text,
            truncation="only_second",
            max_length=self._limit,
            return_offsets_mapping=True,
        )
        return encoding, len(above)

    def _find_tokens(self, text: str) -> list[tuple[int, int]]:
        """Return where the tokens of a text stand."""
        encoding = self._tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )
        spans: list[tuple[int, int]] = encoding["offset_mapping"]
        return spans

    def _run(self, encoding: Any) -> Any:
        """Return the output of the model for some tokens."""
        inputs = {
            name: torch.tensor([values], device=self._model.device)
            for name, values in encoding.items()
            if name in self._tokenizer.model_input_names
        }
        return self._model(**inputs)


class SpanReader(_PairReader):
    """A question-answering model, whose first token stands for "no answer here"."""

    architecture = "ForQuestionAnswering"
    loader = AutoModelForQuestionAnswering

    def _read(self, question: str, window: Window) -> Reading:
        encoding, text_start = self._encode(question, window)
        output = self._run(encoding)
        scores = torch.stack([output.start_logits[0], output.end_logits[0]], dim=1)
        tokens = find_text_tokens(
            encoding["input_ids"],
            encoding.sequence_ids(0),
            encoding["offset_mapping"],
            text_start,
        )
        return choose_answer(tokens, window.text, scores.float().cpu().numpy())


class CrossEncoderReader(_PairReader):
    """A model that gives a question and a window one score, and says nothing of where."""

    architecture = "ForSequenceClassification"
    loader = AutoModelForSequenceClassification

    def _read(self, question: str, window: Window) -> Reading:
        encoding, _ = self._encode(question, window)
        score = float(self._run(encoding).logits[0, 0])
        return Reading(0, 0, float(np.clip(score, -MAX_SCORE, MAX_SCORE)))


def find_text_tokens(
    ids: list[int],
    halves: Sequence[int | None],
    offsets: Sequence[tuple[int, int]],
    text_start: int,
) -> ReaderInput:
    """Return the tokens of a pair, and which of them are of the text.

    Args:
        ids: The tokens.
        halves: The half of the pair that a token is of, 0 or 1; None for special tokens.
        offsets: Where a token stands in its half.
        text_start: Where the text begins in the second half, after the heading.

    """
    # A tokenizer may count the space before a word as its own.
    indices = [
        index for index, half in enumerate(halves) if half == 1 and offsets[index][1] > text_start
    ]
    if not indices:
        return ReaderInput(ids, len(ids), np.zeros((0, 2), np.int64))
    first = indices[0]
    spans = np.array(offsets[first : indices[-1] + 1], np.int64)
    return ReaderInput(ids, first, np.maximum(spans - text_start, 0))


def load_reader(name: str) -> Reader:
    """Load a reader from a folder or by its name on the Hugging Face hub.

    Raises:
        ModelError: It does not exist, cannot be fetched, or is no model that can be a reader.

    """
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    folder = Path(name)
    try:
        if folder.is_dir():
            return _load_folder(name, folder)
        try:
            return _load(name, is_local=True)
        except OSError:
            _check_hub(name)
            return _load(name, is_local=False)
    except ModelError:
        raise
    except Exception as error:
        # A broken model makes the libraries raise errors of any type.
        raise ModelError(
            "reader_not_loaded", name=name, reason=describe_library_error(error)
        ) from error


def _load_folder(name: str, folder: Path) -> Reader:
    """Load a reader from a folder, whose files are looked at first for the sake of the errors."""
    if not (folder / "config.json").exists():
        raise ModelError("reader_not_found", name=name)
    if not any(folder.glob(f"*{_WEIGHTS_SUFFIX}")):
        raise ModelError("reader_without_safetensors", name=name)
    return _load(name, is_local=True)


def _check_hub(name: str) -> None:
    """Raise ModelError unless the hub has a model, with weights that are read."""
    try:
        # Ask the hub once, before the loader would ask many times.
        info = model_info(name, timeout=HUB_TIMEOUT_SECONDS)
    except (HFValidationError, RepositoryNotFoundError) as error:
        raise ModelError("reader_not_found", name=name) from error
    except Exception as error:
        raise ModelError(
            "reader_not_reachable", name=name, reason=describe_library_error(error)
        ) from error

    files = [sibling.rfilename for sibling in info.siblings or []]
    if not any(file.endswith(_WEIGHTS_SUFFIX) and "/" not in file for file in files):
        raise ModelError("reader_without_safetensors", name=name)


def _choose_kind(name: str, *, is_local: bool) -> type[SpanReader | CrossEncoderReader]:
    """Return the kind of reader that a model is, by its architecture.

    Raises:
        ModelError: It is none.

    """
    config = AutoConfig.from_pretrained(name, local_files_only=is_local, trust_remote_code=False)
    architecture = (config.architectures or [config.model_type])[0]
    if architecture.endswith(SpanReader.architecture):
        return SpanReader
    # A model of several labels says which of them fits, not how well a text answers.
    if architecture.endswith(CrossEncoderReader.architecture) and config.num_labels == 1:
        return CrossEncoderReader
    raise ModelError("reader_of_other_kind", name=name, kind=architecture)


def _load(name: str, *, is_local: bool) -> Reader:
    """Load a reader that is on this machine, or fetch it."""
    kind = _choose_kind(name, is_local=is_local)
    tokenizer = AutoTokenizer.from_pretrained(
        name, local_files_only=is_local, trust_remote_code=False
    )
    if not tokenizer.is_fast:
        raise ValueError("its tokenizer does not say where tokens stand")

    # Weights are never read from a pickle, which can run code.
    model, report = kind.loader.from_pretrained(
        name,
        local_files_only=is_local,
        trust_remote_code=False,
        use_safetensors=True,
        dtype=torch.float32,
        output_loading_info=True,
    )
    # A head that is not in the file would be made of random numbers.
    body = f"{model.base_model_prefix}."
    missing = sorted(key for key in report["missing_keys"] if not key.startswith(body))
    if missing:
        raise ValueError(f"{missing[0]} is missing")
    return kind(model, tokenizer, name=name)
