"""The child process that parses: files come in on its standard input, texts go out on its standard output.

A file is what is to be done with it, as JSON, and its bytes; a text is JSON, and so is how pages look. Whatever a file
does to a parser, it does it here: memory is limited, and the parent ends what takes too long.
"""

import json
import os
import signal
import sys
from base64 import b64encode
from dataclasses import asdict
from typing import Any

from fonti.index.formats import Unreadable, extract
from fonti.index.formats.framing import receive, send

MOST_CHARACTERS = 100_000_000  # code points of a text
_ORPHANED = 30  # seconds past its time after which a parser whose parent was killed ends by itself


def main() -> None:
    """Parse until the standard input ends. The arguments are the limits: bytes of memory, seconds for a file."""
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears of Ctrl-C, and ends this one
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no reply
    if sys.platform != "win32":
        _limit(memory)
    while (order := receive(sys.stdin.buffer)) is not None:
        content = receive(sys.stdin.buffer) or b""
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_REAL, seconds + _ORPHANED)
        send(replies, json.dumps(_reply(json.loads(order), content)).encode())
        replies.flush()


def _limit(memory: int) -> None:
    import resource

    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (memory if most < 0 else min(memory, most), most))


def _reply(order: dict[str, Any], content: bytes) -> dict[str, Any]:
    """What is ordered, as plain values, or under `unreadable` why there is none; `worn` where a new child may do."""
    try:
        return _done(order, content)
    except Unreadable as error:
        return {"unreadable": str(error)}
    except MemoryError:
        return {"unreadable": "it takes too much memory to read", "worn": True}
    except RecursionError:
        return {"unreadable": "it is nested too deep to be read"}
    except ImportError:  # the installation is at fault, not the file
        raise
    except Exception as error:  # a parser met what its authors did not foresee
        return {
            "unreadable": f"damaged: it cannot be parsed ({type(error).__name__}: {error})"[:200]
        }


def _done(order: dict[str, Any], content: bytes) -> dict[str, Any]:
    match order:
        case {"draw": number}:
            from fonti.index.formats.pdf.picture import draw

            return {"picture": b64encode(draw(content, number)).decode()}
        case {"lay_out": texts}:
            from fonti.index.formats.pdf.picture import lay_out

            return {"layouts": [*map(asdict, lay_out(content, texts))]}
        case _:
            found = extract(order["parse"], content)
            if len(found.text) > MOST_CHARACTERS:
                return {
                    "unreadable": f"it holds more than {MOST_CHARACTERS:,} characters; split it"
                }
            return asdict(found)


if __name__ == "__main__":
    main()
