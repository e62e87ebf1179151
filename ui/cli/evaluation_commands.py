"""The commands that need questions with known answers: evaluate, calibrate."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from fonti.ui.cli.language import get_words
from fonti.ui.cli.options import (
    CorpusOption,
    IndexOption,
    JsonOption,
    ModelOption,
    OptionsError,
    ReaderOption,
    print_json,
)

# The backspace keeps the lines after it from being filled.
QUESTIONS_FORMAT = """The file holds one JSON object a line, in UTF-8:

\b
  id        a name, different for each question
  question  the question
  gold      every place that answers, [] if the documents do not:
            {"file": "a.txt", "start": 0, "end": 90,
             "answers": [{"text": "1843", "start": 34}]}
            null if that is not known: the line is left out
  kind      the row of the table that it counts in; may be left out
  filter    a language, to search its passages alone; may be left out
  lang      the language of the question; may be left out

`file` is the document's path from the corpus root; `start` and `end` of a place (a paragraph, say)
and the `start` of each answer inside it count code points of the file. A place may have the
`sha256` of its file: if that has changed, the line is left out. What the chat stores of thumbs,
feedback.jsonl in the index, is such a file.

The report holds index.html (the page), figures.json (all figures) and run.jsonl (what was cited,
question by question).
"""


def evaluate_questions(
    questions: Annotated[
        Path, typer.Argument(metavar="QUESTIONS.jsonl", help="Questions with known answers.")
    ],
    *,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    reader: ReaderOption = None,
    folder: Annotated[
        Path,
        typer.Option(
            "--report", metavar="DIR", help="Where the report goes; one that is there is replaced."
        ),
    ] = Path("fonti-report"),
    as_json: JsonOption = False,
) -> None:
    """Measure an index on questions whose answers are known: a table by kind, and a report."""
    # Imported late: the help and errors in the arguments are shown at once.
    from importlib.metadata import version

    from fonti.index import NO_READER
    from fonti.qa import Assistant, compute_metrics, evaluate, read_questions
    from fonti.ui.cli.evaluation_output import print_metrics
    from fonti.ui.cli.progress import show_progress
    from fonti.ui.cli.report import open_report_folder, write_report

    known_questions = read_questions(questions)
    with open_report_folder(folder) as new_folder, show_progress() as on_progress:
        assistant = Assistant.open(
            corpus, index=index, model=model, reader=reader, on_progress=on_progress
        )
        library = assistant.library
        run = evaluate(assistant, known_questions, on_progress)
        metrics = compute_metrics(run)
        used_reader = library.reader()
        about = {
            "questions": str(questions),
            "corpus": str(library.corpus),
            "index": str(library.folder),
            "model": library.encoder().name,
            "reader": used_reader.name if used_reader else NO_READER,
            "fonti": version("fonti"),
        }
        write_report(new_folder, run, metrics, about)

    _print_left_out_count(len(known_questions) - len(run))
    if as_json:
        print_json(metrics.to_json())
    else:
        print_metrics(metrics, folder)


def calibrate_confidence(
    questions: Annotated[
        Path, typer.Argument(metavar="QUESTIONS.jsonl", help="At least 20 answerable and 20 not.")
    ],
    *,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    reader: ReaderOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", metavar="FILE", help="Where the numbers go. [the index, which uses them]"
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Fit the confidence, and so when to be silent, to questions whose answers are known."""
    from fonti.index import StoreError, replace_file
    from fonti.qa import Assistant, calibrate, read_questions
    from fonti.ui.cli.evaluation_output import print_calibration
    from fonti.ui.cli.progress import show_progress

    known_questions = read_questions(questions)
    # Checked first, because asking takes minutes.
    if output:
        _check_writable(output)

    with show_progress() as on_progress:
        assistant = Assistant.open(
            corpus, index=index, model=model, reader=reader, on_progress=on_progress
        )
        if output is None and assistant.library.is_read_only:
            raise StoreError("published_index_read_only", corpus=assistant.library.corpus)
        result = calibrate(assistant, known_questions, on_progress=on_progress)
        text = result.calibration.to_text()
        file = output
        failure = None
        if output:
            replace_file(output, text)
        else:
            # What took minutes is printed even if a server of the index cannot be reached.
            try:
                file = assistant.library.save_calibration(text)
            except StoreError as error:
                failure = error

    _print_left_out_count(result.left_out)
    if as_json:
        print_json(asdict(result))
    else:
        print_calibration(result, file)
    if failure:
        raise failure


def _check_writable(file: Path) -> None:
    """Raise OptionsError if a file is a folder, or its folder does not exist."""
    if file.is_dir() or not file.absolute().parent.is_dir():
        raise OptionsError("output_not_writable", file=file)


def _print_left_out_count(count: int) -> None:
    from fonti.ui.cli.output import print_note_to_stderr

    if count:
        print_note_to_stderr(get_words().questions_left_out.format(count=count))
