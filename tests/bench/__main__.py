"""Measure Fonti beside the usual pipeline, with the same model, and print tables in Markdown.

    python -m tests.bench [encoding] [indexing] [precision] [cold] [asking] [meanwhile] [people]
        [growth]

All parts, by default, take half an hour on two cores. All but growth need the benchmark, a folder
`shared/bench` beside the checkout; growth draws `tests/bench/growth.svg`.
"""

import os
import platform
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import TYPE_CHECKING

from tests.helpers.paths import BENCH

if TYPE_CHECKING:
    from tests.bench.figures import Section
    from tests.bench.ground import Ground

# The part that does not need the benchmark.
_WITHOUT_BENCHMARK = "growth"


def main() -> None:
    """Run the parts that are named, in their order, and print each as soon as it is measured."""
    # Imported late: the processes that growth starts import this module, and their memory is
    # measured.
    from tests.bench.ground import Ground
    from tests.bench.usual import PACKAGES

    parts = _parts()
    wanted = sys.argv[1:] or list(parts)
    unknown = set(wanted) - parts.keys()
    if unknown:
        raise SystemExit(f"no part {', '.join(sorted(unknown))}; name some of {', '.join(parts)}")

    packages = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    _print(f"# Fonti {version('fonti')} beside the usual pipeline ({packages})")
    _print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}.")

    ground = Ground(BENCH / "corpus")
    for name, measure in parts.items():
        if name in wanted and name != _WITHOUT_BENCHMARK and not BENCH.exists():
            _print(f"Not measured: {name}. The benchmark is not beside the checkout ({BENCH}).")
        elif name in wanted:
            _print(str(measure(ground)))


def _parts() -> "dict[str, Callable[[Ground], Section]]":
    """Return the function of each part, by name."""
    # Imported late, for the reason in main.
    from tests.bench import asking, cold, encoding, growth, indexing, meanwhile, people, precision

    modules = (encoding, indexing, precision, cold, asking, meanwhile, people, growth)
    return {module.__name__.split(".")[-1]: module.measure for module in modules}


def _print(paragraph: str) -> None:
    sys.stdout.write(f"{paragraph}\n\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
