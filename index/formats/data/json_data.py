"""Read JSON whose values are prose: the fields of an object are lines, with their names."""

import json
from typing import Any

from fonti.index.formats.data.data_writer import DataWriter
from fonti.index.formats.decoding.text import decode
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.metadata import Metadata

_WORDS = {True: "true", False: "false"}


def read(content: bytes) -> ExtractedText:
    """Return the text of a JSON file.

    Raises:
        Unreadable: If the file cannot be read, or has no prose.

    """
    decoded = decode(content)
    try:
        # Numbers stay as they are written.
        value = json.loads(
            decoded.text.removeprefix("\ufeff"), parse_float=str, parse_int=str, parse_constant=str
        )
        writer = DataWriter()
        writer.builder.add_warnings(decoded.warnings)
        _write_value(writer, "", value, 0)
    except RecursionError as error:
        raise Unreadable("nesting_too_deep") from error
    except ValueError as error:
        raise Unreadable("file_damaged", detail=str(error)) from error
    return writer.build(_read_metadata(value), encoding=decoded.encoding)


def _write_value(writer: DataWriter, label: str, value: Any, depth: int) -> None:
    """Write a value; the fields of an object that are containers follow the others."""
    match value:
        case None:
            return
        case dict():
            if label:
                writer.add_heading(depth, label)
            for name, inner in value.items():
                if not isinstance(inner, dict | list):
                    _write_value(writer, name, inner, depth + 1)
            writer.end_record()
            for name, inner in value.items():
                if isinstance(inner, dict | list):
                    _write_value(writer, name, inner, depth + 1)
        case list():
            _write_list(writer, label, value, depth)
        case bool():
            writer.add_field(label, _WORDS[value])
        case _:
            writer.add_field(label, str(value))


def _write_list(writer: DataWriter, label: str, values: list[Any], depth: int) -> None:
    if label and values:
        writer.add_heading(depth, label)
    for value in values:
        _write_value(writer, "", value, depth + 1)
        if isinstance(value, dict | list):
            writer.end_record()
    writer.end_record()


def _read_metadata(value: Any) -> Metadata:
    title = value.get("title") if isinstance(value, dict) else None
    return Metadata(title=title if isinstance(title, str) else None)
