"""The Jinja2 environment of all HTML: values are escaped, and their white space is preserved.

Two things differ from an ordinary environment:

- A line break in a template, with the indentation after it, is removed beside a tag or a block, and
  becomes one space elsewhere. Otherwise templates could not be indented, since white space between
  elements is visible on a page.
- Line ends and tabs in a value are written as character references, because browsers and Gradio
  would normalize them.
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup, escape

TEMPLATES = Path(__file__).parent / "templates"

_LINE_BREAK_BESIDE_A_TAG = re.compile(r"(?<=[>}])\s*\n\s*|\s*\n\s*(?=[<{])")
_LINE_BREAK = re.compile(r"\s*\n\s*")

_LINE_FEED = Markup("&#10;")
_CARRIAGE_RETURN = Markup("&#13;")
_TAB = Markup("&#9;")

# Characters that change the direction of the text after them (Unicode's UAX #9).
_BIDI_CONTROLS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_REPLACEMENT_CHARACTER = "\ufffd"


class _JoinLines(Extension):
    """Removes the line breaks and the indentation of templates."""

    def preprocess(
        self,
        source: str,
        name: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
    ) -> str:
        """Return the template's source as one line."""
        source = _LINE_BREAK_BESIDE_A_TAG.sub("", source.strip())
        return _LINE_BREAK.sub(" ", source)


def escape_html(value: Any) -> Any:
    """Escape a text so that HTML shows it literally, with its white space; keep other values."""
    # Called for every value of a template. An exact type: HTML is a Markup, which is a str too.
    if type(value) is not str:
        return value

    escaped = escape(value)
    if "\n" in value or "\r" in value or "\t" in value:
        escaped = escaped.replace("\n", _LINE_FEED)
        escaped = escaped.replace("\r", _CARRIAGE_RETURN)
        escaped = escaped.replace("\t", _TAB)
    return escaped


def show_bidi_controls(text: str) -> str:
    """Replace control characters that change the direction of text by U+FFFD, which is visible."""
    return _BIDI_CONTROLS.sub(_REPLACEMENT_CHARACTER, text)


def _make_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=escape_html,
        extensions=[_JoinLines],
        auto_reload=False,
    )
    environment.filters["show_bidi_controls"] = show_bidi_controls
    environment.filters["query_string"] = urlencode
    return environment


_ENVIRONMENT = _make_environment()


def render(name: str, /, **values: object) -> str:
    """Render a template of the folder `templates/`.

    Args:
        name: The template's file.
        values: The values of its variables; a missing one is an error.

    """
    return _ENVIRONMENT.get_template(name).render(**values)
