"""The commands of the web chat: serve, and user for the accounts of those who may log in."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fonti.ui.cli.language import get_words
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
    from fonti.index import ProgressCallback, Stage
    from fonti.qa import Assistant
    from fonti.ui.web.security.accounts import Accounts

_HOST_HELP = (
    "The address to listen on; others than this machine's own (127.0.0.1, ::1) need --auth."
)
_AUTH_HELP = "A file of accounts, made by fonti user: only they can ask."
_NAME_HELP = "A host name that a proxy is asked by; may be repeated, needs --auth."
_ROOT_PATH_HELP = "The path under which a proxy serves the chat, and which it removes: /fonti."
_READ_ONLY_HELP = "Neither add nor remove documents from the chat."


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
) -> None:
    """Serve the web chat, in Italian and in English: to this machine, or to those who log in."""
    # Imported late: the help and errors in the arguments are shown at once.
    from fonti.ui.cli.output import print_note_to_stderr
    from fonti.ui.web.root_path import parse_root_path
    from fonti.ui.web.security.hosts import (
        format_chat_url,
        get_allowed_hosts,
        listen,
        parse_address,
    )
    from fonti.ui.web.server import build_server
    from fonti.ui.web.starting import serve_starting_page

    address = parse_address(host)
    hosts = get_allowed_hosts(address, name or [])
    accounts = _load_accounts(auth, is_needed=bool(name) or not address.is_loopback)
    use_ocr = resolve_ocr_option(ocr)
    proxy_path = parse_root_path(root_path)
    url = format_chat_url(address, port)
    with listen(address, port) as listening_socket:
        print_note_to_stderr(get_words().chat_starting.format(url=url))
        with serve_starting_page(listening_socket, hosts) as show_on_page:
            assistant = _open_assistant(
                corpus,
                index=index,
                model=model,
                reader=reader,
                allow_empty=not read_only,
                ocr=use_ocr,
                show_on_page=show_on_page,
            )

            # Imported late: Gradio takes seconds.
            from fonti.ui.web.app import build_app

            app = build_app(
                assistant,
                accounts=accounts,
                hosts=hosts,
                read_only=read_only,
                root_path=proxy_path,
            )
        server = build_server(app, proxied=bool(name))
        _announce(url, is_reached_by_others=not address.is_loopback)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening_socket])


def _load_accounts(file: Path | None, *, is_needed: bool) -> "Accounts | None":
    """Return the accounts of a file; None without a file, which is an error if they are needed."""
    from fonti.ui.web.security.accounts import Accounts

    if file is None and is_needed:
        raise OptionsError("accounts_needed")
    return Accounts(file) if file else None


def _announce(url: str, *, is_reached_by_others: bool) -> None:
    """Print the address of the chat, and that it is not protected on its way to others."""
    from fonti.ui.cli.output import print_note_to_stderr

    words = get_words()
    typer.echo(words.chat_served.format(url=url))
    if is_reached_by_others:
        print_note_to_stderr(words.no_tls)


def _open_assistant(
    corpus: Path | None,
    *,
    index: Path | None,
    model: str | None,
    reader: str | None,
    allow_empty: bool,
    ocr: bool,
    show_on_page: "ProgressCallback",
) -> "Assistant":
    """Open the assistant, and load its model and index: no question waits for them."""
    from fonti.qa import Assistant
    from fonti.ui.cli.progress import show_progress

    with show_progress() as show_on_terminal:

        def on_progress(stage: "Stage", done: int, total: int) -> None:
            show_on_terminal(stage, done, total)
            show_on_page(stage, done, total)

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

    words = get_words()
    if remove:
        remove_account(auth, name)
        print_note(words.cannot_log_in.format(name=name))
        return

    is_new = set_password(auth, name, _ask_password())
    template = words.can_log_in if is_new else words.has_new_password
    print_note(template.format(name=name))


def _ask_password() -> str:
    """Return a password that is typed twice at a terminal, or the first line of a pipe."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")

    words = get_words()
    password: str = typer.prompt(
        words.password, hide_input=True, confirmation_prompt=words.password_again, err=True
    )
    return password
