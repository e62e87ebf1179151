"""Test where sentences end in the prose of law, minutes, science and mail."""

import json
from collections.abc import Iterator
from pathlib import Path

from fonti.index.text.sentences import split_into_sentences

# By language and field, lines that were written and marked before the rules were tried on them. A
# line is a text with a "|" where a sentence ends; what the rules get wrong is an object with it.
LINES = json.loads(Path(__file__).with_name("unseen_sentences.json").read_text("utf-8"))


def list_lines() -> Iterator[tuple[str, str, bool]]:
    """Yield the language of each line, the line, and whether it is known to be cut wrongly."""
    for language, fields in LINES.items():
        for field in fields.values():
            for entry in field:
                if isinstance(entry, str):
                    yield language, entry, False
                else:
                    yield language, entry["line"], entry["is_known_failure"]


def test_sentences_of_law_minutes_science_and_mail_end_where_a_reader_ends_them() -> None:
    """Every line is cut at its marks and nowhere else, but for those that are known to fail."""
    lines = list(list_lines())
    assert len(lines) == 1240

    wrong = {line for language, line, _ in lines if not is_cut_at_its_marks(language, line)}
    assert wrong == {line for _, line, is_known_failure in lines if is_known_failure}


def is_cut_at_its_marks(language: str, line: str) -> bool:
    """Return whether the rules cut a line as its marks do."""
    text = line.replace("|", "")
    sentences = [span.slice(text) for span in split_into_sentences(text, language)]
    return sentences == [sentence.strip() for sentence in line.split("|")]
