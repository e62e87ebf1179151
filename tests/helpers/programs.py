"""Marks of tests that need a program of the system; CI has them all, and never skips these."""

import os
import shutil

import pytest

_IS_CI = bool(os.environ.get("CI"))


def needs(program: str, name: str | None = None) -> pytest.MarkDecorator:
    """Return the mark of a test that needs a program, which people call by a name."""
    is_missing = not _IS_CI and shutil.which(program) is None
    return pytest.mark.skipif(is_missing, reason=f"{name or program} is not installed")


needs_tesseract = needs("tesseract", "Tesseract")
needs_libreoffice = needs("soffice", "LibreOffice")
needs_nginx = needs("nginx")
