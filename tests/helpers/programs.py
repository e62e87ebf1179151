"""Marks of tests that need a program of the system; CI has them all, and never skips these."""

import os
import shutil

import pytest

_IS_CI = bool(os.environ.get("CI"))

needs_tesseract = pytest.mark.skipif(
    not _IS_CI and shutil.which("tesseract") is None, reason="Tesseract is not installed"
)
needs_nginx = pytest.mark.skipif(
    not _IS_CI and shutil.which("nginx") is None, reason="nginx is not installed"
)
needs_libreoffice = pytest.mark.skipif(
    not _IS_CI and shutil.which("soffice") is None, reason="LibreOffice is not installed"
)
