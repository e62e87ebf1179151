"""Store people's verdicts on answers: in a file of the index, or in a database."""

from pathlib import Path
from typing import Protocol

from fonti.index import FontiError
from fonti.qa import MAX_FEEDBACK_BYTES, Answer, Verdict, format_feedback, save_feedback
from fonti.ui.web.database.connection import Database


class FeedbackStore(Protocol):
    """Where the verdicts on the answers of one collection are."""

    def save(
        self,
        account: str | None,
        answer_id: str,
        answer: Answer,
        verdict: Verdict,
        comment: str,
    ) -> None:
        """Store a verdict on an answer, in place of an earlier verdict on it.

        Args:
            account: Who gives it; None if nobody logs in.
            answer_id: The name of the answer.
            answer: The answer.
            verdict: The verdict.
            comment: A remark; "" for none.

        Raises:
            FontiError: It cannot be stored, or there is no more room.

        """


class FeedbackFile:
    """The verdicts in the folder of an index (see `FeedbackStore`).

    Args:
        folder: The folder.

    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(
        self,
        account: str | None,  # noqa: ARG002
        answer_id: str,
        answer: Answer,
        verdict: Verdict,
        comment: str,
    ) -> None:
        """Store a verdict on an answer, in place of an earlier verdict on it."""
        save_feedback(self._folder, answer_id, answer, verdict, comment)


class FeedbackTable:
    """The verdicts of accounts in a database (see `FeedbackStore`).

    Args:
        database: The database.
        collection: The name of the collection; "" for a corpus without one.

    """

    def __init__(self, database: Database, collection: str) -> None:
        self._database = database
        self._collection = collection

    def save(
        self,
        account: str | None,
        answer_id: str,
        answer: Answer,
        verdict: Verdict,
        comment: str,
    ) -> None:
        """Store a verdict of an account, in place of its earlier one on the answer.

        The limit of a file holds for each collection.
        """
        line = format_feedback(answer_id, answer, verdict, comment).decode()
        key = (account, self._collection, answer_id)
        with self._database.transaction() as cursor:
            # One after another: together they stay within the limit.
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                (f"feedback {self._collection}",),
            )
            cursor.execute(
                "INSERT INTO fonti.feedback (account, collection, id, line) "
                "VALUES (%s, %s, %s, %s) "
                "ON CONFLICT (account, collection, id) DO UPDATE SET line = excluded.line",
                (*key, line),
            )
            cursor.execute(
                "SELECT sum(octet_length(line) + 1) FROM fonti.feedback WHERE collection = %s",
                (self._collection,),
            )
            row = cursor.fetchone()
            if row and row[0] > MAX_FEEDBACK_BYTES:
                limit_mib = MAX_FEEDBACK_BYTES >> 20
                raise FontiError("feedback_full", file="fonti.feedback", limit_mib=limit_mib)
