"""What people say of answers, kept with the index as lines of questions that `fonti evaluate` reads.

The documents that a line names are told by their hash, so that a line does not measure what they said before a change.
"""

import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from fonti.index import StoreError
from fonti.qa.answer import Answer, Citation

FEEDBACK = "feedback.jsonl"
Verdict = Literal["good", "wrong", "missed", "partial", "absent", "other"]
_LONGEST_COMMENT = 2000  # code points
_WAIT = 30.0  # seconds


def keep_feedback(
    folder: Path, given: str, answer: Answer, verdict: Verdict, comment: str = ""
) -> None:
    """Keep what somebody says of an answer in an index's folder, instead of what was said of it before.

    `given` names the answer. It is `good`, or why not: `wrong` (what is quoted does not answer), `missed` (the
    documents hold an answer that was not found), `partial`, `absent` (the documents do not answer, and silence would
    have been right), `other`. Of the comment, 2,000 code points are kept. Raises StoreError.
    """
    from filelock import FileLock, Timeout  # imported late, as in `index`

    kept = json.dumps(_line(given, answer, verdict, comment), ensure_ascii=False)
    file = folder / FEEDBACK
    try:
        with FileLock(f"{file}.lock", timeout=_WAIT):
            lines = file.read_bytes().split(b"\n") if file.exists() else []
            others = [line for line in lines if line.strip() and _name(line) != given]
            _write(
                file, [*others, kept.encode("utf-8", "backslashreplace")]
            )  # half a character as JSON escapes it
    except (OSError, Timeout) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreError(
            f"what you said cannot be kept in {file} ({reason}); make that folder writable, or free space"
        ) from error


def _line(given: str, answer: Answer, verdict: Verdict, comment: str) -> dict[str, Any]:
    languages = answer.languages or ()
    return {
        "id": given,
        "question": answer.question,
        "lang": answer.language,
        "kind": "good" if verdict == "good" else f"bad: {verdict}",
        "filter": languages[0] if len(languages) == 1 else None,
        "gold": _gold(answer, verdict),
        "verdict": verdict,
        "comment": comment[:_LONGEST_COMMENT],
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "topic": answer.topic,
        "languages": answer.languages,
        "sources": answer.sources,
        "cited": _places(citation for citation in answer.citations if citation.near),
    }


def _gold(answer: Answer, verdict: Verdict) -> list[dict[str, Any]] | None:
    """The places that answer, as far as the verdict tells; None where it does not, or a line cannot ask the same."""
    limited = answer.sources is not None or (
        answer.languages is not None and len(answer.languages) != 1
    )
    if answer.topic is not None or limited or verdict not in ("good", "absent"):
        return None
    return (
        []
        if verdict == "absent"
        else _places(citation for citation in answer.citations if citation.answers)
    )


def _places(citations: Iterable[Citation]) -> list[dict[str, Any]]:
    """Citations in the form of gold, so that a person can correct a line by copying."""
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


def _name(line: bytes) -> object:
    """The id of a line; None of one that somebody wrote and that cannot be read: it stays as it is."""
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return found.get("id") if isinstance(found, dict) else None


def _write(file: Path, lines: Iterable[bytes]) -> None:
    """Put lines into a file that nobody else reads, as a whole or not at all."""
    new = file.with_name(f"{file.name}.new")
    new.unlink(missing_ok=True)  # what a kill left
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as aside:  # noqa: PTH123 - a descriptor, no path
        aside.write(b"\n".join([*lines, b""]))
        aside.flush()
        os.fsync(aside.fileno())
    new.replace(file)
