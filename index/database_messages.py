"""Define the English messages of the database that servers share: addresses and faults."""

ENGLISH_DATABASE_MESSAGES: dict[str, str] = {
    "database_address_invalid": (
        "this is no address of a database; write postgresql://USER@HOST:PORT/NAME, and / and @ in a"
        " password as %2F and %40"
    ),
    "database_address_has_password": (
        "others can see the options of a command, so --database can have no password; set "
        "{variable} to the whole address, or write the password into ~/.pgpass"
    ),
    "database_not_installed": (
        'the client of PostgreSQL is not installed; run: pip install "fonti[postgres]"'
    ),
    "database_unreachable": (
        "the database of accounts and conversations does not answer ({database}); check that it "
        "runs, and try again"
    ),
    "database_too_slow": "the database of accounts and conversations took too long; try again",
    "storage_too_slow": (
        "reading or storing what belongs to accounts took too long; look whether a change was "
        "stored, and try again"
    ),
    "database_refused": (
        "the database of accounts and conversations ({database}) refuses this server: {refusal}; "
        "check the user, the password and the name of the database, and how many connections it "
        "allows"
    ),
    "database_of_newer_version": (
        "the database of accounts and conversations is of version {version}, this version of "
        "Fonti uses {supported}; update Fonti"
    ),
    "database_damaged": (
        "in the database of accounts and conversations ({database}), {table} has no version that "
        "Fonti knows; restore the schema fonti from a backup"
    ),
    "database_failed": (
        "the database of accounts and conversations ({database}) reports an error: {detail}; see "
        "the log of the database"
    ),
    "account_entry_invalid": (
        "the entry of {name!r} in {database} is neither an account nor a token; correct or delete "
        "its row of the table fonti.logins"
    ),
}
