"""Write the reference of the public names of `fonti` as a web page: `make reference`."""

import importlib
import sys
import warnings
from pathlib import Path

import pdoc
import pdoc.render


def write_reference(folder: Path) -> Path:
    """Write the reference into a folder, and return its page. A warning is an error."""
    facade = importlib.import_module("fonti")
    for name in facade.__all__:
        # The facade imports a name when it is first used; pdoc looks at what is there.
        setattr(facade, name, getattr(facade, name))

    pdoc.render.configure(docformat="google", show_source=False, search=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pdoc.pdoc("fonti", *_list_hidden_modules(), output_directory=folder)
    return folder / "fonti.html"


def _list_hidden_modules() -> list[str]:
    """Return the patterns of what lies below the facade, and is documented in the code alone."""
    return [f"!fonti.{name}" for name in ("index", "qa", "ui", "tests")]


if __name__ == "__main__":
    sys.stdout.write(f"{write_reference(Path(sys.argv[1]))}\n")
