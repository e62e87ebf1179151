"""The servers that a local index is published to, in a file of its folder."""

import json
from collections.abc import Sequence
from pathlib import Path

from fonti.index.durable import replace_file
from fonti.index.errors import Reason, StoreError, exception_reason, system_reason
from fonti.index.local_engine import LocalVersion
from fonti.index.milvus.address import MilvusAddress
from fonti.index.milvus.connection import MilvusConnection
from fonti.index.milvus.publish import publish
from fonti.index.milvus.server_index import ServerIndex
from fonti.index.progress import ProgressCallback
from fonti.index.store.index_files import make_damaged_error

_FILE = "published.json"


def publish_everywhere(
    version: LocalVersion,
    folder: Path,
    on_progress: ProgressCallback,
    *,
    new_address: MilvusAddress | None = None,
) -> None:
    """Publish a version to all servers that the index is published to.

    Args:
        version: The version, whose writers' lock the caller holds.
        folder: The folder of the index.
        on_progress: Called with the number of rows that were written, and of all.
        new_address: An address to which it is published, too, also from then on. One where it
            cannot be published is not stored.

    Raises:
        StoreError: A server cannot be used, or the version is damaged; it was published to the
            other servers, as far as they do not need what is damaged. Or the list of the servers
            cannot be read or written.

    """
    addresses = _load_addresses(folder)
    damages: list[ValueError] = []
    failures: list[StoreError] = []
    for address in addresses:
        try:
            publish(version, ServerIndex(MilvusConnection(address)), on_progress)
        except ValueError as error:
            damages.append(error)
        except StoreError as error:
            failures.append(error)

    if new_address is not None and new_address not in addresses:
        try:
            publish(version, ServerIndex(MilvusConnection(new_address)), on_progress)
        except ValueError as error:
            damages.append(error)
        else:
            _save_addresses(folder, [*addresses, new_address])
    if damages:
        raise make_damaged_error(folder, exception_reason(damages[0])) from damages[0]
    if failures:
        first = failures[0]
        file = folder / _FILE
        raise StoreError("index_not_published", reason=first.reason, file=file) from first


def end_publication(folder: Path, address: MilvusAddress, *, keep: bool) -> None:
    """Stop publishing an index to a server.

    What is on the server is deleted first, so that it can be tried again if that fails.

    Args:
        folder: The folder of the index, whose writers' lock the caller holds.
        address: Where it is published.
        keep: Whether what was published stays on the server, and is still answered from.

    Raises:
        StoreError: It is not published there, the server cannot be used, or the list of the servers
            cannot be read or written.

    """
    addresses = _load_addresses(folder)
    if not addresses:
        raise StoreError("not_published", folder=folder)
    if address not in addresses:
        others = ", ".join(map(str, addresses))
        raise StoreError("not_published_there", folder=folder, address=address, others=others)
    if not keep:
        ServerIndex(MilvusConnection(address)).drop_all()
    _save_addresses(folder, [other for other in addresses if other != address])


def _save_addresses(folder: Path, addresses: Sequence[MilvusAddress]) -> None:
    """Store the addresses that an index is published to. Raises StoreError."""
    file = folder / _FILE
    try:
        replace_file(file, json.dumps([*map(str, addresses)], indent=2))
    except OSError as error:
        raise StoreError(
            "publications_unreadable", file=file, reason=system_reason(error)
        ) from error


def _load_addresses(folder: Path) -> list[MilvusAddress]:
    """Return the addresses that an index is published to. Raises StoreError."""
    file = folder / _FILE
    try:
        stored = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise StoreError(
            "publications_unreadable", file=file, reason=exception_reason(error)
        ) from error

    addresses = [MilvusAddress.parse(text) for text in stored] if isinstance(stored, list) else []
    if not isinstance(stored, list) or None in addresses:
        reason = Reason("publications_not_addresses")
        raise StoreError("publications_unreadable", file=file, reason=reason)
    return [address for address in addresses if address is not None]
