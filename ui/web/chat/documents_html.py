"""The documents of the index as HTML: what is being done, what there is, what could not be read, what was removed."""

from collections.abc import Iterable

from fonti.index import MAX_BYTES, SUFFIXES, Changes, Entry, FontiError, Library, Skipped, Status
from fonti.ui.i18n.catalog import Words
from fonti.ui.i18n.phrases import error_words, language_words
from fonti.ui.i18n.reasons import reason_words
from fonti.ui.web.chat.conversation_html import button, escape, isolated, name
from fonti.ui.web.errors import told
from fonti.ui.web.indexer import Progress

_MOST = 200  # rows that are shown together


def dropping_html(words: Words) -> str:
    """Where files are dropped or chosen; what comes of each is told below."""
    faults, formats = words.upload_faults, ", ".join(SUFFIXES)
    told_of = (
        f'data-broken="{escape(faults["interrupted"])}" data-large="{escape(faults["too_large"])}"'
    )
    chosen = (
        f'<input type="file" multiple accept="{",".join(SUFFIXES)}" class="fonti-visually-hidden">'
    )
    hint = f'<span class="fonti-hint">{escape(words.drop_files.format(formats=formats))}</span>'
    return (
        f'<div class="fonti-drop" {told_of} data-most="{MAX_BYTES}"><label class="fonti-choose">'
        f'{escape(words.choose_files)}{chosen}</label>{hint}<ul class="fonti-sent" aria-live="polite"></ul></div>'
    )


def progress_html(progress: Progress, words: Words) -> str:
    """What is being done to the index, or what came of what was done last; with what can be ordered."""
    if progress.task is not None:
        done = words.tasks[progress.task]
        if progress.stage and progress.total:
            done = f"{done} · {words.stages[progress.stage]} {progress.done}/{progress.total}"
        if progress.waiting:
            done = f"{done} · {words.waiting.format(count=progress.waiting)}"
        bar = f'max="{progress.total}" value="{progress.done}"' if progress.total else ""
        shown = f'<p role="status">{escape(done)}</p><progress {bar} aria-label="{escape(done)}"></progress>'
        return (
            f'<div class="fonti-job" data-state="working">{shown}{button(words.stop, "stop")}</div>'
        )
    came = f'<p role="status">{escape(_outcome(progress, words))}</p>' if progress.ended else ""
    orders = button(words.look_again, "sync") + button(words.rebuild, "rebuild")
    return f'<div class="fonti-job" data-state="resting">{came}<p class="fonti-tools">{orders}</p></div>'


def problem_html(error: FontiError, words: Words) -> str:
    """Why the index cannot be looked at."""
    return f'<div class="fonti-job" data-state="problem"><p role="status">{escape(error_words(error, words))}</p></div>'


def _outcome(progress: Progress, words: Words) -> str:
    match progress.outcome:
        case None:
            return words.stopped
        case Exception() as error:
            return told(error, words)
        case Changes() as changes if changes.has_changes:
            counts = {each: len(getattr(changes, each)) for each in words.counts}
            return ", ".join(
                words.counts[each][count > 1].format(count=count)
                for each, count in counts.items()
                if count
            )
        case Changes():
            return words.nothing_changed
        case source:
            return words.done[progress.last or "sync"].format(names=source)


def shelf_html(library: Library, words: Words, *, sought: str = "", keeping: bool) -> str:
    """The list of documents whose source or title holds what is sought, with what was skipped or removed."""
    status, entries = library.status(), library.documents()
    wanted = sought.casefold()
    chosen = [
        each
        for each in entries
        if wanted in each.source.casefold() or wanted in (each.title or "").casefold()
    ]
    summary = words.holds.format(documents=len(entries), passages=status.passages)
    parts = [
        f'<p class="fonti-hint">{escape(summary)}</p>',
        _table(chosen[:_MOST], words, keeping=keeping),
    ]
    if len(chosen) > _MOST:
        parts.append(
            f'<p class="fonti-hint">{escape(words.more_documents.format(count=len(chosen) - _MOST))}</p>'
        )
    parts.append(_problems(status.skipped, status.excluded, words))
    if keeping:
        parts.append(_removed(library, status, words))
    return "".join(parts)


def _table(entries: Iterable[Entry], words: Words, *, keeping: bool) -> str:
    rows = "".join(_row(entry, words, keeping=keeping) for entry in entries)
    if not rows:
        return f'<p class="fonti-hint">{escape(words.no_documents)}</p>'
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in words.columns)
    heads += (
        f'<th scope="col"><span class="fonti-visually-hidden">{escape(words.actions)}</span></th>'
    )
    return (
        f'<table class="fonti-shelf"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _row(entry: Entry, words: Words, *, keeping: bool) -> str:
    title = f'<span class="fonti-place">{isolated(entry.title)}</span>' if entry.title else ""
    source = escape(entry.source)
    open_it = f'<button type="button" class="fonti-name" data-do="open" data-source="{source}">{name(entry.source)}</button>'
    cells = (
        language_words(entry.language, words),
        str(entry.pages or "–"),
        str(entry.passages),
        entry.date or "–",
    )
    told = "".join(
        f'<td data-head="{escape(head)}">{escape(cell)}</td>'
        for head, cell in zip(words.columns[1:], cells, strict=False)
    )
    remove = (
        button(words.remove, "remove", source=entry.source, label=f"{words.remove} {entry.source}")
        if keeping
        else ""
    )
    only = button(
        words.ask_only, "only", source=entry.source, label=f"{words.ask_only_this}: {entry.source}"
    )
    return f'<tr><th scope="row">{open_it}{title}</th>{told}<td class="fonti-tools">{only}{remove}</td></tr>'


def _problems(skipped: Iterable[Skipped], excluded: Iterable[str], words: Words) -> str:
    removed = set(excluded)
    told = [
        f"<li><b>{name(each.source)}</b>: {escape(reason_words(each.reason, words))}</li>"
        for each in skipped
        if each.source not in removed
    ]
    if not told:
        return ""
    return (
        f'<details class="fonti-problems" open><summary>{escape(words.problems.format(count=len(told)))}</summary>'
        f"<ul>{''.join(told[:_MOST])}</ul></details>"
    )


def _removed(library: Library, status: Status, words: Words) -> str:
    if not status.excluded:
        return ""
    rows = []
    for source in status.excluded[:_MOST]:
        tools = button(words.restore, "restore", source=source, label=f"{words.restore} {source}")
        if library.original(source) is not None:
            tools += button(
                words.delete,
                "delete",
                source=source,
                label=f"{words.delete} {source}",
                ask=words.surely,
            )
        rows.append(f'<li>{name(source)} <span class="fonti-tools">{tools}</span></li>')
    return (
        f'<details class="fonti-removed" open><summary>{escape(words.removed.format(count=len(status.excluded)))}'
        f"</summary><ul>{''.join(rows)}</ul></details>"
    )
