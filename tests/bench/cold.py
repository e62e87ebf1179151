"""Commands from a cold start on a ready index: asking, help, and the chat until it answers."""

import re
import socket
import subprocess
import time
from statistics import median

import httpx

from fonti.index import demo_corpus
from tests.bench.apart import FONTI, USUAL, megabytes, run, seconds
from tests.bench.figures import Figure, Mark, Section, alternate, beside
from tests.bench.ground import Ground
from tests.helpers.paths import ROOT

_TIMES = 3
_OF_DEMO, _OF_BENCHMARK = "Perché il Kazakistan si allontana da Mosca?", "Quando morì Gengis Khan?"
_HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "gradio",
}  # what a question is not to wait for
_PATIENCE = 120.0  # seconds in which the chat is to answer


def measure(ground: Ground) -> Section:
    """Ask of the demo corpus and of the benchmark, in turn with the usual pipeline, then run what Fonti alone has."""
    (helped,) = alternate(_TIMES, lambda: run(*FONTI, "--help").seconds)
    (ready,) = alternate(_TIMES, lambda: _until_served(ground))
    heavy = _HEAVY & _imported(*_fonti(ground, _OF_BENCHMARK))
    return Section(
        f"From a cold start, medians of {_TIMES}",
        (
            *_asking("the demo", Ground(demo_corpus()), _OF_DEMO),
            *_asking("the benchmark", ground, _OF_BENCHMARK),
            Figure(
                f"ask, packages imported of {', '.join(sorted(_HEAVY))}",
                len(heavy),
                mark=Mark("≤", 0),
            ),
            Figure("--help, seconds", median(helped), mark=Mark("≤", 0.3)),
            Figure("serve, seconds until it answers a question", median(ready), mark=Mark("≤", 5)),
            ground.quality(),
        ),
        (f"Asking imports {', '.join(sorted(heavy))}.",) if heavy else (),
    )


def _asking(name: str, ground: Ground, question: str) -> tuple[Figure, Figure]:
    """The time and memory of a question to each."""
    usual = (*USUAL, "ask", ground.model, str(ground.usual), question)
    ours, theirs = alternate(_TIMES, lambda: run(*_fonti(ground, question)), lambda: run(*usual))
    return (
        beside(f"ask {name}, seconds", ours, theirs, seconds, Mark("≤", 1.5)),
        beside(f"ask {name}, peak of memory, MB", ours, theirs, megabytes, Mark("≤", 400)),
    )


def _fonti(ground: Ground, question: str) -> tuple[str, ...]:
    return (*FONTI, "ask", "--index", str(ground.fonti), question)


def _imported(python: str, *arguments: str) -> set[str]:
    """The packages that a Python program imports."""
    told = run(python, "-X", "importtime", *arguments).stderr
    return {
        name.split(".")[0] for name in re.findall(r"^import time:.*\| +(\S+)$", told, re.MULTILINE)
    }


def _until_served(ground: Ground) -> float:
    """Seconds from the command to the first answer over HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    question = {"question": _OF_BENCHMARK}
    command = [*FONTI, "serve", "--index", str(ground.fonti), "--port", str(port)]
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            while time.perf_counter() < began + _PATIENCE and server.poll() is None:
                try:
                    asked = httpx.post(
                        f"http://127.0.0.1:{port}/ask", json=question, timeout=_PATIENCE
                    )
                    asked.raise_for_status()
                    return time.perf_counter() - began
                except httpx.TransportError:
                    time.sleep(0.05)
        finally:
            server.terminate()
    raise SystemExit(f"the chat did not answer within {_PATIENCE:.0f} s")
