"""The order of locks, watched while it is kept: an order, customer packages by ascending id, attempts and redemptions, bookings."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock
from weakref import WeakKeyDictionary

from wp_bridge.database import Transaction

LOCKS_ORDER = re.compile(r"SELECT .* FROM \{p\}orders WHERE .* FOR UPDATE", re.DOTALL)
LOCKS_PACKAGE = re.compile(r"SELECT .* FROM \{p\}customer_packages WHERE id = %s FOR UPDATE", re.DOTALL)
CHANGES_PACKAGE = re.compile(r"UPDATE \{p\}customer_packages .*WHERE id = %s", re.DOTALL)
LATER = (
    re.compile(r"UPDATE \{p\}(attempts|redemptions) "),
    re.compile(r"UPDATE \{wp\}sb_bookings |SELECT .* FROM \{wp\}sb_bookings .* FOR UPDATE", re.DOTALL),
)


@dataclass
class Held:
    """What one transaction has locked so far."""

    orders: list[object] = field(default_factory=list)
    packages: list[int] = field(default_factory=list)
    later: int = 0


@dataclass
class Watch:
    tries: list[Held] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def packages(self) -> list[list[int]]:
        """Of each transaction that locked any, in the order in which it did."""
        return [held.packages for held in self.tries if held.packages]

    def see(self, held: Held, sql: str, params: Any) -> None:
        if LOCKS_ORDER.match(sql) and params[0] not in held.orders:
            if held.packages or held.later:
                self.wrong.append(f"order {params[0]} locked after {held}")
            held.orders.append(params[0])
        if LOCKS_PACKAGE.match(sql) and params[0] not in held.packages:
            if held.later or params[0] < max(held.packages, default=0):
                self.wrong.append(f"package {params[0]} locked after {held}")
            held.packages.append(params[0])
        if CHANGES_PACKAGE.match(sql) and not set(params) & set(held.packages):
            self.wrong.append(f"a package changed without its lock: {sql}")
        for rank, pattern in enumerate(LATER, 1):
            if pattern.match(sql):
                if rank < held.later:
                    self.wrong.append(f"after a booking: {sql}")
                held.later = max(held.later, rank)


@contextmanager
def watched() -> Iterator[Watch]:
    """Every statement of every transaction, until the block ends."""
    real, watch = Transaction.run, Watch()
    held: WeakKeyDictionary[Transaction, Held] = WeakKeyDictionary()

    def run(self: Transaction, sql: str, params: Any = ()) -> int:
        if self not in held:
            held[self] = Held()
            watch.tries.append(held[self])
        watch.see(held[self], sql, params)
        return real(self, sql, params)

    with mock.patch.object(Transaction, "run", run):
        yield watch
