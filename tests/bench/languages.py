"""Make the model that tells Italian questions from English ones, out of py3langid's own (BSD).

    python -m tests.bench.languages [QUESTIONS.jsonl]

Two of its 142 languages remain. Features that say nearly the same of both are removed, and with
them the states of its automaton that differ in nothing else. Writes
`index/text/italian_english.npz.xz`, and prints of how many questions, and of how many runs of
three words of them, the model says another language than py3langid's.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from py3langid.modelio import save_model

from fonti.index.text.language import QUESTION_MODEL

_LANGUAGES = ["en", "it"]

# The difference of log probabilities from which a feature is used; that of features which are in
# neither language is .05.
_MIN_DIFFERENCE = 0.06
_BYTES = 256
_RUN_WORDS = 3

Ints = npt.NDArray[np.int64]


def reduce_model(model: Any) -> tuple[Any, ...]:
    """Return the parts of the model of two languages, in py3langid's order."""
    columns = [model.nb_classes.index(language) for language in _LANGUAGES]
    table = model.nb_ptc[:, columns]
    prior = model.nb_pc[columns]
    is_useful = np.abs(np.diff(table.astype(np.float32), axis=1)[:, 0]) > _MIN_DIFFERENCE

    next_states = np.asarray(model.tk_nextmove).reshape(-1, _BYTES)
    states = next_states[np.asarray(model.tk_row)].astype(np.int64)
    outputs = np.asarray(model.tk_output)
    outputs = np.where((outputs >= 0) & is_useful[outputs], outputs, -1)
    states, outputs = _merge_states(states, outputs)

    features = np.unique(outputs[outputs >= 0])
    numbers = np.full(len(table), -1)
    numbers[features] = np.arange(len(features))
    rows, row_of_state = np.unique(states, axis=0, return_inverse=True)
    return (
        table[features],
        prior,
        _LANGUAGES,
        rows.ravel(),
        row_of_state.ravel(),
        np.where(outputs >= 0, numbers[outputs], -1),
    )


def _merge_states(states: Ints, outputs: Ints) -> tuple[Ints, Ints]:
    """Merge the states of an automaton that behave alike; its first state stays the first.

    Moore's algorithm: blocks of states are split until the bytes lead all states of a block to the
    same blocks.
    """
    random = np.random.default_rng(0)
    block = np.unique(outputs, return_inverse=True)[1]
    while True:
        hashes = random.integers(0, 1 << 63, block.max() + 1, np.uint64)
        factors = random.integers(0, 1 << 63, _BYTES, np.uint64) | np.uint64(1)
        keys = hashes[block] * np.uint64(3)
        for byte in range(_BYTES):
            keys += hashes[block[states[:, byte]]] * factors[byte]

        finer = np.unique(keys, return_inverse=True)[1]
        if finer.max() == block.max():
            break
        block = finer

    first = np.sort(np.unique(block, return_index=True)[1])
    number = np.empty(block.max() + 1, np.int64)
    number[block[first]] = np.arange(len(first))
    return number[block[states[first]]], outputs[first]


def main(questions: str | None = None) -> None:
    """Make the model, and compare it with py3langid's."""
    whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    save_model(QUESTION_MODEL, reduce_model(whole))
    small = LanguageIdentifier.from_model_file(QUESTION_MODEL, norm_probs=True)
    whole.set_languages(_LANGUAGES)

    lines = Path(questions).read_text("utf-8").splitlines() if questions else []
    texts = [json.loads(line)["question"] for line in lines]
    runs = []
    for text in texts:
        words = text.split()
        starts = range(0, len(words) - _RUN_WORDS + 1, _RUN_WORDS)
        runs += [" ".join(words[start : start + _RUN_WORDS]) for start in starts]

    _print_differences("questions", whole, small, texts)
    _print_differences("three words", whole, small, runs)


def _print_differences(name: str, whole: Any, small: Any, texts: list[str]) -> None:
    differences = sum(whole.classify(text)[0] != small.classify(text)[0] for text in texts)
    sys.stdout.write(f"{name}: another language {differences} of {len(texts)} times\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
