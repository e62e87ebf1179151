"""Render the tab of the documents: the indexer's status, and what is indexed, skipped, removed."""

import json
from collections.abc import Collection, Iterable
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
from fonti.ui.i18n.dates import describe_date
from fonti.ui.i18n.descriptions import describe_count, describe_stage, get_language_name
from fonti.ui.i18n.errors import localize
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.html_parts import WarningsView, get_display_title, make_warnings_view
from fonti.ui.web.errors import explain_error, hide_paths
from fonti.ui.web.indexer import IndexerStatus
from fonti.ui.web.templating import render

# Rows of a list that are shown together; a search shows others.
_MAX_ROWS = 200


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in the list.

    Attributes:
        source: Its name.
        title: Its title, or what stands for it.
        details: Its language, how long it is, and its date.
        warnings: What was not read of it; None if it was read whole.
        is_upload: Whether its file was uploaded, and can be deleted.

    """

    source: str
    title: str
    details: list[str]
    warnings: WarningsView | None
    is_upload: bool


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A file that was skipped, and why; the file of an upload can be deleted."""

    source: str
    reason: str
    is_upload: bool


@dataclass(frozen=True, slots=True)
class RemovedRow:
    """A document that was removed from the index; the file of an upload can be deleted too."""

    source: str
    is_upload: bool


def render_upload_area(words: Words) -> str:
    """Return the area of the list where files or a text are added, with a line for each."""
    return render("chat/upload.html", words=words, formats=", ".join(SUFFIXES))


def render_add_buttons(words: Words) -> str:
    """Return the buttons beside the question that add files or a text.

    The browser itself shows the messages about an upload that was interrupted or is too large.
    """
    interrupted = Reason("upload_interrupted", {"name": ""})
    too_large = Reason("upload_over_limit", {"name": "", "limit_mib": MAX_BYTES >> 20})
    return render(
        "chat/add.html",
        words=words,
        # The line of a file has its name already.
        interrupted=localize(interrupted, words.language).removeprefix(": "),
        too_large=localize(too_large, words.language).removeprefix(": "),
        max_bytes=MAX_BYTES,
        suffixes=SUFFIXES,
    )


def render_index_status(status: IndexerStatus, words: Words) -> str:
    """Return the running task or the result of the last one, with buttons for tasks."""
    if status.task is None:
        result = _describe_result(status, words) if status.finished_count else ""
        return _render_status("resting", result, words)
    if status.is_stopping:
        return _render_status("stopping", words.stopping, words)
    task = _describe_task(status, words)
    return _render_status("working", task, words, done=status.done, total=status.total)


def render_index_error(error: FontiError, words: Words) -> str:
    """Return why the index cannot be read."""
    return _render_status("problem", explain_error(error, words), words)


def render_documents(
    library: Library,
    words: Words,
    *,
    search_text: str = "",
    waiting_uploads: Collection[str] = (),
    can_add: bool,
) -> str:
    """Return the list of documents, with what was skipped or removed.

    Args:
        library: The library of the documents.
        words: The language of the page.
        search_text: Only documents whose name or title contains it are listed.
        waiting_uploads: The uploads of which the page does not know yet what became of them.
        can_add: Whether documents can be removed and restored.

    """
    status = library.status()
    entries = library.documents()
    matching = _filter_entries(entries, search_text)
    skipped = [skip for skip in status.skipped if skip.source not in status.excluded]
    more_count = len(matching) - _MAX_ROWS
    removed_sources = status.excluded[:_MAX_ROWS] if can_add else ()
    removed = [
        RemovedRow(source, is_upload=library.original(source) is not None)
        for source in removed_sources
    ]
    return render(
        "chat/documents.html",
        words=words,
        version=status.version,
        can_add=can_add,
        summary=_summarize(status, words),
        upload_results=_describe_uploads(waiting_uploads, entries, skipped, words),
        rows=[_make_document_row(entry, words) for entry in matching[:_MAX_ROWS]],
        more=words.more_documents.format(count=more_count) if more_count > 0 else None,
        skipped=[_make_skipped_row(skip, library, words) for skip in skipped[:_MAX_ROWS]],
        skipped_label=words.skipped_heading.format(count=len(skipped)),
        removed=removed,
        removed_label=words.excluded_heading.format(count=len(status.excluded)),
    )


def _describe_uploads(
    sources: Collection[str],
    documents: Iterable[DocumentInfo],
    skipped: Iterable[Skipped],
    words: Words,
) -> str:
    """Return what became of uploads as JSON, by source: "" for one that is indexed, or why not.

    Those that still wait are left out. The list itself may not show them.
    """
    results = {skip.source: localize(hide_paths(skip.reason), words.language) for skip in skipped}
    results |= {entry.source: "" for entry in documents}
    known = {source: results[source] for source in sources if source in results}
    return json.dumps(known, ensure_ascii=False)


def _summarize(status: Status, words: Words) -> str:
    """Return how much the index holds, and how many documents were not read whole."""
    summary = words.index_size.format(documents=status.documents, passages=status.passages)
    if not status.partly_read:
        return summary
    return f"{summary}; {words.partly_read_documents.format(count=len(status.partly_read))}"


def _render_status(state: str, message: str, words: Words, *, done: int = 0, total: int = 0) -> str:
    values = {"state": state, "message": message, "done": done, "total": total}
    return render("chat/index_status.html", words=words, **values)


def _describe_task(status: IndexerStatus, words: Words) -> str:
    """Return the running task, its progress, and how many tasks wait, in one line."""
    parts = [words.task_names[status.task or "sync"]]
    if status.stage and status.total:
        parts.append(describe_stage(status.stage, status.done, status.total, words))
    if status.waiting_count:
        parts.append(words.tasks_waiting.format(count=status.waiting_count))
    return " · ".join(parts)


def _describe_result(status: IndexerStatus, words: Words) -> str:
    """Return the result of the last task in a sentence."""
    match status.last_result:
        case None:
            return words.sync_stopped
        case Exception() as error:
            return explain_error(error, words)
        case Changes() as changes if changes.has_changes:
            return _describe_changes(changes, words)
        case Changes():
            return words.index_up_to_date
        case source:
            return words.task_results[status.last_task or "sync"].format(names=source)


def _describe_changes(changes: Changes, words: Words) -> str:
    parts = []
    for kind, (singular, plural) in words.change_counts.items():
        count = len(getattr(changes, kind))
        if count:
            template = singular if count == 1 else plural
            parts.append(template.format(count=count))
    return ", ".join(parts)


def _filter_entries(entries: Iterable[DocumentInfo], search_text: str) -> list[DocumentInfo]:
    text = search_text.casefold()
    return [
        entry
        for entry in entries
        if text in entry.source.casefold() or text in get_display_title(entry).casefold()
    ]


def _make_document_row(entry: DocumentInfo, words: Words) -> DocumentRow:
    details = [get_language_name(entry.language, words)]
    if entry.pages is not None:
        details.append(describe_count("pages", entry.pages, words))
    details.append(describe_count("passages", entry.passages, words))
    if entry.date is not None:
        details.append(describe_date(entry.date, words))

    return DocumentRow(
        source=entry.source,
        title=get_display_title(entry),
        details=details,
        warnings=make_warnings_view(entry.warnings, words),
        is_upload=entry.uploaded,
    )


def _make_skipped_row(skip: Skipped, library: Library, words: Words) -> SkippedRow:
    reason = localize(hide_paths(skip.reason), words.language)
    is_upload = library.original(skip.source) is not None
    return SkippedRow(skip.source, reason, is_upload=is_upload)
