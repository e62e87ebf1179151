"""Measure how the memory of the server grows with the questions that people ask by the page.

    python -m tests.bench.memory CORPUS INDEX QUESTIONS.jsonl [QUESTIONS]

Serves the corpus with its index, and asks the questions of the file, from the first again after
the last, until 10,000 were asked. Sessions of 1 to 40 questions follow one another.

Prints the private memory of the server before, and after each 250 questions.
"""

import json
import random
import socket
import subprocess
import sys
from itertools import cycle
from pathlib import Path

from tests.bench.apart import FONTI
from tests.bench.health import wait_until_healthy
from tests.helpers.page_client import PageClient

_LONGEST_SESSION = 40
_STEP = 250


def main(corpus: str, index: str, questions_file: str, question_count: int = 10_000) -> None:
    """Serve, ask, and print the memory."""
    lines = Path(questions_file).read_text("utf-8").splitlines()
    questions = cycle([json.loads(line)["question"] for line in lines])

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    serve = [*FONTI, "serve", "--corpus", corpus, "--index", index, "--port", str(port)]
    with subprocess.Popen(serve) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            wait_until_healthy(address)
            _print_memory(server.pid, 0)
            asked = 0
            chooser = random.Random(0)
            while asked < question_count:
                page = PageClient(address, chooser.choice(["it", "en"]))
                for _ in range(chooser.randint(1, _LONGEST_SESSION)):
                    page.ask(next(questions))
                    asked += 1
                    if asked % _STEP == 0:
                        _print_memory(server.pid, asked)
                page.close()
        finally:
            server.terminate()


def _print_memory(server: int, asked: int) -> None:
    """Print a row: how many questions were asked, and the private memory of the server."""
    lines = Path(f"/proc/{server}/smaps_rollup").read_text("ascii").splitlines()
    kilobytes = sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
    sys.stdout.write(f"| {asked} | {kilobytes / 1024:.0f} MB |\n")
    sys.stdout.flush()


if __name__ == "__main__":
    corpus, index, questions, *limits = sys.argv[1:]
    main(corpus, index, questions, *map(int, limits))
