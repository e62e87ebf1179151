"""Run the process that parses files: requests on standard input, replies on standard output.

A request is JSON, followed by the bytes of a file; a reply is JSON. Parsers run only in this
process, so that a harmful file cannot affect the parent. Memory is limited, and the parent ends the
process if it takes too long. While it recognizes the pages of a scan, it sends after each of them a
message of its progress, from which its time counts anew.
"""

import json
import os
import signal
import sys
from base64 import b64encode
from dataclasses import asdict
from typing import Any

from fonti.index.errors import Reason
from fonti.index.formats import FORMATS, Unreadable, extract
from fonti.index.formats.programs.ocr import OcrSettings, use_ocr
from fonti.index.formats.worker.framing import receive, send

# The longest text, in code points.
MAX_CHARACTERS = 100_000_000

# A process whose parent was killed ends this many seconds after its time limit.
_ORPHAN_GRACE_SECONDS = 30

# The longest description of an unexpected error, in characters.
_MAX_DETAIL_LENGTH = 169


def main() -> None:
    """Parse files until the standard input ends.

    The arguments of the process are the limits: bytes of memory, and seconds for a file.
    """
    memory_limit = int(sys.argv[1])
    time_limit = float(sys.argv[2])

    # On Ctrl-C, the parent ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    # Libraries print to standard error instead, so that they do not disturb the replies.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    if sys.platform != "win32":
        _limit_memory(memory_limit)

    def reply(message: dict[str, Any]) -> None:
        send(replies, json.dumps(message).encode())
        replies.flush()

    def report_page(done: int, total: int) -> None:
        _start_timer(time_limit)
        reply({"progress": [done, total]})

    while (request := receive(sys.stdin.buffer)) is not None:
        content = receive(sys.stdin.buffer) or b""
        _start_timer(time_limit)
        values = json.loads(request)
        with use_ocr(OcrSettings(values.pop("ocr", True), report_page)):
            reply(_reply_to(values, content))


def _start_timer(time_limit: float) -> None:
    """Let this process end some time after the limit, unless the timer is started again."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, time_limit + _ORPHAN_GRACE_SECONDS)


def _limit_memory(memory_limit: int) -> None:
    # Imported late: Windows does not have it.
    import resource

    hard_limit = resource.getrlimit(resource.RLIMIT_DATA)[1]
    limit = memory_limit if hard_limit < 0 else min(memory_limit, hard_limit)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard_limit))


def _reply_to(request: dict[str, Any], content: bytes) -> dict[str, Any]:
    """Return the result of a request, or the reason why there is none.

    `retry` says that a new process may succeed.
    """
    try:
        return _execute(request, content)
    except Unreadable as error:
        return _make_failure(error.reason)
    except MemoryError:
        return _make_failure(Reason("parser_out_of_memory")) | {"retry": True}
    except RecursionError:
        return _make_failure(Reason("parser_recursion_too_deep"))
    except ImportError:
        # The installation is at fault, not the file.
        raise
    except Exception as error:
        # A parser met what its authors did not foresee.
        detail = f"{type(error).__name__}: {error}"[:_MAX_DETAIL_LENGTH]
        return _make_failure(Reason("parser_failed", {"detail": detail}))


def _make_failure(reason: Reason) -> dict[str, Any]:
    return {"unreadable": reason.to_json()}


def _execute(request: dict[str, Any], content: bytes) -> dict[str, Any]:
    """Execute one of the requests of `fonti.index.formats.worker.parser.Parser`."""
    match request:
        case {"render_page": number}:
            # Imported late: only pages that are shown need it.
            from fonti.index.formats.pdf.render import render_page

            document = _convert_to_pdf(request, content)
            return {"picture": b64encode(render_page(document, number)).decode()}

        case {"locate_texts": texts}:
            # Imported late: only pages that are shown need it.
            from fonti.index.formats.pdf.render import locate_texts

            document = _convert_to_pdf(request, content)
            return {"layouts": [asdict(layout) for layout in locate_texts(document, texts)]}

        case _:
            extracted = extract(request["parse"], content)
            if len(extracted.text) > MAX_CHARACTERS:
                raise Unreadable("text_too_long", limit=MAX_CHARACTERS)
            warnings = [warning.to_json() for warning in extracted.warnings]
            return asdict(extracted) | {"warnings": warnings}


def _convert_to_pdf(request: dict[str, Any], content: bytes) -> bytes:
    """Return the PDF of a file whose pages are drawn."""
    if FORMATS[request["suffix"]].module == "pdf.document":
        return content

    # Imported late: only pages that are shown need it.
    from fonti.index.formats.pdf.image_files import make_pdf

    return make_pdf(content)


if __name__ == "__main__":
    main()
