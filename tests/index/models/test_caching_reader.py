"""Tests of the cache around a reader."""

import pytest

from fonti.index import Window
from fonti.index.models import caching_reader
from fonti.index.models.caching_reader import CachingReader
from tests.helpers.readers import FakeReader

ROOMS = [Window("", f"La sala {number} è aperta.") for number in range(4)]


def test_a_window_is_read_once_for_a_question() -> None:
    """What is read is the same, in the order asked for, however often it is asked for."""
    fake = FakeReader()
    reader = CachingReader(fake)
    expected = FakeReader().read("Quale sala?", ROOMS)

    assert reader.read("Quale sala?", ROOMS[:2]) == expected[:2]
    assert reader.read("Quale sala?", ROOMS[::-1]) == expected[::-1]
    assert reader.read("Quale sala?", [ROOMS[0], ROOMS[0]]) == [expected[0], expected[0]]
    assert fake.windows == [*ROOMS[:2], *ROOMS[:1:-1]]

    reader.read("Un'altra domanda?", ROOMS[:1])
    assert fake.windows[4:] == ROOMS[:1]
    assert (reader.name, reader.fingerprint) == (fake.name, fake.fingerprint)


def test_the_oldest_readings_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was asked for last stays in the cache, however long ago it was read."""
    monkeypatch.setattr(caching_reader, "_MAX_CACHED", 2)
    fake = FakeReader()
    reader = CachingReader(fake)
    for place in (0, 1, 0, 2, 0, 1):
        reader.read("Quale sala?", [ROOMS[place]])
    assert fake.windows == [ROOMS[0], ROOMS[1], ROOMS[2], ROOMS[1]]
