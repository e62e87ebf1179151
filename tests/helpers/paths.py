"""Where the tests find the project, and the measurements beside a checkout."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"  # not there on a user's machine
BENCH = SHARED / "bench"
