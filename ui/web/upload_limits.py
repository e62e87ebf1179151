"""Limit the uploads that are being received, in number and in bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fonti.ui.web.work_queue import ServerBusy, current_asker

# Uploads at the same time, and how many of them may come from one asker: a page sends one after
# another.
_MAX_PARALLEL_UPLOADS = 8
_MAX_PARALLEL_UPLOADS_OF_ASKER = 4

# The bytes that parallel uploads may have together.
_MAX_BYTES = 1 << 30


@dataclass(frozen=True, slots=True, eq=False)
class _Upload:
    asker: str
    size: int


class UploadLimits:
    """The uploads that are being received now."""

    def __init__(self) -> None:
        self._uploads: list[_Upload] = []

    @property
    def expected_bytes(self) -> int:
        """Return the total size of these uploads in bytes, whether received already or not."""
        return sum(upload.size for upload in self._uploads)

    @contextmanager
    def reserve(self, size: int) -> Iterator[None]:
        """Count an upload of at most `size` bytes while the context lasts.

        Raises:
            ServerBusy: If there are too many already.

        """
        upload = _Upload(current_asker.get(), size)
        of_asker = [other for other in self._uploads if other.asker == upload.asker]
        is_full = (
            len(self._uploads) >= _MAX_PARALLEL_UPLOADS
            or len(of_asker) >= _MAX_PARALLEL_UPLOADS_OF_ASKER
        )
        if is_full or (self._uploads and self.expected_bytes + size > _MAX_BYTES):
            raise ServerBusy

        self._uploads.append(upload)
        try:
            yield
        finally:
            self._uploads.remove(upload)
