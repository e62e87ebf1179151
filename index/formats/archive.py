"""ZIP archives opened with care: what they claim is checked before anything is inflated, and no claim is trusted."""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from fonti.index.formats.extract import Unreadable

_MOST_MEMBERS = 10_000
_MOST_BYTES = 256 << 20  # of all members, inflated
_MOST_RATIO = 200  # of a member's size to its compressed size, where it is larger than:
_SMALL = 1 << 20
_ENCRYPTED = 0x1  # the flag's bit
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what old Office files begin with, and new ones under a password
_FAULTS = (BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, ValueError)
_MIME_TYPES = {
    "application/epub+zip": ".epub",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/vnd.oasis.opendocument.graphics": ".odg",
}
_TELLING_FOLDERS = {
    "word/": ".docx",
    "xl/": ".xlsx",
    "ppt/": ".pptx",
    "META-INF/container.xml": ".epub",
}


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive whose claims were checked; `names` are its members."""

    names: frozenset[str]
    _zip: ZipFile

    def read(self, name: str) -> bytes:
        """A member's bytes, never more than it declares. Raises Unreadable."""
        if name not in self.names:
            raise Unreadable(f"damaged ({name} is missing)")
        member = self._zip.getinfo(name)
        try:
            with self._zip.open(member) as stream:
                # With a size given, no more than that is inflated, however much there is.
                return stream.read(member.file_size + 1)
        except _FAULTS as error:
            raise Unreadable(f"damaged ({error})") from error


def open_archive(content: bytes, suffix: str) -> Archive:
    """The archive that a file of this suffix is. Raises Unreadable for any other, and for one that is not safe."""
    refuse_no_archive(content, suffix)
    try:
        opened = ZipFile(BytesIO(content))
        members = opened.infolist()
        _refuse_claims(members)
        _refuse_overlaps(content, members)
    except _FAULTS as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"damaged ({error})") from error
    archive = Archive(frozenset(member.filename for member in members), opened)
    found = _suffix_of(archive)
    if found != suffix:
        raise Unreadable(f"{f'a {found} file' if found else 'a ZIP archive'}, not a {suffix} file")
    return archive


def refuse_no_archive(content: bytes, suffix: str) -> None:
    """Raise Unreadable where a file's bytes, of which the first are enough, do not begin as an archive's do."""
    if content.startswith(_OLE):
        raise Unreadable(
            f"protected by a password or in an old Office format; save it as {suffix} without a password"
        )
    if not content.startswith(b"PK"):
        raise Unreadable(f"not a {suffix} file")


def _refuse_claims(members: list[ZipInfo]) -> None:
    """What the archive's directory says, before a byte of a member is read."""
    if len(members) > _MOST_MEMBERS:
        raise Unreadable(
            f"too many files inside ({len(members):,}; at most {_MOST_MEMBERS:,} are read)"
        )
    if len({member.filename for member in members}) < len(members):
        raise Unreadable("damaged (two files of the same name inside)")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Unreadable("protected by a password; save it without one")
    if any(member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for member in members):
        raise Unreadable("compressed in a way that is not read; save it again")
    size = sum(member.file_size for member in members)
    if size > _MOST_BYTES:
        raise Unreadable(
            f"too large ({size >> 20:,} MB when inflated; at most {_MOST_BYTES >> 20} are read)"
        )
    for member in members:
        if member.file_size > max(_SMALL, _MOST_RATIO * member.compress_size):
            raise Unreadable(
                f"inflates more than {_MOST_RATIO} times, as no document does ({member.filename})"
            )


def _refuse_overlaps(content: bytes, members: list[ZipInfo]) -> None:
    """Members that share bytes let a small archive inflate without end."""
    spans = []
    for member in members:
        signature, name, extra = _LOCAL_HEADER.unpack_from(content, member.header_offset)
        if signature != b"PK\3\4":
            raise Unreadable("damaged (a file inside does not begin where it should)")
        spans.append(
            (
                member.header_offset,
                member.header_offset + _LOCAL_HEADER.size + name + extra + member.compress_size,
            )
        )
    spans.sort()
    if any(end > start for (_, end), (start, _) in pairwise([*spans, (len(content), 0)])):
        raise Unreadable("damaged (files inside overlap)")


def _suffix_of(archive: Archive) -> str | None:
    """The suffix that an archive of this content should have."""
    if "mimetype" in archive.names:
        told = archive.read("mimetype").decode("ascii", "replace").strip()
        for mime_type, suffix in _MIME_TYPES.items():
            if told.startswith(mime_type):
                return suffix
    for folder, suffix in _TELLING_FOLDERS.items():
        if any(name.startswith(folder) for name in archive.names):
            return suffix
    return ".odt" if "content.xml" in archive.names else None
