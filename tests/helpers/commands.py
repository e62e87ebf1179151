"""Commands of `fonti` in tests: their results, and those that are refused."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

QUESTION = "Dove sono state montate le yurte dell'invincibilità?"


@dataclass(frozen=True, slots=True)
class Result:
    """What a command printed, and its exit status."""

    status: int
    stdout: str
    stderr: str


Run = Callable[..., Result]


def assert_refused(result: Result, *parts: str) -> None:
    """Check that a command exited with 1, and printed one line, on the standard error."""
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("fonti: ")
    for part in parts:
        assert part in result.stderr


def run_process(*arguments: str, folder: Path, **variables: str) -> Result:
    """Run a command as a process of its own, in a folder and with variables of the environment."""
    program = "from fonti.ui.__main__ import main; main()"
    command = [sys.executable, "-P", "-c", program, *arguments]
    environment = {**os.environ, **variables}
    process = subprocess.run(
        command, capture_output=True, text=True, cwd=folder, env=environment, check=False
    )
    return Result(process.returncode, process.stdout, process.stderr)
