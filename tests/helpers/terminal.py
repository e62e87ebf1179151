"""Type into a shell that runs in a pseudo-terminal, as a person does."""

import os
import pty
import select
import time
from collections.abc import Mapping, Sequence

# A shell that does not show what is expected by then has failed, however busy the machine is.
_SECONDS = 60


def type_into_shell(
    shell: Sequence[str], typed: str, expected: str, environment: Mapping[str, str]
) -> str:
    """Type into a new shell until what is expected is shown, and return all that was shown.

    Args:
        shell: The command of the shell, with its options.
        typed: What is typed; a tab asks for completion.
        expected: What the shell should show.
        environment: The variables of the shell.

    """
    process, terminal = pty.fork()
    if process == 0:
        os.execvpe(shell[0], [*shell], dict(environment))
    try:
        os.write(terminal, typed.encode())
        return _read_until(terminal, expected)
    finally:
        # The shell gets a hangup, and ends.
        os.close(terminal)
        os.waitpid(process, 0)


def _read_until(terminal: int, expected: str) -> str:
    """Return what a terminal shows, until it shows what is expected or time is over."""
    shown = b""
    deadline = time.monotonic() + _SECONDS
    while expected.encode() not in shown and time.monotonic() < deadline:
        is_ready, _, _ = select.select([terminal], [], [], 1)
        if is_ready:
            try:
                shown += os.read(terminal, 4096)
            except OSError:
                # The shell ended.
                break
    return shown.decode(errors="replace")
