"""Define the Italian messages of indexes on a Milvus server, by their codes."""

ITALIAN_MILVUS_MESSAGES: dict[str, str] = {
    # Addresses and credentials.
    "milvus_address_invalid": (
        "{address} non è l'indirizzo di un indice; scrivi milvus://HOST:PORTA/NOME, con un nome "
        "di lettere minuscole, cifre e _"
    ),
    "milvus_address_has_password": (
        "l'indirizzo di un server Milvus viene salvato e mostrato, quindi non può contenere una "
        "password; imposta {variable} a UTENTE:PASSWORD"
    ),
    "milvus_credentials_unreadable": (
        "non si riesce a leggere {file} ({reason}); indica un altro file"
    ),
    "milvus_credentials_not_text": "{file} non è in UTF-8; indica un altro file",
    "milvus_not_installed": (
        "il client di Milvus, che serve per {address}, non è installato; esegui: "
        'pip install "fonti[milvus]"'
    ),
    # Faults of a server.
    "milvus_unreachable": (
        "nessun server Milvus risponde a {address}; controlla l'indirizzo e che il server sia "
        "avviato"
    ),
    "milvus_too_slow": "il server Milvus di {address} ci mette troppo; riprova",
    "milvus_loading": (
        "il server Milvus di {address} sta caricando l'indice, perché è stato riavviato; riprova "
        "fra qualche minuto"
    ),
    "milvus_refused": (
        "il server Milvus di {address} rifiuta queste credenziali; imposta FONTI_MILVUS_TOKEN a "
        "UTENTE:PASSWORD di un account che può usarlo"
    ),
    "milvus_too_old": (
        "il server Milvus di {address} ha la versione {version}; installa la {needed} o una più "
        "recente"
    ),
    "milvus_failed": (
        "il server Milvus di {address} segnala un errore: {detail}; guarda il registro del server"
    ),
    # What is published.
    "published_index_not_found": (
        "a {address} non è pubblicato nessun indice; sulla macchina che ha i documenti, esegui: "
        "fonti index CARTELLA --index {address}"
    ),
    "published_index_of_other_format": (
        "l'indice di {corpus} a {address} è stato pubblicato da un'altra versione di Fonti; usa "
        "quella versione, o pubblicalo di nuovo con questa"
    ),
    "published_index_of_other_corpus": (
        "l'indice a {address} è di altri documenti, {corpus}; scegli un altro nome"
    ),
    "published_index_incomplete": (
        "l'indice a {address} non è completo: {reason}; pubblicalo di nuovo"
    ),
    "published_manifest_unreadable": "il suo manifesto non si legge",
    "published_rows_damaged": "alcune righe sono danneggiate",
    "published_rows_missing": "righe che mancano: {count}",
    "published_row_count_wrong": "{collection} ha {count:riga|righe} invece di {expected}",
    "published_checksum_wrong": "{collection} ha righe diverse da quelle scritte",
    "published_index_read_only": (
        "questo indice è su un server; modificalo sulla macchina che ha i documenti, {corpus}"
    ),
    # Publication.
    "not_published": "l'indice in {folder} non è pubblicato su nessun server",
    "not_published_there": (
        "l'indice in {folder} non è pubblicato a {address}, ma a {others}; indica quell'indirizzo"
    ),
    "index_not_published": (
        "l'indice qui è aggiornato, la sua copia no: {reason}; la prossima sincronizzazione la "
        "pubblica di nuovo; i server sono elencati in {file}"
    ),
    "publications_unreadable": (
        "{file}, l'elenco dei server di questo indice, non si può usare ({reason}); cancellalo, e "
        "indica di nuovo i server con --index"
    ),
    "publications_not_addresses": "non è un elenco di indirizzi",
}
