"""Test where sentences end in the prose of law, minutes, science and mail, by a share of lines."""

import json
from pathlib import Path

from fonti.index.text.sentences import split_into_sentences

# By language and field, lines that were written and marked before the rules were tried on them. A
# line is a text with a "|" where a sentence ends.
LINES = json.loads(Path(__file__).with_name("unseen_sentences.json").read_text("utf-8"))

MIN_SHARE_RIGHT = 0.97


def test_sentences_of_law_minutes_science_and_mail_end_where_a_reader_ends_them() -> None:
    """At least 97 lines of 100 are cut at their marks and nowhere else."""
    lines = [
        (language, line)
        for language, fields in LINES.items()
        for field in fields.values()
        for line in field
    ]
    assert len(lines) == 440

    wrong = [line for language, line in lines if not _is_cut_at_its_marks(language, line)]
    share = 1 - len(wrong) / len(lines)
    assert share >= MIN_SHARE_RIGHT, f"{share:.1%} right; wrong: {wrong}"


def _is_cut_at_its_marks(language: str, line: str) -> bool:
    text = line.replace("|", "")
    sentences = [span.slice(text) for span in split_into_sentences(text, language)]
    return sentences == [sentence.strip() for sentence in line.split("|")]
