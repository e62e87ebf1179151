"""Define an address: the way to a place, such as article 5, comma 2, letter b.

A place is a part of a document that has a number: an article, a section, a table, a page. A comma
is what Italian law calls a numbered paragraph of an article.
"""

from dataclasses import dataclass

from fonti.index.text.address_terms import make_mention_term, make_term
from fonti.index.text.address_words import ALTERNATIVE_KINDS, INNER_KINDS


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way to a place: its kind and its normalized number."""

    kind: str
    number: str

    @property
    def possible_kinds(self) -> tuple[str, ...]:
        """Return the kinds of places that may be meant by the kind, the likeliest first."""
        return ALTERNATIVE_KINDS.get(self.kind, (self.kind,))

    def split_last_item(self) -> tuple["Step", "Step"] | None:
        """Return two steps for one, since "section 4.2.1" may be item 1 of section 4.2."""
        parent, _, item = self.number.rpartition(".")
        if not parent or not item:
            return None
        return Step(self.kind, parent), Step("comma", item)


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
    def labelled_steps(self) -> tuple[Step, ...]:
        """Return the steps to places that have labels of their own, and are searched for."""
        return tuple(step for step in self.steps if step.kind not in INNER_KINDS)

    @property
    def inner_steps(self) -> tuple[Step, ...]:
        """Return the steps inside the labelled place: commas, letters, numbers."""
        return tuple(step for step in self.steps if step.kind in INNER_KINDS)

    @property
    def place_terms(self) -> list[str]:
        """Return the terms of the passages in which the place may begin."""
        step = self.labelled_steps[-1]
        split = step.split_last_item()
        numbers = [step.number, split[0].number] if split else [step.number]
        return [make_term(kind, number) for number in numbers for kind in step.possible_kinds]

    @property
    def mention_term(self) -> str:
        """Return the term of the passages that may mention the address."""
        step = self.labelled_steps[-1]
        return make_mention_term(step.kind, step.number)

    def contains(self, other: "Address") -> bool:
        """Return whether another address has all the steps of this one, and so lies inside it."""
        return set(self.steps) <= set(other.steps)
