"""Change the index in the background, one task after another.

Every open page shows the progress.
"""

import threading
from dataclasses import dataclass, replace
from typing import Literal

from fonti.index import Changes, Library, Stage, give_way
from fonti.ui.web.errors import log_if_unexpected

TaskName = Literal["sync", "rebuild", "remove", "restore", "delete"]

# What changed, the source that a task was about, or what went wrong; None if the task was stopped.
TaskResult = Changes | str | Exception | None


@dataclass(frozen=True, slots=True)
class Progress:
    """The running task of the indexer, its progress, and the result of the last task.

    Attributes:
        task: The task that is running, None if there is none.
        stage: What it is doing now.
        done: How many of the stage's `total` items are done.
        total: How many items the stage has, 0 if that is not known.
        finished_count: How many tasks are over, so that a page notices when one ends.
        waiting_count: How many tasks are to come.
        last_task: The last task that is over.
        last_result: Its result.

    """

    task: TaskName | None = None
    stage: Stage | None = None
    done: int = 0
    total: int = 0
    finished_count: int = 0
    waiting_count: int = 0
    last_task: TaskName | None = None
    last_result: TaskResult = None


@dataclass(frozen=True, slots=True)
class _Task:
    name: TaskName
    source: str = ""


class _Stopped(Exception):
    """The task that is running was asked to stop."""


class BackgroundIndexer:
    """Changes the index of a library in a background thread."""

    def __init__(self, library: Library) -> None:
        self._library = Library(
            library.corpus, library.folder, model=library.encoder(), on_progress=self._on_progress
        )
        self._tasks: list[_Task] = []
        self._task_added = threading.Condition()
        self._stop_requested = threading.Event()
        self.progress = Progress()
        threading.Thread(target=self._work, name="indexer", daemon=True).start()

    def enqueue(self, name: TaskName, source: str = "") -> None:
        """Add a task after those that wait, unless the same one waits already.

        Args:
            name: The task.
            source: The document that it is done to, if it is done to one.

        """
        task = _Task(name, source)
        with self._task_added:
            if task not in self._tasks:
                self._tasks.append(task)
            self.progress = replace(self.progress, waiting_count=len(self._tasks))
            self._task_added.notify()

    def stop(self) -> None:
        """Stop the task that is running, and drop every sync or rebuild that waits.

        Nothing is lost: the next sync goes on from there.
        """
        with self._task_added:
            self._tasks = [task for task in self._tasks if task.name not in ("sync", "rebuild")]
        self._stop_requested.set()

    def _work(self) -> None:
        """Do one task after another, without end."""
        give_way()
        while True:
            with self._task_added:
                self._task_added.wait_for(lambda: self._tasks)
                task = self._tasks.pop(0)

            self._stop_requested.clear()
            self.progress = replace(
                self.progress,
                task=task.name,
                stage=None,
                done=0,
                total=0,
                waiting_count=len(self._tasks),
            )
            result = self._run(task)
            self.progress = replace(
                self.progress,
                task=None,
                finished_count=self.progress.finished_count + 1,
                last_task=task.name,
                last_result=result,
            )

    def _run(self, task: _Task) -> TaskResult:
        try:
            return self._change_library(task)
        except _Stopped:
            return None
        # Whatever it was, the thread must go on with the next task.
        except Exception as error:
            log_if_unexpected(error)
            return error

    def _change_library(self, task: _Task) -> Changes | str:
        match task.name:
            case "sync":
                return self._library.sync()
            case "rebuild":
                return self._library.sync(rebuild=True)
            case "restore":
                return self._library.restore(task.source)
            case "remove":
                self._library.remove(task.source)
            case "delete":
                self._library.delete(task.source)
        return task.source

    def _on_progress(self, stage: Stage, done: int, total: int) -> None:
        if self._stop_requested.is_set():
            raise _Stopped
        self.progress = replace(self.progress, stage=stage, done=done, total=total)
