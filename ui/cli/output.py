"""What the command line prints for people; documents are shown literally, and cannot steer the terminal."""

import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from rich import filesize
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fonti.index import Changes, Skipped, Status
from fonti.qa import Answer, Calibrated, Check, Citation, Figures
from fonti.ui.cli.escaping import line, printable
from fonti.ui.i18n.catalog import Words
from fonti.ui.i18n.phrases import (
    copies_words,
    heading_words,
    language_words,
    outcome_words,
    place_words,
    standing_words,
)

_COLUMNS = {  # the figures by kind, and how a narrow table heads them
    "answer@1": "answer\n@1",
    "answer@3": "\n@3",
    "answer@5": "\n@5",
    "answer@10": "\n@10",
    "mrr@10": "mrr\n@10",
    "highlight@1": "highl.\n@1",
    "passage_chars": "passage\nchars",
    "highlight_chars": "highl.\nchars",
    "answered": "an-\nswered",
    "abstained": "ab-\nstained",
}
_PIPE = 200  # columns that a table may take where there is no terminal
_SHOWN = 10  # skipped files listed one by one


def print_answer(answer: Answer, words: Words) -> None:
    """What was found, the quotes that answer, then the passages that are only near."""
    console = _console()
    console.print(Text(outcome_words(answer, words)))
    answering = [citation for citation in answer.citations if citation.answers]
    near = [citation for citation in answer.citations if citation.near and not citation.answers]
    for citation in answering:
        _print_citation(console, citation, answer.language, words)
    if answering and near:
        console.print()
        console.print(Text(words.also_near))
    for citation in near:
        _print_citation(console, citation, answer.language, words)


def print_citations(citations: Sequence[Citation], words: Words) -> None:
    """Passages found by a search, best first."""
    console = _console()
    if not citations:
        console.print(Text(words.filtered_out))
    for citation in citations:
        _print_citation(console, citation, None, words)


def _print_citation(
    console: Console, citation: Citation, asked_in: str | None, words: Words
) -> None:
    language = language_words(citation.language, words)
    if asked_in is not None and citation.language != asked_in:
        language = words.source_in.format(language=language)
    place = [citation.source, heading_words(citation), language, place_words(citation, words)]
    place += [copies_words(citation, words), standing_words(citation, words)]
    console.print()
    # A line of a quote is never at the margin, where it would pass for a citation of its own.
    quote = Text()
    for part, marked in citation.parts:
        quote.append(printable(part).replace("\n", "\n    "), style="underline" if marked else "")
    console.print(Text(f"[{citation.number}] ", style="bold") + quote)
    where = Text(line(" · ".join(part for part in place if part)), style="dim")
    console.print(
        Text("    ") + where if console.soft_wrap else Padding(where, (0, 0, 0, 4), expand=False)
    )


def print_changes(changes: Changes, folder: Path) -> None:
    """A line a change, what was skipped and why, and a summary."""
    console = _console()
    for sign, sources in (("+", changes.added), ("~", changes.changed), ("-", changes.removed)):
        for source in sources:
            encoding = changes.encodings.get(source)
            console.print(
                Text(f"{sign} {line(source)}" + (f" (read as {encoding})" if encoding else ""))
            )
    for old, new in changes.renamed:
        console.print(Text(f"> {line(old)} is now {line(new)}"))
    _print_skipped(console, changes.skipped)
    counts = ("added", "changed", "renamed", "removed", "unchanged", "skipped")
    told = ", ".join(f"{len(getattr(changes, name))} {name}" for name in counts)
    console.print(Text(f"{told}; {changes.passages} passages"))
    console.print(Text(f"index: {line(str(folder))}", style="dim"))


def print_status(status: Status) -> None:
    """What an index holds, and what the last sync passed over."""
    languages = ", ".join(f"{language} {count}" for language, count in status.languages.items())
    each = status.size // status.passages if status.passages else 0
    table = Table.grid(padding=(0, 2))
    for name, value in (
        ("corpus", status.corpus),
        ("index", status.folder),
        ("model", status.model),
        (
            "documents",
            f"{status.documents} ({status.uploads} uploaded)"
            if status.uploads
            else str(status.documents),
        ),
        ("passages", f"{status.passages} ({languages}), {status.sentences} sentences"),
        ("size", f"{filesize.decimal(status.size)}, {filesize.decimal(each)} a passage"),
        ("last sync", status.synced or "by an older version of Fonti"),
        ("removed", ", ".join(status.excluded) or "none"),
        ("skipped", str(len(status.skipped))),
    ):
        table.add_row(name, Text(line(value), overflow="fold"))
    console = _console()
    console.print(table)
    _print_skipped(console, status.skipped)


def print_faults(faults: Sequence[str], status: Status) -> None:
    """What is wrong with an index, and the command that mends it."""
    console = _console()
    for fault in faults[:_SHOWN]:
        console.print(Text(f"! {line(fault)}", style="red"))
    if faults:
        mend = shlex.join(["fonti", "index", status.corpus, "--index", status.folder, "--rebuild"])
        console.print(Text(f"{len(faults)} faults; run: {line(mend)}"))
    else:
        console.print(
            Text("checked: every text, span, embedding, word and hash is as it was written")
        )


def print_note(text: str) -> None:
    """A line aside."""
    _console().print(Text(line(text), style="dim"))


def print_aside(text: str) -> None:
    """A line for people on the standard error, apart from what a program may read."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(line(text), style="dim"))


def _print_skipped(console: Console, skipped: Sequence[Skipped]) -> None:
    for each in skipped[:_SHOWN]:
        console.print(Text(f"! {line(each.source)}: {line(each.reason)}", style="yellow"))
    if len(skipped) > _SHOWN:
        console.print(
            Text(f"! {len(skipped) - _SHOWN} more skipped; --json lists them all", style="yellow")
        )


def changes_json(changes: Changes, folder: Path) -> dict[str, Any]:
    """A sync as plain values."""
    return {**asdict(changes), "index": str(folder)}


def print_checks(checks: list[Check], words: Words) -> None:
    """How each quote of saved answers stands, under its question where there are several."""
    console = _console()
    if not checks:
        console.print(Text(words.nothing_to_verify))
    several = len({check.question for check in checks}) > 1
    for question, cited in groupby(checks, key=lambda check: check.question):
        if several:
            console.print(Text(line(question or ""), style="bold"))
        for check in cited:
            place = words.characters.format(start=check.start, end=check.end)
            told = {
                "stands": words.stands,
                "moved": words.moved.format(place=place),
                "gone": words.gone,
            }
            console.print(Text(f"[{check.number}] {line(check.source)}: {told[check.standing]}"))


def checks_json(checks: list[Check]) -> list[dict[str, Any]]:
    """Checks as plain values."""
    return [asdict(check) for check in checks]


def print_figures(figures: Figures, folder: Path) -> None:
    """What was measured, a row a kind, and the folder that holds the report."""
    console = _console()
    if console.soft_wrap:
        console.width = _PIPE
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("\nkind", overflow="fold", max_width=40)
    for heading in ("\nn", *_COLUMNS.values()):
        table.add_column(heading, justify="right", no_wrap=True)
    for kind, row in figures.kinds.items():
        table.add_row(Text(line(kind)), str(row["n"]), *(figure(row[name]) for name in _COLUMNS))
    console.print(table)
    console.print(
        Text(
            f"answerable or not: AUROC {figure(figures.answerable_auroc)}, expected calibration error "
            f"{figure(figures.calibration_error)}; risk-coverage area {figure(figures.risk_coverage_area)}; "
            f"{figure(figures.coverage)} of {figures.n} answered, {figure(figures.risk)} of those wrongly"
        )
    )
    console.print(Text(f"report: {line(str(folder))}", style="dim"))


def figure(value: float | None) -> str:
    """A figure as tables show it: a share as .765, a length in characters as 551, none as a dash."""
    if value is None:
        return "–"
    return f"{value:.0f}" if value > 1 else f"{value:.3f}".removeprefix("0")


def _console() -> Console:
    """Wraps to a terminal's width; in a pipe lines stay whole, so that a quote can be searched for."""
    return Console(highlight=False, soft_wrap=not (sys.stdout and sys.stdout.isatty()))


def print_calibrated(calibrated: Calibrated, file: Path) -> None:
    """How many questions were fitted on, how true the confidence is on others, and where it is kept."""
    count, error = calibrated.calibration.examples, calibrated.error
    console = _console()
    console.print(
        Text(
            f"fitted on {count} examples; expected calibration error, cross-validated: {error:.3f}"
        )
    )
    console.print(Text(f"calibration: {line(str(file))}", style="dim"))
