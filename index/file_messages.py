"""The English messages of the reasons for which a file is skipped, by their codes."""

ENGLISH_FILE_MESSAGES: dict[str, str] = {
    # What the file system says of a file.
    "link_not_followed": "a link, not followed",
    "hidden_folder": "a hidden folder",
    "hidden_file": "a hidden file",
    "saved_page_folder": "the parts of the saved page {page}, which is read without them",
    "lock_file": "a lock file of a word processor, not a document",
    "not_a_regular_file": "not a regular file",
    "format_unsupported": "the format {suffix} is not read; save it as PDF, DOCX or text",
    "format_to_export": "the format {suffix} is not read; export it as {format}",
    "archive_to_unpack": "an archive ({suffix}) is not read; unpack it, and add what it holds",
    "suffix_missing": (
        "a name without a suffix does not tell the format; give it one, such as .txt or .pdf"
    ),
    "file_too_large": "larger than {limit_mib} MiB ({size_mib} MiB)",
    "file_changed_while_read": (
        "cannot be read: it keeps changing; index again when it no longer does"
    ),
    "file_unreadable": "cannot be read: {reason}",
    "file_name_taken": "another file has the same name; rename one of them",
    "file_excluded": "removed with fonti remove; --undo restores it",
    "bibliography_incomplete": (
        "a bibliography of which {count:entry|entries} cannot be read; the others are used"
    ),
    "bibliography_entries_compete": (
        "for {count:document|documents}, such as {document}, an earlier entry is used; delete one "
        "of the two entries"
    ),
    "stored_reason": "{detail}",
    # What the bytes of a file are.
    "file_empty": "empty (0 bytes)",
    "text_missing": "no text",
    "text_too_long": "it holds more than {limit:,} characters; split it",
    "text_has_too_many_parts": "its text has more than {limit:,} parts; split it",
    "format_mislabeled": "a {actual_suffix} file, not a {suffix} file; rename it",
    "format_not_recognized": "not a {suffix} file",
    "rtf_not_recognized": "not an RTF document",
    "email_not_recognized": "not an e-mail message (it has none of the headers)",
    "email_encrypted": "an encrypted message; save its text from your mail program",
    "text_is_binary": "binary, not text",
    "text_has_control_characters": (
        "binary, not text ({count:control character|control characters})"
    ),
    "text_encoding_unknown": "not text, or in an unknown encoding; save it as UTF-8",
    "text_encoding_damaged": "damaged {encoding} text (byte {offset}); save it again as UTF-8",
    "pdf_is_scan": "a scan without text that OCR recognizes ({count:page|pages}); scan it again",
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
    "similar_warnings": ("{count:more warning|more warnings} of this kind, such as: {reason}"),
    # What of web pages, books, mail and plain text was not read.
    "text_bytes_damaged": (
        "{count:damaged character|damaged characters} in {encoding} text, the first in line "
        "{line}; save it again as UTF-8"
    ),
    "text_encodings_mixed": (
        "{count:line is|lines are} in another encoding than the rest and read as {encoding}; check "
        "the accents there"
    ),
    "text_zero_bytes_left_out": "zero bytes were left out ({count}); check the text around them",
    "epub_chapter_missing": "the chapter {name} is missing in the book; get a whole copy",
    "epub_chapter_unreadable": "the chapter {name} was not read: {reason}",
    "mail_part_encrypted": "{name} is encrypted; save its text from your mail program",
    "mail_part_not_read": "{name} was not read: {reason}",
    "mail_attachment_unsupported": (
        "the attachment {name} was not read, since its format is not; save it in another one"
    ),
    "mail_attachment_warning": "in the attachment {name}: {reason}",
    "mailbox_not_recognized": "not a mailbox (it has no message)",
    "mhtml_page_missing": "not a saved web page (it has no page)",
    "signed_not_recognized": "signed, and its signature is damaged; save the document without it",
    "signed_document_missing": "a signature without its document; add the document itself",
    "signed_format_unknown": "a signed document of a format that is not read",
    "odt_text_missing": "damaged (content.xml holds no text document)",
    # What is special to Word documents, and what is not read in them.
    "docx_is_pictures": "only pictures, {count}, and no text; run OCR on them first",
    "docx_pictures_unread": (
        "text in pictures is not read ({count:large picture|large pictures}); if there is any, run "
        "OCR"
    ),
    "docx_part_missing": "a part of it is missing ({name}); open it in Word and save it again",
    "docx_part_damaged": (
        "a part of it is damaged and was read only in part ({name}); open it in Word and save it "
        "again"
    ),
    "docx_part_unread": "a part of it was not read: {name} is {reason}",
    "docx_part_format_unread": (
        "a part in another format was not read ({name}); save it as a file of its own"
    ),
    "docx_note_missing": "the text of note {mark} is missing; open it in Word and save it again",
    "chart_figures_unread": (
        "of charts only titles, series and categories were read; look up their figures in the file"
    ),
    "docx_object_unread": (
        "an embedded object was not read ({program}); save it as a file of its own"
    ),
    "docx_equation_unread": (
        "an equation is stored as an object and was not read; convert it to an equation of Word"
    ),
    "docx_subdocument_unread": (
        "a subdocument in another file was not read; add that file to the documents"
    ),
    "docx_field_unread": (
        "a field has no stored result and was not read ({field}); look it up in the file"
    ),
    "docx_symbol_unread": "a symbol was not read ({symbol}); look it up in the file",
    # What is not read in OpenDocument texts and rich text.
    "document_is_pictures": "only pictures, {count}, and no text; run OCR on them first",
    "pictures_unread": (
        "text in pictures is not read (pictures: {count}); run OCR on them if they have text"
    ),
    "embedded_object_unread": (
        "an embedded object was not read ({kind}); save it as a file of its own"
    ),
    "field_unread": (
        "a field has no stored value and was not read ({field}); look it up in the document"
    ),
    "symbols_unread": (
        "characters of symbol fonts were not read ({count}); look them up in the document"
    ),
    "xml_entities_declared": "unsafe ({name} declares entities, as no book does)",
    "xml_doctype_present": "unsafe ({name} holds a DOCTYPE, as no document does)",
    "xml_damaged": "damaged ({name}: {detail})",
    "html_unreadable": "not readable as HTML ({detail})",
    "nesting_too_deep": "nested too deep",
    "text_node_too_long": "a text node in it is too long",
    "file_damaged": "damaged ({detail})",
    "parser_failed": "damaged: it cannot be parsed ({detail})",
    "parser_crashed": (
        "damaged: its parser crashed on it, or took too much memory; it is read again once it is "
        "changed, or with --rebuild"
    ),
    "parser_out_of_memory": "it takes too much memory to read",
    "parser_recursion_too_deep": "it is nested too deep to be read",
    "parser_timed_out": "it takes more than {seconds:g} s to read",
    # Sheets, slides, old Office files and data.
    "sheet_has_too_many_cells": (
        "it holds more than {limit:,} cells; save the sheets that matter as a file of their own"
    ),
    "sheet_formulas_without_value": (
        "formulas without a stored value, which are not read: {count}; open the file in a "
        "spreadsheet program and save it"
    ),
    "opendocument_body_missing": "damaged (content.xml holds no document of this format)",
    "office_converter_missing": (
        "an old Office format, which LibreOffice reads; install it (Debian: {packages}) and index "
        "again, or save the file as {suffix}"
    ),
    "office_converter_failed": "LibreOffice cannot open it; save it as {suffix}",
    "subtitles_missing": "no subtitle with its times in it; save the subtitles as SubRip (.srt)",
    "xml_entity_not_read": (
        "what the abbreviation &{name}; stands for was not read; compare with the original"
    ),
    "invoice_attachment_not_read": (
        "the file {name} attached to the invoice was not read; save it from a program for "
        "invoices, and add it"
    ),
    "data_not_prose": "data without sentences; export as a table or text what should be quoted",
    # Pictures and scans, read by OCR.
    "ocr_missing": (
        "a scan without text ({count:page|pages}); install Tesseract, which recognizes it (Debian: "
        "{packages}), and index again"
    ),
    "ocr_off": "a scan without text ({count:page|pages}), and OCR is off; index with --ocr",
    "ocr_page": ("read by OCR, {percent}% certain: compare quotes with the picture of the page"),
    "ocr_page_without_text": "OCR recognized no text on it: look at the picture of the page",
    "ocr_page_failed": "OCR failed on it ({detail}): scan the page again",
    "picture_damaged": "damaged picture ({detail}); scan or save it again",
    "picture_too_large": "larger than {limit} megapixels ({megapixels}); reduce the picture",
    "picture_pages_not_read": (
        "only the first {limit} of its {count} pages were read; split it into several files"
    ),
    # What of a PDF is not read.
    "pdf_fonts_undecodable": (
        "its fonts do not say which letters they show, so its text is not readable; index again "
        "with Tesseract installed and OCR on"
    ),
    "pdf_page_is_scan": (
        "a scan without text, which was not read; index again with Tesseract installed and OCR on"
    ),
    "pdf_page_undecodable": (
        "text in a font that does not say which letters it shows, which was not read; index again "
        "with Tesseract installed and OCR on"
    ),
    "pdf_page_partly_undecodable": (
        "some text in a font that does not say which letters it shows was not read; look at the "
        "picture of the page"
    ),
    "pdf_page_damaged": "damaged, and was not read; save the file again",
    "pdf_attachment_not_read": (
        "the attached file {name} was not read; save it from your PDF reader, and add it"
    ),
    "pdf_form_is_xfa": (
        "a form that only Adobe Reader shows (XFA), and its fields may be missing; print it to a "
        "new PDF"
    ),
}
