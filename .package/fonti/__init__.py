"""Ask your own documents, in Italian or English, and get verbatim, cited quotations.

from fonti import Assistant

answer = Assistant.open("documents").ask("Who signed the contract?")
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fonti.index import Document, FontiError, Library
    from fonti.qa import Answer, Assistant, Citation

__all__ = ["Answer", "Assistant", "Citation", "Document", "FontiError", "Library"]

_FOLDER = Path(__file__).parent
if not (_FOLDER / "index").is_dir():
    # In a checkout, index/, qa/ and ui/ are folders at the top of the repository.
    __path__.append(str(_FOLDER.parents[1]))


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that `import fonti` costs nothing (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    package = "fonti.qa" if name in ("Answer", "Assistant", "Citation") else "fonti.index"
    return getattr(import_module(package), name)


def __dir__() -> list[str]:
    return __all__
