"""Cited documents for reference managers."""

import json

import pytest

from tests.helpers.commands import QUESTION, Run, assert_refused

pytestmark = pytest.mark.model


def test_cited_documents_are_printed_for_reference_managers(fonti: Run) -> None:
    """The entries are those of the documents that the answer cites, and nothing else."""
    entry = fonti("ask", QUESTION, "--references", "bibtex")
    assert entry.status == 0
    assert entry.stdout.startswith("@misc{")
    items = json.loads(fonti("ask", QUESTION, "--references", "csl-json").stdout)
    assert "003_14d89d1072a11cbd.txt" in [item["note"] for item in items]
    assert entry.stdout.count("@misc{") == len(items)


def test_references_and_json_are_refused_together(fonti: Run) -> None:
    """One of them has to be chosen; questions of the standard input are answered in JSON."""
    for words in ((QUESTION, "--json"), ("-",)):
        assert_refused(fonti("ask", *words, "--references", "bibtex"), "--references")
