"""What goes wrong with a server is an error with a code, and never an empty answer."""

import json
import logging
import socket
import sqlite3
import time
from base64 import b64decode
from contextlib import closing
from pathlib import Path

import grpc
import pytest
from pymilvus import MilvusClient, MilvusException
from pymilvus.grpc_gen import common_pb2, milvus_pb2

from fonti.index import EncodedText, FormatMismatch, Library, ModelMismatch, StoreError
from fonti.index.milvus.address import MilvusAddress
from fonti.index.milvus.connection import MilvusConnection
from fonti.index.milvus.expressions import is_in, is_key_in
from fonti.index.milvus.faults import make_server_error
from fonti.index.milvus.schema import FORMAT
from fonti.index.store.database import Store
from fonti.qa import Assistant
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.deployments import Deployment
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.milvus import MilvusServer, open_server_index, serve_answers

SUCCESS = common_pb2.Status(code=0)


class BreakingEncoder(FakeEncoder):
    """An encoder that ends a server when a question is encoded: its version is open by then."""

    def __init__(self, server: MilvusServer) -> None:
        super().__init__()
        self._server: MilvusServer | None = server

    def encode_query(self, text: str) -> EncodedText:
        """End the server, the first time, and encode the question."""
        if self._server is not None:
            self._server.kill()
            self._server = None
        return super().encode_query(text)


@pytest.fixture
def published(corpus: Path, address: str) -> str:
    """Publish the small corpus, and return its address."""
    Library.open(corpus, index=address, model=FakeEncoder())
    return address


@pytest.fixture(scope="module")
def unchanged(server: MilvusServer, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """Publish the small corpus for the tests that do not change it."""
    folder = tmp_path_factory.mktemp("unchanged")
    corpus = write_corpus(folder / "corpus", {"biblioteca.txt": ITALIAN, "museum.txt": ENGLISH})
    address = server.address("unchanged")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        record = Library.open(corpus, index=address, model=FakeEncoder())
    return Deployment(corpus, record, address)


def test_a_server_that_ends_in_a_question_is_an_error_until_it_is_back(
    unchanged: Deployment, server: MilvusServer
) -> None:
    """The question fails with a code, and the next one is answered, by the same library."""
    assistant = Assistant.open(unchanged.place, model=BreakingEncoder(server))
    question = "When does the harbour museum open?"
    for _ in range(2):
        # In the midst of a question, and before the next one.
        started = time.monotonic()
        with pytest.raises(StoreError, match="no Milvus server answers") as raised:
            assistant.ask(question)
        assert raised.value.code == "milvus_unreachable"
        assert time.monotonic() - started < 8
    server.start()
    assert assistant.ask(question).citations[0].source == "museum.txt"


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"*": grpc.StatusCode.UNAUTHENTICATED}, "milvus_refused"),
        ({"*": grpc.StatusCode.DEADLINE_EXCEEDED}, "milvus_too_slow"),
        (
            {
                "Connect": milvus_pb2.ConnectResponse(status=SUCCESS),
                "GetVersion": milvus_pb2.GetVersionResponse(status=SUCCESS, version="v2.6.9"),
                "*": grpc.StatusCode.UNIMPLEMENTED,
            },
            "milvus_too_old",
        ),
        (
            {
                "Connect": milvus_pb2.ConnectResponse(status=SUCCESS),
                "GetVersion": milvus_pb2.GetVersionResponse(status=SUCCESS, version="v2.6.10"),
                "*": milvus_pb2.DescribeAliasResponse(
                    status=common_pb2.Status(code=1600, reason="alias not found")
                ),
            },
            "published_index_not_found",
        ),
        (
            {
                "Connect": milvus_pb2.ConnectResponse(status=SUCCESS),
                "GetVersion": milvus_pb2.GetVersionResponse(status=SUCCESS, version="v2.6.10"),
                "*": milvus_pb2.DescribeAliasResponse(
                    status=common_pb2.Status(code=1800, reason="user hasn't authenticated")
                ),
            },
            "milvus_refused",
        ),
        (
            {
                "Connect": milvus_pb2.ConnectResponse(status=SUCCESS),
                "GetVersion": milvus_pb2.GetVersionResponse(status=SUCCESS, version="v2.6.10"),
                "*": milvus_pb2.DescribeAliasResponse(
                    status=common_pb2.Status(code=65, reason="no disk")
                ),
            },
            "milvus_failed",
        ),
    ],
    ids=["unauthenticated", "slow", "old", "nothing", "not-permitted", "broken"],
)
def test_what_a_server_refuses_has_a_code_and_shows_no_password(
    answers: dict[str, object],
    code: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The credentials are sent, and are neither in the message nor in the log."""
    monkeypatch.setenv("FONTI_MILVUS_TOKEN", "anna:segreto-lungo")
    caplog.set_level(logging.DEBUG)
    headers: dict[str, str] = {}
    with serve_answers(answers, headers) as port, pytest.raises(StoreError) as raised:
        Library.open(f"milvus://127.0.0.1:{port}/x", model=FakeEncoder())
    assert raised.value.code == code
    assert b64decode(headers["authorization"]) == b"anna:segreto-lungo"
    assert "segreto" not in f"{raised.value}{raised.value.params}{caplog.text}"


def test_a_question_does_not_wait_for_a_long_load(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that has restarted loads the index again; it is said, and goes on loading."""
    monkeypatch.setattr("fonti.index.milvus.connection._QUESTION_LOADING_SECONDS", 0.5)
    answers = {
        "Connect": milvus_pb2.ConnectResponse(status=SUCCESS),
        "GetVersion": milvus_pb2.GetVersionResponse(status=SUCCESS, version="v2.6.10"),
        "Query": milvus_pb2.QueryResults(
            status=common_pb2.Status(code=101, reason="collection not loaded")
        ),
        "LoadCollection": SUCCESS,
        "GetLoadingProgress": milvus_pb2.GetLoadingProgressResponse(status=SUCCESS, progress=10),
        "*": grpc.StatusCode.UNIMPLEMENTED,
    }
    with serve_answers(answers, {}) as port:
        connection = MilvusConnection(MilvusAddress("127.0.0.1", port, "x"))
        started = time.monotonic()
        with pytest.raises(StoreError) as raised:
            connection.select("x", is_in("id", [1]), ["id"])
    assert raised.value.code == "milvus_loading"
    assert time.monotonic() - started < 30


def test_a_server_that_gives_up_in_time_is_too_slow() -> None:
    """What it was asked is asked again, as after a time limit of this side."""
    detail = "[search] Retry timeout: 5.0s, message=proxy TaskCondition context Done"
    error = MilvusException(code=1, message=detail)
    assert make_server_error(MilvusAddress("host", 1, "a"), error).code == "milvus_too_slow"


def test_what_is_repeated_because_its_answer_was_lost_is_done_once(
    corpus: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No row is doubled, and an alias that exists already is no error."""
    lost: list[str] = []

    def lose_first_answer(name: str) -> None:
        call = getattr(MilvusClient, name)

        def call_and_lose(*args: object, **kwargs: object) -> object:
            answer = call(*args, **kwargs)
            if name not in lost:
                lost.append(name)
                raise MilvusException(message="Fail connecting to server")
            return answer

        monkeypatch.setattr(MilvusClient, name, call_and_lose)

    for name in ("upsert", "create_alias"):
        lose_first_answer(name)
    library = Library.open(corpus, index=address, model=FakeEncoder())
    assert lost == ["upsert", "create_alias"]
    assert len(Library.open(address, model=FakeEncoder()).documents()) == 2
    assert list(library.check()) == []


def test_a_name_without_an_index_says_how_to_publish_one(server: MilvusServer) -> None:
    """Nothing is made by reading."""
    address = server.address("nothing")
    with pytest.raises(StoreError, match=f"fonti index FOLDER --index {address}"):
        Library.open(address, model=FakeEncoder())


def test_an_index_of_another_model_or_format_is_refused(
    unchanged: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The embeddings of another model say nothing, and other collections cannot be read."""
    with pytest.raises(ModelMismatch):
        Library.open(unchanged.place, model=FakeEncoder(name="other"))
    monkeypatch.setattr("fonti.index.milvus.manifest.FORMAT", FORMAT + 1)
    with pytest.raises(FormatMismatch, match="another version of Fonti"):
        unchanged.open()


def test_what_another_version_published_is_replaced_by_the_next_sync(
    corpus: Path, published: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it answers from stays until then, and another corpus does not take its name."""
    index = open_server_index(published)
    old = index.load_manifest(index.find_manifest_collection())
    for module in ("manifest", "publish"):
        monkeypatch.setattr(f"fonti.index.milvus.{module}.FORMAT", old.format + 1)
    other = write_corpus(tmp_path / "other", {"altro.txt": ITALIAN})
    with pytest.raises(StoreError, match="is of another corpus"):
        Library.open(other, index=published, model=FakeEncoder())

    Library.open(corpus, model=FakeEncoder()).sync()
    assert len(Library.open(published, model=FakeEncoder()).documents()) == 2
    new = index.load_manifest(index.find_manifest_collection())
    assert (new.format, new.previous_token) == (old.format + 1, old.token)


def test_a_damaged_calibration_is_noticed_before_rows_are_written(
    corpus: Path, address: str
) -> None:
    """Writing all rows may take hours."""
    library = Library.open(corpus, model=FakeEncoder())
    (library.folder / "calibration.json").write_bytes(b"\xff")
    stages = []
    with pytest.raises(StoreError):
        Library.open(
            corpus,
            index=address,
            model=FakeEncoder(),
            on_progress=lambda stage, *_: stages.append(stage),
        ).sync()
    assert "publishing" not in stages


def test_a_published_index_is_changed_only_where_its_documents_are(
    unchanged: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would write says so; another corpus does not take the name."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    library = unchanged.open()
    assert library.is_read_only
    for write in (
        library.sync,
        lambda: library.remove("biblioteca.txt"),
        lambda: library.add(tmp_path),
        lambda: library.delete_upload("biblioteca.txt"),
    ):
        with pytest.raises(StoreError, match="on a server; change it on the machine"):
            write()
    other = write_corpus(tmp_path / "other", {"altro.txt": ITALIAN})
    with pytest.raises(StoreError, match="is of another corpus"):
        Library.open(other, index=unchanged.place, model=FakeEncoder())
    assert library.documents() == unchanged.record.documents()


def test_rows_that_are_missing_are_noticed(published: str) -> None:
    """The check names the collection, and a question fails instead of finding less."""
    library = Library.open(published, model=FakeEncoder())
    index = open_server_index(published)
    token = index.load_manifest(index.find_manifest_collection()).token
    index.connection.delete(index.names.make_name(token, "values"), is_in("kind", [1, 2]))
    (fault,) = library.check()
    assert str(fault).startswith("values has ")
    with pytest.raises(StoreError, match="rows are missing"):
        Assistant(library).ask("When does the harbour museum open?")


def test_half_a_publication_is_never_read_and_deleted_by_the_next(
    corpus: Path, published: str
) -> None:
    """Collections without a manifest, as a kill leaves them, do not count."""
    index = open_server_index(published)
    half = index.names.make_name("0" * 16, "passages")
    index.create_collection(half, "passages", dimension=64, rows=1)
    library = Library.open(published, model=FakeEncoder())
    assert len(library.documents()) == 2
    (corpus / "new.txt").write_text("Il tram parte ogni dodici minuti.")
    Library.open(corpus, model=FakeEncoder()).sync()
    assert len(library.documents()) == 3
    assert half not in index.connection.list_collections()


def test_a_server_that_is_down_does_not_stop_the_sync(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index here is complete; an address is stored only after it was published to."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("fonti.index.milvus.connection._TIMEOUT_SECONDS", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"milvus://127.0.0.1:{free.getsockname()[1]}/x"
    with pytest.raises(StoreError) as raised:
        Library.open(corpus, index=address, model=FakeEncoder())
    assert raised.value.code == "milvus_unreachable"

    library = Library.open(corpus, model=FakeEncoder())
    assert len(library.documents()) == 2
    library.sync()
    (library.folder / "published.json").write_text(json.dumps([address]))
    with pytest.raises(StoreError, match=r"the index here is up to date.*published\.json"):
        library.sync()


def test_damage_that_one_server_meets_does_not_keep_a_removal_from_another(
    corpus: Path, published: str
) -> None:
    """All passages cannot be published any more, and a removal needs none of them."""
    library = Library.open(corpus, model=FakeEncoder())
    with closing(sqlite3.connect(Store(library.folder).path)) as connection, connection:
        connection.execute("DELETE FROM tokens")
    addresses = [f"{published}_2", published]
    (library.folder / "published.json").write_text(json.dumps(addresses))

    with pytest.raises(StoreError, match="tokens cannot be read") as raised:
        library.remove("biblioteca.txt")
    assert raised.value.code == "index_damaged"
    documents = Library.open(published, model=FakeEncoder()).documents()
    assert [document.source for document in documents] == ["harbour/museum.txt"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("milvus://", "milvus_address_invalid"),
        ("milvus://host", "milvus_address_invalid"),
        ("milvus://host/", "milvus_address_invalid"),
        ("milvus://host:x/name", "milvus_address_invalid"),
        ("milvus://host/Name", "milvus_address_invalid"),
        ('milvus://host/a" or id > 0', "milvus_address_invalid"),
        ("milvus://host/name?a=b", "milvus_address_invalid"),
        ("milvus://anna:segreto@host/name", "milvus_address_has_password"),
        ("milvus://anna:segreto@host:x/name", "milvus_address_has_password"),
    ],
)
def test_an_address_that_is_not_valid_is_refused(text: str, code: str) -> None:
    """A password is refused, too, and not shown: addresses are stored."""
    with pytest.raises(StoreError) as raised:
        Library.open(text, model=FakeEncoder())
    assert raised.value.code == code
    assert "segreto" not in str(raised.value)


def test_addresses_are_read_as_they_are_written() -> None:
    """The port has a default, and a path of the command line is an address, too."""
    assert str(MilvusAddress.parse("milvus://host/a_1")) == "milvus://host:19530/a_1"
    assert str(MilvusAddress.parse("milvus://[::1]:7/a")) == "milvus://[::1]:7/a"
    assert MilvusAddress.parse(Path("milvus://host:7/a")) == MilvusAddress("host", 7, "a")
    assert MilvusAddress.parse(Path("MILVUS://Host:7/a")) == MilvusAddress("host", 7, "a")
    assert MilvusAddress.parse("documents") is None
    assert MilvusAddress.parse(None) is None


def test_an_expression_has_only_integers_and_hexadecimal_keys() -> None:
    """Whatever else is given does not become a part of it."""
    with pytest.raises(ValueError, match="invalid literal"):
        is_in("id", ["1] or id > 0"])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="not a hexadecimal key"):
        is_key_in("key", ['a"] or id > 0'])
    assert is_in("id", []).text == "id in [-1]"
