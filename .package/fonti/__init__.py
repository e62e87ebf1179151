"""Ask your own documents, in Italian or English, and get verbatim, cited quotations.

    from fonti import Assistant

    answer = Assistant.open("documents").ask("Who signed the contract?")

The parts of the package are `fonti.index` (what is stored), `fonti.qa` (what is asked) and
`fonti.ui` (what is seen). The public names, listed in `__init__.pyi`, are imported when they are
first used, so that `import fonti` is instant.
"""

from pathlib import Path

import lazy_loader

# An installed package has its parts beside this file. In a checkout they are folders at the top of
# the repository.
_FOLDER = Path(__file__).parent
if not (_FOLDER / "index").is_dir():
    __path__.append(str(_FOLDER.parents[1]))

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
