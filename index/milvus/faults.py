"""The errors of a Milvus server, as errors of Fonti."""

import re
from typing import Any

from fonti.index.errors import FormatMismatch, Reason, StoreError
from fonti.index.milvus.address import MilvusAddress

# The codes of Milvus for a client that it does not know, or that may not do this.
_REFUSED_CODES = {1400, 1401, 1800}

# What milvus-lite, which has the interface of Milvus 2.6, calls its version.
_LITE_PREFIX = "milvus_lite-"
_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")


def make_server_error(address: MilvusAddress, error: BaseException) -> StoreError:
    """Return the StoreError for an error of pymilvus or of gRPC.

    Args:
        address: The address of the index.
        error: The error.

    """
    status = _find_status(error)
    if status in ("UNAUTHENTICATED", "PERMISSION_DENIED"):
        return StoreError("milvus_refused", address=address)
    if getattr(error, "code", None) in _REFUSED_CODES:
        return StoreError("milvus_refused", address=address)
    if status == "DEADLINE_EXCEEDED":
        return StoreError("milvus_too_slow", address=address)
    if status in ("UNAVAILABLE", "CANCELLED") or "Fail connecting to server" in str(error):
        return StoreError("milvus_unreachable", address=address)
    # A server whose time for a call is over has many words for it; pymilvus adds its own.
    if "Retry timeout" in str(error) or "wait for loading collection timeout" in str(error):
        return StoreError("milvus_too_slow", address=address)

    detail = getattr(error, "message", None) or str(error)
    return StoreError("milvus_failed", address=address, detail=str(detail))


def is_lite(version: str) -> bool:
    """Return whether a server is milvus-lite, from what it calls its version."""
    return version.startswith(_LITE_PREFIX)


def make_too_old_error(
    address: MilvusAddress, version: str, oldest: tuple[int, int, int]
) -> StoreError | None:
    """Return the error for a server that is too old; None for one that is not.

    Args:
        address: The address of the index.
        version: What the server calls its version.
        oldest: The oldest version that has all that is needed.

    """
    match = _VERSION.match(version)
    if is_lite(version) or (match and tuple(map(int, match.groups())) >= oldest):
        return None
    needed = ".".join(map(str, oldest))
    return StoreError("milvus_too_old", address=address, version=version, needed=needed)


def make_not_published_error(address: MilvusAddress) -> StoreError:
    """Return the error for a server that has no index of this name."""
    return StoreError("published_index_not_found", address=address)


def make_format_error(address: MilvusAddress, corpus: object) -> FormatMismatch:
    """Return the error for an index of a corpus that another version of Fonti published."""
    return FormatMismatch("published_index_of_other_format", address=address, corpus=corpus)


def make_incomplete_error(address: MilvusAddress, reason: Reason) -> StoreError:
    """Return the error for an index whose rows are missing or damaged."""
    return StoreError("published_index_incomplete", address=address, reason=reason)


def _find_status(error: BaseException) -> str:
    """Return the name of the gRPC status of an error, or of its cause; "" if there is none."""
    # pymilvus raises errors that are their own causes.
    for candidate in (error, error.__cause__):
        code: Any = getattr(candidate, "code", None)
        status = code() if callable(code) else code
        if name := getattr(status, "name", None):
            return str(name)
    return ""
