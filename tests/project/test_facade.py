"""The package `fonti` in a user's folder that has modules of the same names as its parts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project import facade_check


@pytest.mark.model
def test_a_user_may_have_modules_named_index_qa_and_ui(demo_data: Path) -> None:
    """Scripts import their own `index`, `qa` and `ui`, and ask `fonti`, in either order."""
    environment = {**os.environ, "XDG_DATA_HOME": str(demo_data)}
    command = [sys.executable, facade_check.__file__]
    finished = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.count("as expected") == len(facade_check.SCRIPTS)
