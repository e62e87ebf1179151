"""Print what an index holds and what a sync did, for people and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich import filesize
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from fonti.index import (
    Changes,
    DocumentInfo,
    PartlyRead,
    Reason,
    Skipped,
    Status,
    fonti_command,
    rebuild_command,
)
from fonti.ui.cli.escaping import escape_line
from fonti.ui.cli.language import get_words
from fonti.ui.cli.output import make_console
from fonti.ui.i18n.descriptions import get_language_name
from fonti.ui.i18n.errors import localize
from fonti.ui.i18n.languages import WORDS

# Skipped files, warnings and faults that are listed one by one.
_MAX_LISTED = 10

# How wide a row of the list may be in a pipe.
_MAX_PIPE_COLUMNS = 10_000


def print_changes(changes: Changes, folder: Path) -> None:
    """Print a line for each change, each skipped file and each warning, then a summary."""
    words = get_words()
    console = make_console()
    for sign, sources in (
        ("+", changes.added),
        ("~", changes.changed),
        ("-", changes.removed),
    ):
        for source in sources:
            encoding = changes.encodings.get(source)
            note = words.read_as.format(encoding=encoding) if encoding else ""
            console.print(Text(f"{sign} {escape_line(source)}{note}"))
    for old, new in changes.renamed:
        renaming = words.renamed_to.format(old=escape_line(old), new=escape_line(new))
        console.print(Text(f"> {renaming}"))
    _print_skipped(console, changes.skipped)
    _print_partly_read(console, changes.partly_read)

    kinds = ("added", "changed", "renamed", "removed", "unchanged", "skipped")
    counts = words.change_counts.format(**{kind: len(getattr(changes, kind)) for kind in kinds})
    if changes.partly_read:
        counts += words.not_read_whole_count.format(count=len(changes.partly_read))
    counts += words.passage_count.format(count=changes.passages)
    console.print(Text(counts))
    console.print(Text(words.index_folder.format(folder=escape_line(str(folder))), style="dim"))


def print_status(status: Status) -> None:
    """Print what an index holds, what the last sync skipped, and what was not read whole."""
    words = get_words()
    documents = str(status.documents)
    if status.uploads:
        documents += words.uploaded_count.format(count=status.uploads)

    languages = ", ".join(f"{language} {count}" for language, count in status.languages.items())
    bytes_per_passage = status.size // status.passages if status.passages else 0
    rows = {
        "corpus": status.corpus,
        "index": status.folder,
        "model": status.model,
        "documents": documents,
        "passages": words.passages_by_language.format(
            passages=status.passages, languages=languages, sentences=status.sentences
        ),
        "size": words.size_per_passage.format(
            size=filesize.decimal(status.size), share=filesize.decimal(bytes_per_passage)
        ),
        "synced": status.synced or words.older_version,
        "removed": ", ".join(status.excluded) or words.none,
        "skipped": str(len(status.skipped)),
        "partial": str(len(status.partly_read)),
    }
    table = Table.grid(padding=(0, 2))
    for name, value in rows.items():
        table.add_row(words.status_labels[name], Text(escape_line(value), overflow="fold"))

    console = make_console()
    console.print(table)
    _print_skipped(console, status.skipped)
    _print_partly_read(console, status.partly_read)
    if status.outdated:
        command = escape_line(fonti_command("index", status.corpus, "--index", status.folder))
        console.print(Text(words.outdated.format(count=status.outdated, command=command)))


def print_faults(faults: Sequence[Reason], status: Status) -> None:
    """Print what is wrong with an index, and the command that rebuilds it."""
    words = get_words()
    console = make_console()
    if not faults:
        console.print(Text(words.check_passed))
        return

    for fault in faults[:_MAX_LISTED]:
        message = localize(fault, words.language)
        console.print(Text(f"! {escape_line(message)}", style="red"))
    command = escape_line(rebuild_command(status.corpus, status.folder))
    console.print(Text(words.check_failed.format(count=len(faults), command=command)))


def print_documents(documents: Sequence[DocumentInfo]) -> None:
    """Print a line for each document."""
    words = get_words()
    names = WORDS[words.language]
    console = make_console()
    table = Table.grid(padding=(0, 2))
    table.add_row(*(Text(heading, style="bold") for heading in words.list_columns))
    for document in documents:
        values = (
            document.source,
            document.title or "–",
            document.date or "–",
            get_language_name(document.language, names),
            str(document.pages or "–"),
            str(len(document.warnings) or "–"),
        )
        table.add_row(*(Text(escape_line(value), overflow="fold") for value in values))
    # A pipe is as wide as the longest row, so that each document is one line.
    if not console.is_terminal:
        options = console.options.update(max_width=_MAX_PIPE_COLUMNS)
        console.width = Measurement.get(console, options, table).maximum
    console.print(table)


def document_to_json(document: DocumentInfo) -> dict[str, Any]:
    """Return a document of the list, without its text, as values for JSON."""
    warnings = [warning.to_json() for warning in document.warnings]
    return {**asdict(document), "warnings": warnings}


def summary_to_json(summary: Changes | Status) -> dict[str, Any]:
    """Return what a sync did, or what an index holds, as values for JSON.

    A file that was skipped has the code of its reason for programs, and the message for people.
    """
    skipped = [
        {
            "source": file.source,
            **file.reason.to_json(),
            "message": str(file.reason),
            "sha256": file.sha256,
            "transient": file.transient,
        }
        for file in summary.skipped
    ]
    partly_read = [document.to_json() for document in summary.partly_read]
    return {**asdict(summary), "skipped": skipped, "partly_read": partly_read}


def _print_skipped(console: Console, skipped: Sequence[Skipped]) -> None:
    words = get_words()
    for file in skipped[:_MAX_LISTED]:
        reason = escape_line(localize(file.reason, words.language))
        console.print(Text(f"! {escape_line(file.source)}: {reason}", style="yellow"))

    more = len(skipped) - _MAX_LISTED
    if more > 0:
        console.print(Text(words.more_skipped.format(count=more), style="yellow"))


def _print_partly_read(console: Console, documents: Sequence[PartlyRead]) -> None:
    """Print a line for each warning about a document."""
    words = get_words()
    lines = [
        f"? {escape_line(document.source)}: "
        f"{escape_line(localize(warning.message, words.language))}"
        for document in documents
        for warning in document.warnings
    ]
    for line in lines[:_MAX_LISTED]:
        console.print(Text(line, style="yellow"))

    more = len(lines) - _MAX_LISTED
    if more > 0:
        console.print(Text(words.more_warnings.format(count=more), style="yellow"))
