"""Render the first screen: what the chat knows, and questions to begin with."""

from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date, format_time
from babel.lists import format_list

from fonti.index import Library, Status
from fonti.ui.i18n.descriptions import describe_count, get_language_name
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.examples import ExampleSet
from fonti.ui.web.chat.html_parts import get_display_title
from fonti.ui.web.templating import render

# Documents that are named; the panel beside the conversation lists all.
_MAX_TITLES = 5


@dataclass(frozen=True, slots=True)
class TitleView:
    """The title of a document, and its source, which opens it."""

    title: str
    source: str


def render_welcome(library: Library, examples: ExampleSet, words: Words, *, can_add: bool) -> str:
    """Return the first screen as HTML.

    Args:
        library: The library of the documents.
        examples: Questions to begin with.
        words: The language of the page.
        can_add: Whether documents can be added.

    """
    status = library.status()
    documents = library.documents()
    more_count = len(documents) - _MAX_TITLES
    return render(
        "chat/welcome.html",
        words=words,
        can_add=can_add,
        size=_describe_size(status, words),
        notes=_list_notes(status, words),
        titles=[
            TitleView(get_display_title(entry), entry.source) for entry in documents[:_MAX_TITLES]
        ],
        more=words.overview_more.format(count=more_count) if more_count > 0 else None,
        empty=words.overview_empty if can_add else words.overview_empty_read_only,
        examples=examples,
    )


def _describe_size(status: Status, words: Words) -> str:
    """Return how many documents there are, and in which languages: "2 documents in English"."""
    documents = describe_count("documents", status.documents, words)
    names = [get_language_name(code, words) for code in status.languages]
    if not names:
        return documents
    languages = format_list(names, locale=words.language)
    return words.overview_size.format(documents=documents, languages=languages)


def _list_notes(status: Status, words: Words) -> list[str]:
    """Return when the documents were last read, and how many files could not be."""
    notes = []
    if status.synced is not None:
        synced = datetime.fromisoformat(status.synced).astimezone()
        date = format_date(synced, format="long", locale=words.language)
        time = format_time(synced, format="short", locale=words.language)
        notes.append(words.overview_synced.format(time=f"{date}, {time}"))

    skipped_sources = {file.source for file in status.skipped} - set(status.excluded)
    if skipped_sources:
        notes.append(words.overview_not_read.format(count=len(skipped_sources)))
    return notes
