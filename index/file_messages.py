"""The English messages of the reasons for which a file is skipped, by their codes."""

ENGLISH_FILE_MESSAGES: dict[str, str] = {
    # What the file system says of a file.
    "link_not_followed": "a link, not followed",
    "hidden_folder": "a hidden folder",
    "hidden_file": "a hidden file",
    "lock_file": "a lock file of a word processor, not a document",
    "not_a_regular_file": "not a regular file",
    "format_unsupported": "not a format that is read ({suffix}; read are {formats})",
    "suffix_missing": "not a format that is read (no suffix; read are {formats})",
    "file_too_large": "larger than {limit_mib} MiB ({size_mib} MiB)",
    "file_changed_while_read": (
        "cannot be read: it keeps changing; index again when it no longer does"
    ),
    "file_unreadable": "cannot be read: {reason}",
    "file_name_taken": "another file has the same name; rename one of them",
    "file_excluded": "removed with fonti remove; --undo restores it",
    "stored_reason": "{detail}",
    # What the bytes of a file are.
    "file_empty": "empty (0 bytes)",
    "text_missing": "no text",
    "text_too_long": "it holds more than {limit:,} characters; split it",
    "format_mislabeled": "a {actual_suffix} file, not a {suffix} file; rename it",
    "format_not_recognized": "not a {suffix} file",
    "rtf_not_recognized": "not an RTF document",
    "email_not_recognized": "not an e-mail message (it has none of the headers)",
    "email_encrypted": "an encrypted message; save its text from your mail program",
    "text_is_binary": "binary, not text",
    "text_has_control_characters": "binary, not text ({count} control characters)",
    "text_encoding_unknown": "not text, or in an unknown encoding; save it as UTF-8",
    "text_encoding_damaged": "damaged {encoding} text (byte {offset}); save it again as UTF-8",
    "pdf_is_scan_of_one_page": "a scan without text; run OCR on it first (1 page)",
    "pdf_is_scan": "a scan without text; run OCR on it first ({count} pages)",
    "pdf_pages_damaged": "damaged PDF (none of its pages can be read)",
    "pdf_not_opened": "damaged PDF (it cannot be opened)",
    "pdf_password_protected": "encrypted; save it without its password",
    "pdf_encryption_unsupported": (
        "encrypted in a way that cannot be read; save it without encryption"
    ),
    "pdf_stream_too_large": "a part of it unpacks to more than {limit_mb} MB, which no page needs",
    "office_file_protected_or_old": (
        "protected by a password or in an old Office format; save it as {suffix} without a password"
    ),
    "archive_is_plain_zip": "a ZIP archive, not a {suffix} file",
    "archive_of_other_format": "a {actual_suffix} file, not a {suffix} file",
    "archive_password_protected": "protected by a password; save it without one",
    "archive_compression_unsupported": "compressed in a way that is not read; save it again",
    "archive_has_too_many_files": "too many files inside ({count:,}; at most {limit:,} are read)",
    "archive_too_large": "too large ({size_mb:,} MB when inflated; at most {limit_mb} are read)",
    "archive_ratio_too_large": "inflates more than {limit} times, as no document does ({name})",
    "archive_file_missing": "damaged ({name} is missing)",
    "archive_names_repeated": "damaged (two files of the same name inside)",
    "archive_file_misplaced": "damaged (a file inside does not begin where it should)",
    "archive_files_overlap": "damaged (files inside overlap)",
    "epub_drm_protected": "protected (DRM); only the program it was bought for opens it",
    "epub_package_missing": "damaged (its container names no package)",
    "epub_chapters_missing": "damaged (the book names no chapter that it contains)",
    "odt_text_missing": "damaged (content.xml holds no text document)",
    "xml_entities_declared": "unsafe ({name} declares entities, as no book does)",
    "xml_doctype_present": "unsafe ({name} holds a DOCTYPE, as no document does)",
    "xml_damaged": "damaged ({name}: {detail})",
    "html_unreadable": "not readable as HTML ({detail})",
    "nesting_too_deep": "nested too deep",
    "text_node_too_long": "a text node in it is too long",
    "file_damaged": "damaged ({detail})",
    "parser_failed": "damaged: it cannot be parsed ({detail})",
    "parser_crashed": "damaged: its parser crashed on it, or took too much memory",
    "parser_out_of_memory": "it takes too much memory to read",
    "parser_recursion_too_deep": "it is nested too deep to be read",
    "parser_timed_out": "it takes more than {seconds:g} s to read",
    # What of a PDF is not read.
    "pdf_fonts_undecodable": (
        "its fonts do not say which letters they show, so its text is not readable; run OCR on it"
    ),
    "pdf_page_is_scan": "page {number} is a scan without text, and was not read; run OCR on it",
    "pdf_page_undecodable": (
        "page {number} has text in a font that does not say which letters it shows, which was not "
        "read; run OCR on it"
    ),
    "pdf_page_damaged": "page {number} is damaged, and was not read; save the file again",
    "pdf_attachment_not_read": (
        "the attached file {name} was not read; save it from your PDF reader, and add it"
    ),
    "pdf_attachments_not_read": (
        "{count} attached files were not read; save them from your PDF reader, and add them"
    ),
    "pdf_form_is_xfa": (
        "a form that only Adobe Reader shows (XFA), and its fields may be missing; print it to a "
        "new PDF"
    ),
}
