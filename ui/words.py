"""The words shown to people, as values; templates are filled with numbers and names, never quotes."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["it", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words; those with braces are templates."""

    language: Language
    tagline: str
    ask_label: str
    ask_placeholder: str
    ask_button: str
    looking: str
    examples: str
    welcome: str
    example_questions: tuple[str, ...]
    example_templates: tuple[str, ...]
    sources: str
    sources_hint: str
    other_language: str
    new_conversation: str
    answers: str
    related: str
    not_found: str
    words_absent: str
    filtered_out: str
    empty_index: str
    follows: str
    parallel: str
    nearest: str
    also_near: str
    sure: str
    likely: str
    characters: str
    page: str
    also_in: str
    source_in: str
    language_names: dict[str, str]
    empty: str
    too_long: str
    no_words: str
    problem: str
    stands: str
    moved: str
    gone: str
    nothing_to_verify: str
