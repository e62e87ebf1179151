"""Measure the chat under load: people who ask over HTTP, at rest and during rebuilds.

    python -m tests.bench.load CORPUS INDEX QUESTIONS.jsonl [PEOPLE] [SECONDS]

Serves the corpus with its index, which is made first if there is none. People (16 by default) ask
for a while (60 seconds), one question after another: by POST /api/v1/ask, and as the page does, in
conversations of five questions, at rest and while the index is rebuilt over and over.

Prints the questions a second, the duration of an answer at p50 and p95, how many questions were
refused or failed, and the memory of the server before and after.
"""

import json
import random
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import gevent
import psutil
from locust import HttpUser, constant, task
from locust.env import Environment

from tests.bench.apart import FONTI
from tests.bench.health import wait_until_healthy
from tests.helpers.page_client import PageClient

_QUESTIONS_PER_CONVERSATION = 5

# Time for the server to answer what people asked just before they left.
_REST_SECONDS = 10


class Asker(HttpUser):
    """A user who asks the next question as soon as the last is answered."""

    abstract = True
    wait_time = constant(0)
    questions: tuple[str, ...] = ()

    @task
    def ask(self) -> None:
        """Ask a question, wait for the answer, and record its duration."""
        started = time.perf_counter()
        answer = ""
        problem = None
        try:
            answer = self.fetch_answer(random.choice(self.questions))
        except Exception as error:
            problem = error

        self.environment.events.request.fire(
            request_type="ANSWER",
            name="answer",
            response_time=1000 * (time.perf_counter() - started),
            response_length=len(answer),
            exception=problem,
            context={},
        )

    def fetch_answer(self, question: str) -> str:
        """Ask a question, and return the answer.

        Raises:
            RuntimeError: The question was not answered.
        """
        raise NotImplementedError


class Person(Asker):
    """A user of the page, who asks conversations of five questions as a browser does."""

    def on_start(self) -> None:
        """Open the page."""
        self.asked = 0
        self.page = PageClient(self.host or "")

    def fetch_answer(self, question: str) -> str:
        """Ask a question, and return the last turn of the conversation, when it is complete."""
        if self.asked == _QUESTIONS_PER_CONVERSATION:
            self.page.close()
            self.on_start()
        self.asked += 1
        return self.page.ask(question)


class Program(Asker):
    """A user who asks by POST /api/v1/ask."""

    def fetch_answer(self, question: str) -> str:
        """Ask a question, and return the answer as JSON."""
        response = self.client.post("/api/v1/ask", json={"question": question})
        response.raise_for_status()
        return str(response.text)


class _Rebuilder(threading.Thread):
    """Rebuilds an index over and over, until `stop` is set."""

    def __init__(self, command: list[str]) -> None:
        super().__init__()
        self.stop = threading.Event()
        self.count = 0
        self._command = command

    def run(self) -> None:
        while not self.stop.is_set():
            subprocess.run(self._command, check=True, capture_output=True)
            self.count += 1


def main(corpus: str, index: str, questions: str, people: int = 16, seconds: int = 60) -> None:
    """Serve, ask, and print the measurements."""
    lines = [json.loads(line) for line in Path(questions).read_text("utf-8").splitlines()]
    Asker.questions = tuple(line["question"] for line in lines)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    serve = [*FONTI, "serve", "--corpus", corpus, "--index", index, "--port", str(port)]
    with subprocess.Popen(serve) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            wait_until_healthy(address)

            _print("| | questions/s | p50 ms | p95 ms | failed | MB before | MB after |")
            _print("| --- | --- | --- | --- | --- | --- | --- |")
            _measure("by POST /api/v1/ask", Program, address, server.pid, people, seconds)
            _measure("by the page", Person, address, server.pid, people, seconds)
            time.sleep(_REST_SECONDS)

            rebuilder = _Rebuilder([*FONTI, "index", corpus, "--index", index, "--rebuild"])
            rebuilder.start()
            _measure("by the page, while rebuilding", Person, address, server.pid, people, seconds)
            rebuilder.stop.set()
            rebuilder.join()
            _print(f"{rebuilder.count} rebuilds meanwhile")
        finally:
            server.terminate()


def _measure(
    name: str, user: type[Asker], address: str, server: int, people: int, seconds: int
) -> None:
    """Have people ask for a while, and print a row of the table."""
    process = psutil.Process(server)
    before = process.memory_info().rss
    environment = Environment(user_classes=[user], host=address)
    runner = environment.create_local_runner()
    runner.start(people, spawn_rate=people)
    gevent.sleep(seconds)
    runner.quit()
    after = process.memory_info().rss

    answers = environment.stats.get("answer", "ANSWER")
    p50 = answers.get_response_time_percentile(0.5)
    p95 = answers.get_response_time_percentile(0.95)
    failures = f"{answers.num_failures} of {answers.num_requests}"
    memory = f"{before / 1e6:.0f} | {after / 1e6:.0f}"
    _print(f"| {name} | {answers.total_rps:.1f} | {p50} | {p95} | {failures} | {memory} |")
    for problem in environment.stats.errors.values():
        _print(f"failed {problem.occurrences} times: {problem.error}")


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    corpus, index, questions, *limits = sys.argv[1:]
    main(corpus, index, questions, *map(int, limits))
