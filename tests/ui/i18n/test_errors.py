"""The messages of errors and reasons: every code has one in every language."""

import errno
import os
import pickle
import re
import sqlite3
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fonti.index import (
    ENGLISH_MESSAGES,
    CorpusError,
    FontiError,
    Library,
    Reason,
    StoreError,
    UploadError,
    exception_reason,
    system_reason,
)
from fonti.ui.i18n.errors import format_sentence, localize
from fonti.ui.i18n.languages import WORDS
from tests.helpers.fakes import FakeEncoder, arbitrary_texts, write_corpus
from tests.helpers.message_codes import find_code_uses, find_strings, list_fields

SYSTEM = "system_"

# Messages that are put together from others, so that they are the same in all languages.
LANGUAGE_NEUTRAL = {"{detail}", "{error_type}: {detail}", "{name}: {reason}", "{reason}: {path!r}"}
LANGUAGE_NEUTRAL |= {"{source}: {reason}"}

# What could be taken for a place to fill, or for the end of a message.
HOSTILE = [
    "{",
    "}",
    "{0}",
    "{reason}",
    "{folder.__class__}",
    "\n",
    "; ",
    ": ",
    "'",
    "…",
    "%s",
    "\\",
]


def hostile_texts() -> SearchStrategy[str]:
    """Return texts that contain what templates are made of."""
    return st.one_of(arbitrary_texts(), st.lists(st.sampled_from(HOSTILE)).map("".join))


def test_codes_are_found_in_the_source() -> None:
    """The search finds the codes of raised errors, of skipped files and of nested reasons."""
    codes = {use.code for use in find_code_uses()}
    assert len(codes) > 120
    assert {"corpus_not_found", "pdf_is_scan", "hidden_file", "skipped_file"} <= codes


def test_codes_in_the_source_have_messages_with_their_parameters() -> None:
    """A new code needs a message in index/messages.py, whose fields are the code's parameters."""
    uses = list(find_code_uses())
    assert [use for use in uses if use.code not in ENGLISH_MESSAGES] == []
    differing = [
        use
        for use in uses
        if use.params is not None and use.params != list_fields(ENGLISH_MESSAGES[use.code])
    ]
    assert differing == []


def test_every_message_is_used() -> None:
    """No message is left behind by code that is gone."""
    strings = find_strings()
    unused = [code for code in ENGLISH_MESSAGES if code not in strings]
    assert not [code for code in unused if not code.startswith(SYSTEM)]


@pytest.mark.parametrize("language", WORDS)
def test_a_language_has_every_message_with_the_same_parameters(language: str) -> None:
    """No language lacks a message, and each says all that the English one says."""
    messages = WORDS[language].messages
    assert list(messages) == list(ENGLISH_MESSAGES)
    for code, template in messages.items():
        assert list_fields(template) == list_fields(ENGLISH_MESSAGES[code]), code
        assert "\n" not in template


@pytest.mark.parametrize("language", WORDS)
def test_a_count_agrees_with_its_noun(language: str) -> None:
    """A number before a noun has both its forms; words that do not change need none."""
    messages = WORDS[language].messages
    counted = re.compile(r"\{(?:count|length|size)(?::,)?\} (?!skipped|more)\w")
    without_plural = {code for code, text in messages.items() if counted.search(text)}
    # More than a limit, which is more than one.
    assert without_plural == {"picture_pages_not_read", "question_too_long"}

    texts = [
        localize(Reason("bibliography_incomplete", {"count": count}), language)
        for count in (1, 2, 12_345)
    ]
    nouns = {"en": ("1 entry ", "2 entries ", "12,345 entries ")}
    nouns["it"] = ("1 voce non si legge", "2 voci non si leggono", "12.345 voci non si leggono")
    assert all(noun in text for noun, text in zip(nouns[language], texts, strict=True))


def test_messages_are_translated() -> None:
    """Only a message without words of its own is the same in both languages."""
    italian = WORDS["it"].messages
    same = {template for code, template in ENGLISH_MESSAGES.items() if template == italian[code]}
    assert same <= LANGUAGE_NEUTRAL


@pytest.mark.parametrize("text", ["", "{", "}", "{0}", "{reason}", "a\nb; c: d {folder.__class__}"])
def test_every_message_shows_its_parameters(text: str) -> None:
    """Every message can be filled, and nothing of a parameter is taken for a place to fill."""
    for code in ENGLISH_MESSAGES:
        check_message(code, make_params(code, text, text))


@given(st.sampled_from(list(ENGLISH_MESSAGES)), hostile_texts(), hostile_texts())
def test_parameters_are_shown_as_they_are(code: str, text: str, other: str) -> None:
    """Whatever a parameter contains, the message is that of its template."""
    check_message(code, make_params(code, text, other))


def make_params(code: str, text: str, other: str) -> dict[str, Any]:
    """Return parameters of a code: a number if a message formats one, or else a text."""
    params: dict[str, Any] = {}
    for words in WORDS.values():
        for _, name, spec, _ in Formatter().parse(words.messages[code]):
            if name and spec:
                params[name] = 12_345
            elif name:
                params.setdefault(name, (text, other)[len(params) % 2])
    return params


def check_message(code: str, params: dict[str, Any]) -> None:
    """Check the message of a code in every language."""
    for words in WORDS.values():
        filled = fill(words.messages[code], params, words.thousands_separator)
        assert localize(Reason(code, params), words.language) == filled
        if words.language == "en":
            assert str(Reason(code, params)) == str(FontiError(code, **params)) == filled


def fill(template: str, params: dict[str, Any], thousands_separator: str) -> str:
    """Fill a template part by part."""
    parts = []
    for text, name, spec, conversion in Formatter().parse(template):
        parts.append(text)
        if not name:
            continue
        value = params[name]
        if conversion:
            value = {"r": repr, "a": ascii}[conversion](value)
        _, _, plural = (spec or "").partition("|")
        number_spec = "," if plural else spec or ""
        shown = format(value, number_spec)
        parts.append(shown.replace(",", thousands_separator) if number_spec == "," else shown)
        if plural:
            parts.append(f" {plural}")
    return "".join(parts)


def reasons() -> SearchStrategy[Reason]:
    """Return arbitrary reasons, some of them nested, with codes that may not be known."""
    values = st.one_of(st.none(), st.booleans(), st.integers(), hostile_texts())
    codes = st.one_of(st.sampled_from(list(ENGLISH_MESSAGES)), hostile_texts())

    def nest(params: SearchStrategy[Any]) -> SearchStrategy[Reason]:
        any_params = st.one_of(params, st.lists(params, max_size=3))
        return st.builds(Reason, codes, st.dictionaries(hostile_texts(), any_params, max_size=3))

    return nest(st.one_of(values, nest(values)))


@given(reasons())
def test_a_reason_survives_being_stored(reason: Reason) -> None:
    """A reason is equal to what is read back, and has a message even if its code is not known."""
    assert Reason.from_text(reason.to_text()) == reason
    assert Reason.from_json(reason.to_json()) == reason
    for language in WORDS:
        assert isinstance(localize(reason, language), str)
    assert hash(reason) == hash(Reason.from_text(reason.to_text()))


@given(arbitrary_texts())
def test_what_older_versions_stored_is_shown_as_it_is(text: str) -> None:
    """An older index has English sentences in the place of codes."""
    sentence = f"quite new: {text}"
    assert Reason.from_text(sentence).code == "stored_reason"
    for language in WORDS:
        assert localize(Reason.from_text(sentence), language) == sentence


@pytest.mark.parametrize(
    "value",
    [None, 1, [], {}, {"code": "a"}, {"code": 1, "params": {}}, {"code": "a", "params": []}],
)
def test_what_is_no_reason_is_refused(value: object) -> None:
    """JSON that is not a reason is an error, not a reason with a part missing."""
    with pytest.raises(ValueError, match="not a reason"):
        Reason.from_json(value)


def test_an_error_survives_pickling() -> None:
    """An error that comes from another process has its type, code and parameters."""
    reason = Reason("file_unreadable", {"reason": Reason("system_eacces")})
    error = UploadError("upload_content_mismatch", name="a.pdf", reason=reason)
    copy = pickle.loads(pickle.dumps(error))
    assert isinstance(copy, UploadError)
    assert (copy.code, copy.params, str(copy)) == (error.code, error.params, str(error))


def test_codes_of_the_system_exist() -> None:
    """Every system code is that of an errno or of a result of SQLite."""
    for code, template in ENGLISH_MESSAGES.items():
        name = code.removeprefix(SYSTEM).upper()
        if code.startswith("system_sqlite_"):
            assert hasattr(sqlite3, name)
        elif code.startswith("system_e") and not code.startswith("system_error"):
            assert template == os.strerror(getattr(errno, name))


def test_system_errors_become_reasons(tmp_path: Path) -> None:
    """Errors of the system and of SQLite have a code; of others, and of rare ones, the text."""
    missing = FileNotFoundError(errno.ENOENT, "No such file or directory", "/a")
    assert system_reason(missing) == Reason("system_enoent")
    assert localize(system_reason(missing, with_path=True), "it") == (
        "il file o la cartella non c'è: '/a'"
    )
    rare = OSError(errno.EXDEV, "Invalid cross-device link")
    assert system_reason(rare) == Reason("system_error", {"detail": "Invalid cross-device link"})
    assert exception_reason(ValueError("odd")) == Reason(
        "unexpected_error", {"error_type": "ValueError", "detail": "odd"}
    )

    (tmp_path / "store").write_bytes(b"no database" * 100)
    with pytest.raises(sqlite3.Error) as raised:
        sqlite3.connect(tmp_path / "store").execute("SELECT * FROM sqlite_master")
    assert system_reason(raised.value) == Reason("system_sqlite_notadb")


@pytest.mark.parametrize(
    ("error", "italian"),
    [
        (
            Reason("file_unreadable", {"reason": Reason("system_eacces")}),
            "non si riesce a leggerlo: permesso negato",
        ),
        (
            StoreError(
                "index_unusable",
                folder=Path("/i"),
                reason=Reason(
                    "system_error_at_path", {"reason": Reason("system_enospc"), "path": "/i/x"}
                ),
                command="fonti index FOLDER --index /i --rebuild",
            ),
            "l'indice in /i non si può usare (il disco è pieno: '/i/x'); controlla il disco e i "
            "permessi della cartella, oppure esegui: fonti index FOLDER --index /i --rebuild",
        ),
        (
            StoreError("index_being_written_by", process=71, since="10:20:30", folder=Path("/i")),
            "il processo 71 sta scrivendo l'indice in /i dalle 10:20:30; attendi che finisca",
        ),
        (
            Reason("archive_has_too_many_files", {"count": 12_345, "limit": 2_000}),
            "contiene troppi file (12.345; se ne leggono al massimo 2.000)",
        ),
    ],
    ids=lambda value: str(getattr(value, "code", "")),
)
def test_nested_reasons_are_in_italian_too(error: FontiError | Reason, italian: str) -> None:
    """What the system reports is translated inside a message; numbers are written as in Italy."""
    assert localize(error, "it") == italian


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (Reason("question_empty"), "Scrivi una domanda, in italiano o in inglese."),
        (Reason("upload_empty", {"name": "àbaco.txt"}), "àbaco.txt: il file è vuoto"),
        (Reason("system_error", {"detail": "strange"}), "strange"),
        (
            Reason("system_error_at_path", {"reason": Reason("system_eio"), "path": "/a"}),
            "Errore del disco: '/a'",
        ),
        (Reason("no_such_code", {"name": "a"}), "no_such_code name=a"),
    ],
    ids=lambda value: getattr(value, "code", ""),
)
def test_a_sentence_begins_with_a_capital_letter(reason: Reason, sentence: str) -> None:
    """A sentence that begins with a name, or a text of the system, leaves that as it is."""
    assert format_sentence(reason, "it") == sentence


def test_a_list_of_files_is_in_italian_too() -> None:
    """The reason of each file of a list is translated."""
    files = [
        Reason("skipped_file", {"source": "a.pdf", "reason": Reason("pdf_password_protected")}),
        Reason("skipped_file", {"source": "b/", "reason": Reason("hidden_folder")}),
    ]
    error = CorpusError(
        "nothing_to_quote",
        corpus="/c",
        reason=Reason("files_skipped", {"count": 2, "files": files}),
        formats=[".txt", ".md"],
    )
    assert str(error) == (
        "nothing to quote in /c: 2 skipped (a.pdf: encrypted; save it without its password; "
        "b/: a hidden folder); add documents (.txt, .md)"
    )
    assert localize(error, "it") == (
        "non c'è niente da citare in /c: 2 file saltati (a.pdf: è protetto da password: salvalo "
        "senza; b/: è una cartella nascosta); aggiungi documenti (.txt, .md)"
    )


def test_a_real_folder_is_described_in_italian(tmp_path: Path) -> None:
    """A folder in which nothing can be read is refused with the reason of each file."""
    files: dict[str, str | bytes] = {
        "a.pdf": b"%PDF-1.7",
        "b.txt": b"",
        "c.odg": b"x",
        "d.docx": b"PK",
        "e.rtf": "no",
    }
    corpus = write_corpus(tmp_path / "carte", files)
    library = Library.open(corpus, index=tmp_path / "index", model=FakeEncoder(), sync=False)
    with pytest.raises(FontiError) as raised:
        library.sync()

    italian = localize(raised.value, "it")
    assert "non c'è niente da citare" in italian
    assert "5 file saltati (c.odg: il formato .odg non si legge: salvalo come PDF, " in italian
    assert (
        "; a.pdf: PDF danneggiato: non si apre; b.txt: è vuoto (0 byte); …); aggiungi documenti "
        "(.txt" in italian
    )

    write_corpus(corpus, {"f.txt": "Una riga."})
    for skipped in library.sync().skipped:
        assert localize(skipped.reason, "it") != localize(skipped.reason, "en")
