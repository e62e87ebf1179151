"""The commands that serve the chat: serve, and user for those who may log in."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from fonti.ui.cli.options import Corpus, Index, Model

_HOST = "The address to listen on; others than this machine's own (127.0.0.1, ::1) need --auth."
_AUTH = "A file of accounts, made by fonti user: only they can ask."
_NAME = "A host name that a proxy is asked by; may be repeated, needs --auth."
_READ_ONLY = "Neither add nor remove documents from the chat."
_NEEDS_AUTH = "others could ask without a password; run: fonti user NAME --auth FILE, then serve with --auth FILE"
_NO_TLS = "there is no TLS here: passwords and quotes travel in the clear; put a proxy with TLS before it, see --name"


def serve(
    *,
    corpus: Corpus = None,
    index: Index = None,
    model: Model = None,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help=_HOST)] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 7860,
    auth: Annotated[Path | None, typer.Option(metavar="FILE", help=_AUTH)] = None,
    name: Annotated[list[str] | None, typer.Option(metavar="NAME", help=_NAME)] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help=_READ_ONLY)] = False,
) -> None:
    """Serve the web chat, in Italian and in English: to this machine alone, or to those who log in."""
    from fonti.index import FontiError
    from fonti.qa import Assistant
    from fonti.ui.cli import output as terminal
    from fonti.ui.cli.progress import progress
    from fonti.ui.web.security.accounts import Accounts
    from fonti.ui.web.security.hosts import hosts_at, listen, page_url, read_address

    address, names = read_address(host), name or []
    hosts = hosts_at(address, names)
    if auth is None and (names or not address.is_loopback):
        raise FontiError(_NEEDS_AUTH)
    accounts = None if auth is None else Accounts(auth)
    with listen(address, port) as listening:
        with progress() as on_progress:
            assistant = Assistant.open(
                corpus, index=index, model=model, on_progress=on_progress, empty=not read_only
            )
            assistant.search(
                "Fonti"
            )  # what is loaded once is loaded now: the first question need not wait for it
        from fonti.ui.web.app import build_app, build_server  # imported late: Gradio takes seconds

        app = build_app(assistant, accounts=accounts, hosts=hosts, read_only=read_only)
        server = build_server(app, proxied=bool(names))
        typer.echo(f"Fonti: {page_url(address, port)} (Ctrl+C to stop)")
        if not address.is_loopback:
            terminal.print_aside(_NO_TLS)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])


def user(
    name: Annotated[str, typer.Argument(help="Who may log in.")],
    *,
    auth: Annotated[
        Path, typer.Option(metavar="FILE", help="The file of accounts; made where there is none.")
    ],
    remove: Annotated[bool, typer.Option("--remove", help="Take the account out.")] = False,
) -> None:
    """Add an account for the chat, or change its password, which is asked for; a chat that is served follows."""
    from fonti.ui.cli import output as terminal
    from fonti.ui.web.security.accounts import remove_account, set_password

    if remove:
        remove_account(auth, name)
        terminal.print_note(f"{name} can no longer log in")
        return
    if sys.stdin.isatty():
        password = typer.prompt(
            "Password", hide_input=True, confirmation_prompt="Once more", err=True
        )
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    new = set_password(auth, name, password)
    terminal.print_note(f"{name} can log in" if new else f"{name} has a new password")
