"""May this package be bought now, by this customer?"""

from dataclasses import dataclass
from datetime import datetime

from wp_bridge.records import Package


@dataclass(frozen=True)
class Wanted:
    """A sale by hand as staff want it; `typed_minor` None: the package's own price."""

    typed_minor: int | None
    costs_nothing: bool
    can_wait: bool
    later: bool
    reason: str

    def amount_minor(self, list_minor: int) -> int:
        if self.costs_nothing:
            return 0
        return list_minor if self.typed_minor is None else self.typed_minor


def refusal(package: Package, now: datetime, *, awaiting: int, held_by_customer: int) -> str | None:
    """The code why not, or None. Orders awaiting payment reserve their place in the stock; late money is honoured anyway."""
    return next(iter(obstacles(package, now, awaiting=awaiting, held_by_customer=held_by_customer)), None)


def obstacles(package: Package, now: datetime, *, awaiting: int, held_by_customer: int) -> list[str]:
    """All codes why not: staff who sell by hand may pass over each of them, knowingly."""
    over = package.sale_until is not None and package.sale_until <= now
    early = package.sale_from is not None and package.sale_from > now
    sold_out = package.stock is not None and package.sold + awaiting >= package.stock
    enough = package.customer_limit is not None and held_by_customer >= package.customer_limit
    return [
        code
        for code, holds in (
            ("package_not_on_sale", package.status != "on_sale" or early or over),
            ("sold_out", sold_out),
            ("limit_reached", enough),
        )
        if holds
    ]


def troubles(wanted: Wanted, list_minor: int) -> dict[str, str]:
    """What is wrong with the terms of a sale by hand, by field."""
    found = {}
    if wanted.costs_nothing and wanted.typed_minor:
        found["price"] = "must be left empty: this way costs nothing"
    if not wanted.costs_nothing and wanted.amount_minor(list_minor) == 0:
        found["price"] = "must be above 0; what costs nothing is a gift or free of charge"
    if wanted.later and not wanted.can_wait:
        found["later"] = "only an invoice can be paid later"
    if not wanted.reason and wanted.amount_minor(list_minor) != list_minor:
        found["reason"] = "is needed where the price is another"
    return found
