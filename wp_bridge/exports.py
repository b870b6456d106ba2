"""What accounting takes away, as rows: page by page by id, up to the last id that was there when it began."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wp_bridge.database import Transaction

Row = tuple[Any, ...]
FIRST, LAST = datetime(1000, 1, 1), datetime(9999, 12, 31)  # noqa: DTZ001 - what the database compares with


@dataclass(frozen=True)
class Period:
    """``[start, until)`` in UTC, of one mode; `moment` is when the export began, or as of when it is."""

    start: datetime | None
    until: datetime | None
    mode: str
    moment: datetime


@dataclass(frozen=True)
class Part:
    """Rows of one table `x`: the first column is its id, the others are those of the sheet."""

    table: str
    at: str  # when a row happened
    columns: Sequence[str]
    joined: str
    where: str = "1 = 1"

    def bounds(self, tx: Transaction, period: Period) -> tuple[int, int]:
        """Ids in ``(after, through]`` hold all of the period."""
        sql = f"SELECT COALESCE(MIN(x.id) - 1, 0), COALESCE(MAX(x.id), 0) FROM {{p}}{self.table} x WHERE {self._within()}"
        ((after, through),) = tx.table(sql, _params(period))
        return int(after), int(through)

    def rows(self, tx: Transaction, period: Period, after: int, through: int, limit: int) -> list[Row]:
        return tx.table(f"{self.sql()} LIMIT {limit}", _params(period) | {"after": after, "through": through})

    def sql(self) -> str:
        columns = ", ".join(("x.id", *self.columns))
        return (
            # In the order of the ids, as they are asked for: nothing is ever sorted, a page costs what it shows.
            f"SELECT STRAIGHT_JOIN {columns} FROM {{p}}{self.table} x FORCE INDEX (PRIMARY) {self.joined}"
            f" WHERE x.id > %(after)s AND x.id <= %(through)s AND {self._within()} AND {self.where} AND o.mode = %(mode)s ORDER BY x.id"
        )

    def _within(self) -> str:
        return f"x.{self.at} >= %(start)s AND x.{self.at} < %(until)s"


def _params(period: Period) -> dict[str, Any]:
    return {
        "start": period.start or FIRST,
        "until": period.until or LAST,
        "mode": period.mode,
        "moment": period.moment,
    }


VERSION = "JOIN {p}package_versions v ON v.id = o.package_version_id"
BOOKING = "COALESCE(x.host, ''), COALESCE(x.booking_id, '')"
REFUNDED = (
    "(SELECT COALESCE(SUM(f.amount_minor), 0) FROM {p}refunds f JOIN {p}payments y ON y.id = f.payment_id WHERE f.order_id = x.id"
    " AND f.created_at < %(moment)s AND f.status <> 'failed' AND y.status <> 'surplus')"
)
SALES = Part(
    "orders",
    "paid_at",
    (
        *("x.receipt_number", "x.reference", "x.placed_at", "x.paid_at", "x.buyer_name", "x.buyer_email", "v.name", "v.sessions"),
        *(
            "x.method",
            "x.currency",
            "x.net_minor",
            "x.tax_rate_bp",
            "x.tax_label",
            "x.tax_minor",
            "x.amount_minor",
            "x.paid_minor",
        ),
        *(REFUNDED, "x.sold_by", "x.sale_note", "x.mode"),
    ),
    f"JOIN {{p}}orders o ON o.id = x.id {VERSION}",
    "x.status = 'paid'",
)
PAYMENTS = Part(
    "payments",
    "settled_at",
    (
        *(
            "'payment'",
            "x.settled_at",
            "o.reference",
            "o.receipt_number",
            "o.buyer_name",
            "o.buyer_email",
            "v.name",
            "x.provider",
        ),
        *("x.provider_payment_id", "x.status", "x.failure", "''", "x.confirmed_by", "x.currency", "x.amount_minor", "x.mode"),
    ),
    f"JOIN {{p}}orders o ON o.id = x.order_id {VERSION}",
    "x.status IN ('settled', 'surplus')",
)
REFUNDS = Part(
    "refunds",
    "created_at",
    (
        *("'refund'", "x.created_at", "o.reference", "o.receipt_number", "o.buyer_name", "o.buyer_email", "v.name", "x.provider"),
        *(
            "x.provider_refund_id",
            "x.status",
            "x.reason",
            "x.rule",
            "x.created_by",
            "x.currency",
            "-CAST(x.amount_minor AS SIGNED)",
        ),
        "x.mode",
    ),
    f"JOIN {{p}}orders o ON o.id = x.order_id {VERSION}",
    "x.status <> 'failed'",
)
USAGE = Part(
    "ledger",
    "created_at",
    (
        *(
            "x.id",
            "x.created_at",
            "c.name",
            "c.email",
            "v.name",
            "o.public_id",
            "b.reference",
            "x.kind",
            "x.service_name",
            BOOKING,
        ),
        *("x.delta", "x.delta_paid", "x.delta_free", "x.balance_after", "COALESCE(b.currency, v.currency)"),
        "IF(x.kind IN ('redeem', 'reinstate'), -x.value_minor, 0)",
        *("x.value_minor", "x.actor_kind", "x.actor_name", "x.reason", "o.mode"),
    ),
    f"JOIN {{p}}customer_packages o ON o.id = x.customer_package_id {VERSION} JOIN {{p}}customers c ON c.id = o.customer_id"
    " LEFT JOIN {p}orders b ON b.id = o.value_order_id",
)
# As sidecar/domain/status.py has it; a test holds the two equal.
STATUS = (
    "CASE WHEN x.base_state <> 'open' THEN x.base_state WHEN x.expires_at <= %(moment)s THEN 'expired'"
    " WHEN x.starts_at > %(moment)s THEN 'not_started' ELSE 'active' END"
)
PACKAGES = Part(
    "customer_packages",
    "purchased_at",
    (
        *(
            "o.public_id",
            "c.name",
            "c.email",
            "v.name",
            "b.reference",
            STATUS,
            "x.purchased_at",
            "x.activated_at",
            "x.valid_through",
        ),
        *("COALESCE(b.currency, v.currency)", "x.mode"),
    ),
    f"JOIN {{p}}customer_packages o ON o.id = x.id {VERSION} JOIN {{p}}customers c ON c.id = x.customer_id"
    " LEFT JOIN {p}orders b ON b.id = x.value_order_id",
)
HELD = Part(
    "customer_packages",
    "activated_at",
    ("o.public_id", "c.name", "c.email", "v.name", "b.reference", "COALESCE(b.currency, v.currency)", "x.mode"),
    PACKAGES.joined,
)


@dataclass(frozen=True)
class Place:
    """How far one has come among the customer packages of one package for sale."""

    package_id: int = 0
    purchased_at: datetime = FIRST
    id: int = 0


def next_package(tx: Transaction, after: int) -> int | None:
    """The next package for sale, whether or not it is still sold."""
    found = tx.scalar("SELECT MIN(id) FROM {p}packages WHERE id > %s", (after,))
    return None if found is None else int(found)


def named(tx: Transaction, package_id: int) -> Row:
    """(public id, name) as it is called today."""
    sql = (
        "SELECT p.public_id, v.name FROM {p}packages p JOIN {p}package_versions v ON v.id = p.current_version_id WHERE p.id = %s"
    )
    return next(iter(tx.table(sql, (package_id,))), ("", ""))


def of_package(tx: Transaction, period: Period, place: Place, limit: int) -> list[Row]:
    """(id, purchased at, currency) of its customer packages beyond `place`."""
    sql = (
        "SELECT x.id, x.purchased_at, COALESCE(b.currency, v.currency), x.mode, x.activated_at < %(moment)s"
        " FROM {p}customer_packages x FORCE INDEX (package)"
        " JOIN {p}package_versions v ON v.id = x.package_version_id LEFT JOIN {p}orders b ON b.id = x.value_order_id"
        " WHERE x.package_id = %(package)s AND x.purchased_at >= %(at)s AND (x.purchased_at > %(at)s OR x.id > %(id)s)"
        " ORDER BY x.purchased_at, x.id LIMIT %(limit)s"
    )
    known = {"package": place.package_id, "at": place.purchased_at, "id": place.id, "limit": limit, "moment": period.moment}
    return tx.table(sql, known)
