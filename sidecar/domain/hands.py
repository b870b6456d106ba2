"""A package that changed hands: whoever has it now sees what it is, but not what its earlier owner booked with it."""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Entry(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def customer_old_id(self) -> int | None: ...
    @property
    def customer_new_id(self) -> int | None: ...


E = TypeVar("E", bound=Entry)
BOOKED = {"redeem", "reinstate"}  # of an earlier owner they come to nothing, or it could not have changed hands


def foreign(entries: Iterable[Entry], customer_id: int) -> set[int]:
    """Ids of entries from a time when it was not this customer's."""
    known = sorted(entries, key=lambda entry: entry.id)
    changes = [entry for entry in known if entry.kind == "reassign"]
    owner = changes[0].customer_old_id if changes else customer_id
    found = set()
    for entry in known:
        if entry.kind == "reassign":
            owner = entry.customer_new_id
        elif owner != customer_id:
            found.add(entry.id)
    return found


def shown(entries: Iterable[E], customer_id: int) -> list[E]:
    """Those that this customer may see, in the order they have."""
    known = list(entries)
    not_theirs = foreign(known, customer_id)
    return [entry for entry in known if entry.id not in not_theirs or entry.kind not in BOOKED]
