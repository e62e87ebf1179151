"""Passages and their sentences: properties that hold of any text, in any language, for any encoder's limit."""

import re
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fonti.index.formats.extracted_text import Heading
from fonti.index.formats.markdown import find_markdown_headings
from fonti.index.text.passages import PASSAGE_CHARACTERS, PassageSpan, split_passages
from tests.helpers.fakes import arbitrary_texts

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
MARKDOWN = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "# Uno\n",
                "\n## Due ##\r\n",
                "Tre\n===\n",
                "  ### [Q](u)\n",
                "#\n",
                "> # In\n",
                "- # El\n",
            ]
        ),
        st.sampled_from(
            [
                "```\n# codice\n```\n",
                "Corpo della sezione. Altro testo.\n",
                "\n\n",
                "    # code\n",
                "\r",
            ]
        ),
        arbitrary_texts(),
    ),
    max_size=12,
).map("".join)


def phrases(shortest: int, longest: int) -> st.SearchStrategy[str]:
    """Sentences of about `shortest` to `longest` code points, each ending with a full stop."""
    words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=20)
    lengths = st.integers(shortest + 2, longest - 1)
    return st.builds(
        lambda words, length: " ".join(words * length)[:length].strip() + ".", words, lengths
    )


def left_out(text: str, pieces: list[PassageSpan]) -> str:
    """What stands in no passage; fails where passages, or the sentences of one, are out of order or overlap."""
    left, at = [], 0
    for piece in pieces:
        assert at <= piece.span.start < piece.span.end <= len(text)
        left.append(text[at : piece.span.start])
        at = inside = piece.span.start
        for sentence in piece.sentences:
            assert inside <= sentence.start < sentence.end <= piece.span.end
            inside = sentence.end
        at = piece.span.end
    return "".join([*left, text[at:]])


def quotable(text: str, pieces: list[PassageSpan], headings: tuple[Heading, ...]) -> tuple[str, str]:
    """The letters and digits that stand outside headings, and those that stand in a sentence."""
    body = bytearray(b"\x01" * len(text))
    for heading in headings:
        body[heading.start : heading.end] = bytes(heading.end - heading.start)
    outside = "".join(
        character
        for character, kept in zip(text, body, strict=True)
        if kept and character.isalnum()
    )
    inside = "".join(sentence.slice(text) for piece in pieces for sentence in piece.sentences)
    return outside, "".join(filter(str.isalnum, inside))


@pytest.mark.parametrize("limit", LIMITS)
@settings(max_examples=200)
@given(arbitrary_texts(), LANGUAGES, st.data())
def test_passages_tile_any_text(limit: str, text: str, language: str, data: st.DataObject) -> None:
    """Between passages stands white space alone; each is short enough, and fits the encoder or is one code point."""
    headings = data.draw(st.sampled_from([(), find_markdown_headings(text)]))
    fits = LIMITS[limit]
    pieces = split_passages(text, language=language, headings=headings, fits=fits)
    assert not left_out(text, pieces).strip()
    for piece in pieces:
        passage = piece.span.slice(text)
        assert passage == passage.strip()
        assert len(passage) <= PASSAGE_CHARACTERS
        assert fits(passage) or len(passage) == 1
        assert piece.language in {"it", "en", language}


@given(arbitrary_texts(), LANGUAGES)
def test_every_letter_can_be_quoted(text: str, language: str) -> None:
    """In a text without headings each letter and digit stands in exactly one sentence."""
    outside, inside = quotable(text, split_passages(text, language=language), ())
    assert inside == outside


@example("Titolo\n\nIl primo paragrafo.", "it")
@given(arbitrary_texts(), LANGUAGES)
def test_a_blank_line_ends_a_sentence(text: str, language: str) -> None:
    """No sentence reaches from one paragraph into the next, as a title without a full stop would."""
    for piece in split_passages(text, language=language):
        assert not any(
            re.search(r"\n[ \t]*\r?\n", sentence.slice(text)) for sentence in piece.sentences
        )


@given(MARKDOWN)
def test_passages_tile_any_markdown(text: str) -> None:
    """Headings, wherever they stand, leave the tiling whole."""
    assert not left_out(
        text, split_passages(text, language="it", headings=find_markdown_headings(text))
    ).strip()


@given(MARKDOWN)
def test_a_heading_is_never_quoted(text: str) -> None:
    """No sentence shares a code point with a heading."""
    headings = find_markdown_headings(text)
    for piece in split_passages(text, language="it", headings=headings):
        for sentence in piece.sentences:
            assert all(
                sentence.end <= heading.start or heading.end <= sentence.start
                for heading in headings
            )


@given(MARKDOWN)
def test_every_letter_outside_headings_can_be_quoted(text: str) -> None:
    """What follows a heading can be quoted, whether or not a blank line stands between."""
    headings = find_markdown_headings(text)
    outside, inside = quotable(
        text, split_passages(text, language="it", headings=headings), headings
    )
    assert inside == outside


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_line_after_a_heading_can_be_quoted(end: str) -> None:
    """A paragraph right below its heading, with no blank line, keeps its first sentence."""
    text = end.join(["# Orari", "La sala apre alle nove. Chiude alle sette.", ""])
    (piece,) = split_passages(text, language="it", headings=find_markdown_headings(text))
    assert piece.heading == "Orari"
    assert [span.slice(text) for span in piece.sentences] == [
        "La sala apre alle nove.",
        "Chiude alle sette.",
    ]


@given(
    st.lists(phrases(200, 700), min_size=1, max_size=5),
    st.sampled_from(["\n\n", "\r\n\r\n", "\n \t\n\n", "\r\r"]),
)
def test_a_paragraph_is_a_passage(paragraphs: list[str], between: str) -> None:
    """Paragraphs neither short nor long are the passages, whatever the line ends."""
    text = between.join(paragraphs)
    assert [piece.span.slice(text) for piece in split_passages(text, language="it")] == paragraphs


@given(st.lists(phrases(1, 150), min_size=1, max_size=20))
def test_short_paragraphs_join(paragraphs: list[str]) -> None:
    """Only the last passage of short paragraphs may be short itself, and none begins or ends inside a paragraph."""
    text = "\n\n".join(paragraphs)
    passages = [piece.span.slice(text) for piece in split_passages(text, language="it")]
    assert "\n\n".join(passages) == text
    assert all(len(passage) >= 198 for passage in passages[:-1])


@given(st.lists(phrases(30, 200), min_size=10, max_size=40))
def test_a_long_paragraph_is_cut_evenly(sentences: list[str]) -> None:
    """A paragraph of several passages is cut at ends of sentences, into few passages."""
    text = " ".join(f"Qui {sentence.removesuffix('.')} termina." for sentence in sentences)
    spans = [piece.span for piece in split_passages(text, language="it")]
    assert all(span.slice(text).endswith("termina.") for span in spans)
    assert len(spans) <= 2 * -(-len(text) // PASSAGE_CHARACTERS) + 1


def test_a_passage_stands_under_its_heading() -> None:
    """A passage has the path of the nearest heading above it, and none above the first."""
    text = "Premessa al testo.\n\n# Uno\n\nPrima parte.\n\n## Due\n\nSeconda parte.\n\n# Tre\n\nTerza parte.\n"
    pieces = split_passages(text, language="it", headings=find_markdown_headings(text))
    assert [piece.heading for piece in pieces] == [None, "Uno", "Uno › Due", "Tre"]
    assert [piece.sentences[0].slice(text) for piece in pieces] == [
        "Premessa al testo.",
        "Prima parte.",
        "Seconda parte.",
        "Terza parte.",
    ]


def test_a_passage_may_be_in_another_language_than_its_document() -> None:
    """A long English paragraph of an Italian document is English, a short one Italian."""
    english = (
        "The harbour museum opens at ten in the morning and closes at five in the afternoon every day. "
        * 3
    )
    pieces = split_passages(f"{english}\n\nUna riga.", language="it")
    assert [piece.language for piece in pieces] == ["en", "it"]


@pytest.mark.parametrize("text", ["", " \n\t\r\n\u2028", "\ufeff"])
def test_a_text_without_words_has_no_sentences(text: str) -> None:
    """White space is no passage, and what holds no letter or digit no sentence."""
    assert not [
        sentence for piece in split_passages(text, language="it") for sentence in piece.sentences
    ]
