"""Run the process that parses files: requests on standard input, replies on standard output.

A request is JSON, followed by the bytes of a file; a reply is JSON, followed by as many messages of
bytes as it says. Files are parsed, and their texts cut into passages, only in this process, so that
a harmful file cannot affect the parent. Memory is limited, and the parent ends the process if it
takes too long. After each page of a scan that it recognizes, and after some passages, it sends a
message of its progress, from which its time counts anew.
"""

import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fonti.index.errors import Reason
from fonti.index.formats import FORMATS, ExtractedText, Unreadable, extract
from fonti.index.formats.programs.ocr import OcrSettings, use_ocr
from fonti.index.text.language import choose_document_language
from fonti.index.text.passages import split_passages
from fonti.index.worker.framing import Reply, receive, send_reply
from fonti.index.worker.parsed_text import (
    ParsedText,
    PassageArrays,
    PassageArraysBuilder,
    encode_parsed_text,
)
from fonti.index.worker.sandbox import enter_sandbox

# The longest text, in code points, and the most parts that it may have: several times what prose of
# this length has.
MAX_CHARACTERS = 100_000_000
MAX_PASSAGES = 300_000
MAX_SENTENCES = 1_500_000
MAX_PAGES = 100_000

# After how many passages the time of the process counts anew.
_PASSAGES_PER_STEP = 200

# A process whose parent was killed ends this many seconds after its time limit.
_ORPHAN_GRACE_SECONDS = 30

# The largest file that it may write, such as what LibreOffice makes of a document.
_MAX_FILE_BYTES = 1 << 30

# The longest description of an unexpected error, in characters.
_MAX_DETAIL_LENGTH = 169


def main() -> None:
    """Parse files until the standard input ends.

    The arguments of the process are the limits: bytes of memory, and seconds for a file. The
    variable TMPDIR names the folder in which it may write.
    """
    memory_limit = int(sys.argv[1])
    time_limit = float(sys.argv[2])

    # On Ctrl-C, the parent ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    # Libraries print to standard error instead, so that they do not disturb the replies.
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    if sys.platform != "win32":
        _limit_resources(memory_limit)
    enter_sandbox(Path(tempfile.gettempdir()))

    def report_progress(*page: int) -> None:
        _start_timer(time_limit)
        send_reply(output, Reply({"progress": page}, []))

    while (request := receive(sys.stdin.buffer)) is not None:
        content = receive(sys.stdin.buffer) or b""
        _start_timer(time_limit)
        values = json.loads(request)
        with use_ocr(OcrSettings(values.pop("ocr", True), report_progress)):
            send_reply(output, _reply_to(values, content, report_progress))


def _start_timer(time_limit: float) -> None:
    """Let this process end some time after the limit, unless the timer is started again."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, time_limit + _ORPHAN_GRACE_SECONDS)


def _limit_resources(memory_limit: int) -> None:
    """Limit the memory and the files of this process, and let a crash write none."""
    # Imported late: Windows does not have it.
    import resource

    limits = {
        resource.RLIMIT_DATA: memory_limit,
        resource.RLIMIT_FSIZE: _MAX_FILE_BYTES,
        resource.RLIMIT_CORE: 0,
    }
    for kind, wanted in limits.items():
        hard_limit = resource.getrlimit(kind)[1]
        limit = wanted if hard_limit < 0 else min(wanted, hard_limit)
        resource.setrlimit(kind, (limit, hard_limit))


def _reply_to(
    request: dict[str, Any], content: bytes, report_progress: Callable[[], None]
) -> Reply:
    """Return the result of a request, or the reason why there is none.

    `retry` says that a new process may succeed.
    """
    try:
        return _execute(request, content, report_progress)
    except Unreadable as error:
        return _make_failure(error.reason)
    except MemoryError:
        return _make_failure(Reason("parser_out_of_memory"), retry=True)
    except RecursionError:
        return _make_failure(Reason("parser_recursion_too_deep"))
    except ImportError:
        # The installation is at fault, not the file.
        raise
    except Exception as error:
        # A parser met what its authors did not foresee.
        detail = f"{type(error).__name__}: {error}"[:_MAX_DETAIL_LENGTH]
        return _make_failure(Reason("parser_failed", {"detail": detail}))


def _make_failure(reason: Reason, *, retry: bool = False) -> Reply:
    return Reply({"unreadable": reason.to_json(), "retry": retry}, [])


def _execute(request: dict[str, Any], content: bytes, report_progress: Callable[[], None]) -> Reply:
    """Execute one of the requests of `fonti.index.worker.parser.Parser`."""
    match request:
        case {"render_page": number}:
            # Imported late: only pages that are shown need it.
            from fonti.index.formats.pdf.render import render_page

            document = _convert_to_pdf(request, content)
            return Reply({}, [render_page(document, number)])

        case {"locate_texts": texts}:
            # Imported late: only pages that are shown need it.
            from fonti.index.formats.pdf.render import locate_texts

            document = _convert_to_pdf(request, content)
            layouts = [asdict(layout) for layout in locate_texts(document, texts)]
            return Reply({"layouts": layouts}, [])

        case {"read_bibliography": _}:
            # Imported late: few folders have a bibliography.
            from fonti.index.formats.data.bibtex import read_bibliography

            return asdict(read_bibliography(content)), []

        case _:
            extracted = extract(request["parse"], content)
            return Reply(*encode_parsed_text(_finish_text(extracted, report_progress)))


def _finish_text(extracted: ExtractedText, report_progress: Callable[[], None]) -> ParsedText:
    """Return a text with its language and its passages.

    Raises:
        Unreadable: If it has too many characters or parts.

    """
    if len(extracted.text) > MAX_CHARACTERS:
        raise Unreadable("text_too_long", limit=MAX_CHARACTERS)
    if len(extracted.pages) > MAX_PAGES:
        raise Unreadable("text_has_too_many_parts", limit=MAX_PAGES)

    language = choose_document_language(extracted)
    return ParsedText(
        text=extracted.text,
        language=language,
        passages=_split_text(extracted, language, report_progress),
        encoding=extracted.encoding,
        title=extracted.title,
        author=extracted.author,
        date=extracted.date,
        pages=extracted.pages,
        warnings=extracted.warnings,
    )


def _split_text(
    extracted: ExtractedText, language: str, report_progress: Callable[[], None]
) -> PassageArrays:
    builder = PassageArraysBuilder()
    passages = split_passages(extracted.text, language=language, headings=extracted.headings)
    for number, passage in enumerate(passages, start=1):
        builder.add(passage)
        if number > MAX_PASSAGES:
            raise Unreadable("text_has_too_many_parts", limit=MAX_PASSAGES)
        if builder.sentence_count > MAX_SENTENCES:
            raise Unreadable("text_has_too_many_parts", limit=MAX_SENTENCES)
        if number % _PASSAGES_PER_STEP == 0:
            report_progress()
    return builder.build()


def _convert_to_pdf(request: dict[str, Any], content: bytes) -> bytes:
    """Return the PDF of a file whose pages are drawn."""
    if FORMATS[request["suffix"]].module == "pdf.document":
        return content

    # Imported late: only pages that are shown need it.
    from fonti.index.formats.pdf.image_files import make_pdf

    return make_pdf(content)


if __name__ == "__main__":
    main()
