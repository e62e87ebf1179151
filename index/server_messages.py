"""Define the English messages of the server: its addresses, accounts, collections and refusals."""

ENGLISH_SERVER_MESSAGES: dict[str, str] = {
    # Addresses, accounts and collections.
    "address_invalid": "{host!r} is no address; write one such as 127.0.0.1, 0.0.0.0 or ::1",
    "host_name_invalid": "{name!r} is no host name; write it alone, such as fonti.example.org",
    "root_path_invalid": "{path!r} is no path; write it with a slash before it, such as /fonti",
    "port_unavailable": (
        "cannot listen on {address}:{port} ({reason}); choose another port with --port, or "
        "another of this machine's addresses with --host"
    ),
    "accounts_empty": "{file} holds no account; add one, run: fonti user NAME {option}",
    "accounts_unreadable": (
        "cannot read {file} ({reason}); make it, run: fonti user NAME --auth {file}"
    ),
    "accounts_being_changed": "another process is changing {file}; try again when it has ended",
    "accounts_not_utf8": "{file} is not UTF-8; name a file that fonti user made",
    "accounts_not_written": "cannot write {file} ({reason}); name a file in a folder of yours",
    "accounts_writable_by_others": (
        "others can write {file}; make it your own, and run: chmod go-w {file}"
    ),
    "account_line_invalid": (
        "line {line} of {file} is neither an account nor a token; correct or delete it"
    ),
    "account_repeated": "line {line} of {file} is a second account {name!r}; leave one of them",
    "account_name_invalid": (
        "{name!r} is no name; write up to {limit} letters and digits, or . _ - + @ after the first"
    ),
    "account_password_length": (
        "the password has {count:character|characters}; write {minimum} to {maximum:,}"
    ),
    "account_not_found": "no account {name!r} in {file}; its names: {names}",
    "accounts_without_names": "none",
    "name_of_token": "{name!r} is the name of a token in {file}; choose another name",
    "token_name_taken": (
        "{file} has a token or an account {name!r} already; choose another name, or revoke the "
        "token: fonti token {name} {option} --revoke"
    ),
    "token_not_found": "no token {name!r} in {file}; its tokens: {names}",
    "collection_name_invalid": (
        "{name!r} is no name of a collection; write up to 64 letters, digits, - or _"
    ),
    "collection_option_invalid": "{text!r} is no collection; write NAME=FOLDER",
    "collection_repeated": "there is a second collection {name!r}; give it another name",
    "collection_folder_repeated": (
        "{name!r} and {other!r} are the same folder; give each collection a folder of its own"
    ),
    # Uploads and requests that are refused.
    "upload_over_limit": "{name}: too large (at most {limit_mib} MiB are read); split it",
    "upload_interrupted": "{name}: the upload was interrupted; send it again",
    "upload_no_space": "{name}: there is no more room on the disk; free some space",
    "document_not_listed": "no document {source!r}; the tool list_documents names all of them",
    "upload_too_many": "{name}: {limit:,} documents have been added already; delete some",
    "server_busy": "too many requests are waiting; ask again in a few seconds",
    "server_starting": "Fonti is starting, which takes longer the first time; ask again soon",
    "internal_error": "something went wrong; try again, and if it happens again, restart Fonti",
    "too_many_requests": "Too many requests; wait {seconds} s",
    "host_not_served": (
        "This host name is not served; who serves it can add it with: fonti serve --name NAME"
    ),
    "other_site_refused": "Forbidden to other sites",
    "path_not_found": "Not found",
    "method_not_allowed": "Method not allowed; use {allowed}",
    "authorization_repeated": "The header Authorization is there more than once",
    "body_length_ambiguous": "The length of the body is given twice",
    "body_too_large": "Too large; at most {limit:,} bytes are read",
    "body_too_slow": "Too slow",
    "login_required": "Log in first",
    "token_invalid": "This token is not valid; make another one with: fonti token",
    "token_expired": ("This token was valid until {last_day}; make another one with: fonti token"),
    "write_not_allowed": (
        "you may read these documents, but neither add nor remove any; the owner of the server can "
        "give you the right"
    ),
    "collection_not_found": "There is no collection {name!r}, or you may not read it",
    "collection_not_chosen": (
        "several collections can be asked; choose one with ?collection=NAME, of: {names}"
    ),
    "source_not_found": "there is no document {source!r}; GET /documents lists them",
    "model_not_served": "there is no model {name!r}; the models are: {names}",
    "messages_without_question": "the messages have no question: none of the user has a text",
    "content_type_unsupported": "the body is not of the type {expected}; send JSON of that type",
    "request_body_invalid": "the body: {detail}; see the HTTP API in the README",
    "request_field_invalid": "{field}: {detail}; see the HTTP API in the README",
    "no_collection_readable": "Your account may read no collection of this server",
    "conversation_not_found": "There is no such conversation",
    "conversation_invalid": "The conversation is not valid",
    "conversation_not_read": "the conversation cannot be read ({reason}); try again",
    "conversation_not_saved": (
        "the conversation cannot be stored ({reason}); make the folder of the index writable, or "
        "free space"
    ),
    "conversation_not_deleted": (
        "the conversation cannot be deleted ({reason}); make the folder of the index writable"
    ),
    "original_not_found": "no file of {source!r} can be downloaded",
    "page_not_found": "{source!r} has no page {page} that can be shown",
}
