"""Run the command `fonti` in the process of the tests."""

import io
import sys

import pytest

from fonti.ui.__main__ import main
from tests.helpers.serving import use_cheap_hashes


def run_main(*arguments: str, typed: str = "") -> int:
    """Run the command in this process, and return its exit status.

    Args:
        arguments: Its arguments.
        typed: What is typed into it.

    """
    with pytest.MonkeyPatch.context() as patch, use_cheap_hashes():
        patch.setattr(sys, "argv", ["fonti", *arguments])
        patch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as exit_error:
            main()
    return int(exit_error.value.code or 0)
