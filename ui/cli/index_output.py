"""Print what an index holds and what a sync did, for people and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich import filesize
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fonti.index import Changes, PartlyRead, Reason, Skipped, Status, fonti_command, rebuild_command
from fonti.ui.cli.escaping import escape_line
from fonti.ui.cli.output import make_console

# Skipped files, warnings and faults that are listed one by one.
_MAX_LISTED = 10


def print_changes(changes: Changes, folder: Path) -> None:
    """Print a line for each change, each skipped file and each warning, then a summary."""
    console = make_console()
    for sign, sources in (
        ("+", changes.added),
        ("~", changes.changed),
        ("-", changes.removed),
    ):
        for source in sources:
            encoding = changes.encodings.get(source)
            note = f" (read as {encoding})" if encoding else ""
            console.print(Text(f"{sign} {escape_line(source)}{note}"))
    for old, new in changes.renamed:
        console.print(Text(f"> {escape_line(old)} is now {escape_line(new)}"))
    _print_skipped(console, changes.skipped)
    _print_partly_read(console, changes.partly_read)

    kinds = ("added", "changed", "renamed", "removed", "unchanged", "skipped")
    counts = ", ".join(f"{len(getattr(changes, kind))} {kind}" for kind in kinds)
    if changes.partly_read:
        counts += f", {len(changes.partly_read)} not read whole"
    console.print(Text(f"{counts}; {changes.passages} passages"))
    console.print(Text(f"index: {escape_line(str(folder))}", style="dim"))


def print_status(status: Status) -> None:
    """Print what an index holds, what the last sync skipped, and what was not read whole."""
    documents = str(status.documents)
    if status.uploads:
        documents += f" ({status.uploads} uploaded)"

    languages = ", ".join(f"{language} {count}" for language, count in status.languages.items())
    bytes_per_passage = status.size // status.passages if status.passages else 0
    size = filesize.decimal(status.size)

    rows = {
        "corpus": status.corpus,
        "index": status.folder,
        "model": status.model,
        "documents": documents,
        "passages": f"{status.passages} ({languages}), {status.sentences} sentences",
        "size": f"{size}, {filesize.decimal(bytes_per_passage)} a passage",
        "last sync": status.synced or "by an older version of Fonti",
        "removed": ", ".join(status.excluded) or "none",
        "skipped": str(len(status.skipped)),
        "partial": str(len(status.partly_read)),
    }
    table = Table.grid(padding=(0, 2))
    for name, value in rows.items():
        table.add_row(name, Text(escape_line(value), overflow="fold"))

    console = make_console()
    console.print(table)
    _print_skipped(console, status.skipped)
    _print_partly_read(console, status.partly_read)
    if status.outdated:
        command = escape_line(fonti_command("index", status.corpus, "--index", status.folder))
        advice = f"read as an older version of Fonti reads them; run: {command}"
        console.print(Text(f"{status.outdated} documents are {advice}"))


def print_faults(faults: Sequence[Reason], status: Status) -> None:
    """Print what is wrong with an index, and the command that rebuilds it."""
    console = make_console()
    if not faults:
        console.print(
            Text("checked: every text, span, embedding, word and hash is as it was written")
        )
        return

    for fault in faults[:_MAX_LISTED]:
        console.print(Text(f"! {escape_line(str(fault))}", style="red"))
    command = escape_line(rebuild_command(status.corpus, status.folder))
    console.print(Text(f"{len(faults)} faults; run: {command}"))


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
    for file in skipped[:_MAX_LISTED]:
        reason = escape_line(str(file.reason))
        console.print(Text(f"! {escape_line(file.source)}: {reason}", style="yellow"))

    more = len(skipped) - _MAX_LISTED
    if more > 0:
        console.print(Text(f"! {more} more skipped; --json lists them all", style="yellow"))


def _print_partly_read(console: Console, documents: Sequence[PartlyRead]) -> None:
    """Print a line for each warning about a document."""
    lines = [
        f"? {escape_line(document.source)}: {escape_line(str(warning.message))}"
        for document in documents
        for warning in document.warnings
    ]
    for line in lines[:_MAX_LISTED]:
        console.print(Text(line, style="yellow"))

    more = len(lines) - _MAX_LISTED
    if more > 0:
        console.print(
            Text(f"? {more} more warnings of what was not read; --json lists them", style="yellow")
        )
