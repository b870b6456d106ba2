"""What must hold whenever nothing is under way: the books of one studio agree with each other and with the bookings."""

from sidecar.usecases import reconcile
from tests.studio import Studio

USED_AND_HELD = (
    "SELECT cp.id, cp.used, cp.held, cp.paid_balance, cp.paid_total, r.* FROM {p}customer_packages cp LEFT JOIN (SELECT"
    " customer_package_id, SUM(sessions_taken - sessions_given_back) AS live, SUM(IF(state = 'held', sessions_taken -"
    " sessions_given_back, 0)) AS now_held, SUM(paid_taken - paid_given_back) AS paid FROM {p}redemptions"
    " WHERE state IN ('held', 'committed') GROUP BY customer_package_id) r ON r.customer_package_id = cp.id"
    " WHERE cp.used <> COALESCE(r.live, 0) OR cp.held <> COALESCE(r.now_held, 0)"
    " OR cp.paid_balance <> cp.paid_total - COALESCE(r.paid, 0) OR cp.balance <> cp.sessions_total - COALESCE(r.live, 0)"
)
ATTEMPTS = (
    "SELECT a.id, a.state, GROUP_CONCAT(DISTINCT r.state) AS line_states FROM {p}attempts a LEFT JOIN {p}redemptions r"
    " ON r.attempt_id = a.id AND r.state IN ('held', 'committed') GROUP BY a.id"
    " HAVING line_states <> a.state OR (line_states IS NULL) <> (a.state IN ('released', 'lapsed'))"
)
FREE = (
    "SELECT b.id FROM {wp}sb_bookings b LEFT JOIN {p}redemptions r ON r.host = 'simple-bookings' AND r.live_booking = b.id"
    " WHERE b.payment_method = 'package' AND b.payment_state = 'paid' AND b.status = 'confirmed' AND r.id IS NULL"
)
CLOCKS = (
    "SELECT cp.id FROM {p}customer_packages cp JOIN {p}package_versions v ON v.id = cp.package_version_id"
    " WHERE v.validity_from = 'first_use' AND (cp.used > 0) <> (cp.starts_at IS NOT NULL)"
)
CHAIN = (
    "SELECT id FROM (SELECT id, balance_after, SUM(delta) OVER (PARTITION BY customer_package_id ORDER BY id) AS total"
    " FROM {p}ledger) l WHERE balance_after <> total"
)


def agree(studio: Studio) -> None:
    """Used and held are the live redemptions'; attempts and lines, bookings and redemptions say the same; every entry adds up."""
    assert reconcile.check_ledger(studio.rt) == 0
    for sql in (USED_AND_HELD, ATTEMPTS, FREE, CLOCKS, CHAIN):
        assert studio.rows(sql) == [], sql
