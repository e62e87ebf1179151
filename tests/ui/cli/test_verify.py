"""The command that verifies: what it prints, and its exit status."""

import json
from pathlib import Path

import pytest

from tests.helpers.commands import Run, assert_refused
from tests.helpers.fakes import write_corpus

pytestmark = pytest.mark.model


def test_verify_prints_what_stands_what_moved_and_what_is_gone(
    fonti: Run, saved_answer: Path, tmp_path: Path
) -> None:
    """A saved quote stands where it was cited, or elsewhere, or no more."""
    result = fonti("verify", str(saved_answer))
    assert result.status == 0
    assert all(line.endswith("stands where it is cited") for line in result.stdout.splitlines())

    answer = json.loads(saved_answer.read_text("utf-8"))
    first = answer["citations"][0]
    moved = write_corpus(tmp_path / "moved", {first["source"]: "Premise. " + first["quote"]})
    changed = fonti("verify", str(saved_answer), "--corpus", str(moved), "--json")
    assert changed.status == 1
    checks = json.loads(changed.stdout)
    assert (checks[0]["standing"], checks[0]["start"]) == ("moved", 9)
    assert {check["standing"] for check in checks[1:]} <= {"gone"}


def test_verify_reads_every_encoding_of_json(
    fonti: Run, saved_answer: Path, tmp_path: Path, data: Path
) -> None:
    """An answer may begin with a byte order mark or be in UTF-16; an index may be the corpus."""
    text = saved_answer.read_text("utf-8")
    for encoding in ("utf-8-sig", "utf-16"):
        (tmp_path / "other.json").write_text(text, encoding)
        assert fonti("verify", str(tmp_path / "other.json")).status == 0

    stores = (data / "fonti" / "indexes").glob("seeds-*/*.sqlite")
    (index,) = {path.parent for path in stores}
    assert fonti("verify", str(saved_answer), "--corpus", str(index)).status == 0


def test_a_span_is_verified(fonti: Run, tmp_path: Path) -> None:
    """What the index holds at a span is compared with the file as it is now."""
    folder = write_corpus(tmp_path / "carte", {"uno.txt": "Il ponte fu chiuso nel 1921."})
    fonti("index", str(folder))
    verify = ("verify", "--corpus", str(folder), "--source", "uno.txt", "--span")
    assert fonti(*verify, "3-8").stdout == "[1] uno.txt: stands where it is cited\n"

    (folder / "uno.txt").write_text("Dunque: il ponte fu riaperto.")
    moved = fonti(*verify, "3-8")
    assert (moved.status, moved.stdout.splitlines()) == (
        1,
        [
            "[1] uno.txt: moved: now at characters 11–16",
            "    the answer quotes: ponte",
            "    there stands now: que: ",
        ],
    )
    gone = fonti(*verify, "12-28")
    assert gone.stdout.splitlines()[::2] == [
        "[1] uno.txt: gone",
        "    there stands now: onte fu riaperto",
    ]

    assert_refused(fonti(*verify, "8-300"), "no span 8-300", "28 characters")
    assert_refused(fonti(*verify, "otto"), "no span", "120-180")
    assert_refused(fonti("verify"), "nothing to verify", "--span")
    assert_refused(
        fonti("verify", "answer.json", "--source", "uno.txt", "--span", "3-8"), "verified apart"
    )
