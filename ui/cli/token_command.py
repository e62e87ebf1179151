"""The command that makes, lists and revokes the tokens with which programs ask over HTTP."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fonti.ui.cli.auth_options import require_auth_place
from fonti.ui.cli.language import get_words
from fonti.ui.cli.options import DatabaseOption, OptionsError

if TYPE_CHECKING:
    from fonti.ui.web.security.tokens import Token

_SCOPE_HELP = "Whether it may only ask, or add and remove documents too. [read]"
_COLLECTION_HELP = "A collection that it may use, and no other; may be repeated."
_DAYS_HELP = "For how many days after today it is valid. [until it is revoked]"

# A century, after which a date may be one that does not exist.
_MAX_DAYS = 36500


def change_token(
    name: Annotated[str | None, typer.Argument(help="The name of the token.")] = None,
    *,
    auth: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The file of accounts and tokens; made if there is none."
        ),
    ] = None,
    database: DatabaseOption = None,
    scope: Annotated[
        Literal["read", "write"] | None, typer.Option(show_default=False, help=_SCOPE_HELP)
    ] = None,
    collection: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help=_COLLECTION_HELP)
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, max=_MAX_DAYS, help=_DAYS_HELP)] = None,
    revoke: Annotated[bool, typer.Option("--revoke", help="End the token at once.")] = False,
    list_all: Annotated[bool, typer.Option("--list", help="List the tokens.")] = False,
) -> None:
    """Make a token, with which a program asks over HTTP, end it with --revoke, or --list all.

    The token is printed once, alone on the standard output; only its hash is stored. Servers that
    are running use the change at once.
    """
    from fonti.ui.cli.output import print_note, print_note_to_stderr
    from fonti.ui.web.security.tokens import add_token, read_tokens, revoke_token

    has_settings = bool(scope or collection or days)
    if revoke + list_all + has_settings > 1:
        raise OptionsError("token_options")
    # A list is of all tokens; all else is about one.
    if list_all == (name is not None):
        raise OptionsError("token_options")

    words = get_words()
    with require_auth_place(auth, database) as place:
        if name is None:
            for token_name, token in read_tokens(place).items():
                print_note(_describe_token(token_name, token))
        elif revoke:
            revoke_token(place, name)
            print_note(words.token_revoked.format(name=name))
        else:
            collections = collection or []
            secret = add_token(place, name, scope or "read", collections=collections, days=days)
            typer.echo(secret)
            print_note_to_stderr(words.token_made.format(name=name))


def _describe_token(name: str, token: "Token") -> str:
    """Return what a token may do, in a line."""
    words = get_words()
    collections = ", ".join(token.collections) or words.every_collection
    line = f"{name}: {token.scope}, {collections}"
    if token.last_day is None:
        return line
    return f"{line}, {words.valid_until.format(day=token.last_day)}"
