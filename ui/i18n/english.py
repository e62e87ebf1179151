"""Define what the interface says in English, except the messages of errors.

Those are in `fonti.index.messages`.
"""

from fonti.index import ENGLISH_MESSAGES
from fonti.ui.i18n.help_texts import ENGLISH_HELP
from fonti.ui.i18n.words import Words

ENGLISH = Words(
    # The page and its parts.
    language="en",
    tagline="Questions to your own documents, answers made of quotations alone.",
    other_language_name="Italiano",
    log_in="Log in",
    log_out="Log out",
    new_conversation="New conversation",
    conversation_label="The conversation",
    passages_tab="Passages",
    document_tab="Document",
    documents_tab="Documents",
    side_panel="Sources and documents",
    close_button="Close",
    theme_label="Colours",
    theme_names={"system": "Colours: system", "light": "Colours: light", "dark": "Colours: dark"},
    help=ENGLISH_HELP,
    connection_lost="The server does not answer. Trying again…",
    # The menu of the collections of a server.
    collection_label="Collection",
    # The list of stored conversations.
    conversations="Conversations",
    search_conversations="Search the conversations",
    conversation_count="conversations: {count}",
    no_conversations="No conversations.",
    conversations_on_server=(
        "Only the questions are stored, on the server, for you alone. When you open a "
        "conversation, they are answered again."
    ),
    conversations_in_browser=(
        "Only the questions are stored, in this browser. When you open a conversation, they are "
        "answered again."
    ),
    conversations_failed="The conversations cannot be read or stored.",
    conversation_title="Title",
    rename_button="Rename",
    save_button="Save",
    delete_conversation="Delete",
    confirm_delete_conversation="“{title}” will be deleted for good. Go on?",
    # Asking a question.
    question_label="Question",
    question_placeholder="Ask a question",
    ask_button="Ask",
    edit_question="Edit the question",
    searching="Looking in the documents…",
    turns_aside="Earlier questions, shown without their answers: {count}.",
    answer_again="Answer them again",
    turns_dropped=(
        "This conversation keeps its last {limit} questions. Older ones left out: {count}."
    ),
    welcome=(
        "Ask something, in English or Italian: answers are made of sentences of the documents, "
        "word for word, and say where they stand."
    ),
    # The first screen: what the chat knows, and questions to begin with.
    overview_size="{documents} in {languages}",
    overview_synced="Last update: {time}",
    overview_more="and {count} more",
    overview_not_read="files not read: {count}",
    overview_empty=(
        "There is no document here yet: drop your files on this page, or choose “Add documents”. "
        "Then ask a question."
    ),
    overview_empty_read_only=(
        "There is no document here yet. This page cannot add any: whoever runs the server can."
    ),
    examples_heading="For example:",
    example_questions=(
        "What happened to the remittances of Central Asian migrants?",
        "Which public holiday did Kazakhstan cancel?",
        "Who is the leader of Tajikistan?",
    ),
    example_question_templates=(
        "What is said about “{phrase}”?",
        "What is known about “{phrase}”?",
        "In what context does “{phrase}” come up?",
    ),
    silent_example_heading="And a question that the documents do not answer: the answer says so.",
    silent_example_questions=(
        "What is the capital of Australia?",
        "Who painted “Girl with a Pearl Earring”?",
        "How far is the Moon from the Earth?",
    ),
    # Filters: which documents are searched.
    filters_heading="Where to look",
    filter_languages_label="Language of the documents",
    filter_sources_label="Only in these documents",
    searched_only_in="Looked only in: {names}",
    search_all_documents="Look in all the documents",
    only_in_language="only in {name}",
    also_in_language="also in {name}",
    only_in_document="only {name}",
    also_in_document="also {name}",
    only_in_documents="only in {count} documents",
    pin_limit="Keep for all questions",
    remove_limit="Remove",
    keep_limits="Keep looking only here",
    search_only_language="Look only in the sources in {language}",
    next_headings="More in “{name}”:",
    section_question="What does the section “{heading}” say?",
    scope_all="in the documents",
    scope_languages="in the documents in {languages}",
    scope_document="in “{name}”",
    scope_documents="in the {count} chosen documents",
    scope_with_languages="{scope} (only in {languages})",
    scope_elsewhere="elsewhere",
    # The outcome of a question.
    outcome_answered="{scope} it says:",
    outcome_probable="{scope} there is probably an answer; check it:",
    outcome_partly_answered="{scope} there is no answer to {questions}; to the rest there is:",
    outcome_partly_probable=(
        "{scope} there is no answer to {questions}; to the rest there probably is, check it:"
    ),
    outcome_related="{scope} the subject comes up, but no passage seems to answer. The nearest:",
    outcome_not_found="it is not {scope}: no passage comes near enough to the question.",
    outcome_words_absent=(
        "{scope} the subject comes up, but nothing near it speaks of: {missing}. The nearest:"
    ),
    outcome_subject_absent=(
        "{scope} the subject comes up, but neither the nearest passage nor its title has: "
        "{missing}. The nearest passages:"
    ),
    outcome_place_absent="{scope} there is no “{place}”.",
    outcome_place_absent_nearest="{scope} there is no “{place}”. The nearest passages:",
    outcome_place_mentioned="{scope} there is no “{place}” itself, but it is mentioned:",
    outcome_filtered_out="No passage is within the chosen filters.",
    outcome_empty_index=(
        "There is nothing to quote: the index holds no passages. Add documents, and index them."
    ),
    read_after="Read after: {topic}",
    # Citations: how they relate to the question, and where their quotes stand.
    grade_answers="answers",
    grade_probably_answers="probably answers",
    grade_near="near",
    confidence_percent="confidence: {score:.0%}",
    same_as_citation="the same as [{number}], in {language}",
    nearby_not_answering="Passages nearby, which do not answer",
    also_nearby="Other passages nearby:",
    character_range="characters {start}–{end}",
    page_number="page {page}",
    also_in="also in {names}",
    source_language="source in {language}",
    cross_language="question in {asked} → source in {language}",
    language_names={
        "it": "Italian",
        "en": "English",
    },
    quotation_marks=("“", "”"),
    passages_hint="The passages that the quotations come from appear here.",
    # Documents that were not read whole, or not surely right.
    partly_read="document not read whole, or not surely right ({count})",
    more_warnings="…and {count} more",
    partly_read_documents="not read whole, or not surely right: {count}",
    # What can be done with an answer or a citation.
    copy_answer="Copy with references",
    copy_quote="Copy the quotation",
    copy_link="Copy the link",
    offline="The server cannot be reached. Nothing is lost: ask again when the connection is back.",
    slow="The connection is slow: your question is being sent…",
    copied="Copied",
    copy_by_hand="The browser does not allow copying. The text is selected: copy it from here.",
    reference_style="References",
    reference_styles={
        "plain": "in the text",
        "footnote": "as footnotes",
        "chicago": "Chicago (author-date)",
        "bibtex": "BibTeX",
        "csl-json": "CSL-JSON",
    },
    no_date="n.d.",
    open_in_document="Open in the document",
    export_markdown="Export as Markdown",
    export_word="Export to Word",
    export_json="Export as JSON",
    export_bibtex="Export references as BibTeX",
    export_csl="Export references as CSL-JSON",
    export_file_name="fonti-conversation",
    # Feedback on an answer.
    feedback_useful="Useful",
    feedback_not_useful="Not useful",
    feedback_thanks="Thank you: noted on this computer.",
    feedback_question="What is wrong?",
    feedback_verdicts={
        "wrong": "The passage does not answer",
        "missed": "The answer is there, but was not found",
        "partial": "It answers only in part",
        "absent": "The documents do not answer: it should have kept silent",
        "other": "Something else",
    },
    feedback_comment="Anything to add?",
    feedback_send="Send",
    # What is replied to requests that are no questions.
    replies={
        "greeting": "Hello! Ask something about your documents.",
        "thanks": "You are welcome. Ask more about the documents whenever you like.",
        "about": (
            "I am Fonti: I answer with quotations of your documents, word for word, and with "
            "nothing else. I can:"
        ),
        "unsupported": (
            "That cannot be done with quotations alone: I do not translate, compare, calculate or "
            "write anything myself. I can:"
        ),
        "incomplete": "That alone says too little: write what you want to know, and about what.",
    },
    abilities=(
        "answer a question, asked in English or Italian, with the sentences that answer it",
        "list the documents: “Which documents do you have?”",
        "show what a document is about, by its most central sentences: “Summarize the document”",
        "find every mention of a word or a name: “Find all mentions of …”",
    ),
    request_examples=("Which documents do you have?", "What are the documents about?"),
    reply_documents="Documents: {count}",
    reply_overview_of_one="The most central sentences of “{name}”, word for word:",
    reply_overview_of_several=(
        "The most central sentences of {count} documents out of {total}, word for word:"
    ),
    reply_overview_of_section="From “{heading}”, in “{name}”, word for word:",
    reply_nothing_to_quote="There is nothing to quote.",
    reply_mentions="Sentences with “{subject}”: {count}. Documents: {documents}.",
    reply_no_mentions="No sentence of the documents has “{subject}”.",
    mention_count="sentences: {count}",
    more_citations="These are the first {count}. Export the conversation to have more.",
    # Verification of saved answers.
    quote_stands="stands where it is cited",
    quote_moved="moved: now at {place}",
    quote_gone="gone",
    nothing_to_verify="The saved answer holds no citations.",
    # The viewer of a document.
    viewer_hint=(
        "Choose a quotation's number, or a document of the list: it opens here, at the place "
        "that is cited."
    ),
    viewer_loading="Opening the document…",
    page_loading="Drawing the page…",
    outline_heading="Outline of the document ({count})",
    view_as_text="Text",
    view_as_pages="Pages",
    page_of_document="page {page} of {name}",
    show_previous_pages="Show the pages before",
    show_next_pages="Show the pages after",
    show_more_before="Show more before",
    show_more_after="Show more after",
    ask_only_here="Ask only here",
    ask_button_short="Ask",
    download_original="Download the original",
    previous_citation="Previous quotation",
    next_citation="Next quotation",
    search_in_document="Search this document",
    match_position="{place} of {count}",
    no_matches="Not found",
    previous_match="Previous match",
    next_match="Next match",
    # Notes of the viewer on what has changed since a citation was made.
    note_quote_moved=(
        "The document has changed: the quotation now stands in another place, this one."
    ),
    note_document_changed=(
        "The document has changed since it was cited; the quotation still stands."
    ),
    note_document_gone="The document is no longer in the index. The quotation was this:",
    note_quote_gone=(
        "The document has changed and the quotation is gone, or its place is uncertain: "
        "nothing is marked."
    ),
    note_document_missing="There is no document of this name in the index.",
    note_place_missing=(
        "The link names a place that the document as it is now does not have: nothing is marked."
    ),
    note_page_unavailable=(
        "The file is no longer the one that was indexed, or cannot be drawn: here is its text."
    ),
    # The list of documents.
    index_size="documents: {documents}, passages: {passages}",
    counts={
        "documents": ("{count} document", "{count} documents"),
        "pages": ("{count} page", "{count} pages"),
        "passages": ("{count} passage", "{count} passages"),
    },
    search_in_document_label="Search in {name}",
    tick_all_documents="Tick all that are listed",
    untick_all_documents="Untick all",
    searching_all_documents="All documents are searched: tick some to search only those.",
    searching_ticked_documents="Only ticked documents are searched: {count}.",
    no_documents="No documents.",
    more_documents="…and {count} more: search by name to see them.",
    search_documents="Search the documents",
    skipped_heading="Not read ({count})",
    excluded_heading="Removed ({count})",
    remove_button="Remove",
    restore_button="Put back",
    delete_button="Delete the file",
    confirm_delete="“{name}” will be deleted for good. Go on?",
    # Uploads.
    add_documents="Add documents",
    drop_files_hint="or drop them anywhere on the page",
    drop_files_here="Drop the files here to add them to the documents",
    formats_heading="Which formats",
    paste_text="Paste a text",
    paste_title_label="Title",
    paste_text_label="Text",
    paste_add="Add",
    cancel_button="Cancel",
    pasted_text_name="pasted text",
    uploaded="uploaded, waiting to be indexed",
    upload_indexed="indexed",
    uploaded_as="uploaded as {name}, waiting to be indexed",
    upload_queued="waiting to be sent",
    upload_unreadable="the browser could not read it; if it is still there, add it again",
    upload_empty_folder="the folder is empty",
    uploads_label="Files chosen now",
    uploads_total="Files chosen: {count}",
    uploads_done="indexed: {count}",
    uploads_failed="not read: {count}",
    uploads_waiting="under way: {count}",
    # Tasks that change the index, and what came of them.
    task_names={
        "sync": "Updating the index",
        "rebuild": "Rebuilding the index; the previous one answers meanwhile",
        "remove": "Removing from the index",
        "restore": "Putting back into the index",
        "delete": "Deleting the file",
    },
    stage_names={
        "waiting": "another program is writing",
        "unpacking": "unpacking the model, once",
        "compiling": "compiling the model, once: about a minute; step",
        "reading": "reading documents",
        "recognizing": "recognizing the text of scanned pages",
        "encoding": "encoding passages",
        "publishing": "publishing the index",
        "asking": "asking",
    },
    tasks_waiting="tasks waiting: {count}",
    task_results={
        "remove": "Removed from the index: {names}. It can be put back, below.",
        "delete": "File deleted: {names}",
    },
    change_counts={
        "added": ("{count} document added", "{count} documents added"),
        "changed": ("{count} updated", "{count} updated"),
        "renamed": ("{count} renamed", "{count} renamed"),
        "removed": ("{count} dropped", "{count} dropped"),
    },
    index_up_to_date="The index is up to date.",
    stopping="Stopping after what is under way…",
    sync_stopped="Stopped: what is indexed stays, the rest goes on with “Update”.",
    stop_button="Stop",
    update_button="Update",
    rebuild_button="Rebuild",
    # Pages without the chat.
    page_refused="There is no page to show here",
    page_failed="Fonti cannot show this page now",
    back_to_start="Go to the start page",
    starting="Fonti is starting…",
    starting_hint=(
        "The first time, it makes its model (about a minute, and 700 MB of disk space) and "
        "reads the documents. The chat opens here by itself."
    ),
    # Login.
    user_name_label="User name",
    password_label="Password",  # noqa: S106
    logged_in_as="You are logged in as {name}.",
    go_to_chat="Go to the questions",
    login_failed="The user name or the password is not right.",
    too_many_attempts="Too many attempts. Try again in {seconds} s.",
    # Errors.
    messages=ENGLISH_MESSAGES,
    thousands_separator=",",
    index_problem="Something is wrong with the index or the model:",
)
