"""Change the index in a background thread, one task after another."""

import threading
from dataclasses import dataclass, replace
from typing import Any, Literal

from fonti.index import Changes, Library, Stage, lower_thread_priority
from fonti.ui.web.errors import log_error

TaskName = Literal["sync", "rebuild", "remove", "restore", "delete"]

# The changes, the source that the task changed, or its error; None if the task was stopped.
TaskResult = Changes | str | Exception | None


@dataclass(frozen=True, slots=True)
class IndexerStatus:
    """What the indexer is doing, and the result of its last task.

    Attributes:
        task: The running task; None if there is none.
        stage: The stage of the running task.
        done: The number of items of the stage that are done.
        total: The number of items of the stage; 0 if it is not known.
        is_stopping: Whether the running task was asked to stop, and has not stopped yet.
        finished_count: The number of tasks that have ended, so that a page notices the next end.
        waiting_count: The number of tasks that wait.
        last_task: The last task that has ended.
        last_result: Its result.

    """

    task: TaskName | None = None
    stage: Stage | None = None
    done: int = 0
    total: int = 0
    is_stopping: bool = False
    finished_count: int = 0
    waiting_count: int = 0
    last_task: TaskName | None = None
    last_result: TaskResult = None


@dataclass(frozen=True, slots=True)
class _Task:
    name: TaskName
    source: str = ""


class _Stopped(Exception):
    """The running task was asked to stop."""


class BackgroundIndexer:
    """Changes the index of a library in a background thread."""

    def __init__(self, library: Library) -> None:
        self._library = Library(
            library.corpus, library.folder, model=library.encoder(), on_progress=self._on_progress
        )
        self.status = IndexerStatus()
        self._tasks: list[_Task] = []
        self._running: _Task | None = None
        # Its lock guards the tasks and the status.
        self._task_added = threading.Condition()
        threading.Thread(target=self._run_tasks, name="indexer", daemon=True).start()

    def enqueue(self, name: TaskName, source: str = "") -> None:
        """Add a task to the queue, unless the last one there about the same document is the same.

        Args:
            name: The task.
            source: The document that it changes, if it is about one.

        """
        task = _Task(name, source)
        with self._task_added:
            waiting = [other for other in self._tasks if other.source == source]
            if waiting[-1:] != [task]:
                self._tasks.append(task)
            self._update_status(waiting_count=len(self._tasks))
            self._task_added.notify()

    def will_do(self, name: TaskName, source: str) -> bool:
        """Return whether a task about a document waits or is running."""
        task = _Task(name, source)
        with self._task_added:
            return task in self._tasks or task == self._running

    def stop(self) -> None:
        """Stop the task that is running, and drop every sync or rebuild that waits.

        Nothing is lost: the next sync uses what this one has read and encoded.
        """
        with self._task_added:
            self._tasks = [task for task in self._tasks if task.name not in ("sync", "rebuild")]
            self._update_status(
                is_stopping=self.status.task is not None, waiting_count=len(self._tasks)
            )

    def _update_status(self, **changes: Any) -> None:
        with self._task_added:
            self.status = replace(self.status, **changes)

    def _run_tasks(self) -> None:
        """Run one task after another, for ever."""
        lower_thread_priority()
        while True:
            task = self._start_next_task()
            result = self._run_task(task)
            self._running = None
            self._update_status(
                task=None,
                is_stopping=False,
                finished_count=self.status.finished_count + 1,
                last_task=task.name,
                last_result=result,
            )

    def _start_next_task(self) -> _Task:
        """Wait for a task, and take it from the queue."""
        with self._task_added:
            self._task_added.wait_for(lambda: self._tasks)
            task = self._running = self._tasks.pop(0)
            self._update_status(
                task=task.name, stage=None, done=0, total=0, waiting_count=len(self._tasks)
            )
        return task

    def _run_task(self, task: _Task) -> TaskResult:
        try:
            return self._change_library(task)
        except _Stopped:
            return None
        # Whatever it was, the thread must go on with the next task.
        except Exception as error:
            log_error(error)
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
                if self._library.document(task.source) is not None:
                    self._library.remove(task.source)
                self._library.delete_upload(task.source)
        return task.source

    def _on_progress(self, stage: Stage, done: int, total: int) -> None:
        if self.status.is_stopping:
            raise _Stopped
        self._update_status(stage=stage, done=done, total=total)
