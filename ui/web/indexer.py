"""Keeps the index up in the background, one task after another; what it does shows on every open page."""

import threading
from dataclasses import dataclass, replace
from typing import Literal

from fonti.index import Changes, Library, Stage, give_way
from fonti.ui.web.errors import note

Task = Literal["sync", "rebuild", "remove", "restore", "delete"]
Outcome = (
    Changes | str | Exception | None
)  # what changed, the source it was done to, what went wrong


@dataclass(frozen=True, slots=True)
class Progress:
    """What the keeper is doing, how far it is, and what came of what it did last.

    `task` is None while it rests. `ended` counts the tasks that are over, so that a page can tell that one ended.
    `waiting` are to come. `last` is the last that ended, `outcome` what came of it: None where it was stopped.
    """

    task: Task | None = None
    stage: Stage | None = None
    done: int = 0
    total: int = 0
    ended: int = 0
    waiting: int = 0
    last: Task | None = None
    outcome: Outcome = None


class _Stopped(Exception):
    pass


class Keeper:
    """Writes the index of a library in a thread of its own, through a library that tells its progress here."""

    def __init__(self, library: Library) -> None:
        self._library = Library(
            library.corpus, library.folder, model=library.encoder(), on_progress=self._report
        )
        self._orders: list[tuple[Task, str]] = []
        self._ordered = threading.Condition()
        self._stopping = threading.Event()
        self.progress = Progress()
        threading.Thread(target=self._work, name="keeper", daemon=True).start()

    def order(self, task: Task, source: str = "") -> None:
        """Have something done after what was ordered before; once, where it is ordered already and not begun."""
        with self._ordered:
            if (task, source) not in self._orders:
                self._orders.append((task, source))
            self.progress = replace(self.progress, waiting=len(self._orders))
            self._ordered.notify()

    def stop(self) -> None:
        """Interrupt what is being done, and any sync or rebuild after it; the next sync goes on from there."""
        with self._ordered:
            self._orders = [order for order in self._orders if order[0] not in ("sync", "rebuild")]
        self._stopping.set()

    def _work(self) -> None:
        give_way()
        while True:
            with self._ordered:
                self._ordered.wait_for(lambda: self._orders)
                task, source = self._orders.pop(0)
            self._stopping.clear()
            waiting = len(self._orders)
            self.progress = replace(
                self.progress, task=task, stage=None, done=0, total=0, waiting=waiting
            )
            outcome: Outcome
            try:
                outcome = self._do(task, source)
            except _Stopped:
                outcome = None
            except Exception as error:  # nobody else would go on with what is ordered next
                note(error)
                outcome = error
            ended = self.progress.ended + 1
            self.progress = replace(
                self.progress, task=None, ended=ended, last=task, outcome=outcome
            )

    def _do(self, task: Task, source: str) -> Changes | str:
        match task:
            case "sync" | "rebuild":
                return self._library.sync(rebuild=task == "rebuild")
            case "restore":
                return self._library.restore(source)
            case "remove":
                self._library.remove(source)
            case "delete":
                self._library.delete(source)
        return source

    def _report(self, stage: Stage, done: int, total: int) -> None:
        if self._stopping.is_set():
            raise _Stopped
        self.progress = replace(self.progress, stage=stage, done=done, total=total)
