"""Measure the chat under load: people who ask over HTTP, one question after another, at rest and during rebuilds.

    python -m tests.bench.load CORPUS INDEX QUESTIONS.jsonl [PEOPLE] [SECONDS]

Serves the corpus with its index (made first where there is none) and has people (16 by default) ask it for a while (60
seconds): by POST /ask, and as the page does, each a conversation of five questions and then another, at rest and while
the index is rebuilt over and over. Prints: questions a second, how long an answer takes at p50 and p95, how many were
refused or failed, and the memory of the server before and after.
"""

import json
import random
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from secrets import token_hex

import gevent
import httpx
import psutil
from locust import HttpUser, constant, task
from locust.env import Environment

_TURNS = 5  # questions of a conversation
_QUIET = 10  # seconds in which what those who left had asked is answered


class Asker(HttpUser):
    """Who asks the next question as soon as the last is answered."""

    abstract = True
    wait_time = constant(0)
    questions: tuple[str, ...] = ()

    @task
    def ask(self) -> None:
        """Ask, and wait for what is said."""
        began = time.perf_counter()
        said, problem = "", None
        try:
            said = self.said(random.choice(self.questions))
        except Exception as error:
            problem = error
        self.environment.events.request.fire(
            request_type="ANSWER",
            name="answer",
            response_time=1000 * (time.perf_counter() - began),
            response_length=len(said),
            exception=problem,
            context={},
        )

    def said(self, question: str) -> str:
        """What is said to a question. Raises what a request does, or RuntimeError where it is not answered."""
        raise NotImplementedError


class Person(Asker):
    """Asks by the page, as a browser does, a conversation of five questions and then another."""

    endpoint = 0

    def on_start(self) -> None:
        """Open the page."""
        self.asked, self.session = 0, token_hex(8)

    def said(self, question: str) -> str:
        """The last turn, when it is whole."""
        if self.asked % _TURNS == 0:
            self.session = token_hex(8)
        self.asked += 1
        given = {
            "data": [question, [], [], "[]", None],
            "fn_index": self.endpoint,
            "session_hash": self.session,
        }
        self.client.post("/it/gradio_api/queue/join", json=given).raise_for_status()
        said = self._turn()
        if 'data-state="problem"' in said:
            raise RuntimeError(re.search('fonti-outcome">([^<]*)', said)[1])  # type: ignore[index]
        if "data-state" not in said:
            raise RuntimeError("no answer")
        return said

    def _turn(self) -> str:
        path = f"/it/gradio_api/queue/data?session_hash={self.session}"
        with self.client.get(path, stream=True, name="data", catch_response=True) as stream:
            for line in stream.iter_lines():
                if line.startswith(b"data: "):
                    told = json.loads(line[6:])
                    if told["msg"] == "process_completed":
                        chat = str(told["output"]["data"][0])
                        return chat[chat.rindex('<section class="fonti-turn"') :]
        return ""


class Program(Asker):
    """Asks by POST /ask."""

    def said(self, question: str) -> str:
        """The answer as JSON."""
        reply = self.client.post("/ask", json={"question": question})
        reply.raise_for_status()
        return str(reply.text)


def main(corpus: str, index: str, questions: str, people: int = 16, seconds: int = 60) -> None:
    """Serve, ask, and print what was measured."""
    lines = [json.loads(line) for line in Path(questions).read_text("utf-8").splitlines()]
    Asker.questions = tuple(line["question"] for line in lines)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    fonti = [sys.executable, "-c", "from fonti.ui.__main__ import main; main()"]
    serve = [*fonti, "serve", "--corpus", corpus, "--index", index, "--port", str(port)]
    with subprocess.Popen(serve) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(address)
            page = httpx.get(f"{address}/it/").text
            config = json.JSONDecoder().raw_decode(
                page, page.index("window.gradio_config = ") + 23
            )[0]
            Person.endpoint = next(
                each["id"] for each in config["dependencies"] if each["api_name"] == "ask"
            )
            _tell("| | questions/s | p50 ms | p95 ms | failed | MB before | MB after |")
            _tell("| --- | --- | --- | --- | --- | --- | --- |")
            _measure("by POST /ask", Program, address, server.pid, people, seconds)
            _measure("by the page", Person, address, server.pid, people, seconds)
            time.sleep(_QUIET)
            rebuilding = _Rebuilding([*fonti, "index", corpus, "--index", index, "--rebuild"])
            rebuilding.start()
            _measure("by the page, while rebuilding", Person, address, server.pid, people, seconds)
            rebuilding.over.set()
            rebuilding.join()
            _tell(f"{rebuilding.count} rebuilds meanwhile")
        finally:
            server.terminate()


class _Rebuilding(threading.Thread):
    """Rebuilds an index over and over."""

    def __init__(self, command: list[str]) -> None:
        super().__init__()
        self.over, self.count, self._command = threading.Event(), 0, command

    def run(self) -> None:
        while not self.over.is_set():
            subprocess.run(self._command, check=True, capture_output=True)
            self.count += 1


def _measure(
    name: str, who: type[Asker], address: str, server: int, people: int, seconds: int
) -> None:
    memory = psutil.Process(server).memory_info
    before = memory().rss
    environment = Environment(user_classes=[who], host=address)
    runner = environment.create_local_runner()
    runner.start(people, spawn_rate=people)
    gevent.sleep(seconds)
    runner.quit()
    answers = environment.stats.get("answer", "ANSWER")
    median, slow = (answers.get_response_time_percentile(share) for share in (0.5, 0.95))
    _tell(
        f"| {name} | {answers.total_rps:.1f} | {median} | {slow} | {answers.num_failures} of {answers.num_requests} "
        f"| {before / 1e6:.0f} | {memory().rss / 1e6:.0f} |"
    )
    for problem in environment.stats.errors.values():
        _tell(f"failed {problem.occurrences} times: {problem.error}")


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _wait_for(address: str) -> None:
    for _ in range(3000):
        try:
            if httpx.get(f"{address}/healthz").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("the chat did not start")


if __name__ == "__main__":
    corpus, index, questions, *limits = sys.argv[1:]
    main(corpus, index, questions, *map(int, limits))
