"""Define the Italian messages of the server: its addresses, accounts, collections and refusals."""

ITALIAN_SERVER_MESSAGES: dict[str, str] = {
    # Addresses, accounts and collections.
    "address_invalid": "{host!r} non è un indirizzo; scrivine uno come 127.0.0.1, 0.0.0.0 o ::1",
    "host_name_invalid": (
        "{name!r} non è il nome di un host; scrivilo da solo, come fonti.example.org"
    ),
    "root_path_invalid": (
        "{path!r} non è un percorso; scrivilo con una barra davanti, come /fonti"
    ),
    "port_unavailable": (
        "non si riesce a usare {address}:{port} ({reason}); scegli un'altra porta con --port, o "
        "un altro indirizzo di questo computer con --host"
    ),
    "accounts_empty": ("{file} non contiene account; aggiungine uno con: fonti user NOME {option}"),
    "accounts_unreadable": (
        "non si riesce a leggere {file} ({reason}); crealo con: fonti user NOME --auth {file}"
    ),
    "accounts_being_changed": "un altro processo sta modificando {file}; riprova quando ha finito",
    "accounts_not_utf8": "{file} non è in UTF-8; indica un file creato da fonti user",
    "accounts_not_written": (
        "non si riesce a scrivere {file} ({reason}); indica un file in una tua cartella"
    ),
    "accounts_writable_by_others": (
        "altri possono scrivere {file}; rendilo tuo, ed esegui: chmod go-w {file}"
    ),
    "account_line_invalid": (
        "la riga {line} di {file} non è né un account né un token; correggila o cancellala"
    ),
    "account_repeated": "la riga {line} di {file} è un secondo account {name!r}; lasciane uno solo",
    "account_name_invalid": (
        "{name!r} non è un nome; scrivi al massimo {limit} lettere e cifre, o . _ - + @ dopo la "
        "prima"
    ),
    "account_password_length": (
        "la password ha {count:carattere|caratteri}; scrivine da {minimum} a {maximum:,}"
    ),
    "account_not_found": "nessun account {name!r} in {file}; i suoi nomi: {names}",
    "accounts_without_names": "nessuno",
    "name_of_token": "{name!r} è il nome di un token in {file}; scegli un altro nome",
    "token_name_taken": (
        "in {file} c'è già un token o un account {name!r}; scegli un altro nome, o revoca il "
        "token: fonti token {name} {option} --revoke"
    ),
    "token_not_found": "nessun token {name!r} in {file}; i suoi token: {names}",
    "collection_name_invalid": (
        "{name!r} non è il nome di una raccolta; scrivi al massimo 64 lettere, cifre, - o _"
    ),
    "collection_option_invalid": "{text!r} non è una raccolta; scrivi NOME=CARTELLA",
    "collection_repeated": "c'è una seconda raccolta {name!r}; dalle un altro nome",
    # Uploads and requests that are refused.
    "collection_folder_repeated": (
        "{name!r} e {other!r} sono la stessa cartella; dai a ogni raccolta una cartella sua"
    ),
    "upload_over_limit": (
        "{name}: il file è troppo grande (se ne leggono al massimo {limit_mib} MiB); dividilo"
    ),
    "upload_interrupted": "{name}: il caricamento si è interrotto; riprova",
    "upload_no_space": "{name}: sul disco non c'è più spazio; liberane un po'",
    "document_not_listed": "nessun documento {source!r}; lo strumento list_documents li elenca",
    "upload_too_many": "{name}: ci sono già {limit:,} documenti caricati; eliminane qualcuno",
    "server_busy": "ci sono troppe richieste in attesa; riprova tra qualche secondo",
    "server_starting": "Fonti si sta avviando, e la prima volta ci mette di più; riprova fra poco",
    "internal_error": "qualcosa è andato storto; riprova, e se succede ancora riavvia Fonti",
    "too_many_requests": "Troppe richieste: aspetta {seconds} s",
    "host_not_served": (
        "Questo nome non è servito; chi gestisce il server può aggiungerlo con: "
        "fonti serve --name NOME"
    ),
    "other_site_refused": "Vietato ad altri siti",
    "path_not_found": "Non trovato",
    "method_not_allowed": "Metodo non ammesso; usa {allowed}",
    "authorization_repeated": "L'intestazione Authorization è ripetuta",
    "body_length_ambiguous": "La lunghezza del contenuto è indicata due volte",
    "body_too_large": "Troppo grande: si leggono al massimo {limit:,} byte",
    "body_too_slow": "Troppo lento",
    "login_required": "Prima accedi",
    "token_invalid": "Questo token non è valido; creane un altro con: fonti token",
    "token_expired": "Questo token era valido fino al {last_day}; creane un altro con: fonti token",
    "write_not_allowed": (
        "puoi leggere questi documenti, ma non aggiungerne né toglierne; il permesso lo può dare "
        "chi gestisce il server"
    ),
    "collection_not_found": "La raccolta {name!r} non c'è, o non hai il permesso di leggerla",
    "collection_not_chosen": (
        "si possono interrogare più raccolte; scegline una con ?collection=NOME, tra: {names}"
    ),
    "source_not_found": "il documento {source!r} non c'è; GET /documents li elenca",
    "model_not_served": "il modello {name!r} non c'è; i modelli sono: {names}",
    "messages_without_question": (
        "nei messaggi non c'è una domanda: nessuno di quelli dell'utente ha un testo"
    ),
    "content_type_unsupported": "il contenuto non è del tipo {expected}; invia JSON di quel tipo",
    "request_body_invalid": "il contenuto: {detail}; vedi l'API HTTP nel README",
    "request_field_invalid": "{field}: {detail}; vedi l'API HTTP nel README",
    "no_collection_readable": "Il tuo account non può leggere nessuna raccolta di questo server",
    "conversation_not_found": "Questa conversazione non c'è",
    "conversation_invalid": "La conversazione non è valida",
    "conversation_not_read": "la conversazione non si legge ({reason}); riprova",
    "conversation_not_saved": (
        "la conversazione non si può salvare ({reason}); rendi scrivibile la cartella dell'indice, "
        "o libera spazio"
    ),
    "conversation_not_deleted": (
        "la conversazione non si può eliminare ({reason}); rendi scrivibile la cartella dell'indice"
    ),
    "original_not_found": "di {source!r} non si può scaricare nessun file",
    "page_not_found": "{source!r} non ha una pagina {page} che si possa mostrare",
}
