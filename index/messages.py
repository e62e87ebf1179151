"""The English message of every error and reason, by its code.

A message says the fact, the value and what to do next, in one line. `{name}` is a parameter;
`{name!r}` shows it in quotes. `fonti.ui.i18n` has the same codes in the other languages.
"""

from fonti.index.database_messages import ENGLISH_DATABASE_MESSAGES
from fonti.index.file_messages import ENGLISH_FILE_MESSAGES
from fonti.index.installation_messages import ENGLISH_INSTALLATION_MESSAGES
from fonti.index.milvus_messages import ENGLISH_MILVUS_MESSAGES
from fonti.index.model_messages import ENGLISH_MODEL_MESSAGES
from fonti.index.server_messages import ENGLISH_SERVER_MESSAGES

ENGLISH_MESSAGES: dict[str, str] = {
    **ENGLISH_FILE_MESSAGES,
    # Documents: folders, uploads, removal.
    "corpus_not_found": "no such file or folder: {path}; name a folder of documents",
    "corpus_not_listed": "cannot list the folder {folder}: {reason}; check its permissions",
    "corpus_not_watched": "{folder} cannot be watched ({reason}); index it again when it changes",
    "path_is_not_text": "the path {path!a} is not valid text; rename it",
    "nothing_to_quote": "nothing to quote in {corpus}: {reason}; add documents ({formats})",
    "corpus_is_empty": "it is empty",
    "files_skipped": "{count} skipped ({files})",
    "files_skipped_and_more": "{count} skipped ({files}; …)",
    "skipped_file": "{source}: {reason}",
    "reading_warning_on_page": "page {pages}: {reason}",
    "reading_warning_on_pages": "pages {pages}: {reason}",
    "parser_not_started": "no process can be started to read documents ({reason}); try again",
    "document_not_found": (
        "no document {source!r} in the index; to list all of them, run: {command}"
    ),
    "document_not_found_but_similar": (
        "no document {source!r} in the index; its name may be: {names}"
    ),
    "language_not_found": (
        "no document in the language {language!r} in the index; it has: {languages}"
    ),
    "cited_document_changed": (
        "{source} has changed since it was indexed, or is gone; to read it again, run: {command}"
    ),
    "document_not_excluded": (
        "{source!r} was not removed from the index in {folder}; to see what was, run: {command}"
    ),
    "exclusions_unreadable": (
        "{file} cannot be read ({reason}); restore a copy of it, or delete it to index all files "
        "again"
    ),
    "exclusions_not_a_list": "it is not a list of names",
    "exclusions_damaged": "it was changed after it was written",
    "upload_name_invalid": "{name!r} is not a file name; give the file one",
    "upload_format_unsupported": "{name}: {reason}",
    "upload_content_mismatch": "{name}: {reason}",
    "upload_empty": "{name}: empty (0 bytes); choose another file",
    "upload_too_large": (
        "{name}: too large ({size_mib:,} MiB; at most {limit_mib} are read); split it"
    ),
    "upload_file_unreadable": "{file} cannot be read: {reason}; name a file",
    "upload_file_unstable": "{file} {reason}; name a file that does not change",
    "upload_not_stored": (
        "{name} cannot be kept in {folder} ({reason}); make that folder writable, or free space"
    ),
    "upload_not_deleted": "{file} cannot be deleted ({reason}); make its folder writable",
    "upload_still_indexed": (
        "{source!r} is in the index in {folder}; remove it before it is deleted"
    ),
    "upload_not_found": "no upload {source!r} in {folder}; files of {corpus} are only read",
    # The index: its folder, its lock, its format.
    "index_not_found": "no index in {folder}; run: {command}",
    "index_unfinished": "the index in {folder} was never finished; run: {command}",
    "index_named_twice": (
        "{corpus} is an index, and --index names another, {folder}; name only one of them"
    ),
    "index_folder_has_other_files": (
        "{folder} holds other files and no index; name a new folder with --index"
    ),
    "index_file_not_ours": "{file} is not an index of Fonti; name another place with --index",
    "index_being_written": "another process is writing the index in {folder}; wait for it to end",
    "index_being_written_by": (
        "process {process}, since {since}, is writing the index in {folder}; wait for it to end"
    ),
    "index_not_writable": (
        "the index cannot be written in {folder} ({reason}); make that folder writable, free "
        "space, or name another with --index"
    ),
    "index_unusable": (
        "the index in {folder} cannot be used ({reason}); check the disk and the folder's "
        "permissions, or run: {command}"
    ),
    "index_disk_full": (
        "the index in {folder} cannot be used: its disk is full; free some space, and try again"
    ),
    "search_files_not_written": (
        "the index in {folder} cannot be used: what is searched cannot be written ({reason}); "
        "free some space"
    ),
    "index_format_too_old": (
        "the index in {folder} is of format {format}, this version of Fonti reads format "
        "{supported}; run: {command}"
    ),
    "index_format_too_new": (
        "the index in {folder} is of format {format}, this version of Fonti reads format "
        "{supported}; update Fonti, or run: {command}"
    ),
    "index_of_other_corpus": (
        "the index in {folder} is of another corpus, {corpus}; name another place with --index, "
        "or replace it: run: {command}"
    ),
    "index_of_other_model": (
        "the index in {folder} was made with the model {index_model!r}, not {model!r}; leave "
        "--model out, or run: {command}"
    ),
    "index_of_other_model_version": (
        "the index in {folder} was made with the model {index_model!r} ({index_fingerprint}), not "
        "{model!r} ({fingerprint}); run: {command}"
    ),
    "index_damaged": "the index in {folder} is damaged: {reason}; run: {command}",
    "index_file_missing": "{name} is missing",
    "index_file_unreadable": "{name} cannot be read ({reason})",
    "index_pointer_invalid": "{name} names no file of an index",
    "index_setting_missing": "it lacks its setting {name}",
    "index_dimension_invalid": "its dimension is {dimension!r}",
    "index_passage_embeddings_missing": "embeddings are missing, those of {count:passage|passages}",
    "index_sentence_embeddings_missing": (
        "embeddings are missing, those of {count:sentence|sentences}"
    ),
    "index_embeddings_unreadable": "embeddings cannot be read",
    "index_tokens_unreadable": "tokens cannot be read",
    "index_passages_unreadable": "passages cannot be read",
    # What a check of the index finds wrong.
    "fault_of_sqlite": "{detail}",
    "fault_reference_to_nothing": "a row of {table} refers to nothing",
    "fault_documents_altered": "the list of documents is not as it was written",
    "fault_text_altered": "{source}: what was read of it is not as it was written",
    "fault_passage_altered": ("{source}: passage {passage} is not what stands at {start}–{end}"),
    "fault_sentence_altered": (
        "{source}: a sentence of passage {passage} is not what stands at {start}–{end}"
    ),
    "fault_passage_embeddings_missing": "{count:passage has|passages have} no embedding",
    "fault_sentence_embeddings_missing": "{count:sentence has|sentences have} no embedding",
    "fault_embedding_altered": "embedding {key} is not as it was written",
    "fault_tokens_missing": "{count:passage has|passages have} no tokens",
    "fault_tokens_altered": "tokens {key} are not as they were written",
    "fault_search_files_altered": (
        "what is searched is missing or altered; the next question builds it again"
    ),
    "fault_search_rows_differ": "the rows of what is searched are others than the record's",
    "fault_passage_vectors_differ": (
        "vectors {start}–{end} of the passages are others than the record's"
    ),
    "fault_sentence_vectors_differ": (
        "vectors {start}–{end} of the sentences are others than the record's"
    ),
    "fault_word_counts_differ": (
        "the number of passages is wrong for {count:word|words} ({language})"
    ),
    "fault_words_differ": "passages ({language}) are kept with other words than they hold",
    **ENGLISH_MODEL_MESSAGES,
    # Questions, answers, calibration.
    "question_not_text": "the question is no text but {type}; pass a str",
    "history_not_answers": (
        "the history is no list of answers but has {type}; pass history=[answer], oldest first"
    ),
    "names_not_texts": (
        "a limit of the search is no list of texts but has {type}; pass names, such as "
        'languages=["it"] or sources=["contract.pdf"]'
    ),
    "language_code_invalid": (
        "{language!r} is no code of a language; write two letters (ISO 639-1), such as it or en"
    ),
    "top_k_not_a_number": "top_k is no whole number but {type}; pass an int of at least 1",
    "top_k_too_small": "top_k is {top_k}; ask for at least 1 citation",
    "question_empty": "the question is empty; write one, in Italian or English",
    "question_too_long": (
        "the question has {count:,} characters, and at most {limit:,} are read; shorten it"
    ),
    "question_without_words": (
        "the question {question!r} holds no words; write one, in Italian or English"
    ),
    "answer_invalid": "this is no saved answer ({reason}); save one with: fonti ask --json",
    "answer_without_citations": "it has no citations",
    "answer_without_question_or_corpus": "it names no question or no corpus",
    "answer_list_empty": "the list is empty",
    "citation_not_an_object": "a citation is not complete, it is not a JSON object",
    "citation_field_missing": "a citation is not complete, {field} is missing",
    "citation_without_span": "citation {number} has no number or span",
    "citation_without_quote": "citation {number} has no source, quote or hash",
    "citation_span_mismatch": "citation {number} has a span that is not its quote's",
    "answer_file_unreadable": "cannot read {file}: {reason}; name a saved answer",
    "answer_file_not_json": (
        "{file} is no saved answer: not JSON ({detail}); save one with: fonti ask --json, or a "
        "conversation of the chat as JSON, not as Markdown"
    ),
    "answers_of_several_corpora": (
        "the answers are of several corpora ({corpora}); name one with --corpus"
    ),
    "verified_document_not_found": (
        "no document {source!r} in the index of {corpus}; fonti export lists all of them"
    ),
    "verified_span_not_found": (
        "{source!r} has no span {start}-{end}; its text has {length:character|characters}"
    ),
    "calibration_invalid": (
        "{file} is no calibration ({reason}); remove it, or write it anew with: {command}"
    ),
    "calibration_not_finite": "{file} holds a number that is not finite; remove it",
    "calibration_of_other_model": (
        "{file} was fitted with another model ({fitted_with}, not {model}); remove it, or write "
        "it anew with: {command}"
    ),
    "calibration_of_other_reader": (
        "{file} was fitted with another reader ({fitted_with}, not {reader}); ask with that one, "
        "remove it, or write it anew with: {command}"
    ),
    "feedback_full": (
        "your feedback is not kept: {file} has reached {limit_mib} MiB; whoever runs Fonti can "
        "move it elsewhere"
    ),
    "feedback_not_stored": (
        "your feedback cannot be kept in {file} ({reason}); make that folder writable, or free "
        "space"
    ),
    # Files of questions with known answers.
    "questions_unreadable": "cannot read {file}: {reason}; name a JSON-lines file of questions",
    "questions_empty": (
        "{file} holds no questions; write one JSON object a line (see: fonti evaluate --help)"
    ),
    "questions_without_gold": (
        "{file} holds no question whose answer is known (gold is null in all: {count}); list the "
        "places that answer in gold, or [] where none does"
    ),
    "questions_not_measurable": (
        "no question ({count}) can be measured with: their gold is null, or of documents that have "
        "changed since; correct it by hand"
    ),
    "question_document_not_found": (
        "question {question!r}: its answer stands in {source!r}, which the index does not hold; "
        "name files as `fonti ask --json` names their source, or add the document"
    ),
    "question_answer_not_found": (
        "question {question!r}: {answer!r} does not stand at {start} of {source!r}; count code "
        "points of the document as it is now"
    ),
    "questions_too_few": (
        "there are {answerable} answerable and {unanswerable} unanswerable questions with a "
        "passage, and a calibration needs at least {limit} of each; add some"
    ),
    "question_documents_too_few": (
        "the answers stand in {count:document|documents}, and at least {limit} are needed to try "
        "it on others than it was fitted on; add questions on others"
    ),
    "questions_line_invalid": "{file}, line {line}: {reason}",
    "line_id_repeated": "id {id} is that of line {line}; give each its own",
    "line_not_utf8": "byte {offset} is not UTF-8; save the file as UTF-8",
    "line_not_json": "not JSON ({detail}); write one JSON object a line",
    "line_not_an_object": "{value} is no JSON object; write {{…}} with id, question and gold",
    "line_gold_missing": "gold is missing; list the places that answer, or [] where none does",
    "line_span_invalid": (
        "{name} goes from {start} to {end}; give code points of the file, end after start"
    ),
    "line_answers_empty": (
        "{name}.answers is empty; give the answer's text and start, or no gold at all"
    ),
    "line_answer_outside_place": (
        "the answer {answer} stands at {start} to {end}, outside {name}, {place_start} to "
        "{place_end}; count code points of the file"
    ),
    "line_answer_text_invalid": "{name}.text is {value}; give the answer as it stands there",
    "line_value_not_a_list": "{name} is {value}; give a list",
    "line_value_not_an_object": "{name} is {value}; give an object",
    "line_value_not_a_text": "{name} is {value}; give a text that is not empty",
    "line_value_not_an_offset": "{name} is {value}; give a whole number of code points from 0",
    "line_value_missing": "missing",
    # The report of an evaluation.
    "report_needs_matplotlib": (
        "the report draws its plots with matplotlib, which is not installed; run: "
        "pip install 'fonti[evaluate]'"
    ),
    "report_folder_is_a_file": "{folder} is a file; name another folder with --report",
    "report_folder_has_other_files": (
        "{folder} holds {name}, and is not a report that can be replaced; name another folder "
        "with --report"
    ),
    "report_folder_without_metrics": (
        "{folder} holds no {name} of ours, and is not a report that can be replaced; name another "
        "folder with --report"
    ),
    **ENGLISH_INSTALLATION_MESSAGES,
    **ENGLISH_MILVUS_MESSAGES,
    **ENGLISH_SERVER_MESSAGES,
    **ENGLISH_DATABASE_MESSAGES,
    # What the operating system and SQLite report, inside other messages.
    "system_error": "{detail}",
    "system_error_at_path": "{reason}: {path!r}",
    "unexpected_error": "{error_type}: {detail}",
    "system_eacces": "Permission denied",
    "system_eperm": "Operation not permitted",
    "system_enoent": "No such file or directory",
    "system_enotdir": "Not a directory",
    "system_eisdir": "Is a directory",
    "system_eexist": "File exists",
    "system_enametoolong": "File name too long",
    "system_enospc": "No space left on device",
    "system_edquot": "Disk quota exceeded",
    "system_erofs": "Read-only file system",
    "system_eio": "Input/output error",
    "system_emfile": "Too many open files",
    "system_enfile": "Too many open files in system",
    "system_enomem": "Cannot allocate memory",
    "system_eaddrinuse": "Address already in use",
    "system_eaddrnotavail": "Cannot assign requested address",
    "system_sqlite_busy": "database is locked",
    "system_sqlite_locked": "database table is locked",
    "system_sqlite_full": "database or disk is full",
    "system_sqlite_corrupt": "database disk image is malformed",
    "system_sqlite_notadb": "file is not a database",
    "system_sqlite_readonly": "attempt to write a readonly database",
    "system_sqlite_ioerr": "disk I/O error",
    "system_sqlite_cantopen": "unable to open database file",
}
