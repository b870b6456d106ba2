"""What must hold whenever nothing is under way: the books of one studio agree with each other and with the bookings."""

from sidecar.usecases import doctor
from tests.studio import Studio

FREE = (
    "SELECT b.id FROM {wp}sb_bookings b LEFT JOIN {p}redemptions r ON r.host = 'simple-bookings' AND r.live_booking = b.id"
    " WHERE b.payment_method = 'package' AND b.payment_state = 'paid' AND b.status = 'confirmed' AND r.id IS NULL"
)
CLOCKS = (
    "SELECT cp.id FROM {p}customer_packages cp JOIN {p}package_versions v ON v.id = cp.package_version_id"
    " JOIN {p}orders o ON o.id = cp.value_order_id AND o.import_key IS NULL"
    " WHERE v.validity_from = 'first_use' AND cp.rolled_from_id IS NULL AND (cp.used > 0) <> (cp.starts_at IS NOT NULL)"
)


def agree(studio: Studio) -> None:
    """Every identity of the doctor; no confirmed booking is free, and a clock of first use runs where there was one (that of an import, as
    its file says)."""
    wrong = [check for check in doctor.books(studio.rt) if check.level != "ok"]
    assert not wrong, wrong
    for sql in (FREE, CLOCKS):
        assert studio.rows(sql) == [], sql
