"""Tests of the documents that are alike: their answers stand where the questions say."""

import json
from pathlib import Path

from fonti.qa import read_questions
from tests.bench.reader.alike_documents import FILE, write_collection


def test_the_answers_stand_in_the_documents(tmp_path: Path) -> None:
    """Each collection has answers, and subjects that no document has."""
    for collection in json.loads(FILE.read_text("utf-8")):
        corpus = tmp_path / collection["name"]
        (corpus / collection["name"]).mkdir(parents=True)
        lines = [json.dumps(question) for question in write_collection(collection, corpus)]
        file = corpus / "questions.jsonl"
        file.write_text("\n".join(lines), "utf-8")

        questions = read_questions(file)
        values = set().union(*collection["values"].values())
        absent = [question for question in questions if not question.is_answerable]
        assert len(questions) == 90
        assert len(absent) == 30
        for question in questions:
            for gold in question.gold:
                text = (corpus / gold.source).read_text("utf-8")
                (answer,) = gold.answers
                assert text[answer.start :].startswith(answer.text)
                assert (gold.start, gold.end) == (answer.start, answer.start + len(answer.text))
                assert answer.text in values
