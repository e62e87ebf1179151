"""Gradio is imported without what it writes for editors."""

import sys
from pathlib import Path

import pytest

import fonti.ui.web  # noqa: F401

COMPONENT = """
import gradio as gr

class Part(gr.HTML):
    EVENTS = ["pressed"]
"""


def test_no_interface_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the module of a component, Gradio alone would write a file of its types."""
    (tmp_path / "component_of_a_test.py").write_text(COMPONENT, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    import component_of_a_test  # type: ignore[import-not-found]

    assert component_of_a_test.Part("text").value == "text"
    assert list(tmp_path.glob("*.pyi")) == []
    monkeypatch.delitem(sys.modules, component_of_a_test.__name__)
