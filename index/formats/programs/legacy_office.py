"""Read documents of old Office (.doc, .xls, .ppt), which LibreOffice converts to new formats."""

import shutil
import subprocess
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from fonti.index.formats.decoding.archive import OLE_SIGNATURE
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText

_PROGRAM = "soffice"

# Less than the limit of the process that this is called in.
_TIME_LIMIT = 100

# What the document may not do: run macros, and load what it links to from the network.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
  xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
  <prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
  <prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
  <prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
  <prop oor:name="ooInetProxyType" oor:op="fuse"><value>1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
  <prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
  <prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
  <prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
  <prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of document.

    Attributes:
        stream: A stream that its files have, by which they are recognized.
        suffix: The suffix of its files.
        new_suffix: The suffix of what is made of them.
        module: The module of the package of formats that reads it.
        package: The package of Debian that converts it.

    """

    stream: str
    suffix: str
    new_suffix: str
    module: str
    package: str


_KINDS = (
    _Kind("WordDocument", "doc", "docx", "docx.document", "libreoffice-writer"),
    _Kind("PowerPoint Document", "ppt", "pptx", "slides.pptx", "libreoffice-impress"),
    _Kind("Workbook", "xls", "xlsx", "sheets.xlsx", "libreoffice-calc"),
    _Kind("Book", "xls", "xlsx", "sheets.xlsx", "libreoffice-calc"),
)

# The packages of Debian that read all kinds.
PACKAGES = " ".join(dict.fromkeys(kind.package for kind in _KINDS))


def is_installed() -> bool:
    """Return whether LibreOffice is installed."""
    return shutil.which(_PROGRAM) is not None


def read(content: bytes) -> ExtractedText:
    """Return the text of a document of old Office, whatever the suffix of its name.

    Raises:
        Unreadable: If the file cannot be read, or LibreOffice is not installed.

    """
    kind = _detect_kind(content)
    if not is_installed():
        raise Unreadable(
            "office_converter_missing", packages=kind.package, suffix=f".{kind.new_suffix}"
        )
    converted = _convert(content, kind)
    module = import_module(f"fonti.index.formats.{kind.module}")
    extracted: ExtractedText = module.read(converted)
    return extracted


def _detect_kind(content: bytes) -> _Kind:
    if content.startswith(OLE_SIGNATURE):
        for kind in _KINDS:
            if kind.stream.encode("utf-16-le") + bytes(2) in content:
                return kind
    raise Unreadable("format_not_recognized", suffix=".doc")


def _convert(content: bytes, kind: _Kind) -> bytes:
    """Return a document in the new format of its kind."""
    with TemporaryDirectory(prefix="fonti-") as name:
        folder = Path(name)
        source = folder / f"document.{kind.suffix}"
        source.write_bytes(content)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")

        command = [
            _PROGRAM,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            kind.new_suffix,
            "--outdir",
            str(folder / "out"),
            str(source),
        ]
        try:
            subprocess.run(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_TIME_LIMIT,
                check=True,
            )
            return (folder / "out" / f"document.{kind.new_suffix}").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise Unreadable("office_converter_failed", suffix=f".{kind.new_suffix}") from error
