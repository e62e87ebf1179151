"""Define the English messages of indexes on a Milvus server: addresses, faults, publication."""

ENGLISH_MILVUS_MESSAGES: dict[str, str] = {
    # Addresses and credentials.
    "milvus_address_invalid": (
        "{address} is no address of an index; write milvus://HOST:PORT/NAME, with a name of small "
        "letters, digits and _"
    ),
    "milvus_address_has_password": (
        "an address of a Milvus server is stored and shown, so it can have no password; set "
        "{variable} to USER:PASSWORD instead"
    ),
    "milvus_credentials_unreadable": "cannot read {file} ({reason}); name another file",
    "milvus_credentials_not_text": "{file} is not UTF-8; name another file",
    "milvus_not_installed": (
        "the client of Milvus, which {address} needs, is not installed; run: "
        'pip install "fonti[milvus]"'
    ),
    # Faults of a server.
    "milvus_unreachable": (
        "no Milvus server answers at {address}; check the address, and that the server runs"
    ),
    "milvus_too_slow": "the Milvus server of {address} took too long; try again",
    "milvus_loading": (
        "the Milvus server of {address} is loading the index, because it was restarted; try again "
        "in some minutes"
    ),
    "milvus_refused": (
        "the Milvus server of {address} refuses these credentials; set FONTI_MILVUS_TOKEN to "
        "USER:PASSWORD of an account that may use it"
    ),
    "milvus_too_old": (
        "the Milvus server of {address} has the version {version}; install {needed} or newer"
    ),
    "milvus_failed": (
        "the Milvus server of {address} reports an error: {detail}; see the log of the server"
    ),
    # What is published.
    "published_index_not_found": (
        "no index is published at {address}; on the machine that has the documents, run: "
        "fonti index FOLDER --index {address}"
    ),
    "published_index_of_other_format": (
        "another version of Fonti published the index of {corpus} at {address}; use that version, "
        "or publish it again with this one"
    ),
    "published_index_of_other_corpus": (
        "the index at {address} is of another corpus, {corpus}; choose another name"
    ),
    "published_index_incomplete": (
        "the index at {address} is not complete: {reason}; publish it again"
    ),
    "published_manifest_unreadable": "its manifest cannot be read",
    "published_rows_damaged": "some rows are damaged",
    "published_rows_missing": "{count:row is|rows are} missing",
    "published_row_count_wrong": "{collection} has {count:row|rows} instead of {expected}",
    "published_checksum_wrong": "{collection} has other rows than were written",
    "published_index_read_only": (
        "this index is on a server; change it on the machine that has the documents, {corpus}"
    ),
    # Publication.
    "not_published": "the index in {folder} is not published on any server",
    "not_published_there": (
        "the index in {folder} is not published at {address}, but at {others}; name that address"
    ),
    "index_not_published": (
        "the index here is up to date, and its copy is not: {reason}; it is published again by "
        "the next sync; {file} lists the servers"
    ),
    "publications_unreadable": (
        "{file}, the list of the servers of this index, cannot be used ({reason}); delete it, and "
        "name the servers again with --index"
    ),
    "publications_not_addresses": "it is not a list of addresses",
}
