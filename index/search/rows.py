"""The rows of the search files: their passages and sentences, in the order of their ids."""

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

import numpy as np

from fonti.index.types import IntArray, Mask

# What a row of the search files stands for: each passage and each sentence has an embedding.
RowKind = Literal["passages", "sentences"]
ROW_KINDS: tuple[RowKind, ...] = ("passages", "sentences")

_PASSAGES_FILE = "passages.rows.npy"
_SENTENCES_FILE = "sentences.rows.npy"
_LANGUAGES_FILE = "languages.json"


@dataclass(frozen=True, slots=True)
class SearchRows:
    """The n passages and m sentences of a version, in the order of their ids.

    Attributes:
        passage_ids: The ids of the passages, of shape (n,).
        extraction_ids: The ids of the texts that the passages were cut from, of shape (n,).
        language_codes: Their languages as indices into `languages`, of shape (n,).
        sentence_ids: The ids of the sentences, of shape (m,).
        passage_of_sentence: The row of the passage of each sentence, of shape (m,). They ascend,
            since a passage is stored with its sentences.
        languages: The languages of the passages, sorted.

    """

    passage_ids: IntArray
    extraction_ids: IntArray
    language_codes: IntArray
    sentence_ids: IntArray
    passage_of_sentence: IntArray
    languages: tuple[str, ...]

    def count(self, kind: RowKind) -> int:
        """Return the number of passages or sentences."""
        return len(self.passage_ids if kind == "passages" else self.sentence_ids)

    def find_sentences(self, passage_rows: IntArray) -> tuple[IntArray, IntArray]:
        """Return the sentences of some passages.

        Args:
            passage_rows: The rows of k passages.

        Returns:
            The rows of the sentences, passage by passage, and their offsets, of shape (k + 1,): the
            sentences of passage i are those from `offsets[i]` to `offsets[i + 1]`.

        """
        first, end = np.searchsorted(self.passage_of_sentence, [passage_rows, passage_rows + 1])
        counts = end - first
        offsets = np.cumsum([0, *counts])
        rows = np.arange(offsets[-1]) + np.repeat(first - offsets[:-1], counts)
        return rows, offsets

    def drop_and_append(self, stays: Mask, new: "SearchRows") -> "SearchRows":
        """Return rows without some passages, followed by new ones.

        Args:
            stays: Which passages stay, of shape (n,).
            new: The new passages, whose ids are greater than all of these.

        """
        codes_that_stay = np.unique(self.language_codes[stays])
        languages_that_stay = {self.languages[code] for code in codes_that_stay}
        languages = tuple(sorted({*languages_that_stay, *new.languages}))

        sentence_stays = stays[self.passage_of_sentence]
        new_row_of = np.cumsum(stays) - 1
        old_passage_rows = new_row_of[self.passage_of_sentence[sentence_stays]]
        new_passage_rows = new.passage_of_sentence + int(stays.sum())

        return SearchRows(
            passage_ids=np.concatenate([self.passage_ids[stays], new.passage_ids]),
            extraction_ids=np.concatenate([self.extraction_ids[stays], new.extraction_ids]),
            language_codes=np.concatenate([self._recode(languages)[stays], new._recode(languages)]),
            sentence_ids=np.concatenate([self.sentence_ids[sentence_stays], new.sentence_ids]),
            passage_of_sentence=np.concatenate([old_passage_rows, new_passage_rows]),
            languages=languages,
        )

    def equals(self, other: "SearchRows") -> bool:
        """Return whether other rows are the same as these."""
        return all(
            np.array_equal(getattr(self, field.name), getattr(other, field.name))
            for field in fields(self)
        )

    def save(self, folder: Path) -> None:
        """Write the rows to a folder. Raises OSError."""
        passages = [self.passage_ids, self.extraction_ids, self.language_codes]
        np.save(folder / _PASSAGES_FILE, np.stack(passages))
        np.save(folder / _SENTENCES_FILE, np.stack([self.sentence_ids, self.passage_of_sentence]))
        (folder / _LANGUAGES_FILE).write_text(json.dumps(self.languages), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> "SearchRows":
        """Return the rows that `save` wrote to a folder. Raises OSError or ValueError."""
        passages = np.load(folder / _PASSAGES_FILE, allow_pickle=False)
        sentences = np.load(folder / _SENTENCES_FILE, allow_pickle=False)
        passage_ids, extraction_ids, language_codes = passages
        sentence_ids, passage_of_sentence = sentences
        languages = json.loads((folder / _LANGUAGES_FILE).read_text("utf-8"))
        return cls(
            passage_ids=passage_ids,
            extraction_ids=extraction_ids,
            language_codes=language_codes,
            sentence_ids=sentence_ids,
            passage_of_sentence=passage_of_sentence,
            languages=tuple(languages),
        )

    def _recode(self, languages: tuple[str, ...]) -> IntArray:
        """Return the language of each passage as an index into `languages`, or -1 if not there."""
        new_codes = {language: code for code, language in enumerate(languages)}
        codes = [new_codes.get(language, -1) for language in self.languages]
        recoded: IntArray = np.array(codes, np.int64)[self.language_codes]
        return recoded
