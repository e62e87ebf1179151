"""Define which words the interface has: the fields of `Words`, one value a language.

`english.py` and `italian.py` have the values. The messages of errors are not here: they are in
`fonti.index.messages` and `italian_messages.py`.

A text with braces is a template of `str.format`. Its fields are numbers, names and languages, never
quotes: what is quoted is shown apart from the words around it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from fonti.ui.i18n.help_texts import HelpTexts


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of one language; there is one value for each language, equal to itself only."""

    # The page and its parts.
    # The ISO 639-1 code.
    language: str
    tagline: str
    # The name of the language that the page can be switched to, in that language.
    other_language_name: str
    log_in: str
    log_out: str
    new_conversation: str
    conversation_label: str
    passages_tab: str
    document_tab: str
    documents_tab: str
    side_panel: str
    close_button: str
    theme_label: str
    # By the value of the choice: system, light, dark.
    theme_names: dict[str, str]

    help: HelpTexts

    # While the server cannot be reached.
    connection_lost: str

    # The menu of the collections of a server.
    collection_label: str

    # The list of stored conversations.
    conversations: str
    search_conversations: str
    conversation_count: str
    no_conversations: str
    conversations_on_server: str
    conversations_in_browser: str
    conversations_failed: str
    conversation_title: str
    rename_button: str
    save_button: str
    delete_conversation: str
    # With the title, which is put in by the page.
    confirm_delete_conversation: str

    # Asking a question.
    question_label: str
    question_placeholder: str
    ask_button: str
    edit_question: str
    searching: str
    turns_aside: str
    answer_again: str
    turns_dropped: str
    welcome: str

    # The first screen: what the chat knows, and questions to begin with.
    # With the number of documents in words, and the names of their languages.
    overview_size: str
    overview_synced: str
    overview_more: str
    overview_not_read: str
    # An index without documents: what to do if documents can be added, and if they cannot.
    overview_empty: str
    overview_empty_read_only: str
    examples_heading: str
    # Questions about the demo documents.
    example_questions: tuple[str, ...]
    # Questions about a phrase of the user's own documents.
    example_question_templates: tuple[str, ...]
    silent_example_heading: str
    # Questions that few collections of documents answer.
    silent_example_questions: tuple[str, ...]

    # Filters: which documents are searched.
    filters_heading: str
    filter_languages_label: str
    filter_sources_label: str
    searched_only_in: str
    search_all_documents: str
    # What the next question is limited to: the first language or document, and each further one.
    only_in_language: str
    also_in_language: str
    only_in_document: str
    also_in_document: str
    # Of many documents, which are counted.
    only_in_documents: str
    pin_limit: str
    remove_limit: str
    keep_limits: str
    search_only_language: str
    # What can be asked after an answer: the line before headings of a document, and the question
    # about one of them, which `fonti.qa` has to recognize.
    next_headings: str
    section_question: str
    # What was searched, in the sentences about the outcome, which have a place for it ("{scope}").
    scope_all: str
    scope_languages: str
    scope_document: str
    scope_documents: str
    # What was searched, and the languages that it was further limited to.
    scope_with_languages: str
    scope_elsewhere: str

    # The outcome of a question.
    outcome_answered: str
    outcome_probable: str
    # Of several questions, some without an answer: what is said if the others have one.
    outcome_partly_answered: str
    outcome_partly_probable: str
    outcome_related: str
    outcome_not_found: str
    outcome_words_absent: str
    outcome_subject_absent: str
    outcome_place_absent: str
    outcome_place_absent_nearest: str
    outcome_place_mentioned: str
    outcome_filtered_out: str
    outcome_empty_index: str
    read_after: str

    # Citations: how they relate to the question, and where their quotes stand.
    grade_answers: str
    grade_probably_answers: str
    grade_near: str
    confidence_percent: str
    same_as_citation: str
    nearby_not_answering: str
    also_nearby: str
    character_range: str
    page_number: str
    also_in: str
    source_language: str
    cross_language: str
    # By the ISO 639-1 code.
    language_names: dict[str, str]
    # The opening and the closing one.
    quotation_marks: tuple[str, str]
    passages_hint: str

    # Documents that were not read whole, or not surely right.
    # With the number of warnings.
    partly_read: str
    more_warnings: str
    # With the number of documents.
    partly_read_documents: str

    # What can be done with an answer or a citation.
    copy_answer: str
    copy_quote: str
    copy_link: str
    offline: str
    slow: str
    copied: str
    # What is shown above a text that the browser could not copy.
    copy_by_hand: str
    reference_style: str
    # By the name of a style of `fonti.ui.web.chat.reference_styles`.
    reference_styles: dict[str, str]
    # In a reference, instead of the year.
    no_date: str
    open_in_document: str
    export_markdown: str
    export_word: str
    export_json: str
    export_bibtex: str
    export_csl: str
    export_file_name: str

    # Feedback on an answer.
    feedback_useful: str
    feedback_not_useful: str
    feedback_thanks: str
    feedback_question: str
    # By the verdict of `fonti.qa.Verdict`.
    feedback_verdicts: dict[str, str]
    feedback_comment: str
    feedback_send: str

    # What is replied to requests that are no questions.
    # By the `kind` of the answer; those of the other kinds are below.
    replies: dict[str, str]
    # What can be asked for, in a line each, and requests that can be made with one click.
    abilities: tuple[str, ...]
    request_examples: tuple[str, ...]
    reply_documents: str
    reply_overview_of_one: str
    reply_overview_of_several: str
    # With the heading of a section, and the document that it is in.
    reply_overview_of_section: str
    reply_nothing_to_quote: str
    reply_mentions: str
    reply_no_mentions: str
    # Of one document.
    mention_count: str
    more_citations: str

    # Verification of saved answers.
    quote_stands: str
    quote_moved: str
    quote_gone: str
    nothing_to_verify: str

    # The viewer of a document.
    viewer_hint: str
    viewer_loading: str
    page_loading: str
    # With the number of headings.
    outline_heading: str
    view_as_text: str
    view_as_pages: str
    page_of_document: str
    show_previous_pages: str
    show_next_pages: str
    show_more_before: str
    show_more_after: str
    ask_only_here: str
    # A button with little room, which `ask_only_here` describes.
    ask_button_short: str
    download_original: str
    previous_citation: str
    next_citation: str
    search_in_document: str
    match_position: str
    no_matches: str
    previous_match: str
    next_match: str

    # Notes of the viewer on what has changed since a citation was made.
    note_quote_moved: str
    note_document_changed: str
    note_document_gone: str
    note_quote_gone: str
    note_document_missing: str
    note_place_missing: str
    note_page_unavailable: str

    # The list of documents.
    index_size: str
    # For documents, pages and passages: the singular and the plural.
    counts: dict[str, tuple[str, str]]
    # Which documents are searched, by the ticks in the list.
    search_in_document_label: str
    tick_all_documents: str
    untick_all_documents: str
    searching_all_documents: str
    searching_ticked_documents: str
    no_documents: str
    more_documents: str
    search_documents: str
    skipped_heading: str
    excluded_heading: str
    remove_button: str
    restore_button: str
    delete_button: str
    confirm_delete: str

    # Uploads.
    add_documents: str
    drop_files_hint: str
    drop_files_here: str
    formats_heading: str
    paste_text: str
    paste_title_label: str
    paste_text_label: str
    paste_add: str
    cancel_button: str
    # The name of a document without title or first words.
    pasted_text_name: str
    # What is said of a file: first that it was stored, then that it is indexed.
    uploaded: str
    upload_indexed: str
    uploaded_as: str
    upload_queued: str
    upload_unreadable: str
    upload_empty_folder: str
    # The list of these lines, and how many of them are in which state.
    uploads_label: str
    uploads_total: str
    uploads_done: str
    uploads_failed: str
    uploads_waiting: str

    # Tasks that change the index, and what came of them.
    # By the name of a task of `fonti.ui.web.indexer`.
    task_names: dict[str, str]
    # By the stage of `fonti.index.Stage`.
    stage_names: dict[str, str]
    tasks_waiting: str
    # By the name of a task; other tasks say what changed.
    task_results: dict[str, str]
    # For each kind of change: the singular and the plural.
    change_counts: dict[str, tuple[str, str]]
    index_up_to_date: str
    stopping: str
    sync_stopped: str
    stop_button: str
    update_button: str
    rebuild_button: str

    # Pages without the chat: why an address shows no page (there is none, or it is not for this
    # visitor), why the server cannot show it now, and what is served until the chat is ready.
    page_refused: str
    page_failed: str
    back_to_start: str
    starting: str
    starting_hint: str

    # Login.
    user_name_label: str
    password_label: str
    logged_in_as: str
    go_to_chat: str
    login_failed: str
    too_many_attempts: str

    # Errors.
    # The template of every error and reason, by its code.
    messages: Mapping[str, str]
    # What separates the thousands of a number in a message.
    thousands_separator: str
    # What comes before the message of a StoreError or a ModelError.
    index_problem: str
