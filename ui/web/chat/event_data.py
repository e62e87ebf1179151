"""What an event of Gradio carries. It comes from a page, so it may be anything."""

import re

import gradio as gr


def get_text(event: gr.EventData, name: str) -> str:
    """Return a text that an event carries; an empty one if there is none of that name."""
    try:
        value = getattr(event, name)
    except (AttributeError, TypeError):
        return ""
    return value if isinstance(value, str) else ""


def get_number(event: gr.EventData, name: str) -> int:
    """Return a whole number that an event carries; 0 if there is none of that name."""
    text = get_text(event, name)
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else 0
