"""Say which collections an account may read, and to which it may add documents.

In the file of accounts they follow the hash: `name:$argon2id$…:contracts=add,manuals=read`. An
account without them may add documents to every collection.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Self

from fonti.index import FontiError

# A regular expression of the names of collections, which are a part of the addresses of pages.
COLLECTION_NAME_PATTERN = "[A-Za-z0-9_-]{1,64}"

# To read, or to read and to add and remove documents.
Right = Literal["read", "add"]

_RIGHT = re.compile(rf"({COLLECTION_NAME_PATTERN})=(read|add)")


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of one account, or of one token.

    A corpus without a name is not a collection that rights could be about: who has any rights may
    read it.

    Attributes:
        by_collection: The right for each collection that it may read; None if it may read all.
        may_add: Whether it may add documents at all.

    """

    by_collection: Mapping[str, Right] | None = None
    may_add: bool = True

    @classmethod
    def of(cls, *, read: Iterable[str], add: Iterable[str]) -> Self:
        """Return the rights to read some collections, and to add to others, which it may read too.

        Raises:
            FontiError: If a name is not one of a collection.

        """
        rights: dict[str, Right] = {}
        for name in read:
            rights[check_collection_name(name)] = "read"
        for name in add:
            rights[check_collection_name(name)] = "add"
        return cls(rights)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the rights that `format` wrote.

        Raises:
            ValueError: If the text is not what `format` writes.

        """
        rights: dict[str, Right] = {}
        for part in filter(None, text.split(",")):
            match = _RIGHT.fullmatch(part)
            if match is None:
                raise ValueError("not a right")
            rights[match[1]] = "add" if match[2] == "add" else "read"
        return cls(rights)

    def format(self) -> str:
        """Return the rights as they stand in the file of accounts."""
        return ",".join(f"{name}={right}" for name, right in (self.by_collection or {}).items())

    def can_read(self, collection: str) -> bool:
        """Return whether it may read a collection; "" is a corpus without a name."""
        if self.by_collection is None:
            return True
        return collection in self.by_collection if collection else bool(self.by_collection)

    def can_add(self, collection: str) -> bool:
        """Return whether it may add documents to a collection, and remove them."""
        if not self.may_add or not self.can_read(collection):
            return False
        if not collection or self.by_collection is None:
            return True
        return self.by_collection[collection] == "add"


def check_collection_name(name: str) -> str:
    """Return the name of a collection.

    Raises:
        FontiError: If it is not a valid name.

    """
    if not re.fullmatch(COLLECTION_NAME_PATTERN, name):
        raise FontiError("collection_name_invalid", name=name)
    return name
