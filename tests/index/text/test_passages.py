"""Test passages and their sentences: properties of any text, in any language, for any encoder."""

import re
from collections.abc import Callable, Iterable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fonti.index.formats import Heading
from fonti.index.formats.plain_text.markdown import find_markdown_headings
from fonti.index.text.fitting import fit_passages
from fonti.index.text.headings import is_informative_heading
from fonti.index.text.passages import PASSAGE_CHARACTERS, PassageSpan, split_passages
from tests.helpers.fakes import arbitrary_texts

# What encoders with different limits say of a text.
LIMITS: dict[str, Callable[[str], bool]] = {
    "none": lambda _: True,
    "words": lambda text: len(text.split()) <= 7,
    "bytes": lambda text: len(text.encode()) <= 60,
    "tokens": lambda text: len(text) + 3 * sum(character > "\x7f" for character in text) <= 40,
    "odd": lambda text: len(text) % 2 == 1,
    "nothing": lambda _: False,
}
LANGUAGES = st.sampled_from(["it", "en", "de", "zh"])
WORDS = [
    "il gatto dorme",
    "the cat sleeps",
    "città",
    "naïve",
    "12",
    "e\u0301te\u0301",
    "👍🏽",
    "dell'arte",
    "L'Aquila",
]

HEADINGS = [
    "# Uno\n",
    "\n## Due ##\r\n",
    "Tre\n===\n",
    "  ### [Q](u)\n",
    "#\n",
    "> # In\n",
    "- # El\n",
]
BODIES = [
    "```\n# codice\n```\n",
    "Corpo della sezione. Altro testo.\n",
    "\n\n",
    "    # code\n",
    "\r",
]
MARKDOWN_PARTS = st.one_of(st.sampled_from(HEADINGS), st.sampled_from(BODIES), arbitrary_texts())
MARKDOWN = st.lists(MARKDOWN_PARTS, max_size=12).map("".join)


def make_paragraphs(shortest: int, longest: int) -> st.SearchStrategy[str]:
    """Return a strategy for sentences of about `shortest` to `longest` code points."""

    def make_sentence(words: list[str], length: int) -> str:
        return " ".join(words * length)[:length].strip() + "."

    words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=20)
    lengths = st.integers(shortest + 2, longest - 1)
    return st.builds(make_sentence, words, lengths)


def find_text_outside(text: str, passages: Iterable[PassageSpan]) -> str:
    """Return the text that lies in no passage.

    Fails if passages, or the sentences of one, are out of order or overlap.
    """
    outside = []
    end_of_last = 0
    for passage in passages:
        assert end_of_last <= passage.span.start < passage.span.end <= len(text)
        outside.append(text[end_of_last : passage.span.start])

        end_of_last_sentence = passage.span.start
        for sentence in passage.sentences:
            assert end_of_last_sentence <= sentence.start < sentence.end <= passage.span.end
            end_of_last_sentence = sentence.end
        end_of_last = passage.span.end

    return "".join([*outside, text[end_of_last:]])


def keep_letters(text: str) -> str:
    """Return the letters and digits of a text."""
    return "".join(filter(str.isalnum, text))


def find_naming_headings(text: str) -> tuple[Heading, ...]:
    """Return the headings of a Markdown text that say nothing themselves."""
    headings = find_markdown_headings(text)
    return tuple(
        heading
        for heading in headings
        if not is_informative_heading(text[heading.start : heading.end])
    )


def delete_headings(text: str, headings: tuple[Heading, ...]) -> str:
    """Return a text without its headings."""
    parts = []
    end_of_last = 0
    for heading in headings:
        parts.append(text[end_of_last : heading.start])
        end_of_last = max(end_of_last, heading.end)
    return "".join([*parts, text[end_of_last:]])


def join_sentences(text: str, passages: Iterable[PassageSpan]) -> str:
    """Return the text of all sentences."""
    sentences = [sentence for passage in passages for sentence in passage.sentences]
    return "".join(sentence.slice(text) for sentence in sentences)


@pytest.mark.parametrize("limit", LIMITS)
@settings(max_examples=200)
@given(arbitrary_texts(), LANGUAGES, st.data())
def test_passages_tile_any_text(limit: str, text: str, language: str, data: st.DataObject) -> None:
    """Only white space lies between passages; each is short and fits, or is one character."""
    headings = data.draw(st.sampled_from([(), find_markdown_headings(text)]))
    fits = LIMITS[limit]
    passages = split_passages(text, language=language, headings=headings)
    fitting = list(fit_passages(text, passages, fits))

    assert not find_text_outside(text, fitting).strip()
    for passage in fitting:
        content = passage.span.slice(text)
        assert content == content.strip()
        assert len(content) <= PASSAGE_CHARACTERS
        assert fits(content) or len(content) == 1
        assert passage.language in {"it", "en", language}


@pytest.mark.parametrize("limit", LIMITS)
@given(arbitrary_texts(), LANGUAGES)
def test_every_letter_can_be_quoted(limit: str, text: str, language: str) -> None:
    """In a text without headings each letter and digit lies in exactly one sentence."""
    passages = split_passages(text, language=language)
    passages = fit_passages(text, passages, LIMITS[limit])
    assert keep_letters(join_sentences(text, passages)) == keep_letters(text)


@example("Titolo\n\nIl primo paragrafo.", "it")
@given(arbitrary_texts(), LANGUAGES)
def test_a_blank_line_ends_a_sentence(text: str, language: str) -> None:
    """No sentence reaches into the next paragraph, as a title without a full stop would."""
    for passage in split_passages(text, language=language):
        for sentence in passage.sentences:
            assert not re.search(r"\n[ \t]*\r?\n", sentence.slice(text))


@given(MARKDOWN)
def test_passages_tile_any_markdown(text: str) -> None:
    """Only white space lies between passages, wherever there are headings."""
    passages = split_passages(text, language="it", headings=find_markdown_headings(text))
    assert not find_text_outside(text, passages).strip()


@given(MARKDOWN)
def test_a_heading_that_only_names_is_never_quoted(text: str) -> None:
    """No sentence has a character of it."""
    headings = find_naming_headings(text)
    for passage in split_passages(text, language="it", headings=find_markdown_headings(text)):
        for sentence in passage.sentences:
            for heading in headings:
                assert sentence.end <= heading.start or heading.end <= sentence.start


@given(MARKDOWN)
def test_every_letter_outside_headings_can_be_quoted(text: str) -> None:
    """So can what follows a heading, with a blank line between them or without."""
    headings = find_markdown_headings(text)
    passages = split_passages(text, language="it", headings=headings)
    outside_headings = delete_headings(text, find_naming_headings(text))
    assert keep_letters(join_sentences(text, passages)) == keep_letters(outside_headings)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_line_after_a_heading_can_be_quoted(line_end: str) -> None:
    """A paragraph right below its heading keeps its first sentence."""
    text = line_end.join(["# Orari", "La sala apre alle nove. Chiude alle sette.", ""])
    (passage,) = split_passages(text, language="it", headings=find_markdown_headings(text))
    sentences = [span.slice(text) for span in passage.sentences]
    assert passage.heading == "Orari"
    assert sentences == ["La sala apre alle nove.", "Chiude alle sette."]


@given(
    st.lists(make_paragraphs(200, 700), min_size=1, max_size=5),
    st.sampled_from(["\n\n", "\r\n\r\n", "\n \t\n\n", "\r\r"]),
)
def test_a_paragraph_is_a_passage(paragraphs: list[str], blank_line: str) -> None:
    """Paragraphs that are neither short nor long are the passages, whatever the line ends."""
    text = blank_line.join(paragraphs)
    passages = split_passages(text, language="it")
    assert [passage.span.slice(text) for passage in passages] == paragraphs


@given(st.lists(make_paragraphs(1, 150), min_size=1, max_size=20))
def test_short_paragraphs_are_joined(paragraphs: list[str]) -> None:
    """Only the last passage can be short, and none begins or ends inside a paragraph."""
    text = "\n\n".join(paragraphs)
    passages = [passage.span.slice(text) for passage in split_passages(text, language="it")]
    assert "\n\n".join(passages) == text
    assert all(len(passage) >= 198 for passage in passages[:-1])


@given(st.lists(make_paragraphs(30, 200), min_size=10, max_size=40))
def test_a_long_paragraph_is_cut_evenly(sentences: list[str]) -> None:
    """A paragraph of several passages is cut at the ends of sentences, into few passages."""
    text = " ".join(f"Qui {sentence.removesuffix('.')} termina." for sentence in sentences)
    passages = [passage.span.slice(text) for passage in split_passages(text, language="it")]
    min_count = -(-len(text) // PASSAGE_CHARACTERS)
    assert all(passage.endswith("termina.") for passage in passages)
    assert len(passages) <= 2 * min_count + 1


@given(st.lists(st.integers(1, 120), min_size=20, max_size=120))
def test_a_long_table_is_cut_between_its_rows(widths: list[int]) -> None:
    """No passage begins or ends inside a row, whatever stands in its cells."""
    cells = "una cosa; o due: " * 8
    rows = [f"| {number} | {cells[:width].strip()} |" for number, width in enumerate(widths)]
    text = "\n".join(rows)
    passages = [passage.span.slice(text) for passage in split_passages(text, language="it")]
    captioned = "Tabella 3. Le cose\n" + text
    for passage in list(split_passages(captioned, language="it"))[1:]:
        assert passage.span.slice(captioned).startswith("|")
    assert all(passage.startswith("|") and passage.endswith("|") for passage in passages)
    assert "\n".join(passages) == text


def test_a_passage_has_the_heading_above_it() -> None:
    """It is the path of the nearest one; there is none above the first heading."""
    parts = [
        "Premessa al testo.",
        "# Uno",
        "Prima parte.",
        "## Due",
        "Seconda parte.",
        "# Tre",
        "Terza parte.\n",
    ]
    text = "\n\n".join(parts)
    passages = list(split_passages(text, language="it", headings=find_markdown_headings(text)))
    first_sentences = [passage.sentences[0].slice(text) for passage in passages]
    assert [passage.heading for passage in passages] == [None, "Uno", "Uno › Due", "Tre"]
    assert first_sentences == [
        "Premessa al testo.",
        "Prima parte.",
        "Seconda parte.",
        "Terza parte.",
    ]


def test_a_passage_can_be_in_another_language_than_its_document() -> None:
    """A long English paragraph of an Italian document is English, a short one Italian."""
    sentence = "The harbour museum opens at ten in the morning and closes at five every day. "
    passages = split_passages(f"{sentence * 3}\n\nUna riga.", language="it")
    assert [passage.language for passage in passages] == ["en", "it"]


@pytest.mark.parametrize("text", ["", " \n\t\r\n\u2028", "\ufeff"])
def test_a_text_without_letters_has_no_sentences(text: str) -> None:
    """White space is in no passage, and what has no letter or digit in no sentence."""
    assert not any(passage.sentences for passage in split_passages(text, language="it"))
