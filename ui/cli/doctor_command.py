"""The command that checks the installation: doctor."""

from typing import TYPE_CHECKING

import typer

from fonti.ui.cli.language import get_language
from fonti.ui.cli.options import CorpusOption, IndexOption, JsonOption, print_json

if TYPE_CHECKING:
    from fonti.index import InstalledPart


def check_parts(
    *,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Try the model, the folders, an index and the optional parts; name what mends a fault.

    The model is made if it is not there yet. Exit with status 1 if something is missing without
    which no question is answered.
    """
    # Imported late: the help and errors in the arguments are shown at once.
    from fonti.index import check_installation
    from fonti.ui.cli.progress import show_progress

    with show_progress() as on_progress:
        parts = list(check_installation(corpus, index=index, on_progress=on_progress))

    if as_json:
        print_json([_to_json(part) for part in parts])
    else:
        _print_parts(parts)
    if any(part.is_required and not part.is_ready for part in parts):
        raise typer.Exit(1)


def _print_parts(parts: "list[InstalledPart]") -> None:
    """Print a line for each part."""
    from rich.text import Text

    from fonti.ui.cli.escaping import escape_line
    from fonti.ui.cli.output import make_console
    from fonti.ui.i18n.errors import localize

    console = make_console()
    width = max(len(part.name) for part in parts)
    for part in parts:
        message = escape_line(localize(part.reason, get_language()))
        console.print(Text(f"{_choose_sign(part)} {part.name:{width}}  {message}"))


def _choose_sign(part: "InstalledPart") -> str:
    """Return + for a part that works, ! for one that is needed and does not, - for any other."""
    if part.is_ready:
        return "+"
    return "!" if part.is_required else "-"


def _to_json(part: "InstalledPart") -> dict[str, object]:
    return {
        "name": part.name,
        "is_ready": part.is_ready,
        "is_required": part.is_required,
        **part.reason.to_json(),
        "message": str(part.reason),
    }
