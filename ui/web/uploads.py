"""Receive files that are added to a collection, within limits."""

from functools import partial
from pathlib import Path
from shutil import disk_usage

from anyio import to_thread
from fastapi import Request
from starlette.requests import ClientDisconnect

from fonti.index import MAX_BYTES, Library, UploadError
from fonti.ui.web.upload_limits import UploadLimits

# Uploads that a collection may have.
_MAX_STORED_UPLOADS = 10_000

# Bytes that stay free on the disk of the index, for what is made of the uploads.
_MIN_FREE_BYTES = MAX_BYTES


async def receive_upload(
    request: Request, library: Library, limits: UploadLimits, name: str
) -> str:
    """Store the body of a request as a document, and return its source.

    Args:
        request: The request.
        library: The library that gets the document.
        limits: The limits of the uploads that are being received.
        name: The name that is sent.

    Raises:
        ServerBusy: If too many uploads are being received.
        UploadError: If there is no space for it, or the library refuses it.

    """
    length = int(request.headers.get("content-length", MAX_BYTES))
    with limits.reserve(length):
        _check_room(library, limits.expected_bytes, name)
        return await _store_body(request, library, name)


def _check_room(library: Library, expected_bytes: int, name: str) -> None:
    """Check that there is space for an upload before it is received.

    Args:
        library: The library.
        expected_bytes: The bytes of all uploads that are being received. Each is written twice.
        name: The name of the upload.

    Raises:
        UploadError: If there is none, or if there are too many uploads already.

    """
    if disk_usage(library.folder).free - 2 * expected_bytes < _MIN_FREE_BYTES:
        raise UploadError("upload_no_space", name=name)
    if library.count_uploads() >= _MAX_STORED_UPLOADS:
        raise UploadError("upload_too_many", name=name, limit=_MAX_STORED_UPLOADS)


async def _store_body(request: Request, library: Library, name: str) -> str:
    """Store the body of a request as a document, and return its source.

    Raises:
        UploadError: If the library refuses it.

    """
    with library.open_incoming_file(name) as file:
        size = 0
        try:
            async for chunk in request.stream():
                size += len(chunk)
                if size > MAX_BYTES:
                    # The rest is not received, so the size of the file is unknown.
                    raise UploadError("upload_over_limit", name=name, limit_mib=MAX_BYTES >> 20)
                file.write(chunk)
        except ClientDisconnect:
            raise UploadError("upload_interrupted", name=name) from None

        file.flush()
        return await to_thread.run_sync(partial(library.add, Path(file.name), name=name))
