"""Define the Italian message of every error and reason, by its code.

The codes and their parameters are those of `fonti.index.messages`.
"""

from fonti.ui.i18n.italian_database_messages import ITALIAN_DATABASE_MESSAGES
from fonti.ui.i18n.italian_file_messages import ITALIAN_FILE_MESSAGES
from fonti.ui.i18n.italian_installation_messages import ITALIAN_INSTALLATION_MESSAGES
from fonti.ui.i18n.italian_milvus_messages import ITALIAN_MILVUS_MESSAGES
from fonti.ui.i18n.italian_model_messages import ITALIAN_MODEL_MESSAGES
from fonti.ui.i18n.italian_server_messages import ITALIAN_SERVER_MESSAGES

ITALIAN_MESSAGES: dict[str, str] = {
    **ITALIAN_FILE_MESSAGES,
    # Documents: folders, uploads, removal.
    "corpus_not_found": "{path} non esiste; indica una cartella di documenti",
    "corpus_not_listed": (
        "non si riesce a leggere la cartella {folder}: {reason}; controllane i permessi"
    ),
    "corpus_not_watched": (
        "{folder} non si può seguire ({reason}); indicizza di nuovo quando cambia"
    ),
    "path_is_not_text": "il percorso {path!a} contiene caratteri non validi; rinominalo",
    "nothing_to_quote": (
        "non c'è niente da citare in {corpus}: {reason}; aggiungi documenti ({formats})"
    ),
    "corpus_is_empty": "è vuota",
    "files_skipped": "{count:file saltato|file saltati} ({files})",
    "files_skipped_and_more": "{count:file saltato|file saltati} ({files}; …)",
    "skipped_file": "{source}: {reason}",
    "reading_warning_on_page": "pagina {pages}: {reason}",
    "reading_warning_on_pages": "pagine {pages}: {reason}",
    "parser_not_started": "non si riesce ad avviare la lettura dei documenti ({reason}); riprova",
    "document_not_found": (
        "nell'indice non c'è il documento {source!r}; per vederli tutti, esegui: {command}"
    ),
    "document_not_found_but_similar": (
        "nell'indice non c'è il documento {source!r}; forse si chiama: {names}"
    ),
    "language_not_found": (
        "nell'indice non c'è nessun documento nella lingua {language!r}; ci sono: {languages}"
    ),
    "cited_document_changed": (
        "{source} è cambiato da quando è stato indicizzato, o non c'è più; per leggerlo di nuovo, "
        "esegui: {command}"
    ),
    "document_not_excluded": (
        "{source!r} non è fra i documenti rimossi dall'indice in {folder}; per vedere quali sono, "
        "esegui: {command}"
    ),
    "exclusions_unreadable": (
        "{file} non si legge ({reason}); ripristinane una copia, o eliminalo per indicizzare di "
        "nuovo tutti i file"
    ),
    "exclusions_not_a_list": "non è un elenco di nomi",
    "exclusions_damaged": "è stato cambiato dopo che era stato scritto",
    "upload_name_invalid": "il nome del file, {name!r}, non si può usare: rinominalo",
    "upload_format_unsupported": "{name}: {reason}",
    "upload_content_mismatch": "{name}: il contenuto non è quello che dice il nome ({reason})",
    "upload_empty": "{name}: il file è vuoto",
    "upload_too_large": (
        "{name}: il file è troppo grande ({size_mib:,} MiB): al massimo {limit_mib} MiB"
    ),
    "upload_file_unreadable": "{file} non si legge ({reason}): indica un file",
    "upload_file_unstable": "{file} {reason}: indica un file che non stia cambiando",
    "upload_not_stored": (
        "{name} non si può conservare in {folder} ({reason}): rendi scrivibile la cartella, o "
        "libera spazio"
    ),
    "upload_not_deleted": (
        "{file} non si può eliminare ({reason}); rendi scrivibile la sua cartella"
    ),
    "upload_still_indexed": "{source!r} è nell'indice in {folder}: prima di eliminarlo, rimuovilo",
    "upload_not_found": (
        "{source!r} non è fra i documenti caricati in {folder}: i file di {corpus} si leggono "
        "soltanto"
    ),
    # The index: its folder, its lock, its format.
    "index_not_found": "in {folder} non c'è un indice; esegui: {command}",
    "index_unfinished": "l'indice in {folder} non è mai stato completato; esegui: {command}",
    "index_named_twice": (
        "{corpus} è un indice, e --index ne indica un altro, {folder}; indicane uno solo"
    ),
    "index_folder_has_other_files": (
        "{folder} contiene altri file e nessun indice; indica una cartella nuova con --index"
    ),
    "index_file_not_ours": "{file} non è un indice di Fonti; indica un altro posto con --index",
    "index_being_written": (
        "un altro processo sta scrivendo l'indice in {folder}; attendi che finisca"
    ),
    "index_being_written_by": (
        "il processo {process} sta scrivendo l'indice in {folder} dalle {since}; attendi che "
        "finisca"
    ),
    "index_not_writable": (
        "non si riesce a scrivere l'indice in {folder} ({reason}); rendi scrivibile la cartella, "
        "libera spazio, o indicane un'altra con --index"
    ),
    "index_unusable": (
        "l'indice in {folder} non si può usare ({reason}); controlla il disco e i permessi della "
        "cartella, oppure esegui: {command}"
    ),
    "index_disk_full": (
        "l'indice in {folder} non si può usare: il suo disco è pieno; libera spazio e riprova"
    ),
    "search_files_not_written": (
        "l'indice in {folder} non si può usare: non si riesce a scrivere ciò che serve alla "
        "ricerca ({reason}); libera spazio sul disco"
    ),
    "index_format_too_old": (
        "l'indice in {folder} è del formato {format}, e questa versione di Fonti legge il formato "
        "{supported}; esegui: {command}"
    ),
    "index_format_too_new": (
        "l'indice in {folder} è del formato {format}, più recente di quello che questa versione "
        "di Fonti legge ({supported}); aggiorna Fonti, oppure esegui: {command}"
    ),
    "index_of_other_corpus": (
        "l'indice in {folder} è di un'altra raccolta di documenti, {corpus}; indica un altro "
        "posto con --index, o sostituiscilo: {command}"
    ),
    "index_of_other_model": (
        "l'indice in {folder} è stato fatto con il modello {index_model!r}, non con {model!r}; "
        "togli --model, oppure esegui: {command}"
    ),
    "index_of_other_model_version": (
        "l'indice in {folder} è stato fatto con il modello {index_model!r} ({index_fingerprint}), "
        "non con {model!r} ({fingerprint}); esegui: {command}"
    ),
    "index_damaged": (
        "l'indice in {folder} è danneggiato ({reason}); per rifarlo, esegui: {command}"
    ),
    "index_file_missing": "manca {name}",
    "index_file_unreadable": "{name} non si legge ({reason})",
    "index_pointer_invalid": "{name} non indica un file dell'indice",
    "index_setting_missing": "manca l'impostazione {name}",
    "index_dimension_invalid": "la sua dimensione è {dimension!r}",
    "index_passage_embeddings_missing": "mancano gli embedding di {count:passaggio|passaggi}",
    "index_sentence_embeddings_missing": "mancano gli embedding di {count:frase|frasi}",
    "index_embeddings_unreadable": "gli embedding non si leggono",
    "index_tokens_unreadable": "i token non si leggono",
    "index_passages_unreadable": "i passaggi non si leggono",
    # What a check of the index finds wrong.
    "fault_of_sqlite": "{detail}",
    "fault_reference_to_nothing": "una riga di {table} si riferisce a qualcosa che non c'è",
    "fault_documents_altered": "l'elenco dei documenti non è come è stato scritto",
    "fault_text_altered": "{source}: ciò che ne è stato letto non è come è stato scritto",
    "fault_passage_altered": (
        "{source}: il passaggio {passage} non è quello che sta alla posizione {start}–{end}"
    ),
    "fault_sentence_altered": (
        "{source}: una frase del passaggio {passage} non è quella che sta alla posizione "
        "{start}–{end}"
    ),
    "fault_passage_embeddings_missing": "{count:passaggio non ha|passaggi non hanno} un embedding",
    "fault_sentence_embeddings_missing": "{count:frase non ha|frasi non hanno} un embedding",
    "fault_embedding_altered": "l'embedding {key} non è come è stato scritto",
    "fault_tokens_missing": "{count:passaggio non ha|passaggi non hanno} token",
    "fault_tokens_altered": "i token {key} non sono come sono stati scritti",
    "fault_search_files_altered": (
        "i file per la ricerca mancano o sono stati alterati; la prossima domanda li rifà"
    ),
    "fault_search_rows_differ": "le righe dei file per la ricerca non sono quelle del database",
    "fault_passage_vectors_differ": (
        "i vettori {start}–{end} dei passaggi non sono quelli del database"
    ),
    "fault_sentence_vectors_differ": (
        "i vettori {start}–{end} delle frasi non sono quelli del database"
    ),
    "fault_word_counts_differ": (
        "il numero dei passaggi è sbagliato per {count:parola|parole} ({language})"
    ),
    "fault_words_differ": "dei passaggi ({language}) hanno parole diverse da quelle che contengono",
    **ITALIAN_MODEL_MESSAGES,
    # Questions, answers, calibration.
    "question_not_text": "la domanda non è un testo ma {type}; passa una str",
    "history_not_answers": (
        "la cronologia non è un elenco di risposte ma contiene {type}; passa history=[answer], "
        "dalla meno recente"
    ),
    "names_not_texts": (
        "un limite della ricerca non è un elenco di testi ma contiene {type}; passa dei nomi, per "
        'esempio languages=["it"] o sources=["contratto.pdf"]'
    ),
    "language_code_invalid": (
        "{language!r} non è il codice di una lingua; scrivi due lettere (ISO 639-1), per esempio "
        "it o en"
    ),
    "top_k_not_a_number": "top_k non è un numero intero ma {type}; passa un int, almeno 1",
    "top_k_too_small": "top_k è {top_k}; chiedi almeno 1 citazione",
    "question_empty": "scrivi una domanda, in italiano o in inglese.",
    "question_too_long": (
        "la domanda è troppo lunga ({count:,} caratteri): se ne leggono al massimo {limit:,}. "
        "Accorciala."
    ),
    "question_without_words": (
        "la domanda {question!r} non contiene parole. Scrivine una, in italiano o in inglese."
    ),
    "answer_invalid": "non è una risposta salvata ({reason}); salvane una con: fonti ask --json",
    "answer_without_citations": "non ha citazioni",
    "answer_without_question_or_corpus": "non indica una domanda o una raccolta di documenti",
    "answer_list_empty": "l'elenco è vuoto",
    "citation_not_an_object": "una citazione non è completa: non è un oggetto JSON",
    "citation_field_missing": "una citazione non è completa: manca {field}",
    "citation_without_span": "la citazione {number} non ha un numero o una posizione",
    "citation_without_quote": "la citazione {number} non ha una fonte, un testo o un hash",
    "citation_span_mismatch": (
        "la citazione {number} ha una posizione che non è quella del suo testo"
    ),
    "answer_file_unreadable": (
        "non si riesce a leggere {file}: {reason}; indica una risposta salvata"
    ),
    "answer_file_not_json": (
        "{file} non è una risposta salvata: non è JSON ({detail}); salvane una con: fonti ask "
        "--json, o una conversazione della chat come JSON, non come Markdown"
    ),
    "answers_of_several_corpora": (
        "le risposte sono di più raccolte di documenti ({corpora}); indicane una con --corpus"
    ),
    "verified_document_not_found": (
        "nell'indice di {corpus} non c'è il documento {source!r}; fonti export li elenca tutti"
    ),
    "verified_span_not_found": (
        "{source!r} non ha la posizione {start}-{end}; il suo testo ha {length:carattere|caratteri}"
    ),
    "calibration_invalid": (
        "{file} non contiene una calibrazione ({reason}); eliminalo, o riscrivilo con: {command}"
    ),
    "calibration_not_finite": "{file} contiene un numero non finito; eliminalo",
    "calibration_of_other_model": (
        "{file} è stato calcolato con un altro modello ({fitted_with}, non {model}); eliminalo, o "
        "riscrivilo con: {command}"
    ),
    "calibration_of_other_reader": (
        "{file} è stato calcolato con un altro lettore ({fitted_with}, non {reader}); usa quello, "
        "eliminalo, o riscrivilo con: {command}"
    ),
    "feedback_full": (
        "la tua valutazione non si conserva: {file} ha raggiunto {limit_mib} MiB; chi gestisce "
        "Fonti può spostarlo altrove"
    ),
    "feedback_not_stored": (
        "il tuo giudizio non si può conservare in {file} ({reason}); rendi scrivibile la "
        "cartella, o libera spazio"
    ),
    # Files of questions with known answers.
    "questions_unreadable": (
        "non si riesce a leggere {file}: {reason}; indica un file di domande in JSON, una per riga"
    ),
    "questions_empty": (
        "{file} non contiene domande; scrivi un oggetto JSON per riga (vedi: fonti evaluate --help)"
    ),
    "questions_without_gold": (
        "{file} non contiene domande di cui si conosce la risposta (gold è null in tutte e "
        "{count}); elenca in gold i punti che rispondono, o [] se non ce ne sono"
    ),
    "questions_not_measurable": (
        "nessuna domanda ({count}) serve a misurare: gold è null, o di documenti cambiati nel "
        "frattempo; correggilo a mano"
    ),
    "question_document_not_found": (
        "domanda {question!r}: la risposta è in {source!r}, che non è nell'indice; indica i file "
        "come la source di `fonti ask --json`, o aggiungi il documento"
    ),
    "question_answer_not_found": (
        "domanda {question!r}: {answer!r} non si trova alla posizione {start} di {source!r}; "
        "conta i caratteri (code point) del documento com'è adesso"
    ),
    "questions_too_few": (
        "ci sono {answerable} domande con risposta e {unanswerable} senza, fra quelle con un "
        "passaggio, e una calibrazione ne richiede almeno {limit} per tipo; aggiungine"
    ),
    "question_documents_too_few": (
        "le risposte sono in {count:documento|documenti}, e ne servono almeno {limit} per provare "
        "la calibrazione su altri; aggiungi domande su altri documenti"
    ),
    "questions_line_invalid": "{file}, riga {line}: {reason}",
    "line_id_repeated": "l'id {id} è quello della riga {line}; danne uno diverso a ogni domanda",
    "line_not_utf8": "il byte {offset} non è UTF-8; salva il file in UTF-8",
    "line_not_json": "non è JSON ({detail}); scrivi un oggetto JSON per riga",
    "line_not_an_object": "{value} non è un oggetto JSON; scrivi {{…}} con id, question e gold",
    "line_gold_missing": "manca gold; elenca i punti che rispondono, o [] se non ce ne sono",
    "line_span_invalid": (
        "{name} va da {start} a {end}; indica posizioni (code point) nel file, con end dopo start"
    ),
    "line_answers_empty": (
        "{name}.answers è vuoto; indica testo e inizio della risposta, o nessun gold"
    ),
    "line_answer_outside_place": (
        "la risposta {answer} va da {start} a {end}, fuori da {name}, {place_start}-{place_end}; "
        "conta i caratteri (code point) del file"
    ),
    "line_answer_text_invalid": "{name}.text è {value}; indica la risposta com'è scritta nel file",
    "line_value_not_a_list": "{name} è {value}; indica un elenco",
    "line_value_not_an_object": "{name} è {value}; indica un oggetto",
    "line_value_not_a_text": "{name} è {value}; indica un testo non vuoto",
    "line_value_not_an_offset": (
        "{name} è {value}; indica un numero intero di caratteri (code point) a partire da 0"
    ),
    "line_value_missing": "assente",
    # The report of an evaluation.
    "report_needs_matplotlib": (
        "i grafici del resoconto si disegnano con matplotlib, che non è installato; esegui: "
        "pip install 'fonti[evaluate]'"
    ),
    "report_folder_is_a_file": "{folder} è un file; indica un'altra cartella con --report",
    "report_folder_has_other_files": (
        "{folder} contiene {name} e non è un resoconto da sostituire; indica un'altra cartella "
        "con --report"
    ),
    "report_folder_without_metrics": (
        "{folder} non contiene un {name} di Fonti e non è un resoconto da sostituire; indica "
        "un'altra cartella con --report"
    ),
    **ITALIAN_INSTALLATION_MESSAGES,
    **ITALIAN_MILVUS_MESSAGES,
    **ITALIAN_SERVER_MESSAGES,
    **ITALIAN_DATABASE_MESSAGES,
    # What the operating system and SQLite report, inside other messages.
    "system_error": "{detail}",
    "system_error_at_path": "{reason}: {path!r}",
    "unexpected_error": "{error_type}: {detail}",
    "system_eacces": "permesso negato",
    "system_eperm": "operazione non permessa",
    "system_enoent": "il file o la cartella non c'è",
    "system_enotdir": "non è una cartella",
    "system_eisdir": "è una cartella",
    "system_eexist": "il file esiste già",
    "system_enametoolong": "il nome è troppo lungo",
    "system_enospc": "il disco è pieno",
    "system_edquot": "lo spazio assegnato è esaurito",
    "system_erofs": "il disco è di sola lettura",
    "system_eio": "errore del disco",
    "system_emfile": "troppi file aperti",
    "system_enfile": "troppi file aperti nel sistema",
    "system_enomem": "memoria esaurita",
    "system_eaddrinuse": "l'indirizzo è già in uso",
    "system_eaddrnotavail": "l'indirizzo non è di questo computer",
    "system_sqlite_busy": "è occupato da un altro programma",
    "system_sqlite_locked": "è occupato da un altro programma",
    "system_sqlite_full": "il disco è pieno",
    "system_sqlite_corrupt": "il file è danneggiato",
    "system_sqlite_notadb": "il file non è un indice",
    "system_sqlite_readonly": "il file è di sola lettura",
    "system_sqlite_ioerr": "errore del disco",
    "system_sqlite_cantopen": "il file non si apre",
}
