"""The value of sessions, as SQL: the rule of sidecar/domain/books.py. Each entry's is written with it, so that sums are only sums."""

from collections.abc import Sequence
from datetime import datetime

from wp_bridge.database import Transaction
from wp_bridge.payment_records import Sums
from wp_bridge.records import CustomerPackage


def worth(left: str, extra: str) -> str:
    """Of so many paid sessions that are left of an order `h`, among them those that staff have added: they pay for nothing."""
    paying = f"LEAST(GREATEST({left} - GREATEST({extra}, 0), 0), h.granted)"
    return f"CAST(h.paid_minor - h.paid_minor * (h.granted - {paying}) DIV h.granted AS SIGNED)"


LATER = "SELECT id FROM {p}customer_packages WHERE value_order_id = %s AND id > %s ORDER BY id FOR UPDATE"
# What one more movement changes, from all that was before it with the same money.
CHANGE = (
    f"SELECT {worth('(h.paid + %(paid)s)', '(h.extra + %(extra)s)')} - {worth('h.paid', 'h.extra')} AS minor FROM ("
    "SELECT o.paid_minor, v.sessions AS granted, CAST(COALESCE(SUM(l.delta_paid), 0) AS SIGNED) AS paid,"
    " CAST(COALESCE(SUM(IF(l.kind = 'adjust', l.delta_paid, 0)), 0) AS SIGNED) AS extra FROM {p}orders o"
    " JOIN {p}customer_packages cp ON cp.value_order_id = o.id JOIN {p}package_versions v ON v.id = o.package_version_id"
    " LEFT JOIN {p}ledger l ON l.customer_package_id = cp.id WHERE o.id = %(order)s GROUP BY o.paid_minor, v.sessions) h"
)
ADD = "UPDATE {p}customer_packages SET value_minor = value_minor + %s WHERE id = %s"
# The same of every entry of orders in a range, from the entries alone.
SO_FAR = "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
BY_RULE = (
    f"SELECT h.id, h.order_id, h.value_minor, {worth('h.paid', 'h.extra')}"
    f" - {worth('(h.paid - h.delta_paid)', '(h.extra - h.delta_extra)')} AS by_rule FROM ("
    "SELECT l.id, o.id AS order_id, l.value_minor, o.paid_minor, v.sessions AS granted, l.delta_paid,"
    " IF(l.kind = 'adjust', l.delta_paid, 0) AS delta_extra,"
    f" CAST(SUM(l.delta_paid) OVER (PARTITION BY o.id ORDER BY l.id {SO_FAR}) AS SIGNED) AS paid,"
    f" CAST(SUM(IF(l.kind = 'adjust', l.delta_paid, 0)) OVER (PARTITION BY o.id ORDER BY l.id {SO_FAR}) AS SIGNED) AS extra"
    " FROM {p}orders o JOIN {p}customer_packages cp ON cp.value_order_id = o.id"
    " JOIN {p}package_versions v ON v.id = o.package_version_id JOIN {p}ledger l ON l.customer_package_id = cp.id"
    " WHERE o.id > %(after)s AND o.id <= %(through)s) h"
)
# Of orders in a range: what was granted for their money, what of that is gone whichever way, and what packages say is left.
OF_ORDERS = (
    "SELECT x.order_id, SUM(x.granted) AS granted, SUM(x.gone) AS gone, SUM(x.value_minor) AS `left` FROM ("
    "SELECT cp.value_order_id AS order_id, cp.value_minor, COALESCE(SUM(IF(l.kind = 'grant', l.value_minor, 0)), 0) AS granted,"
    " COALESCE(-SUM(IF(l.kind <> 'grant', l.value_minor, 0)), 0) AS gone FROM {p}customer_packages cp"
    " LEFT JOIN {p}ledger l ON l.customer_package_id = cp.id WHERE cp.value_order_id > %(after)s AND cp.value_order_id <= %(through)s"
    " GROUP BY cp.id, cp.value_order_id, cp.value_minor) x GROUP BY x.order_id"
)


def change(tx: Transaction, package: CustomerPackage, kind: str, delta_paid: int) -> int:
    """What a movement that is about to be written changes in what is left. The caller has the package's lock.

    Of a package that was rolled over the ones in its place are locked as well: they have the same money.
    """
    if delta_paid == 0 or package.value_order_id is None:
        return 0
    if package.closed_at is not None:
        tx.all(LATER, (package.value_order_id, package.id))
    extra = delta_paid if kind == "adjust" else 0
    return int(tx.scalar(CHANGE, {"paid": delta_paid, "extra": extra, "order": package.value_order_id}) or 0)


def added(tx: Transaction, order_id: int) -> int:
    """Paid sessions that staff have added to what was bought with an order's money; negative when they took some."""
    sql = (
        "SELECT COALESCE(SUM(l.delta_paid), 0) FROM {p}customer_packages cp JOIN {p}ledger l ON l.customer_package_id = cp.id"
        " WHERE cp.value_order_id = %s AND l.kind = 'adjust'"
    )
    return int(tx.scalar(sql, (order_id,)))


def add(tx: Transaction, package_id: int, minor: int) -> None:
    """What is left in a package, together with the entry that changes it."""
    if minor:
        tx.run(ADD, (minor, package_id))


def at(tx: Transaction, package_ids: Sequence[int], moment: datetime) -> dict[int, Sums]:
    """Of these customer packages, as far as they had any entry before `moment`."""
    wanted = {"ids": tuple(package_ids) or (0,), "moment": moment}
    return {row.id: row for row in tx.records(Sums, ACCOUNTS, wanted)}


def _sum(value: str, kinds: str = "") -> str:
    condition = f" AND l.kind IN ({kinds})" if kinds else ""
    return f"CAST(SUM(IF(l.created_at < %(moment)s{condition}, {value}, 0)) AS SIGNED)"


GRANTED, USED, GONE = "'grant'", "'redeem', 'reinstate'", "'refund_hold', 'refund_release', 'revoke'"
CORRECTED, ROLLED = "'adjust'", "'transfer_out', 'transfer_in'"
GIVEN = "l.kind IN ('grant', 'adjust') OR (l.kind = 'transfer_in' AND l.undoes_id IS NULL)"
THESE = "{0}.customer_package_id IN %(ids)s"
# What came to nothing later was still on its way then, as its sessions were.
GONE_BACK = (
    "SELECT f.customer_package_id, CAST(SUM(f.amount_minor) AS SIGNED) AS minor FROM {p}refunds f"
    f" WHERE {THESE.format('f')} AND f.created_at < %(moment)s AND (f.status <> 'failed' OR EXISTS (SELECT 1 FROM {{p}}ledger r WHERE"
    " r.customer_package_id = f.customer_package_id AND r.refund_id = f.id AND r.kind = 'refund_release' AND r.created_at >= %(moment)s))"
    " GROUP BY f.customer_package_id"
)
# What was granted counts as it came, all else as it went; then the ends before and after the moment.
MOVED = (
    f"SELECT l.customer_package_id, {_sum('l.value_minor', GRANTED)} AS money_in, {_sum('-l.value_minor', USED)} AS used,"
    f" {_sum('-l.value_minor', GONE)} AS gone, {_sum('-l.value_minor', CORRECTED)} AS corrected,"
    f" {_sum('-l.value_minor', ROLLED)} AS moved, {_sum('l.value_minor')} AS `left`,"
    f" {_sum('l.delta_paid')} AS paid_sessions, {_sum('l.delta')} AS sessions, MIN(l.created_at) AS first_at,"
    f" {_sum('IF(' + GIVEN + ', l.delta, 0)')} AS sessions_given, {_sum('-l.delta', USED)} AS sessions_used,"
    " MAX(IF(l.kind = 'validity' AND l.created_at < %(moment)s, l.id, NULL)) AS last_end,"
    " MIN(IF(l.kind = 'validity' AND l.created_at >= %(moment)s, l.id, NULL)) AS next_end"
    f" FROM {{p}}ledger l WHERE {THESE.format('l')} GROUP BY l.customer_package_id"
)
# The end in force is what the last change before the moment set, or what the first change after it replaced.
ACCOUNTS = (
    "SELECT cp.id, m.money_in, m.used, m.gone, m.corrected, m.moved, m.`left`, COALESCE(g.minor, 0) AS refunded, m.paid_sessions,"
    " m.sessions, m.sessions_given, m.sessions_used,"
    " CASE WHEN e.id IS NOT NULL THEN e.expires_at_new WHEN n.id IS NOT NULL THEN n.expires_at_old ELSE cp.expires_at END"
    f" AS expires_at FROM ({MOVED}) m JOIN {{p}}customer_packages cp ON cp.id = m.customer_package_id"
    f" LEFT JOIN ({GONE_BACK}) g ON g.customer_package_id = cp.id LEFT JOIN {{p}}ledger e ON e.id = m.last_end"
    " LEFT JOIN {p}ledger n ON n.id = m.next_end WHERE m.first_at < %(moment)s"
)
