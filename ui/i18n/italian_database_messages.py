"""Define the Italian messages of the database that servers share, by their codes."""

ITALIAN_DATABASE_MESSAGES: dict[str, str] = {
    "database_address_invalid": (
        "questo non è l'indirizzo di un database; scrivi postgresql://UTENTE@HOST:PORTA/NOME, e / e"
        " @ di una password come %2F e %40"
    ),
    "database_address_has_password": (
        "altri possono vedere le opzioni di un comando, quindi --database non può contenere una "
        "password; imposta {variable} all'indirizzo intero, o scrivi la password in ~/.pgpass"
    ),
    "database_not_installed": (
        'il client di PostgreSQL non è installato; esegui: pip install "fonti[postgres]"'
    ),
    "database_unreachable": (
        "il database degli account e delle conversazioni non risponde ({database}); controlla che "
        "sia avviato, e riprova"
    ),
    "database_too_slow": (
        "il database degli account e delle conversazioni ci mette troppo; riprova"
    ),
    "storage_too_slow": (
        "leggere o salvare i dati degli account ha richiesto troppo tempo; guarda se la modifica è "
        "stata salvata, e riprova"
    ),
    "database_refused": (
        "il database degli account e delle conversazioni ({database}) rifiuta questo server: "
        "{refusal}; controlla l'utente, la password e il nome del database, e quante connessioni "
        "accetta"
    ),
    "database_of_newer_version": (
        "il database degli account e delle conversazioni è della versione {version}, questa "
        "versione di Fonti usa la {supported}; aggiorna Fonti"
    ),
    "database_damaged": (
        "nel database degli account e delle conversazioni ({database}), {table} non ha una "
        "versione che Fonti conosce; ripristina lo schema fonti da una copia di riserva"
    ),
    "database_failed": (
        "il database degli account e delle conversazioni ({database}) segnala un errore: {detail}; "
        "guarda il registro del database"
    ),
    "account_entry_invalid": (
        "la voce di {name!r} in {database} non è né un account né un token; correggi o cancella "
        "la sua riga nella tabella fonti.logins"
    ),
}
