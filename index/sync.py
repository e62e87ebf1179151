"""Bring an index up to its corpus: read, cut, encode what is new, and write the change as one transaction."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index import derived
from index import store as records
from index.documents import UNREAD, Document, Skipped, find_files, read_content, read_document, sha256_of
from index.encoder import Encoder
from index.errors import CorpusError, ModelMismatch, StoreError
from index.passages import Piece, Span, split_passages
from index.progress import Report
from index.store import Store

_BATCH = 64  # texts encoded between two reports, and kept even if what follows is killed


@dataclass(frozen=True, slots=True)
class Changes:
    """What a sync did, by source; `passages` counts those of the whole index.

    `encodings` names the encoding of each document read now that is not UTF-8.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    passages: int
    encodings: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a corpus holds: documents that differ from the index, sources that do not, and what was skipped."""

    documents: list[Document]
    unchanged: list[str]
    skipped: list[Skipped]


def sync(store: Store, corpus: Path, encoder: Encoder, *, rebuild: bool, report: Report) -> Changes:
    """Bring a store up to a corpus; `rebuild` reads, cuts and writes everything anew.

    The caller holds the index's lock. Raises CorpusError when nothing can be read, or the index is another corpus's.
    """
    known = _known(store, corpus, encoder, rebuild=rebuild) if store.exists else {}
    reading = _read(corpus, {} if rebuild else known, report)
    if not reading.documents and not reading.unchanged:
        raise CorpusError(_nothing(corpus, reading.skipped))
    if rebuild:
        store.put_away_unreadable()
    cut = [
        (
            document,
            split_passages(document.text, language=document.language, headings=document.headings, fits=encoder.fits),
        )
        for document in reading.documents
    ]
    _encode(store, encoder, cut, report)
    present = {*reading.unchanged, *(document.source for document in reading.documents)}
    removed = sorted(known.keys() - present)
    if cut or removed:
        _write(store, corpus, encoder, cut, removed)
    with store.reading() as connection:
        (passages,) = connection.execute("SELECT count(*) FROM passages").fetchone()
    return Changes(
        added=tuple(document.source for document in reading.documents if document.source not in known),
        changed=tuple(document.source for document in reading.documents if document.source in known),
        removed=tuple(removed),
        unchanged=tuple(reading.unchanged),
        skipped=tuple(reading.skipped),
        passages=passages,
        encodings={
            document.source: document.encoding for document in reading.documents if document.encoding != "utf-8"
        },
    )


def _known(store: Store, corpus: Path, encoder: Encoder, *, rebuild: bool) -> dict[str, str]:
    """The SHA-256 of each document in the index, by source; unless to rebuild, refuses another corpus's or model's."""
    try:
        with store.reading() as connection:
            found = records.settings(connection)
            known = dict(connection.execute("SELECT source, sha256 FROM documents"))
    except StoreError:
        if rebuild:
            return {}
        raise
    if rebuild or "version" not in found:  # without a version: killed before the first was whole
        return known
    if found["corpus"] != str(corpus):
        raise StoreError(
            f"the index in {store.folder} is of another corpus, {found['corpus']}; name another place with --index, or "
            f"replace it with: fonti index {corpus} --index {store.folder} --rebuild"
        )
    if found["fingerprint"] != encoder.fingerprint:
        raise model_mismatch(store.folder, found, encoder)
    return known


def model_mismatch(folder: Path, found: dict[str, str], encoder: Encoder) -> ModelMismatch:
    """The error for an index that was made with another model than the one in use."""
    return ModelMismatch(
        f"the index in {folder} was made with the model {found['model']!r} ({found['fingerprint'][:8]}), not "
        f"{encoder.name!r} ({encoder.fingerprint[:8]}); run: fonti index {found['corpus']} --index {folder} --rebuild"
    )


def _read(corpus: Path, known: dict[str, str], report: Report) -> _Reading:
    found = list(find_files(corpus))
    reading = _Reading([], [], [file for file in found if isinstance(file, Skipped)])
    unread = tuple(file.source for file in reading.skipped if file.reason.startswith(UNREAD))
    reading.unchanged.extend(source for source in known if source.startswith(unread))  # what is indexed of it stays
    files = [file for file in found if not isinstance(file, Skipped)]
    seen: set[str] = set()
    for done, (source, path) in enumerate(files):
        report("reading", done, len(files))
        content = read_content(source, path)
        if source in seen:
            reading.skipped.append(Skipped(source, "another file's name reads the same; rename one of them"))
            continue
        seen.add(source)
        if isinstance(content, Skipped):
            reading.skipped.append(content)
            reading.unchanged.extend([source] if source in known else [])
        elif known.get(source) == sha256_of(content):
            reading.unchanged.append(source)
        elif isinstance(document := read_document(source, content), Skipped):
            reading.skipped.append(document)
        else:
            reading.documents.append(document)
    report("reading", len(files), len(files))
    return reading


def _nothing(corpus: Path, skipped: list[Skipped]) -> str:
    reasons = "; ".join(f"{each.source}: {each.reason}" for each in skipped[:3])
    seen = f"{len(skipped)} skipped ({reasons}{'; …' if len(skipped) > 3 else ''})" if skipped else "it is empty"
    return f"nothing to quote in {corpus}: {seen}; add .txt or .md documents"


def _encode(store: Store, encoder: Encoder, cut: list[tuple[Document, list[Piece]]], report: Report) -> None:
    """Encode what the store does not hold, shortest first; each batch is kept at once."""
    passages = _texts(encoder, ((document, piece.span) for document, pieces in cut for piece in pieces))
    sentences = _texts(
        encoder, ((document, span) for document, pieces in cut for piece in pieces for span in piece.sentences)
    )
    with store.writing() as connection:
        unread = records.missing_keys(connection, passages, tokens=True)
        alone = records.missing_keys(connection, sentences.keys() - unread, tokens=False)
    total, done = len(unread) + len(alone), 0
    for missing, texts, encode in ((alone, sentences, _encode_sentences), (unread, passages, _encode_passages)):
        ordered = sorted(missing, key=lambda key: len(texts[key]))
        for start in range(0, len(ordered), _BATCH):
            report("encoding", done + start, total)
            encode(store, encoder, {key: texts[key] for key in ordered[start : start + _BATCH]})
        done += len(ordered)
    report("encoding", total, total)


def _texts(encoder: Encoder, spans: Iterable[tuple[Document, Span]]) -> dict[bytes, str]:
    """The texts at some spans, each once, by the keys that their embeddings are kept by."""
    texts = {span.of(document.text) for document, span in spans}
    return {records.embedding_key(encoder.fingerprint, text): text for text in texts}


def _encode_passages(store: Store, encoder: Encoder, texts: dict[bytes, str]) -> None:
    encoded = encoder.encode_passages(list(texts.values()))
    with store.writing() as connection:
        records.put_embeddings(connection, list(texts), np.stack([each.vector for each in encoded]))
        records.put_tokens(connection, list(texts), [each.tokens for each in encoded])


def _encode_sentences(store: Store, encoder: Encoder, texts: dict[bytes, str]) -> None:
    rows = encoder.encode_sentences(list(texts.values()))
    with store.writing() as connection:
        records.put_embeddings(connection, list(texts), rows)


def _write(
    store: Store, corpus: Path, encoder: Encoder, cut: list[tuple[Document, list[Piece]]], removed: list[str]
) -> None:
    """The change itself: a new version, whole when it is committed."""
    version = secrets.token_hex(8)
    with store.writing() as connection:
        for source in removed:
            records.remove_document(connection, source)
        for document, pieces in cut:
            records.put_document(connection, document, pieces, encoder.fingerprint)
        records.prune_embeddings(connection)
        found = {
            "version": version,
            "corpus": str(corpus),
            "model": encoder.name,
            "fingerprint": encoder.fingerprint,
            "dimension": str(encoder.dimension),
        }
        records.set_settings(connection, found)
        derived.build(connection, store.folder)
    derived.discard_others(store.folder, version)
