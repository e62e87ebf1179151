"""Define what the command line says in Italian and English, except the messages of errors.

The help of the commands is in English alone. Nothing is imported here that takes long: wrong
options are refused at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class TerminalWords:
    """The words of the command line in one language."""

    # The ISO 639-1 code.
    language: str

    # Errors that have no code.
    # By the code of an `OptionsError`.
    options_errors: Mapping[str, str]
    interrupted: str
    interrupted_work: str
    unexpected_error: str

    # Long work.
    # By its stage: what is done, and the unit that is counted.
    stages: Mapping[str, tuple[str, str]]
    following: str

    # What a sync did, and what an index holds.
    read_as: str
    renamed_to: str
    change_counts: str
    not_read_whole_count: str
    passage_count: str
    index_folder: str
    # By the name of a row.
    status_labels: Mapping[str, str]
    uploaded_count: str
    passages_by_language: str
    size_per_passage: str
    older_version: str
    none: str
    outdated: str
    more_skipped: str
    more_warnings: str
    check_passed: str
    check_failed: str
    removed: str
    file_deleted: str
    unpublished: str
    unpublished_and_kept: str

    # The list of documents.
    # The headings of the columns.
    list_columns: tuple[str, ...]

    # Saved answers that were changed.
    quote_was: str
    stands_there: str
    nothing_stands_there: str
    fields_altered: str

    # Measurements.
    questions_left_out: str

    # The chat and its accounts.
    chat_starting: str
    chat_served: str
    no_tls: str
    can_log_in: str
    has_new_password: str
    cannot_log_in: str
    # With the folder of an account that was removed, within that of an index.
    conversations_left: str
    conversations_deleted: str
    # With the rights of an account, as the file of accounts has them.
    may_use: str
    every_collection: str
    token_made: str
    token_revoked: str
    valid_until: str
    password: str
    password_again: str


_ENGLISH = TerminalWords(
    language="en",
    options_errors={
        "watch_and_rebuild": "--watch and --rebuild do not go together; rebuild first, then watch",
        "undo_and_delete": "--undo and --delete do not go together; name one of them",
        "answer_and_span": "a saved answer and a span are verified apart; name one of them",
        "nothing_to_verify": "nothing to verify; name a saved answer, or a --source and a --span",
        "span_invalid": "{span!r} is no span; write it as 120-180, in code points",
        "ocr_not_installed": "--ocr needs Tesseract; install it (Debian: {packages})",
        "json_and_references": (
            "answers in JSON (--json, or questions of -) and --references do not go together; "
            "choose one of them"
        ),
        "mcp_not_installed": "the MCP server is an extra; run: pip install 'fonti[mcp]'",
        "accounts_needed": (
            "others could ask without a password; run: fonti user NAME --auth FILE, then serve "
            "with --auth FILE (or, in both commands, --database ADDRESS in place of it)"
        ),
        "auth_and_database": "--auth and --database do not go together; name one of them",
        "auth_or_database": "name the accounts: --auth FILE, or --database ADDRESS",
        "collection_and_corpus": (
            "--collection does not go together with --corpus and --index; write every folder as "
            "--collection NAME=FOLDER"
        ),
        "account_options": (
            "--remove, --all-collections and --read or --add do not go together; name one of them"
        ),
        "token_options": (
            "name a token, with its settings or with --revoke, or only --list to see all of them"
        ),
        "output_not_writable": (
            "{file} cannot be written; name a file in a folder that exists with --output"
        ),
        "language_unknown": "{language!r} is no language of the interface; choose one of: {known}",
    },
    interrupted="interrupted",
    interrupted_work="interrupted; the index is whole, run the command again",
    unexpected_error="unexpected {type}: {detail}; please report it",
    stages={
        "waiting": ("Waiting for another process to write", ""),
        "unpacking": ("Unpacking the model, once", "MB"),
        "compiling": ("Compiling the model, once (about a minute, 700 MB)", "steps"),
        "reading": ("Reading", "documents"),
        "recognizing": ("Recognizing text", "pages"),
        "encoding": ("Encoding", "passages"),
        "publishing": ("Publishing", "rows"),
        "asking": ("Asking", "questions"),
    },
    following="following {corpus} (Ctrl+C to stop)",
    read_as=" (read as {encoding})",
    renamed_to="{old} is now {new}",
    change_counts=(
        "{added} added, {changed} changed, {renamed} renamed, {removed} removed, "
        "{unchanged} unchanged, {skipped} skipped"
    ),
    not_read_whole_count=", {count} not read whole",
    passage_count="; passages: {count}",
    index_folder="index: {folder}",
    status_labels={
        "corpus": "corpus",
        "index": "index",
        "model": "model",
        "documents": "documents",
        "passages": "passages",
        "size": "size",
        "synced": "last sync",
        "removed": "removed",
        "skipped": "skipped",
        "partial": "partial",
    },
    uploaded_count=" ({count} uploaded)",
    passages_by_language="{passages} ({languages}), {sentences} sentences",
    size_per_passage="{size}, {share} a passage",
    older_version="by an older version of Fonti",
    none="none",
    outdated="documents read as an older version of Fonti reads them: {count}; run: {command}",
    more_skipped="! {count} more skipped; --json lists them all",
    more_warnings="? {count} more warnings of what was not read; --json lists them",
    check_passed="checked: every text, span, embedding, word and hash is as it was written",
    check_failed="faults: {count}; run: {command}",
    removed="{source} is out of the index; to bring it back, run: {command}",
    file_deleted="the file of {source} is deleted",
    unpublished="the index is no longer at {address}, and is not published there any more",
    unpublished_and_kept="what is at {address} stays, and is no longer brought up to date",
    list_columns=("Document", "Title", "Date", "Language", "Pages", "Warnings"),
    quote_was="the answer quotes: {text}",
    stands_there="there stands now: {text}",
    nothing_stands_there="there stands nothing now: the document is gone, or shorter",
    fields_altered="the file is the one that was cited, so the saved answer was altered: {fields}",
    questions_left_out=(
        "{count} of the questions left out: their gold is null, or of a document that has changed; "
        "correct it by hand to measure with them"
    ),
    chat_starting="starting; {url} shows the progress",
    chat_served="Fonti: {url} (Ctrl+C to stop)",
    no_tls=(
        "there is no TLS here: passwords and quotes travel in the clear; put a proxy with TLS "
        "before it, see --name"
    ),
    can_log_in="{name} can log in",
    has_new_password="{name} has a new password",  # noqa: S106
    cannot_log_in="{name} can no longer log in",
    conversations_left=(
        "conversations of this account stay; to delete them, remove {folder} in the folder of each "
        "index"
    ),
    conversations_deleted="its sessions, conversations and verdicts are deleted",
    may_use="{name} may use: {collections}",
    every_collection="every collection",
    token_made="this is the token of {name}; it is not shown again",  # noqa: S106
    token_revoked="the token of {name} is not valid any more",  # noqa: S106
    valid_until="until {day}",
    password="Password",  # noqa: S106
    password_again="Once more",  # noqa: S106
)

_ITALIAN = TerminalWords(
    language="it",
    options_errors={
        "watch_and_rebuild": (
            "--watch e --rebuild non vanno insieme; prima ricostruisci, poi segui le modifiche"
        ),
        "undo_and_delete": "--undo e --delete non vanno insieme; indicane uno",
        "answer_and_span": (
            "una risposta salvata e un intervallo si verificano separatamente; indicane uno"
        ),
        "nothing_to_verify": (
            "non c'è niente da verificare; indica una risposta salvata, oppure --source e --span"
        ),
        "span_invalid": "{span!r} non è un intervallo; scrivilo come 120-180, in caratteri",
        "ocr_not_installed": "--ocr richiede Tesseract; installalo (Debian: {packages})",
        "json_and_references": (
            "risposte in JSON (--json, o domande da -) e --references non vanno insieme; "
            "scegli una delle due"
        ),
        "mcp_not_installed": "il server MCP è un extra; esegui: pip install 'fonti[mcp]'",
        "accounts_needed": (
            "altri potrebbero fare domande senza password; esegui: fonti user NAME --auth FILE, "
            "poi fonti serve con --auth FILE (o, nei due comandi, --database INDIRIZZO al suo "
            "posto)"
        ),
        "auth_and_database": "--auth e --database non vanno insieme; indicane uno",
        "auth_or_database": "indica gli account: --auth FILE, oppure --database INDIRIZZO",
        "collection_and_corpus": (
            "--collection non va insieme a --corpus e --index; scrivi ogni cartella come "
            "--collection NOME=CARTELLA"
        ),
        "account_options": (
            "--remove, --all-collections e --read o --add non vanno insieme; indicane uno"
        ),
        "token_options": (
            "indica un token, con le sue impostazioni o con --revoke, oppure solo --list per "
            "vederli tutti"
        ),
        "output_not_writable": (
            "{file} non si può scrivere; indica con --output un file in una cartella che esiste"
        ),
        "language_unknown": "{language!r} non è una lingua dell'interfaccia; scegli fra: {known}",
    },
    interrupted="interrotto",
    interrupted_work="interrotto; l'indice è intero, esegui di nuovo il comando",
    unexpected_error="errore imprevisto, {type}: {detail}; segnalalo",
    stages={
        "waiting": ("Attesa di un altro processo che scrive", ""),
        "unpacking": ("Estrazione del modello, una volta sola", "MB"),
        "compiling": ("Compilazione del modello, una volta sola (un minuto, 700 MB)", "passi"),
        "reading": ("Lettura", "documenti"),
        "recognizing": ("Riconoscimento del testo", "pagine"),
        "encoding": ("Codifica", "passaggi"),
        "publishing": ("Pubblicazione", "righe"),
        "asking": ("Domande", "domande"),
    },
    following="si seguono le modifiche di {corpus} (Ctrl+C per smettere)",
    read_as=" (letto come {encoding})",
    renamed_to="{old} ora si chiama {new}",
    change_counts=(
        "aggiunti: {added}, aggiornati: {changed}, rinominati: {renamed}, tolti: {removed}, "
        "invariati: {unchanged}, saltati: {skipped}"
    ),
    not_read_whole_count=", non letti per intero: {count}",
    passage_count="; passaggi: {count}",
    index_folder="indice: {folder}",
    status_labels={
        "corpus": "corpus",
        "index": "indice",
        "model": "modello",
        "documents": "documenti",
        "passages": "passaggi",
        "size": "dimensione",
        "synced": "aggiornato",
        "removed": "rimossi",
        "skipped": "saltati",
        "partial": "parziali",
    },
    uploaded_count=" (caricati: {count})",
    passages_by_language="{passages} ({languages}), frasi: {sentences}",
    size_per_passage="{size}, {share} per passaggio",
    older_version="da una versione precedente di Fonti",
    none="nessuno",
    outdated=(
        "documenti letti come li leggeva una versione precedente di Fonti: {count}; "
        "esegui: {command}"
    ),
    more_skipped="! altri saltati: {count}; --json li elenca tutti",
    more_warnings="? altri avvisi su ciò che non è stato letto: {count}; --json li elenca",
    check_passed=(
        "controllato: ogni testo, intervallo, embedding, parola e hash è come è stato scritto"
    ),
    check_failed="difetti: {count}; esegui: {command}",
    removed="{source} è stato rimosso dall'indice; per rimetterlo, esegui: {command}",
    file_deleted="il file di {source} è stato eliminato",
    unpublished="l'indice non è più a {address}, e non vi sarà più pubblicato",
    unpublished_and_kept="ciò che è a {address} resta, e non sarà più aggiornato",
    list_columns=("Documento", "Titolo", "Data", "Lingua", "Pagine", "Avvisi"),
    quote_was="la risposta cita: {text}",
    stands_there="ora lì si legge: {text}",
    nothing_stands_there="ora lì non c'è niente: il documento non c'è più, o è più corto",
    fields_altered=(
        "il file è quello citato, quindi la risposta salvata è stata alterata: {fields}"
    ),
    questions_left_out=(
        "domande escluse: {count}; il loro gold è null, o di un documento che è cambiato; "
        "correggilo a mano per usarle nella misura"
    ),
    chat_starting="avvio in corso; {url} ne mostra l'avanzamento",
    chat_served="Fonti: {url} (Ctrl+C per smettere)",
    no_tls=(
        "qui non c'è TLS: password e citazioni viaggiano in chiaro; metti davanti un proxy con "
        "TLS, vedi --name"
    ),
    can_log_in="{name} può accedere",
    has_new_password="{name} ha una nuova password",  # noqa: S106
    cannot_log_in="{name} non può più accedere",
    conversations_left=(
        "le conversazioni di questo account restano; per eliminarle, togli {folder} dalla cartella "
        "di ogni indice"
    ),
    conversations_deleted="le sue sessioni, conversazioni e giudizi sono eliminati",
    may_use="{name} può usare: {collections}",
    every_collection="tutte le raccolte",
    token_made="questo è il token di {name}; non verrà più mostrato",  # noqa: S106
    token_revoked="il token di {name} non è più valido",  # noqa: S106
    valid_until="fino al {day}",
    password="Password",  # noqa: S106
    password_again="Di nuovo",  # noqa: S106
)

TERMINAL_WORDS: dict[str, TerminalWords] = {words.language: words for words in (_ITALIAN, _ENGLISH)}
