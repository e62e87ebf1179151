"""The commands that measure: evaluate, calibrate."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from fonti.ui.cli.options import Corpus, Index, Json, Model, print_json

FORM = """The file holds one JSON object a line, in UTF-8:

\b
  id        a name, each its own
  question  the question
  gold      every place that answers, [] if the documents do not:
            {"file": "a.txt", "start": 0, "end": 90,
             "answers": [{"text": "1843", "start": 34}]}
            null if that is not known: the line is left out
  kind      the row of the table that it counts in; may be left out
  filter    a language, to search its passages alone; may be left out
  lang      the language of the question; may be left out

`file` is the document's path from the corpus root; `start` and `end` of a place (a paragraph, say) and the `start`
of each answer inside it count code points of the file. A place may tell the `sha256` of its file: where that has
changed, the line is left out. What the chat keeps of thumbs, feedback.jsonl in the index, is such a file.

The report holds index.html (the page), figures.json (all figures) and run.jsonl (what was cited, question by
question).
"""  # the backspace keeps lines from being filled


def evaluate_(
    questions: Annotated[
        Path, typer.Argument(metavar="QUESTIONS.jsonl", help="Questions with known answers.")
    ],
    *,
    corpus: Corpus = None,
    index: Index = None,
    model: Model = None,
    folder: Annotated[
        Path,
        typer.Option(
            "--report", metavar="DIR", help="Where the report goes; one that is there is replaced."
        ),
    ] = Path("fonti-report"),
    as_json: Json = False,
) -> None:
    """Measure an index on questions whose answers are known: a table by kind, and a report to look at."""
    from importlib.metadata import version

    from fonti.qa import Assistant, evaluate, measure, read_questions
    from fonti.ui.cli import output as terminal
    from fonti.ui.cli.progress import progress
    from fonti.ui.cli.report import report_folder, write_report

    asked = read_questions(questions)
    with report_folder(folder) as new, progress() as on_progress:
        assistant = Assistant.open(corpus, index=index, model=model, on_progress=on_progress)
        run = evaluate(assistant, asked, on_progress)
        figures, library = measure(run), assistant.library
        measured = {
            "questions": str(questions),
            "corpus": str(library.corpus),
            "index": str(library.folder),
        }
        about = {**measured, "model": library.encoder().name, "fonti": version("fonti")}
        write_report(new, run, figures, about)
    _tell_left_out(len(asked) - len(run))
    if as_json:
        print_json(figures.to_json())
    else:
        terminal.print_figures(figures, folder)


def calibrate_(
    questions: Annotated[
        Path, typer.Argument(metavar="QUESTIONS.jsonl", help="At least 20 answerable and 20 not.")
    ],
    *,
    corpus: Corpus = None,
    index: Index = None,
    model: Model = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", metavar="FILE", help="Where the numbers go. [the index, which uses them]"
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Fit the confidence, and so when to be silent, to questions whose answers are known."""
    from fonti.index import FontiError
    from fonti.qa import CALIBRATION, Assistant, calibrate, read_questions
    from fonti.ui.cli import output as terminal
    from fonti.ui.cli.progress import progress

    asked = read_questions(questions)
    if output and (
        output.is_dir() or not output.absolute().parent.is_dir()
    ):  # asking takes minutes
        raise FontiError(
            f"{output} cannot be written; name a file in a folder that exists with --output"
        )
    with progress() as on_progress:
        assistant = Assistant.open(corpus, index=index, model=model, on_progress=on_progress)
        calibrated = calibrate(assistant, asked, on_progress=on_progress)
    file = output or assistant.library.folder / CALIBRATION
    calibrated.calibration.save(file)
    _tell_left_out(calibrated.left_out)
    if as_json:
        print_json(asdict(calibrated))
    else:
        terminal.print_calibrated(calibrated, file)


def _tell_left_out(count: int) -> None:
    from fonti.ui.cli import output as terminal

    if count:
        why = "their gold is null, or of a document that has changed; correct it by hand to measure with them"
        terminal.print_aside(f"{count} of the questions left out: {why}")
