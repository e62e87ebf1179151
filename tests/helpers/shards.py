"""A corpus of more than one shard, and all that its index holds."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from fonti.index import Library
from fonti.index.store.database import Store
from tests.helpers.fakes import FakeEncoder

# Sentences that are whole passages elsewhere, a text in two files, and Markdown.
FILES = {
    f"{number:03}.txt": f"Il tema {number % 40}.\n\n"
    + "\n\n".join(f"# Parte {part}\n\nIl tema {part}. Numero {number}." for part in range(9))
    for number in range(60)
} | {
    "copia.md": "# Uno\n\nIl tema 3.",
    "due.md": "# Due\n\nTesto.",
    "uno.md": "# Uno\n\nIl tema 3.",
}


def read_index(index: Path) -> tuple[list[dict[str, Any]], dict[str, list[Any]]]:
    """Return the documents of an index, and all rows of embeddings by table."""
    library = Library.open(index, model=FakeEncoder())
    assert list(library.check()) == []
    with closing(sqlite3.connect(Store(index).path)) as connection:
        rows = {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY key").fetchall()
            for table in ("embeddings", "tokens")
        }
    return list(library.export()), rows
