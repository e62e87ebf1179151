"""The commands of the web chat: serve, and user for the accounts of those who may log in."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    from fonti.qa import Assistant

_HOST_HELP = (
    "The address to listen on; others than this machine's own (127.0.0.1, ::1) need --auth."
)
_AUTH_HELP = "A file of accounts, made by fonti user: only they can ask."
_NAME_HELP = "A host name that a proxy is asked by; may be repeated, needs --auth."
_ROOT_PATH_HELP = "The path under which a proxy serves the chat, and which it removes: /fonti."
_READ_ONLY_HELP = "Neither add nor remove documents from the chat."
_NO_HISTORY_HELP = "Do not store conversations: each lives only in its tab."

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
    from fonti.ui.cli.output import print_note_to_stderr
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

    with listen(address, port) as listening_socket:
        assistant = _open_assistant(
            corpus, index=index, model=model, reader=reader, allow_empty=not read_only, ocr=use_ocr
        )

        # Imported late: Gradio takes seconds.
        from fonti.ui.web.app import build_app, build_server

        app = build_app(
            assistant,
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


def _open_assistant(
    corpus: Path | None,
    *,
    index: Path | None,
    model: str | None,
    reader: str | None,
    allow_empty: bool,
    ocr: bool,
) -> "Assistant":
    """Open the assistant, and load its model and index: no question waits for them."""
    from fonti.qa import Assistant
    from fonti.ui.cli.progress import show_progress

    with show_progress() as on_progress:
        assistant = Assistant.open(
            corpus,
            index=index,
            model=model,
            reader=reader,
            on_progress=on_progress,
            allow_empty=allow_empty,
            ocr=ocr,
        )
        assistant.search("Fonti")
    return assistant


def change_account(
    name: Annotated[str, typer.Argument(help="Who may log in.")],
    *,
    auth: Annotated[
        Path, typer.Option(metavar="FILE", help="The file of accounts; made if there is none.")
    ],
    remove: Annotated[bool, typer.Option("--remove", help="Take the account out.")] = False,
) -> None:
    """Add an account for the chat, change its password, or remove it with --remove.

    The password is asked for. A chat that is being served uses the change at once.
    """
    from fonti.ui.cli.output import print_note
    from fonti.ui.web.security.accounts import remove_account, set_password

    if remove:
        remove_account(auth, name)
        print_note(f"{name} can no longer log in")
        return

    is_new = set_password(auth, name, _ask_password())
    print_note(f"{name} can log in" if is_new else f"{name} has a new password")


def _ask_password() -> str:
    """Return a password that is typed twice at a terminal, or the first line of a pipe."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")

    password: str = typer.prompt(
        "Password", hide_input=True, confirmation_prompt="Once more", err=True
    )
    return password
