"""The sheets that accounting can take away: their columns, and where each page of rows comes from."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from sidecar.domain import books
from sidecar.domain.sheets import Column, Kind
from wp_bridge import exports, values
from wp_bridge.database import Transaction
from wp_bridge.exports import Part, Period, Row

ROWS = 3_000  # of one page of plain rows
PACKAGES = 900  # of one page of packages, whose histories are added up; more would make MariaDB read them another way


def _columns(kind: Kind, names: str) -> tuple[Column, ...]:
    return tuple(Column(name, kind) for name in names.split())


TEXT, NUMBER, AMOUNT, TIME = ("text", "number", "amount", "time")
FIGURES = _columns("amount", "money_in used forfeited outstanding refunded kept_on_refunds corrected moved")
WHO = _columns("text", "customer email package order")
MODE = _columns("text", "mode")
CURRENCY = _columns("text", "currency")


@dataclass(frozen=True)
class Sheet:
    """`added_up`: how many columns of the rows stand before the figures of each package."""

    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    added_up: bool = False
    is_as_of: bool = False  # asks for one day instead of a period

    @property
    def page(self) -> int:
        return PACKAGES if self.added_up else ROWS


SALES = (
    *_columns("number", "receipt_number"),
    *_columns("text", "order"),
    *_columns("time", "ordered_at paid_at"),
    *_columns("text", "customer email package"),
    *_columns("number", "sessions"),
    *_columns("text", "method currency"),
    *_columns("amount", "net"),
    *_columns("percent", "tax_percent"),
    *_columns("text", "tax_label"),
    *_columns("amount", "tax gross paid refunded"),
    *_columns("text", "sold_by note mode"),
)
PAYMENTS = (
    *_columns("text", "type"),
    *_columns("time", "at"),
    *_columns("text", "order"),
    *_columns("number", "receipt_number"),
    *_columns("text", "customer email package method provider_id status reason rule by currency"),
    *_columns("amount", "amount"),
    *MODE,
)
USAGE = (
    *_columns("number", "entry"),
    *_columns("time", "at"),
    *_columns("text", "customer email package customer_package order kind service host booking"),
    *_columns("number", "sessions paid_sessions free_sessions balance_after"),
    *CURRENCY,
    *_columns("amount", "value_used value_left_change"),
    *_columns("text", "by_kind by reason mode"),
)
HELD = (
    *_columns("text", "customer_package"),
    *WHO,
    *_columns("text", "status"),
    *_columns("time", "purchased_at active_since"),
    *_columns("day", "last_day"),
    *CURRENCY,
    *MODE,
    *_columns("number", "sessions sessions_used sessions_left"),
    *FIGURES,
)
OWED = (
    *_columns("text", "customer_package"),
    *WHO,
    *CURRENCY,
    *MODE,
    *_columns("time", "ends_at"),
    *_columns("number", "left paid_left"),
    *FIGURES,
)
SUMS = (*_columns("text", "package_id package currency mode"), *_columns("number", "customer_packages left paid_left"), *FIGURES)
SHEETS = {
    "sales": Sheet(SALES, (exports.SALES,)),
    "payments": Sheet(PAYMENTS, (exports.PAYMENTS, exports.REFUNDS)),
    "usage": Sheet(USAGE, (exports.USAGE,)),
    "customer-packages": Sheet(HELD, (exports.PACKAGES,), added_up=True),
    "liability": Sheet(OWED, (exports.HELD,), added_up=True, is_as_of=True),
    "liability-by-package": Sheet(SUMS, (), added_up=True, is_as_of=True),
}


def with_figures(tx: Transaction, sheet: Sheet, found: Sequence[Row], period: Period) -> list[Row]:
    """Each package's row with what became of its sessions and its money up to the moment; without those of which nothing was there yet."""
    sums = values.at(tx, [row[0] for row in found], period.moment)
    rows = []
    for row in found:
        known = sums.get(row[0])
        if known is not None:
            figures = astuple(books.balanced(known, period.moment))
            owed = (known.expires_at, known.sessions, known.paid_sessions)
            held = (known.sessions_given, known.sessions_used, known.sessions)
            rows.append((*row, *(owed if sheet.is_as_of else held), *figures))
    return rows
