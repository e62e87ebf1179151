"""The documents of the index as HTML: the status, the list, what was skipped or removed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fonti.index import (
    MAX_BYTES,
    SUFFIXES,
    Changes,
    DocumentInfo,
    FontiError,
    Library,
    Reason,
    Skipped,
    Status,
)
from fonti.ui.i18n.descriptions import get_language_name
from fonti.ui.i18n.errors import message
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.html_parts import WarningsView, make_warnings_view
from fonti.ui.web.errors import explain_error
from fonti.ui.web.indexer import Progress
from fonti.ui.web.templating import render

# Rows of a list that are shown together; a search shows others.
_MAX_ROWS = 200


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in the list.

    Attributes:
        source: Its name.
        title: Its title.
        warnings: What was not read of it; None if it was read whole.
        cells: The other columns, each with its heading.

    """

    source: str
    title: str | None
    warnings: WarningsView | None
    cells: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A file that was not read, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class RemovedRow:
    """A document that was removed from the index; the file of an upload can be deleted too."""

    source: str
    is_upload: bool


def render_upload_area(words: Words) -> str:
    """Return the place where files are dropped or chosen.

    It has the messages about a file that the server cannot send; the browser puts the name of the
    file where they have `{name}`.
    """
    interrupted = Reason("upload_interrupted", {"name": "{name}"})
    too_large = Reason("upload_over_limit", {"name": "{name}", "limit_mib": MAX_BYTES >> 20})
    return render(
        "chat/upload.html",
        words=words,
        interrupted=message(interrupted, words.language),
        too_large=message(too_large, words.language),
        max_bytes=MAX_BYTES,
        suffixes=SUFFIXES,
        formats=words.drop_files_hint.format(formats=", ".join(SUFFIXES)),
    )


def render_index_status(progress: Progress, words: Words) -> str:
    """Return the running task or the result of the last one, with what can be started."""
    if progress.task is None:
        message = _describe_result(progress, words) if progress.finished_count else ""
        return _render_status("resting", message, words)
    return _render_status(
        "working",
        _describe_task(progress, words),
        words,
        done=progress.done,
        total=progress.total,
    )


def render_index_error(error: FontiError, words: Words) -> str:
    """Return why the index cannot be read."""
    return _render_status("problem", explain_error(error, words), words)


def render_documents(
    library: Library, words: Words, *, search_text: str = "", can_edit: bool
) -> str:
    """Return the list of documents, with what was skipped or removed.

    Args:
        library: The library of the documents.
        words: The language of the page.
        search_text: Only documents whose name or title contains it are listed.
        can_edit: Whether documents can be removed and put back.

    """
    status = library.status()
    entries = library.documents()
    matching = _filter_entries(entries, search_text)
    problems = _problem_rows(status.skipped, status.excluded, words)
    more_count = len(matching) - _MAX_ROWS
    removed = _removed_rows(library, status.excluded[:_MAX_ROWS]) if can_edit else []
    return render(
        "chat/documents.html",
        words=words,
        can_edit=can_edit,
        summary=_summarize(status, words),
        rows=[_document_row(entry, words) for entry in matching[:_MAX_ROWS]],
        more=words.more_documents.format(count=more_count) if more_count > 0 else None,
        problems=problems[:_MAX_ROWS],
        problems_label=words.skipped_heading.format(count=len(problems)),
        removed=removed,
        removed_label=words.excluded_heading.format(count=len(status.excluded)),
    )


def _summarize(status: Status, words: Words) -> str:
    """Return how much the index holds, and how many documents were not read whole."""
    summary = words.index_size.format(documents=status.documents, passages=status.passages)
    if not status.partly_read:
        return summary
    return f"{summary}; {words.partly_read_documents.format(count=len(status.partly_read))}"


def _render_status(state: str, message: str, words: Words, *, done: int = 0, total: int = 0) -> str:
    return render(
        "chat/index_status.html",
        state=state,
        message=message,
        words=words,
        done=done,
        total=total,
    )


def _describe_task(progress: Progress, words: Words) -> str:
    """Return a description of the running task, its progress, and how many tasks wait."""
    parts = [words.task_names[progress.task or "sync"]]
    if progress.stage and progress.total:
        parts.append(f"{words.stage_names[progress.stage]} {progress.done}/{progress.total}")
    if progress.waiting_count:
        parts.append(words.tasks_waiting.format(count=progress.waiting_count))
    return " · ".join(parts)


def _describe_result(progress: Progress, words: Words) -> str:
    """Return the result of the last task in a sentence."""
    match progress.last_result:
        case None:
            return words.sync_stopped
        case Exception() as error:
            return explain_error(error, words)
        case Changes() as changes if changes.has_changes:
            return _describe_changes(changes, words)
        case Changes():
            return words.index_up_to_date
        case source:
            return words.task_results[progress.last_task or "sync"].format(names=source)


def _describe_changes(changes: Changes, words: Words) -> str:
    parts = []
    for kind, (singular, plural) in words.change_counts.items():
        count = len(getattr(changes, kind))
        if count:
            template = singular if count == 1 else plural
            parts.append(template.format(count=count))
    return ", ".join(parts)


def _filter_entries(entries: Iterable[DocumentInfo], search_text: str) -> list[DocumentInfo]:
    wanted = search_text.casefold()
    return [
        entry
        for entry in entries
        if wanted in entry.source.casefold() or wanted in (entry.title or "").casefold()
    ]


def _document_row(entry: DocumentInfo, words: Words) -> DocumentRow:
    values = [
        get_language_name(entry.language, words),
        str(entry.pages or "–"),
        str(entry.passages),
        entry.date or "–",
    ]
    # The first column is the name.
    cells = list(zip(words.document_columns[1:], values, strict=True))
    return DocumentRow(entry.source, entry.title, make_warnings_view(entry.warnings, words), cells)


def _problem_rows(
    skipped: Iterable[Skipped], excluded: Iterable[str], words: Words
) -> list[ProblemRow]:
    """Return the files that were not read, but for those that a person removed."""
    removed = set(excluded)
    return [
        ProblemRow(skip.source, message(skip.reason, words.language))
        for skip in skipped
        if skip.source not in removed
    ]


def _removed_rows(library: Library, sources: Sequence[str]) -> list[RemovedRow]:
    return [RemovedRow(source, library.original(source) is not None) for source in sources]
