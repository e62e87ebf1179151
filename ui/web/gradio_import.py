"""Let Gradio be imported without what it writes for editors.

Whenever Gradio is imported, it parses the source of each of its components twice, and compares an
interface that it makes of it with the one beside it, which it would replace. That takes two fifths
of the import.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

_MODULE = "gradio.component_meta"


class _Loader(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        """Run the module, and replace its function that writes interfaces."""
        super().exec_module(module)
        vars(module)["create_or_modify_pyi"] = lambda *_: None


class _Finder(MetaPathFinder):
    def find_spec(
        self, name: str, path: Sequence[str] | None, _: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find the module, where others would find it."""
        if name != _MODULE:
            return None
        spec = PathFinder.find_spec(name, path)
        if spec is not None and spec.origin is not None:
            spec.loader = _Loader(name, spec.origin)
        return spec


def import_without_interfaces() -> None:
    """Let Gradio write no interfaces, if it is imported from now on."""
    sys.meta_path.insert(0, _Finder())
