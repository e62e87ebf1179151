"""What the process returns of a text arrives unchanged, and is checked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.errors import Reason
from fonti.index.extraction_warnings import ExtractionWarning
from fonti.index.text.passages import PassageSpan, split_passages
from fonti.index.types import IntArray
from fonti.index.worker.parsed_text import (
    ParsedText,
    PassageArrays,
    PassageArraysBuilder,
    decode_parsed_text,
    encode_parsed_text,
)
from tests.helpers.fakes import arbitrary_texts

NO_SENTENCES = np.zeros((0, 2), np.int64)


def make_arrays(passages: list[PassageSpan]) -> PassageArrays:
    """Return passages as arrays."""
    builder = PassageArraysBuilder()
    for passage in passages:
        builder.add(passage)
    return builder.build()


@given(arbitrary_texts(), st.sampled_from(["it", "en"]))
def test_a_text_arrives_unchanged(text: str, language: str) -> None:
    """Its passages, sentences and metadata are those that were sent."""
    passages = list(split_passages(text, language=language))
    warning = ExtractionWarning(Reason("pdf_page_damaged"), 3)
    sent = ParsedText(
        text, language, make_arrays(passages), title="Uno", pages=(0, 7), warnings=(warning,)
    )

    received = decode_parsed_text(*encode_parsed_text(sent))
    assert list(received.passages) == passages
    assert (received.text, received.language, received.title) == (text, language, "Uno")
    assert (received.pages, received.warnings) == (sent.pages, sent.warnings)


@pytest.mark.parametrize(
    ("passage", "sentences"),
    [
        ([-1, 2, -1, 0, 0], NO_SENTENCES),
        ([2, 2, -1, 0, 0], NO_SENTENCES),
        ([0, 9, -1, 0, 0], NO_SENTENCES),
        ([0, 2, 0, 0, 0], NO_SENTENCES),
        ([0, 2, -1, 1, 0], NO_SENTENCES),
        ([0, 2, -1, -1, 0], NO_SENTENCES),
        ([0, 2, -1, 0, 1], NO_SENTENCES),
        ([0, 2, -1, 0, -1], NO_SENTENCES),
        ([0, 2, -1, 0, 1 << 40], NO_SENTENCES),
        ([0, 2, -1, 0, 1], np.array([[1, 3]])),
        ([0, 2, -1, 0, 1], np.array([[1, 1]])),
    ],
)
def test_spans_outside_the_text_are_refused(passage: list[int], sentences: IntArray) -> None:
    """A process that a file took over cannot make the parent read where nothing is."""
    arrays = PassageArrays(np.array([passage]), sentences, (), ("it",))
    with pytest.raises(ValueError, match="outside"):
        decode_parsed_text(*encode_parsed_text(ParsedText("Uno due", "it", arrays)))
