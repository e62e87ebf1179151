"""Assistants of small corpora, with an encoder that translates and a confidence that is fixed."""

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path

import numpy as np

from fonti.index import EncodedText, Encoder
from fonti.qa import Assistant, Calibration
from fonti.qa.ranking.evidence import Evidence
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder, write_corpus

# The names of the features of a calibration.
FEATURES = tuple(field.name for field in fields(Evidence))

_WORD = re.compile(r"[^\W_]+")


class TranslatingEncoder(FakeEncoder):
    """An encoder that reads some words as other words, such as their translations."""

    def __init__(self, translations: Mapping[str, str]) -> None:
        super().__init__(name="translating")
        self._translations = translations

    def encode_query(self, text: str) -> EncodedText:
        """Encode a text with its words translated; the spans are those of the text itself."""
        matches = list(_WORD.finditer(text))
        words = [self._translations.get(match[0].lower(), match[0]) for match in matches]
        encoded = super().encode_query(" ".join(words))

        spans = np.array([match.span() for match in matches], np.int64).reshape(-1, 2)
        return replace(encoded, tokens=replace(encoded.tokens, spans=spans))


def open_assistant(
    folder: Path, *contents: str, encoder: Encoder | None = None, logit: float | None = None
) -> Assistant:
    """Open the assistant of some texts, which are the files 0.txt, 1.txt and so on.

    Args:
        folder: Where the corpus and the index go.
        contents: The texts.
        encoder: The encoder; a fake one by default.
        logit: If given, the confidence in any passage is the probability of these log odds.

    """
    files = {f"{number}.txt": content for number, content in enumerate(contents)}
    assistant = open_files(folder, files, encoder=encoder)
    if logit is not None:
        fix_confidence(assistant, logit)
    return assistant


def open_files(
    folder: Path, files: Mapping[str, str | bytes], *, encoder: Encoder | None = None
) -> Assistant:
    """Open the assistant of some files.

    Args:
        folder: Where the corpus and the index go.
        files: The content of each file by its source.
        encoder: The encoder; a fake one by default.

    """
    corpus = write_corpus(folder / "corpus", files)
    return Assistant.open(corpus, index=folder / "index", model=encoder or FakeEncoder())


def fix_confidence(assistant: Assistant, logit: float) -> None:
    """Make an assistant equally confident in all passages, whatever their evidence."""
    library = assistant.library
    weights = dict.fromkeys(FEATURES, 0.0)
    calibration = Calibration(logit, weights, 0, library.encoder().fingerprint)
    library.save_calibration(calibration.to_text())


def open_two_collections(folder: Path, first: str, second: str) -> dict[str, Assistant]:
    """Open the assistants of two collections, one a language, by their names.

    Args:
        folder: Where the documents and the indexes are written.
        first: The name of the collection with the document `museum.txt`, in English.
        second: The name of the collection with the document `biblioteca.txt`, in Italian.

    """
    museum = write_corpus(folder / "museum", {"museum.txt": ENGLISH})
    library = write_corpus(folder / "library", {"biblioteca.txt": ITALIAN})
    encoder = FakeEncoder()
    return {
        first: Assistant.open(museum, index=folder / "index-1", model=encoder),
        second: Assistant.open(library, index=folder / "index-2", model=encoder),
    }
