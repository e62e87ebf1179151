"""ZIP archives: what is unsafe is refused before it is inflated; damage gives a reason."""

import struct
import time
import warnings
import zlib
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.formats import Unreadable, extract
from fonti.index.formats.decoding.archive import open_archive
from tests.helpers.zip_documents import (
    declare_size,
    make_chapter,
    make_docx,
    make_epub,
    make_odt,
    make_paragraph,
    make_zip,
    replace_members,
)

TEXT = "Il faro fu costruito nel 1843."
DOCUMENTS = {
    ".docx": make_docx(make_paragraph(TEXT)),
    ".odt": make_odt(f"<text:p>{TEXT}</text:p>"),
    ".epub": make_epub({"a.xhtml": make_chapter(f"<p>{TEXT}</p>")}),
}
BODIES = {".docx": "word/document.xml", ".odt": "content.xml", ".epub": "OEBPS/a.xhtml"}


@pytest.mark.parametrize("suffix", DOCUMENTS)
def test_a_sound_archive_is_read(suffix: str) -> None:
    """Each document of these tests is readable as it is."""
    assert extract(suffix, DOCUMENTS[suffix]).text == TEXT


@pytest.mark.parametrize("suffix", DOCUMENTS)
def test_a_bomb_is_refused_before_it_is_inflated(suffix: str) -> None:
    """A member that inflates a thousand times is refused at once, by what it declares."""
    bomb = replace_members(DOCUMENTS[suffix], {"x.xml": bytes(100 << 20)})
    started = time.process_time()
    with pytest.raises(Unreadable, match="inflates more than 200 times"):
        extract(suffix, bomb)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("suffix", DOCUMENTS)
def test_a_bomb_that_declares_a_small_size_is_not_inflated(
    suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A member with a false size gives no more than it declares, and its checksum is wrong."""
    inflated_sizes = []

    class CountingDecompressor:
        def __init__(self, decompressor: object) -> None:
            self._decompressor = decompressor

        def __getattr__(self, name: str) -> object:
            return getattr(self._decompressor, name)

        def decompress(self, content: bytes, max_length: int = 0) -> bytes:
            assert max_length
            inflated: bytes = self._decompressor.decompress(  # type: ignore[attr-defined]
                content, max_length
            )
            inflated_sizes.append(len(inflated))
            return inflated

    body = BODIES[suffix]
    bomb = declare_size(
        replace_members(DOCUMENTS[suffix], {body: bytes(50 << 20)}), body, size=1000
    )
    make_decompressor = zlib.decompressobj
    monkeypatch.setattr(
        zlib, "decompressobj", lambda *options: CountingDecompressor(make_decompressor(*options))
    )

    with pytest.raises(Unreadable, match="damaged"):
        extract(suffix, bomb)
    assert 0 < sum(inflated_sizes) < 1 << 20


def test_members_that_are_large_together_are_refused() -> None:
    """An archive that inflates to more than 256 MB in all is refused."""
    members = {f"word/{number}.xml": bytes(50_000) for number in range(5_400)}
    with pytest.raises(Unreadable, match="too large"):
        open_archive(make_zip(members), ".docx")


def test_an_archive_of_very_many_members_is_refused() -> None:
    """An archive of a hundred thousand members is refused soon."""
    archive = make_zip({f"word/{number}": b"" for number in range(100_000)}, ZIP_STORED)
    started = time.process_time()
    with pytest.raises(Unreadable, match="too many files inside"):
        open_archive(archive, ".docx")
    assert time.process_time() - started < 5


def test_members_that_share_bytes_are_refused() -> None:
    """Two entries of the directory must not name the same bytes."""
    content = bytearray(_make_two_members())
    entry = content.rindex(b"word/b.xml") - 46
    content[entry + 42 : entry + 46] = struct.pack("<L", 0)
    with pytest.raises(Unreadable, match="damaged"):
        open_archive(bytes(content), ".docx")


def test_a_member_that_overlaps_the_next_is_refused() -> None:
    """The bytes of a member must not reach into the next one."""
    content = bytearray(_make_two_members())
    entry = content.rindex(b"word/a.xml") - 46
    content[entry + 20 : entry + 28] = struct.pack("<LL", 60, 60)
    with pytest.raises(Unreadable, match="overlap"):
        open_archive(bytes(content), ".docx")


def _make_two_members() -> bytes:
    return make_zip({"word/a.xml": b"<a/>" * 9, "word/b.xml": b"<a/>" * 9}, ZIP_STORED)


def test_two_members_of_one_name_are_refused() -> None:
    """It is unclear which of two members of one name is meant."""
    stream = BytesIO()
    with warnings.catch_warnings(), ZipFile(stream, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("word/document.xml", "<a/>")
        archive.writestr("word/document.xml", "<b/>")
    with pytest.raises(Unreadable, match="same name"):
        open_archive(stream.getvalue(), ".docx")


def test_an_encrypted_archive_is_refused() -> None:
    """The reason names the password."""
    content = bytearray(make_zip({"word/document.xml": b"<a/>"}))
    content[content.rindex(b"PK\1\2") + 8] |= 1
    with pytest.raises(Unreadable, match="password"):
        open_archive(bytes(content), ".docx")


def test_another_compression_is_refused() -> None:
    """Only Deflate is accepted, which all document formats use."""
    with pytest.raises(Unreadable, match="compressed"):
        open_archive(make_zip({"word/document.xml": b"<a/>"}, ZIP_BZIP2), ".docx")


@pytest.mark.parametrize("suffix", DOCUMENTS)
def test_a_truncated_archive_is_refused(suffix: str) -> None:
    """An archive that is cut at any tenth is damaged."""
    content = DOCUMENTS[suffix]
    for tenth in range(1, 10):
        with pytest.raises(Unreadable, match="damaged"):
            extract(suffix, content[: len(content) * tenth // 10])


@given(st.sampled_from([*DOCUMENTS]), st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_damaged_bytes_give_a_text_or_a_reason(suffix: str, position: int, noise: bytes) -> None:
    """If any few bytes of a document change, it is read or refused."""
    content = DOCUMENTS[suffix]
    start = position % len(content)
    try:
        extract(suffix, content[:start] + noise + content[start + len(noise) :])
    except Unreadable:
        return


@pytest.mark.parametrize(
    ("content", "suffix", "reason"),
    [
        (
            make_zip({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}),
            ".docx",
            r"a \.xlsx file, not a \.docx",
        ),
        (make_zip({"[Content_Types].xml": "<a/>", "ppt/a.xml": "<a/>"}), ".docx", r"a \.pptx file"),
        (DOCUMENTS[".epub"], ".odt", r"a \.epub file, not a \.odt"),
        (DOCUMENTS[".odt"], ".docx", r"a \.odt file"),
        (DOCUMENTS[".docx"], ".epub", r"a \.docx file"),
        (
            make_zip({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
            ".odt",
            r"a \.ods file",
        ),
        (make_zip({"a.txt": "x"}), ".docx", "a ZIP archive, not"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
            ".docx",
            "password or in an old Office format",
        ),
        (b"Not an archive at all.", ".docx", r"not a \.docx file"),
    ],
)
def test_the_actual_format_is_named(content: bytes, suffix: str, reason: str) -> None:
    """A file with the suffix of another format is refused with the name of its own."""
    with pytest.raises(Unreadable, match=reason):
        extract(suffix, content)
