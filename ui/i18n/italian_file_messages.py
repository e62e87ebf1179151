"""Define the Italian message of why a file is skipped, by its code."""

ITALIAN_FILE_MESSAGES: dict[str, str] = {
    # What the file system says of a file.
    "link_not_followed": "è un collegamento: non viene seguito",
    "hidden_folder": "è una cartella nascosta",
    "hidden_file": "è un file nascosto",
    "saved_page_folder": "contiene le parti della pagina salvata {page}, che si legge senza",
    "lock_file": "è un file di servizio del programma di scrittura, non un documento",
    "not_a_regular_file": "non è un normale file",
    "format_unsupported": "il formato {suffix} non si legge: salvalo come PDF, DOCX o testo",
    "format_to_export": "il formato {suffix} non si legge: esportalo come {format}",
    "archive_to_unpack": (
        "un archivio ({suffix}) non si legge: estrailo, e aggiungi ciò che contiene"
    ),
    "suffix_missing": (
        "il nome non ha un'estensione che dica il formato: dagliene una, come .txt o .pdf"
    ),
    "file_too_large": "supera {limit_mib} MiB ({size_mib} MiB)",
    "file_changed_while_read": (
        "non si riesce a leggerlo perché cambia di continuo: indicizza di nuovo quando è fermo"
    ),
    "file_unreadable": "non si riesce a leggerlo: {reason}",
    "file_name_taken": "un altro file ha lo stesso nome: rinominane uno",
    "file_excluded": "tolto dall'indice con fonti remove (--undo lo riporta)",
    "bibliography_incomplete": (
        "è una bibliografia di cui {count:voce non si legge|voci non si leggono}; le altre si usano"
    ),
    "bibliography_entries_compete": (
        "per {count:documento|documenti}, per esempio {document}, si usa una voce precedente: "
        "elimina una delle due voci"
    ),
    "stored_reason": "{detail}",
    # What the bytes of a file are.
    "file_empty": "è vuoto (0 byte)",
    "text_missing": "non contiene testo",
    "text_too_long": "contiene più di {limit:,} caratteri: dividilo",
    "text_has_too_many_parts": "il testo ha più di {limit:,} parti: dividilo",
    "format_mislabeled": "è un file {actual_suffix}, non {suffix}: correggi il nome",
    "format_not_recognized": "non è un file {suffix}",
    "rtf_not_recognized": "non è un documento RTF",
    "email_not_recognized": "non è un messaggio di posta: non ne ha le intestazioni",
    "email_encrypted": "è un messaggio cifrato: salvane il testo dal programma di posta",
    "text_is_binary": "è un file binario, non un testo",
    "text_has_control_characters": (
        "è un file binario, non un testo ({count:carattere|caratteri} di controllo)"
    ),
    "text_encoding_unknown": "non è un testo, o la codifica non si riconosce: salvalo in UTF-8",
    "text_encoding_damaged": (
        "testo danneggiato (codifica {encoding}, byte {offset}): salvalo di nuovo in UTF-8"
    ),
    "pdf_is_scan": (
        "è una scansione senza testo che l'OCR riconosca ({count:pagina|pagine}): scansionalo di "
        "nuovo"
    ),
    "pdf_pages_damaged": "PDF danneggiato: nessuna pagina si legge",
    "pdf_not_opened": "PDF danneggiato: non si apre",
    "pdf_password_protected": "è protetto da password: salvalo senza",
    "pdf_encryption_unsupported": (
        "è cifrato in un modo che non si può leggere: salvalo senza cifratura"
    ),
    "pdf_stream_too_large": (
        "una sua parte, decompressa, supera {limit_mb} MB: nessuna pagina ne ha bisogno"
    ),
    "office_file_protected_or_old": (
        "è protetto da password o in un vecchio formato di Office: salvalo come {suffix}, senza "
        "password"
    ),
    "archive_is_plain_zip": "è un archivio ZIP, non un file {suffix}",
    "archive_of_other_format": "è un file {actual_suffix}, non {suffix}",
    "archive_password_protected": "è protetto da password: salvalo senza",
    "archive_compression_unsupported": "è compresso in un modo che non si legge: salvalo di nuovo",
    "archive_has_too_many_files": (
        "contiene troppi file ({count:,}; se ne leggono al massimo {limit:,})"
    ),
    "archive_too_large": (
        "è troppo grande ({size_mb:,} MB una volta decompresso; se ne leggono al massimo "
        "{limit_mb})"
    ),
    "archive_ratio_too_large": (
        "decompresso diventa più di {limit} volte più grande, come nessun documento ({name})"
    ),
    "archive_file_missing": "è danneggiato: manca {name}",
    "archive_names_repeated": "è danneggiato: contiene due file con lo stesso nome",
    "archive_file_misplaced": "è danneggiato: un file al suo interno non comincia dove dovrebbe",
    "archive_files_overlap": "è danneggiato: i file al suo interno si sovrappongono",
    "epub_drm_protected": "è protetto (DRM): lo apre solo il programma per cui è stato acquistato",
    "epub_package_missing": "è danneggiato: non indica dove sta il contenuto",
    "epub_chapters_missing": "è danneggiato: il libro non indica nessuno dei suoi capitoli",
    "similar_warnings": ("{count:altro avviso|altri avvisi} di questo tipo, per esempio: {reason}"),
    # Che cosa di pagine web, libri, posta e testi semplici non è stato letto.
    "text_bytes_damaged": (
        "{count:carattere danneggiato|caratteri danneggiati} (codifica {encoding}), il primo alla "
        "riga {line}: salvalo di nuovo in UTF-8"
    ),
    "text_encodings_mixed": (
        "{count:riga ha|righe hanno} una codifica diversa dal resto, letta come {encoding}: "
        "controlla gli accenti"
    ),
    "text_zero_bytes_left_out": "tolti dei byte zero ({count}): controlla il testo attorno",
    "epub_chapter_missing": "nel libro manca il capitolo {name}: procurati una copia intera",
    "epub_chapter_unreadable": "il capitolo {name} non è stato letto: {reason}",
    "mail_part_encrypted": "{name} è cifrato: salvane il testo dal programma di posta",
    "mail_part_not_read": "{name} non è stato letto: {reason}",
    "mail_attachment_unsupported": (
        "l'allegato {name} non è stato letto, perché il suo formato non si legge: "
        "salvalo in un altro"
    ),
    "mail_attachment_warning": "nell'allegato {name}: {reason}",
    "mailbox_not_recognized": "non è un archivio di posta: non contiene messaggi",
    "mhtml_page_missing": "non è una pagina web salvata: non contiene pagine",
    "signed_not_recognized": (
        "è firmato, ma la firma è danneggiata: salva il documento senza la firma"
    ),
    "signed_document_missing": "è una firma senza il documento: aggiungi il documento",
    "signed_format_unknown": "è un documento firmato, di un formato che non si legge",
    "odt_text_missing": "è danneggiato: content.xml non contiene un documento di testo",
    # What is special to Word documents, and what is not read in them.
    "docx_is_pictures": "contiene solo immagini ({count}) e nessun testo: serve prima l'OCR",
    "docx_pictures_unread": (
        "il testo nelle immagini non si legge ({count:immagine grande|immagini grandi}): se c'è, "
        "serve l'OCR"
    ),
    "docx_part_missing": "ne manca una parte ({name}): aprilo in Word e salvalo di nuovo",
    "docx_part_damaged": (
        "una sua parte è danneggiata ed è stata letta solo in parte ({name}): aprilo in Word e "
        "salvalo di nuovo"
    ),
    "docx_part_unread": "una sua parte non è stata letta: {name} {reason}",
    "docx_part_format_unread": (
        "una parte in un altro formato non è stata letta ({name}): salvala in un file a parte"
    ),
    "docx_note_missing": "manca il testo della nota {mark}: aprilo in Word e salvalo di nuovo",
    "chart_figures_unread": (
        "dei grafici sono stati letti solo titoli, serie e categorie: i valori si trovano nel file"
    ),
    "docx_object_unread": (
        "un oggetto incorporato non è stato letto ({program}): salvalo in un file a parte"
    ),
    "docx_equation_unread": (
        "un'equazione è salvata come oggetto e non è stata letta: convertila in equazione di Word"
    ),
    "docx_subdocument_unread": (
        "un documento secondario in un altro file non è stato letto: aggiungilo ai documenti"
    ),
    "docx_field_unread": (
        "un campo non ha un risultato salvato e non è stato letto ({field}): il valore si trova "
        "nel file"
    ),
    "docx_symbol_unread": "un simbolo non è stato letto ({symbol}): si trova nel file",
    # Che cosa non si legge nei testi OpenDocument e RTF.
    "document_is_pictures": "contiene solo immagini ({count}) e nessun testo: serve prima l'OCR",
    "pictures_unread": (
        "il testo nelle immagini non si legge (immagini: {count}): se ne hanno, serve l'OCR"
    ),
    "embedded_object_unread": (
        "un oggetto incorporato non è stato letto ({kind}): salvalo come file a sé"
    ),
    "field_unread": (
        "un campo non ha un valore salvato e non è stato letto ({field}): guardalo nel documento"
    ),
    "symbols_unread": (
        "alcuni caratteri di font di simboli non sono stati letti ({count}): guardali nel documento"
    ),
    "xml_entities_declared": "non è sicuro: {name} dichiara entità, come nessun libro",
    "xml_doctype_present": "non è sicuro: {name} contiene un DOCTYPE, come nessun documento",
    "xml_damaged": "è danneggiato ({name}: {detail})",
    "html_unreadable": "non è una pagina HTML leggibile ({detail})",
    "nesting_too_deep": "ha troppi livelli annidati",
    "text_node_too_long": "contiene un pezzo di testo troppo lungo",
    "file_damaged": "è danneggiato ({detail})",
    "parser_failed": "è danneggiato: non si riesce a interpretarlo ({detail})",
    "parser_crashed": (
        "è danneggiato: la lettura si è interrotta o chiedeva troppa memoria; verrà riletto quando "
        "cambia, o con --rebuild"
    ),
    "parser_out_of_memory": "la lettura chiede troppa memoria",
    "parser_recursion_too_deep": "ha troppi livelli annidati per essere letto",
    "parser_timed_out": "la lettura richiede più di {seconds:g} secondi",
    # Fogli, diapositive, vecchi file di Office e dati.
    "sheet_has_too_many_cells": (
        "contiene più di {limit:,} celle: salva in un file a parte i fogli che servono"
    ),
    "sheet_formulas_without_value": (
        "formule senza un valore salvato, che non si leggono: {count}. Apri il file in un foglio "
        "di calcolo e salvalo"
    ),
    "opendocument_body_missing": (
        "è danneggiato: content.xml non contiene un documento di questo formato"
    ),
    "office_converter_missing": (
        "è in un vecchio formato di Office, che si legge con LibreOffice: installalo (Debian: "
        "{packages}) e indicizza di nuovo, o salva il file come {suffix}"
    ),
    "office_converter_failed": "LibreOffice non riesce ad aprirlo: salvalo come {suffix}",
    "subtitles_missing": (
        "non contiene sottotitoli con i loro tempi: salva i sottotitoli come SubRip (.srt)"
    ),
    "xml_entity_not_read": (
        "ciò per cui sta l'abbreviazione &{name}; non è stato letto: confronta con l'originale"
    ),
    "invoice_attachment_not_read": (
        "il file {name}, allegato alla fattura, non è stato letto: salvalo da un programma per "
        "fatture e aggiungilo"
    ),
    "data_not_prose": "contiene dati senza frasi: esporta come tabella o testo ciò che va citato",
    # Immagini e scansioni, lette con l'OCR.
    "ocr_missing": (
        "è una scansione senza testo ({count:pagina|pagine}): installa Tesseract, che lo riconosce "
        "(Debian: {packages}), e indicizza di nuovo"
    ),
    "ocr_off": (
        "è una scansione senza testo ({count:pagina|pagine}) e l'OCR è spento: indicizza con --ocr"
    ),
    "ocr_page": (
        "letta con l'OCR, con certezza del {percent}%: confronta ciò che è citato con l'immagine "
        "della pagina"
    ),
    "ocr_page_without_text": "l'OCR non vi riconosce testo: guarda l'immagine della pagina",
    "ocr_page_failed": "l'OCR non è riuscito a leggerla ({detail}): scansionala di nuovo",
    "picture_damaged": "è un'immagine danneggiata ({detail}): scansionala o salvala di nuovo",
    "picture_too_large": (
        "è un'immagine di {megapixels} megapixel (se ne leggono al più {limit}): riducila"
    ),
    "picture_pages_not_read": (
        "solo le prime {limit} delle sue {count} pagine sono state lette: dividilo in più file"
    ),
    # What of a PDF is not read.
    "pdf_fonts_undecodable": (
        "i suoi caratteri non dicono quali lettere mostrano e il testo non si legge: indicizza di "
        "nuovo con Tesseract installato e l'OCR attivo"
    ),
    "pdf_page_is_scan": (
        "è una scansione senza testo e non è stata letta: indicizza di nuovo con Tesseract "
        "installato e l'OCR attivo"
    ),
    "pdf_page_undecodable": (
        "ha testo in caratteri che non dicono quali lettere mostrano e non è stato letto: "
        "indicizza di nuovo con Tesseract installato e l'OCR attivo"
    ),
    "pdf_page_partly_undecodable": (
        "ha del testo in caratteri che non dicono quali lettere mostrano, che non è stato letto: "
        "guarda l'immagine della pagina"
    ),
    "pdf_page_damaged": ("è danneggiata e non è stata letta: salva di nuovo il file"),
    "pdf_attachment_not_read": (
        "il file allegato {name} non è stato letto: salvalo dal lettore di PDF e aggiungilo"
    ),
    "pdf_form_is_xfa": (
        "è un modulo che si vede solo con Adobe Reader (XFA) e i suoi campi possono mancare: "
        "stampalo in un nuovo PDF"
    ),
}
