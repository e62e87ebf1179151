"""Make the model that tells Italian questions from English ones: py3langid's own (BSD), without what neither needs.

    python -m tests.bench.languages [QUESTIONS.jsonl]

Of its 142 languages two stay; features that say nearly the same of both go, and with them the states of its automaton
that differ in nothing else. Writes `index/italian_english.npz.xz`; prints of how many questions, and of how many runs
of three words of them, it says another language than the whole model.
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
_LEAST = 0.06  # difference of log probabilities from which a feature tells; of those in neither language it is .05
_BYTES = 256

Ints = npt.NDArray[np.int64]


def reduced(whole: Any) -> tuple[Any, ...]:
    """The parts of the model of two languages, as py3langid saves them."""
    columns = [whole.nb_classes.index(language) for language in _LANGUAGES]
    table, prior = whole.nb_ptc[:, columns], whole.nb_pc[columns]
    telling = np.abs(np.diff(table.astype(np.float32), axis=1)[:, 0]) > _LEAST
    states = (
        np.asarray(whole.tk_nextmove).reshape(-1, _BYTES)[np.asarray(whole.tk_row)].astype(np.int64)
    )
    out = np.asarray(whole.tk_output)
    out = np.where((out >= 0) & telling[out], out, -1)
    states, out = _merged(states, out)
    kept = np.unique(out[out >= 0])
    number = np.full(len(table), -1)
    number[kept] = np.arange(len(kept))
    rows, row = np.unique(states, axis=0, return_inverse=True)
    return (
        table[kept],
        prior,
        _LANGUAGES,
        rows.ravel(),
        row.ravel(),
        np.where(out >= 0, number[out], -1),
    )


def _merged(states: Ints, out: Ints) -> tuple[Ints, Ints]:
    """An automaton whose states that nothing tells apart are one; its first state stays the first."""
    random = np.random.default_rng(0)
    block = np.unique(out, return_inverse=True)[1]
    while True:  # until a look at where the bytes lead tells no more states apart
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
    return number[block[states[first]]], out[first]


def main(questions: str | None = None) -> None:
    """Make it, and compare."""
    whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    save_model(QUESTION_MODEL, reduced(whole))
    small = LanguageIdentifier.from_model_file(QUESTION_MODEL, norm_probs=True)
    whole.set_languages(_LANGUAGES)
    lines = Path(questions).read_text("utf-8").splitlines() if questions else []
    asked = [json.loads(line)["question"] for line in lines]
    runs = [
        " ".join(words[at : at + 3])
        for words in map(str.split, asked)
        for at in range(0, len(words) - 2, 3)
    ]
    for name, texts in (("questions", asked), ("three words", runs)):
        others = sum(whole.classify(text)[0] != small.classify(text)[0] for text in texts)
        sys.stdout.write(f"{name}: another language {others} of {len(texts)} times\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
