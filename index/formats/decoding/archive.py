"""Open ZIP archives safely: check the declared sizes before inflating, and never exceed them."""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from fonti.index.formats.errors import Unreadable

_MAX_MEMBERS = 10_000

# The size of all members when inflated.
_MAX_TOTAL_BYTES = 256 << 20

# The ratio of a member's size to its compressed size, for members larger than the second constant.
_MAX_RATIO = 200
_MIN_BYTES_FOR_RATIO = 1 << 20

_ENCRYPTED_FLAG = 0x1
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_LOCAL_HEADER_SIGNATURE = b"PK\3\4"
_ZIP_SIGNATURE = b"PK"

# Old Office files begin with this, and new ones that are protected by a password.
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# What the zipfile module raises for a damaged archive.
_ZIP_ERRORS = (
    BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
)

# The format of an archive is detected by the member `mimetype`, or by the names of its members.
_SUFFIX_BY_MIME_TYPE = {
    "application/epub+zip": ".epub",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/vnd.oasis.opendocument.graphics": ".odg",
}
_SUFFIX_BY_MEMBER_PREFIX = {
    "word/": ".docx",
    "xl/": ".xlsx",
    "ppt/": ".pptx",
    "META-INF/container.xml": ".epub",
}


@dataclass(frozen=True, slots=True)
class Archive:
    """A ZIP archive that `open_archive` has checked; `names` are the names of its members."""

    names: frozenset[str]
    _zip_file: ZipFile

    def read(self, name: str) -> bytes:
        """Return the content of a member, never more than it declares.

        Raises:
            Unreadable: If there is no such member, or it is damaged.

        """
        if name not in self.names:
            raise Unreadable("archive_file_missing", name=name)

        member = self._zip_file.getinfo(name)
        try:
            with self._zip_file.open(member) as stream:
                # With a size, no more than that is inflated, however much there is.
                return stream.read(member.file_size + 1)
        except _ZIP_ERRORS as error:
            raise Unreadable("file_damaged", detail=str(error)) from error


def open_archive(content: bytes, suffix: str) -> Archive:
    """Check the ZIP archive of a document, and return it.

    Args:
        content: The bytes of the file.
        suffix: The suffix of the format that the archive must have.

    Raises:
        Unreadable: If the archive is of another format, damaged, or not safe to inflate.

    """
    check_archive_signature(content, suffix)
    try:
        zip_file = ZipFile(BytesIO(content))
        members = zip_file.infolist()
        _check_declared_sizes(members)
        _check_overlaps(content, members)
    except _ZIP_ERRORS as error:
        raise Unreadable("file_damaged", detail=str(error)) from error

    archive = Archive(frozenset(member.filename for member in members), zip_file)
    actual_suffix = _detect_suffix(archive)
    if actual_suffix is None:
        raise Unreadable("archive_is_plain_zip", suffix=suffix)
    if actual_suffix != suffix:
        raise Unreadable("archive_of_other_format", actual_suffix=actual_suffix, suffix=suffix)
    return archive


def check_archive_signature(content: bytes, suffix: str) -> None:
    """Raise Unreadable if a file does not begin as an archive does.

    Args:
        content: The bytes of the file, or the first of them.
        suffix: The suffix of the expected format.

    """
    if content.startswith(OLE_SIGNATURE):
        raise Unreadable("office_file_protected_or_old", suffix=suffix)
    if not content.startswith(_ZIP_SIGNATURE):
        raise Unreadable("format_not_recognized", suffix=suffix)


def _check_declared_sizes(members: list[ZipInfo]) -> None:
    """Check the sizes in the directory of the archive, before any member is read."""
    if len(members) > _MAX_MEMBERS:
        raise Unreadable("archive_has_too_many_files", count=len(members), limit=_MAX_MEMBERS)
    if len({member.filename for member in members}) < len(members):
        raise Unreadable("archive_names_repeated")
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
        raise Unreadable("archive_password_protected")
    if any(member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for member in members):
        raise Unreadable("archive_compression_unsupported")

    total_bytes = sum(member.file_size for member in members)
    if total_bytes > _MAX_TOTAL_BYTES:
        raise Unreadable(
            "archive_too_large", size_mb=total_bytes >> 20, limit_mb=_MAX_TOTAL_BYTES >> 20
        )

    for member in members:
        if member.file_size > max(_MIN_BYTES_FOR_RATIO, _MAX_RATIO * member.compress_size):
            raise Unreadable("archive_ratio_too_large", limit=_MAX_RATIO, name=member.filename)


def _check_overlaps(content: bytes, members: list[ZipInfo]) -> None:
    """Check that members share no bytes: a small archive could inflate without end."""
    spans: list[tuple[int, int]] = []
    for member in members:
        start = member.header_offset
        signature, name_length, extra_length = _LOCAL_HEADER.unpack_from(content, start)
        if signature != _LOCAL_HEADER_SIGNATURE:
            raise Unreadable("archive_file_misplaced")
        header_size = _LOCAL_HEADER.size + name_length + extra_length
        spans.append((start, start + header_size + member.compress_size))

    spans.sort()
    spans.append((len(content), len(content)))
    for (_, end), (next_start, _) in pairwise(spans):
        if end > next_start:
            raise Unreadable("archive_files_overlap")


def _detect_suffix(archive: Archive) -> str | None:
    """Return the suffix of the archive's format; None if it is not a format of documents."""
    if "mimetype" in archive.names:
        actual_type = archive.read("mimetype").decode("ascii", "replace").strip()
        for mime_type, suffix in _SUFFIX_BY_MIME_TYPE.items():
            if actual_type.startswith(mime_type):
                return suffix

    for prefix, suffix in _SUFFIX_BY_MEMBER_PREFIX.items():
        if any(name.startswith(prefix) for name in archive.names):
            return suffix

    return ".odt" if "content.xml" in archive.names else None
