"""An address: the way to a place, such as article 5, comma 2, letter b."""

from dataclasses import dataclass

from fonti.index.text.address_words import ALTERNATIVES, INNER_KINDS
from fonti.index.text.addresses import MENTION, make_term


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way to a place: its kind and its normalized number."""

    kind: str
    number: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of places that may be meant, the likeliest first."""
        return ALTERNATIVES.get(self.kind, (self.kind,))


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a place, as a text names it.

    Attributes:
        steps: The steps from the outermost place to the innermost.
        start: Where the address begins in the text that names it.
        end: Where it ends.
        is_certain: Whether the words can only be an address, so that it may be said that there is
            no such place. "The second part" may be something else.

    """

    steps: tuple[Step, ...]
    start: int
    end: int
    is_certain: bool = True

    @property
    def outer(self) -> tuple[Step, ...]:
        """Return the steps to places that have labels of their own, and are searched for."""
        return tuple(step for step in self.steps if step.kind not in INNER_KINDS)

    @property
    def inner(self) -> tuple[Step, ...]:
        """Return the steps inside the labelled place: commas, letters, numbers."""
        return tuple(step for step in self.steps if step.kind in INNER_KINDS)

    @property
    def terms(self) -> list[str]:
        """Return the terms of the passages in which the place may begin."""
        step = self.outer[-1]
        terms = [make_term(kind, step.number) for kind in step.kinds]
        # "Section 4.2.1" may be item 1 of section 4.2.
        parent, _, item = step.number.rpartition(".")
        if parent and item:
            terms += [make_term(kind, parent) for kind in step.kinds]
        return terms

    @property
    def mention_terms(self) -> list[str]:
        """Return the terms of the passages that may mention the address."""
        step = self.outer[-1]
        return [MENTION + make_term(step.kind, step.number)]

    def is_part_of(self, other: "Address") -> bool:
        """Return whether another address has all the steps of this one."""
        return set(self.steps) <= set(other.steps)
