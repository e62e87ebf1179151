"""The reference of the public names."""

from pathlib import Path

import fonti
from tests.reference import write_reference


def test_the_reference_is_written_without_a_warning(tmp_path: Path) -> None:
    """It has every public name and the methods that a program calls."""
    page = write_reference(tmp_path).read_text("utf-8")
    for name in (*fonti.__all__, "Assistant.ask", "Assistant.aask", "Library.sync"):
        assert f'id="{name}"' in page
    # Sections of docstrings are read as such.
    assert "Arguments:" in page
