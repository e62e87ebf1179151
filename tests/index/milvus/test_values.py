"""Values are read as they were written, in however many rows, or not at all."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.milvus.schema import MAX_TEXT_BYTES, ValueKind
from fonti.index.milvus.values import join_values, pack_json, split_value, unpack_json
from tests.helpers.fakes import arbitrary_texts


@given(st.lists(st.binary(max_size=200), max_size=4), st.integers(0, 3), st.randoms())
def test_values_are_read_in_any_order(
    values: list[bytes], large: int, shuffling: random.Random
) -> None:
    """Each is that of its owner; a row of a long one is as long as a text of Milvus can be."""
    expected = dict(enumerate(values))
    if large:
        expected[99] = bytes(large * 50_000)
    rows: list[dict[str, Any]] = []
    for owner, value in expected.items():
        rows += split_value(ValueKind.TOKENS, owner, value)
    shuffling.shuffle(rows)
    assert join_values(rows) == expected
    assert all(len(row["data"]) <= MAX_TEXT_BYTES for row in rows)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_value_that_lacks_a_row_is_not_read(part: int) -> None:
    """Whichever row is missing, and if a character is another."""
    rows = list(split_value(ValueKind.TEXT, 7, bytes(120_000)))
    with pytest.raises(ValueError, match="the value of 7 is not whole"):
        join_values(row for row in rows if row["part"] != part)
    rows[part]["data"] = rows[part]["data"][:-9] + "B" + rows[part]["data"][-8:]
    with pytest.raises(ValueError, match="the value of 7 is not whole"):
        join_values(rows)


@given(arbitrary_texts())
def test_texts_are_packed_whole(text: str) -> None:
    """Whatever characters a document has."""
    assert unpack_json(pack_json({"text": text})) == {"text": text}
    with pytest.raises(ValueError, match="while decompressing"):
        unpack_json(pack_json({"text": text})[:-5])
