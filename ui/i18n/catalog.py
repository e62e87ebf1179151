"""The words shown to people, as values; templates are filled with numbers and names, never quotes."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["it", "en"]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """One language's words; those with braces are templates. There is one a language, equal to itself alone."""

    language: Language
    tagline: str
    ask_label: str
    ask_placeholder: str
    ask_button: str
    looking: str
    examples: str
    welcome: str
    example_questions: tuple[str, ...]
    example_templates: tuple[str, ...]
    sources_hint: str
    other_language: str
    new_conversation: str
    answers: str
    related: str
    not_found: str
    words_absent: str
    filtered_out: str
    empty_index: str
    follows: str
    parallel: str
    nearest: str
    also_near: str
    sure: str
    likely: str
    characters: str
    page: str
    also_in: str
    source_in: str
    language_names: dict[str, str]
    empty: str
    too_long: str
    no_words: str
    problem: str
    stands: str
    moved: str
    gone: str
    nothing_to_verify: str
    conversation: str
    busy: str
    filters: str
    filter_languages: str
    filter_sources: str
    looked_in: str
    ask_everywhere: str
    ask_in: str
    across: str
    sureness: str
    quotation_marks: tuple[str, str]
    copy_answer: str
    copy_quote: str
    copy_link: str
    copied: str
    good: str
    bad: str
    thanks: str
    why: str
    verdicts: dict[str, str]
    comment: str
    send: str
    export_markdown: str
    export_json: str
    export_name: str
    passages: str
    document: str
    documents: str
    close: str
    side: str
    open: str
    viewer_hint: str
    note_moved: str
    note_changed: str
    note_gone: str
    note_quote_gone: str
    note_missing: str
    note_elsewhere: str
    note_unseen: str
    as_text: str
    as_pages: str
    page_of: str
    previous_pages: str
    next_pages: str
    ask_only_this: str
    ask_only: str
    download: str
    previous_citation: str
    next_citation: str
    seek: str
    found: str
    found_none: str
    previous_match: str
    next_match: str
    wider_before: str
    wider_after: str
    choose_files: str
    drop_files: str
    upload_faults: dict[str, str]
    uploaded: str
    tasks: dict[str, str]
    stages: dict[str, str]
    done: dict[str, str]
    counts: dict[str, tuple[str, str]]
    nothing_changed: str
    stopped: str
    stop: str
    look_again: str
    rebuild: str
    holds: str
    columns: tuple[str, ...]
    no_documents: str
    more_documents: str
    seek_documents: str
    problems: str
    removed: str
    remove: str
    restore: str
    delete: str
    log_in: str
    log_out: str
    login_labels: tuple[str, str]  # of the name and of the password
    logged_in: str
    to_chat: str
    not_let_in: str
    too_often: str
    error: str
    unexpected: str
    actions: str
    lost: str
    waiting: str
    surely: str
    uploaded_as: str
