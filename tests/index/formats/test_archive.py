"""Archives: what is not safe is refused before it is inflated, and what is damaged never breaks a reader."""

import struct
import time
import warnings
import zlib
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.formats import extract
from fonti.index.formats.archive import open_archive
from fonti.index.formats.extract import Unreadable
from tests.helpers.written import archived, chapter, docx, epub, odt, paragraph

SAMPLES = {
    ".docx": docx(paragraph("Il faro fu costruito nel 1843.")),
    ".odt": odt("<text:p>Il faro fu costruito nel 1843.</text:p>"),
    ".epub": epub({"a.xhtml": chapter("<p>Il faro fu costruito nel 1843.</p>")}),
}
BODIES = {".docx": "word/document.xml", ".odt": "content.xml", ".epub": "OEBPS/a.xhtml"}


def rewritten(content: bytes, **changed: bytes) -> bytes:
    """The archive with members changed; `__` stands for a slash and `_` for a dot in their names."""
    with ZipFile(BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return archived(
        members
        | {name.replace("__", "/").replace("_", "."): text for name, text in changed.items()}
    )


def lying(content: bytes, name: str, size: int) -> bytes:
    """The archive with another size declared for a member, in both of its headers."""
    with ZipFile(BytesIO(content)) as archive:
        member = archive.getinfo(name)
        at = archive.start_dir
    local = struct.pack("<L", member.file_size)
    patched = bytearray(content)
    for start, offset in ((member.header_offset, 22), (content.index(name.encode(), at) - 46, 24)):
        assert patched[start + offset : start + offset + 4] == local
        patched[start + offset : start + offset + 4] = struct.pack("<L", size)
    return bytes(patched)


@pytest.mark.parametrize("suffix", SAMPLES)
def test_a_sound_archive_is_read(suffix: str) -> None:
    """Each sample is a document of its format."""
    assert extract(suffix, SAMPLES[suffix]).text == "Il faro fu costruito nel 1843."


@pytest.mark.parametrize("suffix", SAMPLES)
def test_a_bomb_is_refused_before_it_is_inflated(suffix: str) -> None:
    """A member that inflates a thousand times is refused by what it declares, in no time."""
    bomb = rewritten(SAMPLES[suffix], x_xml=bytes(100 << 20))
    started = time.perf_counter()
    with pytest.raises(Unreadable, match="inflates more than 200 times"):
        extract(suffix, bomb)
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("suffix", SAMPLES)
def test_a_bomb_that_declares_little_is_not_inflated(
    suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A member that lies about its size gives no more than it declares, and its checksum tells."""
    inflated = []

    class Counted:
        def __init__(self, wrapped: object) -> None:
            self._wrapped = wrapped

        def __getattr__(self, name: str) -> object:
            return getattr(self._wrapped, name)

        def decompress(self, content: bytes, most: int = 0) -> bytes:
            assert most
            given: bytes = self._wrapped.decompress(content, most)  # type: ignore[attr-defined]
            inflated.append(len(given))
            return given

    body = BODIES[suffix]
    bomb = lying(
        rewritten(SAMPLES[suffix], **{body.replace("/", "__").replace(".", "_"): bytes(50 << 20)}),
        body,
        1000,
    )
    decompressor = zlib.decompressobj
    monkeypatch.setattr(zlib, "decompressobj", lambda *given: Counted(decompressor(*given)))
    with pytest.raises(Unreadable, match="damaged"):
        extract(suffix, bomb)
    assert 0 < sum(inflated) < 1 << 20


def test_members_that_are_large_together_are_refused() -> None:
    """No more than 256 MB are inflated, however they are spread."""
    members = {f"word/{at}.xml": bytes(50_000) for at in range(5_400)}
    with pytest.raises(Unreadable, match="too large"):
        open_archive(archived(members), ".docx")


def test_an_archive_of_very_many_members_is_refused() -> None:
    """A hundred thousand members are no document."""
    crowd = archived({f"word/{at}": b"" for at in range(100_000)}, ZIP_STORED)
    started = time.perf_counter()
    with pytest.raises(Unreadable, match="too many files inside"):
        open_archive(crowd, ".docx")
    assert time.perf_counter() - started < 5


def test_members_that_share_bytes_are_refused() -> None:
    """Two entries of the directory that name the same bytes are no document."""
    content = bytearray(
        archived({"word/a.xml": b"<a/>" * 9, "word/b.xml": b"<a/>" * 9}, ZIP_STORED)
    )
    entry = content.rindex(b"word/b.xml") - 46
    content[entry + 42 : entry + 46] = struct.pack("<L", 0)
    with pytest.raises(Unreadable, match="damaged"):
        open_archive(bytes(content), ".docx")


def test_a_member_that_covers_another_is_refused() -> None:
    """A member whose bytes reach into the next is no document."""
    content = bytearray(
        archived({"word/a.xml": b"<a/>" * 9, "word/b.xml": b"<a/>" * 9}, ZIP_STORED)
    )
    entry = content.rindex(b"word/a.xml") - 46
    content[entry + 20 : entry + 28] = struct.pack("<LL", 60, 60)
    with pytest.raises(Unreadable, match="overlap"):
        open_archive(bytes(content), ".docx")


def test_two_members_of_one_name_are_refused() -> None:
    """Which of the two is meant cannot be told."""
    stream = BytesIO()
    with warnings.catch_warnings(), ZipFile(stream, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("word/document.xml", "<a/>")
        archive.writestr("word/document.xml", "<b/>")
    with pytest.raises(Unreadable, match="same name"):
        open_archive(stream.getvalue(), ".docx")


def test_an_encrypted_archive_is_refused() -> None:
    """A password is named as what is in the way."""
    content = bytearray(archived({"word/document.xml": b"<a/>"}))
    content[content.rindex(b"PK\1\2") + 8] |= 1
    with pytest.raises(Unreadable, match="password"):
        open_archive(bytes(content), ".docx")


def test_another_compression_is_refused() -> None:
    """No document is compressed but by deflate."""
    with pytest.raises(Unreadable, match="compressed"):
        open_archive(archived({"word/document.xml": b"<a/>"}, ZIP_BZIP2), ".docx")


@pytest.mark.parametrize("suffix", SAMPLES)
def test_a_truncated_archive_is_refused(suffix: str) -> None:
    """Cut at any tenth, an archive is damaged."""
    content = SAMPLES[suffix]
    for tenth in range(1, 10):
        with pytest.raises(Unreadable, match="damaged"):
            extract(suffix, content[: len(content) * tenth // 10])


@given(st.sampled_from([*SAMPLES]), st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_archive_never_breaks_a_reader(suffix: str, at: int, noise: bytes) -> None:
    """Whatever a few bytes become, a document is read or refused."""
    content = SAMPLES[suffix]
    start = at % len(content)
    try:
        extract(suffix, content[:start] + noise + content[start + len(noise) :])
    except Unreadable:
        return


@pytest.mark.parametrize(
    ("content", "suffix", "reason"),
    [
        (
            archived({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}),
            ".docx",
            r"a \.xlsx file, not a \.docx",
        ),
        (archived({"[Content_Types].xml": "<a/>", "ppt/a.xml": "<a/>"}), ".docx", r"a \.pptx file"),
        (SAMPLES[".epub"], ".odt", r"a \.epub file, not a \.odt"),
        (SAMPLES[".odt"], ".docx", r"a \.odt file"),
        (SAMPLES[".docx"], ".epub", r"a \.docx file"),
        (
            archived({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
            ".odt",
            r"a \.ods file",
        ),
        (archived({"a.txt": "x"}), ".docx", "a ZIP archive, not"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
            ".docx",
            "password or in an old Office format",
        ),
        (b"Not an archive at all.", ".docx", r"not a \.docx file"),
    ],
)
def test_another_kind_is_named(content: bytes, suffix: str, reason: str) -> None:
    """A file under another format's suffix is told for what it is."""
    with pytest.raises(Unreadable, match=reason):
        extract(suffix, content)
