"""The commands of the web chat: serve, and user for the accounts of those who may log in."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fonti.ui.cli.auth_options import open_auth_place, require_auth_place
from fonti.ui.cli.language import get_words
from fonti.ui.cli.options import (
    CollectionOption,
    CorpusOption,
    DatabaseOption,
    IndexOption,
    ModelOption,
    OcrOption,
    OptionsError,
    ReaderOption,
    resolve_ocr_option,
)

if TYPE_CHECKING:
    from socket import socket

    from fastapi import FastAPI

    from fonti.index import ProgressCallback, Stage
    from fonti.ui.web.security.accounts import Accounts
    from fonti.ui.web.security.auth_place import AuthPlace
    from fonti.ui.web.security.hosts import AllowedHosts
    from fonti.ui.web.security.rights import Rights

_HOST_HELP = (
    "The address to listen on; others than this machine's own (127.0.0.1, ::1) need --auth "
    "or --database."
)
_AUTH_HELP = "A file of accounts, made by fonti user: only they can ask."
_NAME_HELP = "A host name that a proxy is asked by; may be repeated, needs --auth or --database."
_ROOT_PATH_HELP = "The path under which a proxy serves the chat, and which it removes: /fonti."
_READ_ONLY_HELP = "Neither add nor remove documents from the chat."
_NO_HISTORY_HELP = "Do not store conversations: each lives only in its tab."
_READ_HELP = "A collection that the account may read, and no other; may be repeated."
_ADD_HELP = "A collection that it may read and add documents to; may be repeated."
_ALL_COLLECTIONS_HELP = "Let the account read, and add to, every collection again."


def serve_chat(
    *,
    corpus: CorpusOption = None,
    collection: CollectionOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    reader: ReaderOption = None,
    ocr: OcrOption = None,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help=_HOST_HELP)] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 7860,
    auth: Annotated[Path | None, typer.Option(metavar="FILE", help=_AUTH_HELP)] = None,
    database: DatabaseOption = None,
    name: Annotated[list[str] | None, typer.Option(metavar="NAME", help=_NAME_HELP)] = None,
    root_path: Annotated[str, typer.Option(metavar="PATH", help=_ROOT_PATH_HELP)] = "",
    read_only: Annotated[bool, typer.Option("--read-only", help=_READ_ONLY_HELP)] = False,
    no_history: Annotated[bool, typer.Option("--no-history", help=_NO_HISTORY_HELP)] = False,
) -> None:
    """Serve the web chat, in Italian and in English: to this machine, or to those who log in.

    Servers with one --database share all but what open pages show and whose turn it is to ask.
    """
    # Imported late: the help and errors in the arguments are shown at once.
    from fonti.ui.cli.collections import open_assistants, select_folders
    from fonti.ui.web.root_path import parse_root_path
    from fonti.ui.web.security import hosts

    address = hosts.parse_address(host)
    proxy_path = parse_root_path(root_path)
    names = name or []
    allowed_hosts = hosts.get_allowed_hosts(address, names)
    folders = select_folders(collection or [], corpus=corpus, index=index)
    use_ocr = resolve_ocr_option(ocr)
    url = hosts.format_chat_url(address, port)
    with (
        _open_accounts(auth, database, needed=bool(names) or not address.is_loopback) as accounts,
        hosts.listen(address, port) as listening_socket,
    ):
        with _show_progress(listening_socket, allowed_hosts, url) as on_progress:
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
            from fonti.ui.web.app import build_app

            app = build_app(
                assistants,
                accounts=accounts,
                hosts=allowed_hosts,
                read_only=read_only,
                root_path=proxy_path,
                history=not no_history,
            )
        _run_server(app, listening_socket, url, is_local=address.is_loopback, proxied=bool(names))


@contextmanager
def _open_accounts(
    auth: Path | None, database: str | None, *, needed: bool
) -> "Iterator[Accounts | None]":
    """Yield who may log in; None if everybody may ask."""
    from fonti.ui.web.security.accounts import Accounts

    with open_auth_place(auth, database) as place:
        if place is None and needed:
            raise OptionsError("accounts_needed")
        yield Accounts(place) if place else None


@contextmanager
def _show_progress(
    listening_socket: "socket", allowed_hosts: "AllowedHosts", url: str
) -> Iterator["ProgressCallback"]:
    """Show progress on the terminal, and on the page that is served until the chat is ready."""
    from fonti.ui.cli.output import print_note_to_stderr
    from fonti.ui.cli.progress import show_progress
    from fonti.ui.web.starting import serve_starting_page

    print_note_to_stderr(get_words().chat_starting.format(url=url))
    with (
        serve_starting_page(listening_socket, allowed_hosts) as show_on_page,
        show_progress() as show_on_terminal,
    ):

        def on_progress(stage: "Stage", done: int, total: int) -> None:
            show_on_terminal(stage, done, total)
            show_on_page(stage, done, total)

        yield on_progress


def _run_server(
    app: "FastAPI", listening_socket: "socket", url: str, *, is_local: bool, proxied: bool
) -> None:
    """Serve the chat until Ctrl+C."""
    from fonti.ui.cli.output import print_note_to_stderr
    from fonti.ui.web.server import build_server

    words = get_words()
    server = build_server(app, proxied=proxied)
    typer.echo(words.chat_served.format(url=url))
    if not is_local:
        print_note_to_stderr(words.no_tls)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening_socket])


def change_account(
    name: Annotated[str, typer.Argument(help="Who may log in.")],
    *,
    auth: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The file of accounts; made if there is none."),
    ] = None,
    database: DatabaseOption = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the account out.")] = False,
    read: Annotated[list[str] | None, typer.Option(metavar="COLLECTION", help=_READ_HELP)] = None,
    add: Annotated[list[str] | None, typer.Option(metavar="COLLECTION", help=_ADD_HELP)] = None,
    all_collections: Annotated[
        bool, typer.Option("--all-collections", help=_ALL_COLLECTIONS_HELP)
    ] = False,
) -> None:
    """Add an account for the chat, change its password or its rights, or remove it with --remove.

    The password is asked for, unless only the rights of an account change. Chats that are being
    served use the change at once. In a database, all that is stored of a person who is removed is
    deleted too.
    """
    from fonti.ui.web.security.rights import Rights

    has_rights = bool(read or add)
    if remove + has_rights + all_collections > 1:
        raise OptionsError("account_options")

    rights = None
    if has_rights or all_collections:
        rights = Rights.of(read=read or [], add=add or []) if has_rights else Rights()
    with require_auth_place(auth, database) as place:
        if remove:
            _remove_account(place, name)
        else:
            _set_account(place, name, rights)


def _remove_account(place: "AuthPlace", name: str) -> None:
    from fonti.ui.cli.output import print_note
    from fonti.ui.web.history.conversation_files import (
        CONVERSATIONS_FOLDER,
        get_account_folder_name,
    )
    from fonti.ui.web.security.accounts import remove_account
    from fonti.ui.web.security.auth_entries import normalize

    words = get_words()
    remove_account(place, name)
    print_note(words.cannot_log_in.format(name=name))
    if isinstance(place, Path):
        folder = Path(CONVERSATIONS_FOLDER) / get_account_folder_name(normalize(name))
        print_note(words.conversations_left.format(folder=folder))
    else:
        print_note(words.conversations_deleted)


def _set_account(place: "AuthPlace", name: str, rights: "Rights | None") -> None:
    """Store the rights of an account, if there are any, and a password unless only they change."""
    from fonti.ui.cli.output import print_note
    from fonti.ui.web.security.accounts import has_account, set_password, set_rights

    words = get_words()
    if rights is None or not has_account(place, name):
        is_new = set_password(place, name, _ask_password(), rights)
        template = words.can_log_in if is_new else words.has_new_password
        print_note(template.format(name=name))
    else:
        set_rights(place, name, rights)
    if rights is not None:
        collections = rights.format() or words.every_collection
        print_note(words.may_use.format(name=name, collections=collections))


def _ask_password() -> str:
    """Return a password that is typed twice at a terminal, or the first line of a pipe."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")

    words = get_words()
    password: str = typer.prompt(
        words.password, hide_input=True, confirmation_prompt=words.password_again, err=True
    )
    return password
