"""Check that `fonti` works beside a user's own modules named `index`, `qa` and `ui`.

    python tests/project/facade_check.py

Writes such modules into a temporary folder, with scripts that import both them and `fonti` and
ask the demo corpus a question, and runs the scripts there with the interpreter that runs this.
It needs nothing but the standard library and an installed `fonti`.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

NAMES = ("index", "qa", "ui")
OWN_MODULE = 'NAME = "the user\'s {name}"\n'
OWN_IMPORTS = "import index, qa, ui\n"
FONTI_IMPORTS = "from fonti import Answer, Assistant, Citation, Library\n"
QUESTION = """
assert [module.NAME for module in (index, qa, ui)] == [
    "the user's index", "the user's qa", "the user's ui",
]

assistant = Assistant.open()
answer = assistant.ask("Dove sono state montate le yurte dell'invincibilità?")
assert isinstance(assistant.library, Library)
assert isinstance(answer, Answer)
assert all(isinstance(citation, Citation) for citation in answer.citations)
assert answer.outcome in ("answered", "probable"), answer
assert "Yurts of Invincibility" in answer.citations[0].quote, answer

# The modules were not replaced by those of fonti while it worked.
import index as later
assert later.NAME == "the user's index"
"""
SCRIPTS = {
    "own_modules_first.py": OWN_IMPORTS + FONTI_IMPORTS + QUESTION,
    "fonti_first.py": FONTI_IMPORTS + OWN_IMPORTS + QUESTION,
}


def write_user_folder(folder: Path) -> None:
    """Write the user's modules and the scripts into a folder."""
    for name in NAMES:
        (folder / f"{name}.py").write_text(OWN_MODULE.format(name=name), "utf-8")
    for name, script in SCRIPTS.items():
        (folder / name).write_text(script, "utf-8")


def main() -> None:
    """Run the scripts in the user's folder, and stop at the first that fails."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_user_folder(folder)
        # Both scripts share one index of the demo corpus, and so may whoever calls this.
        environment.setdefault("XDG_DATA_HOME", str(folder / "data"))

        for name in SCRIPTS:
            subprocess.run([sys.executable, name], check=True, cwd=folder, env=environment)
            sys.stdout.write(f"{name}: as expected\n")


if __name__ == "__main__":
    main()
