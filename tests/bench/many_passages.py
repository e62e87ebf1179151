"""Many passages made of few real ones, with embeddings made of theirs: no model encodes them.

A made passage has sentences of real passages of its language, from all its documents. A third of
their longer words are replaced by words from anywhere in that language, and each sentence ends with
a word that only this passage has. So words are as frequent as in the real passages, and new ones
come with each document.

The embedding of a made sentence is that of the real one with noise added; that of a made passage is
the mean of the embeddings of the passages that its sentences are from, with noise. Each word has
the token embeddings that it has where it is from, with noise, the last word those of any other.
"""

import random
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from fonti.index import EncodedText, Encoder, FloatArray, IntArray, TokenEmbeddings
from fonti.index.models.token_embeddings import normalize_vectors, unpack_tokens
from fonti.index.search.row_queries import load_embeddings

LANGUAGES = ("en", "it")
PASSAGES_PER_DOCUMENT = 25

# What splits as it was made: one sentence, without a full stop, a quote or the like in it.
_CLEAN_SENTENCE = re.compile(r"[A-ZÀ-Ý][^.!?:;…\"“”«»()\n|]{39,349}\.")
_WORD = re.compile(r"[a-zà-ý]{4,}")
_REPLACED_SHARE = 1 / 3

# A passage ends when it is so long, in code points: then the mean is that of real passages.
_PASSAGE_CHARACTERS = 700

# The length of the noise that is added to a unit vector. The cosine to the real one is .94 then.
_NOISE = 0.35
_NOISE_ROWS = 4096

_CONSONANTS = "bcdfglmnprstvz"
_VOWELS = "aeiou"
_NAME_SYLLABLES = 4


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a real sentence between two spaces, with the rows of its tokens.

    `token_start` is where it begins, in the text that the spans of its tokens are of.
    """

    text: str
    first_token: int
    end_token: int
    token_start: int
    is_word: bool


@dataclass(frozen=True, slots=True)
class _RealSentence:
    """A real sentence: its row among the sentences, that of its passage, and its parts."""

    row: int
    passage_row: int
    pieces: tuple[_Piece, ...]


@dataclass(frozen=True, slots=True)
class MadePassage:
    """A made passage: of which sentences, of which parts of which, and with which texts."""

    real: tuple[_RealSentence, ...]
    pieces: tuple[tuple[_Piece, ...], ...]
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return its text."""
        return " ".join(self.sentences)


class PassageMaker:
    """Makes passages by their number, the same ones each time.

    Args:
        connection: A connection to the index of real passages, which a real model encoded.
        dimension: The length of an embedding.

    """

    def __init__(self, connection: sqlite3.Connection, dimension: int) -> None:
        rows = connection.execute(
            "SELECT p.id, p.language, p.text, t.value FROM passages p "
            "JOIN tokens t ON t.key = p.embedding ORDER BY p.id"
        ).fetchall()
        self._tokens = unpack_tokens([value for *_, value in rows], dimension)
        ids = np.array([passage_id for passage_id, *_ in rows])
        self._passage_embeddings = load_embeddings(connection, "passages", ids)
        self._sentences: dict[str, list[_RealSentence]] = {name: [] for name in LANGUAGES}
        self._words: dict[str, list[_Piece]] = {name: [] for name in LANGUAGES}

        sentence_ids: list[int] = []
        for row, (passage_id, language, text, _) in enumerate(rows):
            if language in LANGUAGES:
                spans = connection.execute(
                    'SELECT s.id, s."start" - p."start", s."end" - p."start" FROM sentences s '
                    "JOIN passages p ON p.id = s.passage WHERE p.id = ?",
                    (passage_id,),
                )
                for sentence_id, start, end in spans:
                    if _CLEAN_SENTENCE.fullmatch(text[start:end]):
                        pieces = tuple(self._cut(text, start, end, row))
                        sentence = _RealSentence(len(sentence_ids), row, pieces)
                        sentence_ids.append(sentence_id)
                        self._sentences[language].append(sentence)
                        self._words[language] += [piece for piece in pieces if piece.is_word]
        self._sentence_embeddings = load_embeddings(connection, "sentences", np.array(sentence_ids))

    def make(self, number: int) -> MadePassage:
        """Make a passage. All passages of a document are in its language."""
        generator = random.Random(number)
        language = LANGUAGES[number // PASSAGES_PER_DOCUMENT % len(LANGUAGES)]
        words = self._words[language]
        real: list[_RealSentence] = []
        all_pieces = []
        sentences: list[str] = []
        while sum(map(len, sentences)) < _PASSAGE_CHARACTERS:
            sentence = generator.choice(self._sentences[language])
            pieces = [
                generator.choice(words)
                if piece.is_word and generator.random() < _REPLACED_SHARE
                else piece
                for piece in sentence.pieces
            ]
            pieces.append(generator.choice(words))
            texts = [piece.text.rstrip(".") for piece in pieces[:-1]]
            real.append(sentence)
            all_pieces.append(tuple(pieces))
            sentences.append(" ".join([*texts, f"{make_name(number)}."]))
        return MadePassage(tuple(real), tuple(all_pieces), tuple(sentences))

    def embed_passage(self, made: MadePassage, noise: FloatArray) -> FloatArray:
        """Return the embedding of a made passage."""
        rows = [sentence.passage_row for sentence in made.real]
        mean = normalize_vectors(self._passage_embeddings[rows].mean(axis=0))
        return normalize_vectors(mean + noise)

    def embed_sentence(self, sentence: _RealSentence, noise: FloatArray) -> FloatArray:
        """Return the embedding of a made sentence."""
        return normalize_vectors(self._sentence_embeddings[sentence.row] + noise)

    def embed_tokens(self, made: MadePassage, noise: FloatArray) -> TokenEmbeddings:
        """Return the token embeddings of a made passage; each gets a row of the noise, in turn."""
        rows: list[int] = []
        shifts: list[int] = []
        lengths: list[int] = []
        start = 0
        for pieces in made.pieces:
            last = len(pieces) - 1
            for position, piece in enumerate(pieces):
                length = len(piece.text.rstrip("."))
                if position == last:
                    length = 2 * _NAME_SYLLABLES + 1
                for row in range(piece.first_token, piece.end_token):
                    rows.append(row)
                    shifts.append(start - piece.token_start)
                    lengths.append(start + length)
                start += length + 1
            start += 1
        levels = self._unpack_levels(np.array(rows))
        repeated = np.resize(noise, levels.shape)
        spans = self._tokens.spans[rows] + np.array(shifts)[:, None]
        return TokenEmbeddings(
            directions=normalize_vectors(normalize_vectors(levels) + repeated),
            strengths=self._tokens.strengths[rows],
            spans=np.minimum(spans, np.array(lengths)[:, None]),
        )

    def _unpack_levels(self, rows: IntArray) -> FloatArray:
        codes = self._tokens.codes[rows]
        levels = np.empty((len(rows), 2 * codes.shape[1]), np.float32)
        levels[:, 0::2] = codes >> 4
        levels[:, 1::2] = codes & 15
        return levels - 7

    def _cut(self, text: str, start: int, end: int, row: int) -> Iterator[_Piece]:
        """Yield the parts of a sentence between spaces, with the tokens that begin in each."""
        first, last = self._tokens.offsets[row]
        token_starts = self._tokens.spans[first:last, 0]
        for match in re.finditer(r"\S+", text[start:end]):
            bounds = (start + match.start(), start + match.end())
            tokens = first + np.searchsorted(token_starts, bounds)
            is_word = bool(_WORD.fullmatch(match[0]))
            yield _Piece(match[0], int(tokens[0]), int(tokens[1]), bounds[0], is_word)


class MakingEncoder:
    """An encoder that knows made passages alone, and has the fingerprint of the real one.

    Args:
        maker: Makes the passages.
        real: The encoder that questions of the index will be encoded with.

    """

    def __init__(self, maker: PassageMaker, real: Encoder) -> None:
        self._maker = maker
        self.name = real.name
        self.fingerprint = real.fingerprint
        self.dimension = real.dimension
        self.centre = np.array(real.centre)
        noise = np.random.default_rng(0).standard_normal((_NOISE_ROWS, self.dimension), np.float32)
        self._noise = _NOISE * normalize_vectors(noise)

    def fits(self, _: str) -> bool:
        """Return True: a made passage is shorter than the longest real ones."""
        return True

    def encode_passages(self, texts: Sequence[str]) -> list[EncodedText]:
        """Look up made passages, and make their embeddings."""
        encoded = []
        for text in texts:
            number = read_number(text)
            made = _make_once(self._maker, number)
            if made.text != text:
                raise ValueError(f"not a made passage: {text}")
            generator = np.random.default_rng(number)
            first = int(generator.integers(_NOISE_ROWS // 2))
            embedding = self._maker.embed_passage(made, self._draw(generator))
            tokens = self._maker.embed_tokens(made, self._noise[first : first + _NOISE_ROWS // 2])
            encoded.append(EncodedText(embedding, tokens))
        return encoded

    def encode_sentences(self, texts: Sequence[str]) -> FloatArray:
        """Look up sentences of made passages, and make their embeddings."""
        rows = []
        for text in texts:
            number = read_number(text)
            made = _make_once(self._maker, number)
            position = made.sentences.index(text)
            noise = self._draw(np.random.default_rng((number, position)))
            rows.append(self._maker.embed_sentence(made.real[position], noise))
        return np.array(rows, np.float32).reshape(len(rows), self.dimension)

    def encode_query(self, text: str) -> EncodedText:
        """Raise an error: questions are encoded by the real model."""
        raise NotImplementedError(text)

    def _draw(self, generator: np.random.Generator) -> FloatArray:
        noise = generator.standard_normal(self.dimension, np.float32)
        return _NOISE * normalize_vectors(noise)


@lru_cache(256)
def _make_once(maker: PassageMaker, number: int) -> MadePassage:
    return maker.make(number)


def write_made_documents(folder: Path, maker: PassageMaker, numbers: range) -> None:
    """Write the documents of passages with some numbers, in folders of a thousand."""
    for first in numbers[::PASSAGES_PER_DOCUMENT]:
        document = first // PASSAGES_PER_DOCUMENT
        path = folder / f"{document // 1000:03}" / f"{document}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        texts = [maker.make(first + offset).text for offset in range(PASSAGES_PER_DOCUMENT)]
        path.write_text("\n\n".join(texts) + "\n", "utf-8")


def make_name(number: int) -> str:
    """Return the word that only the passage of a number has. No stemmer shortens it."""
    syllables = []
    for _ in range(_NAME_SYLLABLES):
        number, digit = divmod(number, len(_CONSONANTS) * len(_VOWELS))
        syllables.append(_CONSONANTS[digit // len(_VOWELS)] + _VOWELS[digit % len(_VOWELS)])
    return "".join(syllables) + "k"


def read_number(text: str) -> int:
    """Return the number of the passage that a text is of, which ends with the passage's word."""
    name = text[-2 * _NAME_SYLLABLES - 2 : -2]
    number = 0
    for start in reversed(range(0, len(name), 2)):
        digit = _CONSONANTS.index(name[start]) * len(_VOWELS) + _VOWELS.index(name[start + 1])
        number = number * len(_CONSONANTS) * len(_VOWELS) + digit
    return number
