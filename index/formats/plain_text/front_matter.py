"""Read the front matter of Markdown files: metadata in YAML or TOML above the text."""

import re
import tomllib
from typing import Any

import yaml

from fonti.index.formats.metadata import Metadata, parse_language, read_leading_iso_date

_FRONT_MATTER = re.compile(
    r"\A\ufeff?(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<content>.{0,100000}?)(?:\r?\n|(?<=\n))"
    r"(?:(?P=fence)|\.\.\.)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL,
)


def split_front_matter(text: str) -> tuple[Metadata, str]:
    """Return the metadata above a text and the text below; all of the text if there are none."""
    match = _FRONT_MATTER.match(text)
    values = _parse(match["content"], match["fence"]) if match else None
    if match is None or values is None:
        return Metadata(), text

    metadata = Metadata(
        title=_write_value(values.get("title")),
        author=_write_value(values.get("author") or values.get("authors")),
        date=read_leading_iso_date(_write_value(values.get("date"))),
        language=parse_language(_write_value(values.get("lang") or values.get("language"))),
    )
    return metadata, text[match.end() :]


def _parse(content: str, fence: str) -> dict[str, Any] | None:
    """Return the values by their names in lower case; None if it is no front matter."""
    try:
        values = tomllib.loads(content) if fence == "+++" else yaml.safe_load(content)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    return {str(name).lower(): value for name, value in values.items()}


def _write_value(value: object) -> str | None:
    """Return a value, the names in a list, or the name of a person as text."""
    match value:
        case None | "":
            return None
        case list():
            return ", ".join(filter(None, map(_write_name, value))) or None
    return _write_name(value)


def _write_name(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("name")
    return None if value is None or isinstance(value, list | dict) else str(value)
