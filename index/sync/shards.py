"""Encode texts in shards, in this process or in several that work at the same time.

A shard has the texts of some passages and sentences by the hashes that their embeddings are stored
under. Any process that has the encoder can encode it, on this machine or on one of a Ray cluster;
the process that holds the lock of the index alone stores the result.
"""

import logging
import os
import pickle
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, as_completed, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from fonti.index.errors import FontiError, ModelError, Reason, exception_reason
from fonti.index.models.encoder import Encoder
from fonti.index.models.token_embeddings import pack_tokens
from fonti.index.store.embeddings import PackedEmbeddings, pack_embedding
from fonti.index.sync.process_pool import ProcessPool


@dataclass(frozen=True, slots=True)
class Shard:
    """Texts that are encoded together, by the keys of their embeddings.

    Attributes:
        passages: The texts that are encoded with their tokens.
        sentences: The texts that are encoded without.
        completed_passages: How many passages of the index are complete with it.

    """

    passages: dict[bytes, str]
    sentences: dict[bytes, str]
    completed_passages: int = 0


@dataclass(frozen=True, slots=True)
class EncodedShard:
    """A shard that was encoded."""

    shard: Shard
    packed: PackedEmbeddings


# Names the Ray cluster to use, as Ray itself reads it.
_RAY_VARIABLE = "RAY_ADDRESS"

# Starts to encode a shard.
_Submit = Callable[[Shard], Future[EncodedShard]]


def encode_shards(
    shards: Iterable[Shard], encoder: Encoder, workers: int | None
) -> Generator[EncodedShard]:
    """Yield shards as they are encoded, in whatever order.

    Args:
        shards: The shards. Few are taken before those before them are encoded.
        encoder: The encoder of the index. Workers get a pickled copy of it.
        workers: How many processes encode, each on a core of its own; None for this one alone, on
            all cores.

    Raises:
        ModelError: A worker ended, has another encoder, or cannot be sent this one.

    """
    if workers is None:
        for shard in shards:
            yield _encode(encoder, shard)
        return

    # Without work there are no workers.
    remaining = iter(shards)
    first = next(remaining, None)
    if first is None:
        return
    running: set[Future[EncodedShard]] = set()
    with _start_workers(workers, encoder) as submit:
        for shard in chain([first], remaining):
            running.add(submit(shard))
            if len(running) > workers:
                ended, running = wait(running, return_when=FIRST_COMPLETED)
                yield from map(_get_result, ended)
        yield from map(_get_result, as_completed(running))


def _encode(encoder: Encoder, shard: Shard) -> EncodedShard:
    embeddings = {}
    tokens = {}
    if shard.passages:
        encoded = encoder.encode_passages(list(shard.passages.values()))
        for key, text in zip(shard.passages, encoded, strict=True):
            embeddings[key] = pack_embedding(text.embedding)
            tokens[key] = pack_tokens(text.tokens)

    if shard.sentences:
        rows = encoder.encode_sentences(list(shard.sentences.values()))
        for key, row in zip(shard.sentences, rows, strict=True):
            embeddings[key] = pack_embedding(row)
    return EncodedShard(shard, PackedEmbeddings(embeddings, tokens))


@contextmanager
def _start_workers(count: int, encoder: Encoder) -> Iterator[_Submit]:
    """Start processes, and yield a function that sends a shard to one of them."""
    arguments = (_pickle_encoder(encoder), encoder.fingerprint)
    if os.environ.get(_RAY_VARIABLE):
        with _connect_to_ray() as ray:
            # Ray encodes a shard again, elsewhere, if its machine ends.
            task = ray.remote(num_cpus=1)(_encode_in_worker)
            yield lambda shard: task.remote(*arguments, shard).future()
        return

    with ProcessPool(count) as processes:
        yield lambda shard: processes.submit(_encode_in_worker, *arguments, shard)


@contextmanager
def _connect_to_ray() -> Iterator[Any]:
    """Connect to the Ray cluster that the user named, and yield the package.

    A program that uses Ray itself stays connected as it is, also after that.

    Raises:
        ModelError: Ray is not installed, or the cluster cannot be reached.

    """
    address = os.environ[_RAY_VARIABLE]
    try:
        import ray
    except ImportError as error:
        raise ModelError("ray_not_installed", address=address) from error
    if ray.is_initialized():
        yield ray
        return

    try:
        ray.init(log_to_driver=False, logging_level=logging.ERROR)
    except (ConnectionError, RuntimeError, ValueError) as error:
        reason = _describe_ray_error(error)
        raise ModelError("ray_not_reached", address=address, reason=reason) from error

    try:
        yield ray
    finally:
        ray.shutdown()


def _encode_in_worker(pickled_encoder: bytes, fingerprint: str, shard: Shard) -> EncodedShard:
    encoder = _load_encoder(pickled_encoder)
    if encoder.fingerprint != fingerprint:
        raise ModelError("worker_has_other_model", name=encoder.name)
    return _encode(encoder, shard)


def _pickle_encoder(encoder: Encoder) -> bytes:
    """Return an encoder as bytes. Raises ModelError if a part of it has no module."""
    try:
        return pickle.dumps(encoder)
    except (AttributeError, TypeError, pickle.PicklingError) as error:
        raise ModelError("encoder_not_sendable", reason=exception_reason(error)) from error


@lru_cache(maxsize=1)
def _load_encoder(pickled: bytes) -> Encoder:
    """Return the encoder of bytes. Raises ModelError if its class cannot be imported here."""
    try:
        encoder: Encoder = pickle.loads(pickled)  # noqa: S301
    except (AttributeError, ImportError) as error:
        raise ModelError("encoder_not_sendable", reason=exception_reason(error)) from error
    return encoder


def _get_result(future: Future[EncodedShard]) -> EncodedShard:
    """Return an encoded shard. Raises ModelError."""
    try:
        return future.result()
    except Exception as error:
        address = os.environ.get(_RAY_VARIABLE)
        if not address:
            raise
        # Ray wraps what is raised on another machine.
        cause = getattr(error, "cause", None)
        if isinstance(cause, FontiError):
            raise cause from error
        reason = _describe_ray_error(error)
        raise ModelError("ray_failed", address=address, reason=reason) from error


def _describe_ray_error(error: Exception) -> Reason:
    """Return the reason for an error of Ray, whose last line says what happened."""
    *_, last_line = str(error).splitlines() or [""]
    params = {"error_type": type(error).__name__, "detail": last_line.strip()}
    return Reason("unexpected_error", params)
