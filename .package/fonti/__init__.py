"""Ask your own documents, in Italian or English, and get verbatim, cited quotations.

    from fonti import Assistant

    answer = Assistant.open("documents").ask("Who signed the contract?")

The parts of the package are `fonti.index` (what is stored), `fonti.qa` (what is asked) and
`fonti.ui` (what is seen).
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fonti.index import Document, FontiError, Library
    from fonti.qa import Answer, Assistant, Citation

__all__ = ["Answer", "Assistant", "Citation", "Document", "FontiError", "Library"]

_MODULES = {
    "Answer": "fonti.qa",
    "Assistant": "fonti.qa",
    "Citation": "fonti.qa",
    "Document": "fonti.index",
    "FontiError": "fonti.index",
    "Library": "fonti.index",
}

# An installed package has its parts beside this file. In a checkout they are folders at the top of
# the repository.
_FOLDER = Path(__file__).parent
if not (_FOLDER / "index").is_dir():
    __path__.append(str(_FOLDER.parents[1]))


def __getattr__(name: str) -> object:
    """Import a public name when it is first used (PEP 562), so that `import fonti` is instant."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return __all__
