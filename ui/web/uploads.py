"""Store the body of a request as a document."""

from functools import partial
from pathlib import Path
from shutil import disk_usage
from tempfile import NamedTemporaryFile

from fastapi import Request
from starlette.requests import ClientDisconnect

from fonti.index import MAX_BYTES, Library, UploadError
from fonti.ui.web.work_queue import WorkerPool

_MAX_UPLOADS = 10_000
# Bytes that stay free on the disk of the index, for the copy of a large upload and its passages.
_MIN_FREE_BYTES = 2 * MAX_BYTES


async def store_body(request: Request, library: Library, pool: WorkerPool, name: str) -> str:
    """Store the body of a request as a document, and return its source.

    Raises:
        UploadError: If the library refuses it.

    """
    with NamedTemporaryFile(prefix="fonti-") as file:
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
        return await pool.run(partial(_add_to_library, library, Path(file.name), name))


def _add_to_library(library: Library, file: Path, name: str) -> str:
    """Add a file to the library, and return its source.

    Raises:
        UploadError: If there is no space for it, or the library refuses it.

    """
    if disk_usage(library.folder).free < _MIN_FREE_BYTES:
        raise UploadError("upload_no_space", name=name)

    if library.count_uploads() >= _MAX_UPLOADS:
        raise UploadError("upload_too_many", name=name, limit=_MAX_UPLOADS)
    return library.add(file, name=name)
