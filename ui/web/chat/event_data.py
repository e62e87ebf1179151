"""Read the data of Gradio events. It comes from a page, so it may be anything."""

import re

import gradio as gr


def get_text(event: gr.EventData, name: str) -> str:
    """Return a text from the data of an event; an empty one if it has no text of that name."""
    try:
        value = getattr(event, name)
    except (AttributeError, TypeError):
        return ""
    return value if isinstance(value, str) else ""


def get_number(event: gr.EventData, name: str) -> int:
    """Return an integer from the data of an event; 0 if it has no integer of that name."""
    text = get_text(event, name)
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else 0
