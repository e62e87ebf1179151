"""Commands and options are completed by the shells that people use."""

import os
import sys
from pathlib import Path

import pytest

from tests.helpers.programs import needs
from tests.helpers.terminal import type_into_shell

SHELLS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
LOADING = {
    "bash": 'eval "$(_FONTI_COMPLETE=source_bash fonti)"\n',
    "zsh": 'autoload -Uz compinit; compinit -u -D; eval "$(_FONTI_COMPLETE=source_zsh fonti)"\n',
    "fish": "env _FONTI_COMPLETE=source_fish fonti | source\n",
}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Make the variables of a shell in which `fonti` is an installed program."""
    program = tmp_path / "bin" / "fonti"
    program.parent.mkdir()
    code = "import sys; sys.argv[0] = 'fonti'; from fonti.ui.__main__ import main; main()"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -P -c "{code}" "$@"\n')
    program.chmod(0o755)
    paths = [str(program.parent), os.environ["PATH"]]
    return {
        **os.environ,
        "PATH": os.pathsep.join(paths),
        "HOME": str(tmp_path),
        "TERM": "dumb",
        "PS1": "> ",
    }


@pytest.mark.parametrize("shell", [pytest.param(shell, marks=needs(shell)) for shell in SHELLS])
def test_a_shell_completes(shell: str, environment: dict[str, str]) -> None:
    """A command and an option of it are completed when the tab key is pressed."""
    for beginning, whole in (("fonti verif", "fonti verify"), ("fonti ask --cor", "--corpus")):
        typed = f"{LOADING[shell]}{beginning}\t"
        shown = type_into_shell(SHELLS[shell], typed, whole, environment)
        assert whole in shown
