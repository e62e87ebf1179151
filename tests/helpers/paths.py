"""The folders of the project, and of the measurements beside a checkout."""

from pathlib import Path

ROOT = Path(__file__).parents[2]

# Not on a user's machine.
SHARED = ROOT.parent / "shared"
BENCH = SHARED / "bench"
