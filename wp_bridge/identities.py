"""What must hold in the books whatever happened, each as one statement that finds what breaks it.

They are the invariants of the product's promises, asked of the rows themselves: `session-packages doctor` shows them to an
operator, and the torture run asks them after every disaster.
"""

from dataclasses import dataclass

from wp_bridge import values
from wp_bridge.database import Transaction

SHOWN = 20  # offenders named by one statement


@dataclass(frozen=True)
class Identity:
    """`sql` takes ids of `table` in ``(%(after)s, %(through)s]`` and names each offender as `thing`."""

    sentence: str
    table: str
    sql: str


# A decision is stamped by its own statement and its ledger entry by a later one of the same transaction.
STAMP = "INTERVAL 5 SECOND"
LEDGER_SUMS = (
    "SELECT customer_package_id, SUM(delta) AS delta, SUM(delta_paid) AS paid,"
    # A roll over that is undone is no second grant: its counter entries stand on the side of what they undo.
    " SUM(IF(kind IN ('grant', 'adjust') OR (kind = 'transfer_in' AND undoes_id IS NULL), delta, 0)) AS granted,"
    " -SUM(IF(kind IN ('redeem', 'reinstate'), delta, 0)) AS used,"
    " -SUM(IF(kind IN ('redeem', 'reinstate'), delta_paid, 0)) AS used_paid,"
    " -SUM(IF(kind IN ('refund_hold', 'refund_release', 'revoke', 'transfer_out')"
    "   OR (kind = 'transfer_in' AND undoes_id IS NOT NULL), delta, 0)) AS gone,"
    " -SUM(IF(kind IN ('refund_hold', 'refund_release', 'revoke'), delta_paid, 0)) AS refunded"
    " FROM {p}ledger WHERE customer_package_id > %(after)s AND customer_package_id <= %(through)s GROUP BY customer_package_id"
)
LIVE_LINES = (
    "SELECT customer_package_id, SUM(sessions_taken - sessions_given_back) AS used, SUM(paid_taken - paid_given_back) AS paid,"
    " SUM(IF(state = 'held', sessions_taken - sessions_given_back, 0)) AS held FROM {p}redemptions"
    " WHERE state IN ('held', 'committed') AND customer_package_id > %(after)s AND customer_package_id <= %(through)s"
    " GROUP BY customer_package_id"
)
# What was in force between one such entry and the next: there are few of them, and looking back from every entry of a package
# took time with the square of its history.
SPANS = (
    "SELECT customer_package_id, id, kind, expires_at_old, expires_at_new,"
    " LAG(id) OVER (PARTITION BY customer_package_id ORDER BY id) AS earlier,"
    " LEAD(id) OVER (PARTITION BY customer_package_id ORDER BY id) AS later"
    " FROM {p}ledger WHERE customer_package_id > %(after)s AND customer_package_id <= %(through)s"
)
ENDS, PAUSES = f"{SPANS} AND kind = 'validity'", f"{SPANS} AND kind IN ('suspend', 'resume')"
WITHIN = "s.customer_package_id = l.customer_package_id AND s.id < l.id AND (s.later IS NULL OR s.later > l.id)"
REDEEMED = "l.kind = 'redeem' AND l.customer_package_id > %(after)s AND l.customer_package_id <= %(through)s"
REFUNDS = "SELECT COALESCE(SUM(f.sessions), 0) FROM {p}refunds f WHERE f.customer_package_id = cp.id"
PACKAGES = "FROM {p}customer_packages cp"
RANGE = "cp.id > %(after)s AND cp.id <= %(through)s"
PACKAGE = "CONCAT('customer package ', cp.public_id) AS thing"

ALL = (
    Identity(
        "Every balance is the sum of its ledger, and not below zero.",
        "customer_packages",
        f"SELECT {PACKAGE} {PACKAGES} LEFT JOIN ({LEDGER_SUMS}) l ON l.customer_package_id = cp.id WHERE {RANGE}"
        " AND (cp.balance <> COALESCE(l.delta, 0) OR cp.paid_balance <> COALESCE(l.paid, 0) OR cp.balance < 0)",
    ),
    Identity(
        "Every ledger entry continues from the one before: none was changed, none is missing.",
        "customer_packages",
        "SELECT CONCAT('ledger entry ', id) AS thing FROM (SELECT id, balance_after, paid_after,"
        " SUM(delta) OVER (PARTITION BY customer_package_id ORDER BY id) AS delta,"
        " SUM(delta_paid) OVER (PARTITION BY customer_package_id ORDER BY id) AS paid FROM {p}ledger"
        " WHERE customer_package_id > %(after)s AND customer_package_id <= %(through)s) l"
        " WHERE balance_after <> delta OR paid_after <> paid",
    ),
    Identity(
        "Sessions granted = used + refunded or revoked + left.",
        "customer_packages",
        f"SELECT {PACKAGE} {PACKAGES} LEFT JOIN ({LEDGER_SUMS}) l ON l.customer_package_id = cp.id WHERE {RANGE}"
        " AND (cp.sessions_total <> COALESCE(l.granted, 0) OR cp.used <> COALESCE(l.used, 0)"
        "   OR cp.sessions_total <> cp.used + cp.balance + COALESCE(l.gone, 0))",
    ),
    Identity(
        "Sessions used, paid and free, are those of living redemptions.",
        "customer_packages",
        f"SELECT {PACKAGE} {PACKAGES} LEFT JOIN ({LIVE_LINES}) r ON r.customer_package_id = cp.id"
        f" LEFT JOIN ({LEDGER_SUMS}) l ON l.customer_package_id = cp.id WHERE {RANGE} AND (cp.used <> COALESCE(r.used, 0)"
        "   OR cp.held <> COALESCE(r.held, 0) OR COALESCE(l.used_paid, 0) <> COALESCE(r.paid, 0))",
    ),
    Identity(
        "A booking is paid by one redemption at a time.",
        "redemptions",
        "SELECT CONCAT(r.host, ' booking ', r.booking_id) AS thing FROM {p}redemptions r JOIN {p}redemptions o ON o.host = r.host"
        " AND o.booking_id = r.booking_id AND o.id < r.id AND o.state IN ('held', 'committed')"
        " WHERE r.id > %(after)s AND r.id <= %(through)s AND r.state IN ('held', 'committed')",
    ),
    Identity(
        "An attempt and its lines say the same.",
        "attempts",
        "SELECT CONCAT(a.host, ' attempt ', a.attempt_key) AS thing FROM {p}attempts a LEFT JOIN {p}redemptions r"
        " ON r.attempt_id = a.id AND r.state IN ('held', 'committed') WHERE a.id > %(after)s AND a.id <= %(through)s"
        " GROUP BY a.id, a.host, a.attempt_key, a.state"
        " HAVING SUM(r.state <> a.state) > 0 OR (COUNT(r.id) = 0) <> (a.state IN ('released', 'lapsed'))",
    ),
    Identity(
        "No session was taken after expiry.",
        "customer_packages",
        # The end in force at an entry is what the last change before it set, or what the first change after it replaced.
        "SELECT CONCAT('ledger entry ', l.id) AS thing FROM {p}ledger l JOIN {p}customer_packages cp ON cp.id = l.customer_package_id"
        f" LEFT JOIN ({ENDS}) s ON {WITHIN}"
        "   OR (s.customer_package_id = l.customer_package_id AND s.earlier IS NULL AND s.id > l.id)"
        f" WHERE {REDEEMED} AND l.created_at >= {STAMP} + CASE WHEN s.id IS NULL THEN cp.expires_at"
        "   WHEN s.id < l.id THEN s.expires_at_new ELSE s.expires_at_old END",
    ),
    Identity(
        "No session was taken during a pause.",
        "customer_packages",
        f"SELECT CONCAT('ledger entry ', l.id) AS thing FROM {{p}}ledger l JOIN ({PAUSES}) s"
        f" ON {WITHIN} AND s.kind = 'suspend' WHERE {REDEEMED}",
    ),
    Identity(
        "Each paid order gave exactly one package, no other order any.",
        "orders",
        "SELECT CONCAT('order ', o.reference) AS thing FROM {p}orders o LEFT JOIN {p}customer_packages cp ON cp.order_id = o.id"
        " WHERE o.id > %(after)s AND o.id <= %(through)s GROUP BY o.id, o.reference, o.status HAVING COUNT(cp.id) <> (o.status = 'paid')",
    ),
    Identity(
        "What was paid is the sum of its payments, what was refunded the sum of its refunds and never more.",
        "orders",
        "SELECT CONCAT('order ', o.reference) AS thing FROM {p}orders o WHERE o.id > %(after)s AND o.id <= %(through)s AND ("
        " o.refunded_minor > o.paid_minor"
        " OR o.paid_minor <> (SELECT COALESCE(SUM(y.amount_minor), 0) FROM {p}payments y WHERE y.order_id = o.id AND y.status = 'settled')"
        # Money that pays nothing and goes back was never part of what the order brought.
        " OR o.refunded_minor <> (SELECT COALESCE(SUM(f.amount_minor), 0) FROM {p}refunds f JOIN {p}payments y ON y.id = f.payment_id"
        "   WHERE f.order_id = o.id AND f.status <> 'failed' AND y.status <> 'surplus'))",
    ),
    Identity(
        "What went back of a payment is the sum of its refunds, and never more than it was.",
        "payments",
        "SELECT CONCAT('payment ', y.public_id) AS thing FROM {p}payments y WHERE y.id > %(after)s AND y.id <= %(through)s AND ("
        " y.refunded_minor > y.amount_minor OR y.refunded_minor <> (SELECT COALESCE(SUM(f.amount_minor), 0) FROM {p}refunds f"
        "   WHERE f.payment_id = y.id AND f.status <> 'failed'))",
    ),
    Identity(
        "Sessions held for refunds, and gone with them, are those of its refunds.",
        "customer_packages",
        f"SELECT {PACKAGE} {PACKAGES} LEFT JOIN ({LEDGER_SUMS}) l ON l.customer_package_id = cp.id WHERE {RANGE}"
        f" AND (cp.refund_pending <> ({REFUNDS} AND f.status IN ('intent', 'pending'))"
        f"   OR cp.refunded_sessions <> ({REFUNDS} AND f.status = 'settled')"
        "   OR cp.refund_pending + cp.refunded_sessions <> COALESCE(l.refunded, 0))",
    ),
    Identity(
        "A package rests for a dispute exactly while one about its payment is open.",
        "customer_packages",
        f"SELECT {PACKAGE} {PACKAGES} WHERE {RANGE} AND (cp.suspended_by_dispute_at IS NOT NULL) <> EXISTS (SELECT 1 FROM {{p}}disputes d"
        " JOIN {p}payments y ON y.id = d.payment_id WHERE d.order_id = cp.order_id AND d.status = 'open' AND y.status <> 'surplus')",
    ),
    Identity(
        "Every ledger entry has the value of its sessions.",
        "orders",
        f"SELECT CONCAT('ledger entry ', MIN(id)) AS thing FROM ({values.BY_RULE}) r WHERE value_minor <> by_rule GROUP BY order_id",
    ),
    Identity(
        "Money in = used + forfeited + outstanding + refunded + kept on refunds + corrected, order by order.",
        "orders",
        f"SELECT CONCAT('order ', o.reference) AS thing FROM {{p}}orders o LEFT JOIN ({values.OF_ORDERS}) m ON m.order_id = o.id"
        " WHERE o.id > %(after)s AND o.id <= %(through)s"
        " AND (o.paid_minor <> COALESCE(m.granted, 0) OR o.paid_minor <> COALESCE(m.gone + m.`left`, 0))",
    ),
    Identity(
        "The counts of the owner's lists are what is there.",
        "package_versions",
        "SELECT CONCAT('terms ', x.version_id) AS thing FROM (SELECT version_id, state, SUM(rows_counted) AS n FROM {p}tally"
        " WHERE subject = 'package' AND version_id > %(after)s AND version_id <= %(through)s GROUP BY version_id, state"
        " UNION ALL SELECT package_version_id, list_state, -COUNT(*) FROM {p}customer_packages"
        " WHERE package_version_id > %(after)s AND package_version_id <= %(through)s GROUP BY package_version_id, list_state) x"
        " GROUP BY x.version_id, x.state HAVING SUM(x.n) <> 0",
    ),
)
OVERDUE = (
    "SELECT CONCAT(kind, ' ', id, IF(dead_at IS NULL, ' waits', ' was given up'), IF(last_error = '', '', ': '), last_error) AS thing"
    " FROM {p}outbox WHERE (settled = 0 AND created_at < UTC_TIMESTAMP(6) - INTERVAL 10 MINUTE)"
    " OR (dead_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {p}staff_notices s WHERE s.dedupe_key = CONCAT('outbox:', {p}outbox.id)))"
    f" ORDER BY id LIMIT {SHOWN}"
)


def offenders(tx: Transaction, identity: Identity, after: int, through: int) -> list[str]:
    rows = tx.all(f"{identity.sql} LIMIT {SHOWN}", {"after": after, "through": through})
    return [str(row["thing"]) for row in rows]


def last_id(tx: Transaction, identity: Identity) -> int:
    return int(tx.scalar(f"SELECT COALESCE(MAX(id), 0) FROM {{p}}{identity.table}"))


def undelivered(tx: Transaction) -> list[str]:
    """Outbox rows that have been waiting for ten minutes, whatever for, or dead without anybody having been told."""
    return [str(row["thing"]) for row in tx.all(OVERDUE)]
