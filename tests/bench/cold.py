"""Commands from a cold start on a ready index: asking, help, and the chat until it answers."""

import re
import socket
import subprocess
import time
from statistics import median

import httpx

from fonti.index import demo_corpus
from tests.bench.apart import FONTI, USUAL, median_megabytes, median_seconds, run
from tests.bench.figures import Figure, Mark, Section, alternate, compare
from tests.bench.ground import Ground
from tests.helpers.paths import ROOT

_TIMES = 3
_DEMO_QUESTION = "Perché il Kazakistan si allontana da Mosca?"
_BENCHMARK_QUESTION = "Quando morì Gengis Khan?"

# Packages that take seconds to import, which a question does not need.
_HEAVY = {"torch", "transformers", "sentence_transformers", "gradio"}

# A chat that does not answer by then has failed.
_PATIENCE_SECONDS = 120.0


def measure(ground: Ground) -> Section:
    """Ask the demo corpus and the benchmark, in turn with the usual pipeline, and time the rest."""
    (help_seconds,) = alternate(_TIMES, lambda: run(*FONTI, "--help").seconds)
    (ready_seconds,) = alternate(_TIMES, lambda: _time_until_served(ground))
    heavy = _HEAVY & _imported_packages(*_ask_command(ground, _BENCHMARK_QUESTION))

    imports = f"ask, packages imported of {', '.join(sorted(_HEAVY))}"
    return Section(
        f"From a cold start, medians of {_TIMES}",
        (
            *_compare_asking("the demo", Ground(demo_corpus()), _DEMO_QUESTION),
            *_compare_asking("the benchmark", ground, _BENCHMARK_QUESTION),
            Figure(imports, len(heavy), mark=Mark("≤", 0)),
            Figure("--help, seconds", median(help_seconds), mark=Mark("≤", 0.3)),
            Figure(
                "serve, seconds until it answers a question",
                median(ready_seconds),
                mark=Mark("≤", 5),
            ),
            ground.quality(),
        ),
        (f"Asking imports {', '.join(sorted(heavy))}.",) if heavy else (),
    )


def _compare_asking(name: str, ground: Ground, question: str) -> tuple[Figure, Figure]:
    """Return the duration and the memory of a question to each."""
    usual = (*USUAL, "ask", ground.model, str(ground.usual), question)
    ours, theirs = alternate(
        _TIMES, lambda: run(*_ask_command(ground, question)), lambda: run(*usual)
    )
    return (
        compare(f"ask {name}, seconds", ours, theirs, median_seconds, Mark("≤", 1.5)),
        compare(f"ask {name}, peak of memory, MB", ours, theirs, median_megabytes, Mark("≤", 400)),
    )


def _ask_command(ground: Ground, question: str) -> tuple[str, ...]:
    return (*FONTI, "ask", "--index", str(ground.fonti), question)


def _imported_packages(python: str, *arguments: str) -> set[str]:
    """Return the packages that a Python program imports."""
    log = run(python, "-X", "importtime", *arguments).stderr
    modules = re.findall(r"^import time:.*\| +(\S+)$", log, re.MULTILINE)
    return {module.split(".")[0] for module in modules}


def _time_until_served(ground: Ground) -> float:
    """Return the seconds from the command to the first answer over HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = [*FONTI, "serve", "--index", str(ground.fonti), "--port", str(port)]
    started = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            while time.perf_counter() < started + _PATIENCE_SECONDS and server.poll() is None:
                if _is_answered(f"http://127.0.0.1:{port}/api/v1/ask"):
                    return time.perf_counter() - started
                time.sleep(0.05)
        finally:
            server.terminate()

    raise SystemExit(f"the chat did not answer within {_PATIENCE_SECONDS:.0f} s")


def _is_answered(url: str) -> bool:
    """Return True if a question is answered, False if nothing listens yet."""
    question = {"question": _BENCHMARK_QUESTION}
    try:
        response = httpx.post(url, json=question, timeout=_PATIENCE_SECONDS)
    except httpx.TransportError:
        return False
    response.raise_for_status()
    return True
