"""Store people's verdicts on answers, as lines of questions that `fonti evaluate` reads.

A line has the hashes of the documents that it names, so that it is no longer used after a document
has changed.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from fonti.index import StoreError
from fonti.index.durable import PRIVATE_FILE, replace_file
from fonti.index.errors import system_reason
from fonti.qa.answer import Answer, Citation

# The name of the file in the folder of an index.
FEEDBACK_FILE = "feedback.jsonl"

# `good`, or what is wrong: `wrong` (the quote does not answer), `missed` (the documents have an
# answer that was not found), `partial`, `absent` (the documents do not answer, and silence would
# have been right), `other`.
Verdict = Literal["good", "wrong", "missed", "partial", "absent", "other"]

# Code points of a comment that are stored.
_MAX_COMMENT_LENGTH = 2000

# The largest file, or the most that is stored elsewhere. More is refused: what is already there may
# be the work of others.
MAX_FEEDBACK_BYTES = 8 << 20

# How long a verdict waits while another one is stored.
_LOCK_TIMEOUT_SECONDS = 10.0


def save_feedback(
    folder: Path, answer_id: str, answer: Answer, verdict: Verdict, comment: str = ""
) -> None:
    """Store a verdict on an answer, in place of an earlier verdict on it.

    Args:
        folder: The folder of the index.
        answer_id: The name of the answer.
        answer: The answer.
        verdict: The verdict.
        comment: A remark, of which 2,000 code points are stored.

    Raises:
        StoreError: The file is full, or cannot be written.

    """
    # Imported late: only feedback needs it.
    from filelock import FileLock, Timeout

    line = format_feedback(answer_id, answer, verdict, comment)
    file = folder / FEEDBACK_FILE

    try:
        with FileLock(f"{file}.lock", timeout=_LOCK_TIMEOUT_SECONDS, mode=PRIVATE_FILE):
            other_lines = [old for old in _read_lines(file) if _parse_id(old) != answer_id]
            content = b"\n".join([*other_lines, line, b""])
            if len(content) > MAX_FEEDBACK_BYTES:
                raise StoreError("feedback_full", file=file, limit_mib=MAX_FEEDBACK_BYTES >> 20)
            replace_file(file, content)
    except (OSError, Timeout) as error:
        raise StoreError("feedback_not_stored", file=file, reason=system_reason(error)) from error


def format_feedback(answer_id: str, answer: Answer, verdict: Verdict, comment: str = "") -> bytes:
    """Return a verdict on an answer as a line of a file of questions, in UTF-8.

    The arguments are those of `save_feedback`.
    """
    line = json.dumps(_create_line(answer_id, answer, verdict, comment), ensure_ascii=False)
    # JSON escapes half a character as backslash and digits too.
    return line.encode("utf-8", "backslashreplace")


def _read_lines(file: Path) -> list[bytes]:
    """Return the lines of a file that are not blank; none if there is no file."""
    if not file.exists():
        return []
    return [line for line in file.read_bytes().split(b"\n") if line.strip()]


def _create_line(answer_id: str, answer: Answer, verdict: Verdict, comment: str) -> dict[str, Any]:
    """Return the line of a verdict, in the form of a question of a file of questions."""
    languages = answer.languages or ()
    near = [citation for citation in answer.citations if citation.is_near]
    return {
        "id": answer_id,
        "question": answer.question,
        "lang": answer.language,
        "kind": "good" if verdict == "good" else f"bad: {verdict}",
        "filter": languages[0] if len(languages) == 1 else None,
        "gold": _list_gold(answer, verdict),
        "verdict": verdict,
        "comment": comment[:_MAX_COMMENT_LENGTH],
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "topic": answer.topic,
        "languages": answer.languages,
        "sources": answer.sources,
        "cited": _format_as_gold(near),
    }


def _list_gold(answer: Answer, verdict: Verdict) -> list[dict[str, Any]] | None:
    """Return what answers, as far as the verdict says.

    None if it does not say, or if a line of a file of questions cannot ask the same: a follow-up,
    or a search limited to documents or to several languages.
    """
    has_several_languages = answer.languages is not None and len(answer.languages) != 1
    is_limited = answer.sources is not None or has_several_languages
    if answer.topic is not None or is_limited:
        return None

    match verdict:
        case "good":
            return _format_as_gold(citation for citation in answer.citations if citation.is_answer)
        case "absent":
            return []
        case _:
            return None


def _format_as_gold(citations: Iterable[Citation]) -> list[dict[str, Any]]:
    """Return citations in the form of gold, so that a person can correct a line by copying."""
    return [
        {
            "file": citation.source,
            "start": citation.passage.start,
            "end": citation.passage.end,
            "answers": [{"text": citation.quote, "start": citation.start}],
            "sha256": citation.sha256,
        }
        for citation in citations
    ]


def _parse_id(line: bytes) -> object:
    """Return the id of a line; None if the line, which a person may have written, has none."""
    try:
        values = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return values.get("id") if isinstance(values, dict) else None
