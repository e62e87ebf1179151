"""Define what a bibliography says of a document beside its title and date, for its reference."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PersonName:
    """The name of a person in parts; that of an institution is a family name alone."""

    family: str
    given: str = ""
    suffix: str = ""

    @property
    def is_literal(self) -> bool:
        """Return whether it has no parts."""
        return not self.given


@dataclass(frozen=True, slots=True)
class BibliographicData:
    """What an entry of a bibliography says, in the words of BibTeX.

    Attributes:
        entry_type: Its type in small letters, such as `article` or `mastersthesis`.
        names: Its authors, or else its editors.
        are_editors: Whether the names are those of editors.
        fields: The names and the values of other fields, such as `journal` and `doi`.

    """

    entry_type: str
    names: tuple[PersonName, ...] = ()
    are_editors: bool = False
    fields: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the data as values that JSON has."""
        return {**asdict(self), "fields": dict(self.fields)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "BibliographicData":
        """Return the data from what `to_json` or `asdict` returned.

        Raises:
            KeyError, TypeError or ValueError: `values` is something else.

        """
        names = tuple(
            PersonName(str(name["family"]), str(name["given"]), str(name["suffix"]))
            for name in values["names"]
        )
        fields = tuple((str(name), str(value)) for name, value in dict(values["fields"]).items())
        return cls(str(values["entry_type"]), names, bool(values["are_editors"]), fields)
