"""The commands of the web chat: serve, and user for the accounts of those who may log in."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from fonti.ui.cli.options import (
    CorpusOption,
    IndexOption,
    ModelOption,
    OcrOption,
    OptionsError,
    ReaderOption,
    resolve_ocr_option,
)

_HOST_HELP = (
    "The address to listen on; others than this machine's own (127.0.0.1, ::1) need --auth."
)
_AUTH_HELP = "A file of accounts, made by fonti user: only they can ask."
_NAME_HELP = "A host name that a proxy is asked by; may be repeated, needs --auth."
_ROOT_PATH_HELP = "The path under which a proxy serves the chat, and which it removes: /fonti."
_READ_ONLY_HELP = "Neither add nor remove documents from the chat."
_COLLECTION_HELP = (
    "A collection, at /c/NAME/, instead of --corpus; repeat it for more. Accounts can be limited "
    "to some, see fonti user."
)
_NO_HISTORY_HELP = "Do not store conversations: each lives only in its tab."
_READ_HELP = "A collection that the account may read, and no other; may be repeated."
_ADD_HELP = "A collection that it may read and add documents to; may be repeated."
_ALL_COLLECTIONS_HELP = "Let the account read, and add to, every collection again."

_ACCOUNTS_NEEDED = (
    "others could ask without a password; run: fonti user NAME --auth FILE, "
    "then serve with --auth FILE"
)
_NO_TLS_WARNING = (
    "there is no TLS here: passwords and quotes travel in the clear; "
    "put a proxy with TLS before it, see --name"
)


def serve_chat(
    *,
    corpus: CorpusOption = None,
    collection: Annotated[
        list[str] | None, typer.Option(metavar="NAME=FOLDER", help=_COLLECTION_HELP)
    ] = None,
    index: IndexOption = None,
    model: ModelOption = None,
    reader: ReaderOption = None,
    ocr: OcrOption = None,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help=_HOST_HELP)] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 7860,
    auth: Annotated[Path | None, typer.Option(metavar="FILE", help=_AUTH_HELP)] = None,
    name: Annotated[list[str] | None, typer.Option(metavar="NAME", help=_NAME_HELP)] = None,
    root_path: Annotated[str, typer.Option(metavar="PATH", help=_ROOT_PATH_HELP)] = "",
    read_only: Annotated[bool, typer.Option("--read-only", help=_READ_ONLY_HELP)] = False,
    no_history: Annotated[bool, typer.Option("--no-history", help=_NO_HISTORY_HELP)] = False,
) -> None:
    """Serve the web chat, in Italian and in English: to this machine, or to those who log in."""
    # Imported late: the help and errors in the arguments are shown at once.
    from fonti.ui.cli.collections import open_assistants, select_folders
    from fonti.ui.cli.output import print_note_to_stderr
    from fonti.ui.cli.progress import show_progress
    from fonti.ui.web.root_path import parse_root_path
    from fonti.ui.web.security.accounts import Accounts
    from fonti.ui.web.security.hosts import (
        format_chat_url,
        get_allowed_hosts,
        listen,
        parse_address,
    )

    address = parse_address(host)
    proxy_path = parse_root_path(root_path)
    names = name or []
    hosts = get_allowed_hosts(address, names)
    if auth is None and (names or not address.is_loopback):
        raise OptionsError(_ACCOUNTS_NEEDED)
    accounts = Accounts(auth) if auth else None
    use_ocr = resolve_ocr_option(ocr)
    folders = select_folders(collection or [], corpus=corpus, index=index)

    with listen(address, port) as listening_socket:
        with show_progress() as on_progress:
            assistants = open_assistants(
                folders,
                index=index,
                model=model,
                reader=reader,
                on_progress=on_progress,
                allow_empty=not read_only,
                ocr=use_ocr,
            )

        # Imported late: Gradio takes seconds.
        from fonti.ui.web.app import build_app, build_server

        app = build_app(
            assistants,
            accounts=accounts,
            hosts=hosts,
            read_only=read_only,
            root_path=proxy_path,
            history=not no_history,
        )
        server = build_server(app, proxied=bool(names))
        typer.echo(f"Fonti: {format_chat_url(address, port)} (Ctrl+C to stop)")
        if not address.is_loopback:
            print_note_to_stderr(_NO_TLS_WARNING)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening_socket])


def change_account(
    name: Annotated[str, typer.Argument(help="Who may log in.")],
    *,
    auth: Annotated[
        Path, typer.Option(metavar="FILE", help="The file of accounts; made if there is none.")
    ],
    remove: Annotated[bool, typer.Option("--remove", help="Take the account out.")] = False,
    read: Annotated[list[str] | None, typer.Option(metavar="COLLECTION", help=_READ_HELP)] = None,
    add: Annotated[list[str] | None, typer.Option(metavar="COLLECTION", help=_ADD_HELP)] = None,
    all_collections: Annotated[
        bool, typer.Option("--all-collections", help=_ALL_COLLECTIONS_HELP)
    ] = False,
) -> None:
    """Add an account for the chat, change its password or its rights, or remove it with --remove.

    The password is asked for, unless only the rights of an account change. A chat that is being
    served uses the change at once.
    """
    from fonti.index import FontiError
    from fonti.ui.cli.output import print_note
    from fonti.ui.web.security.accounts import (
        has_account,
        remove_account,
        set_password,
        set_rights,
    )
    from fonti.ui.web.security.rights import Rights

    has_rights = bool(read or add)
    if remove + has_rights + all_collections > 1:
        raise FontiError("account_options_exclude_each_other")
    rights = Rights.of(read=read or [], add=add or []) if has_rights else Rights()

    if remove:
        remove_account(auth, name)
        print_note(f"{name} can no longer log in")
        return

    changes_rights = has_rights or all_collections
    if not changes_rights or not has_account(auth, name):
        is_new = set_password(auth, name, _ask_password())
        print_note(f"{name} can log in" if is_new else f"{name} has a new password")
    if changes_rights:
        set_rights(auth, name, rights)
        print_note(f"{name} may use: {rights.format() or 'every collection'}")


def _ask_password() -> str:
    """Return a password that is typed twice at a terminal, or the first line of a pipe."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")

    password: str = typer.prompt(
        "Password", hide_input=True, confirmation_prompt="Once more", err=True
    )
    return password
