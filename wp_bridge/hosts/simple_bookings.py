"""The reference host: plain tables in the same database. docs/hooks.md describes them; the plugin owns and inserts them."""

from collections.abc import Sequence

from wp_bridge.database import Transaction
from wp_bridge.records import HostBooking, HostService, load

BOOKING = (
    "SELECT 'simple-bookings' AS host, CAST(id AS CHAR) AS id, CAST(service_id AS CHAR) AS service_id, service_name,"
    " CAST(COALESCE(user_id, 0) AS UNSIGNED) AS wp_user_id, customer_name, customer_email, people, starts_at, status, payment_state,"
    " COALESCE(payment_method, '') AS payment_method, hold_expires_at, cancelled_at,"
    " COALESCE(cancelled_by, '') AS cancelled_by FROM {wp}sb_bookings"
)
# What staff have been shown once needs no look each minute: an import can leave tens of thousands of such rows.
# Compared as numbers on the booking's side and as bytes on ours, so that both indexes serve.
DRIFTING = (
    "SELECT r.id FROM {p}redemptions r LEFT JOIN {wp}sb_bookings b ON b.id = CAST(r.booking_id AS UNSIGNED)"
    " WHERE r.host = %s AND r.id > %s AND r.id <= %s AND r.booking_id IS NOT NULL AND r.state <> 'lapsed'"
    " AND (COALESCE(b.status, 'deleted') <> r.booking_status OR (r.state IN ('held', 'committed') AND (b.starts_at <> r.starts_at"
    "   OR CAST(b.service_id AS CHAR CHARACTER SET ascii) <> r.service_id OR b.people <> r.people"
    "   OR (b.status IN ('pending', 'confirmed', 'completed', 'no_show')"
    "     AND (COALESCE(b.payment_method, '') <> 'package' OR b.payment_state <> 'paid')"
    "     AND (b.payment_state <> 'paid' OR NOT EXISTS (SELECT 1 FROM {p}staff_notices s"
    "       WHERE s.dedupe_key = CAST(CONCAT('payment_mismatch:', r.public_id) AS CHAR(128) CHARACTER SET ascii) COLLATE ascii_bin))))))"
    " AND NOT EXISTS (SELECT 1 FROM {p}redemptions n WHERE n.host = r.host AND n.booking_id = r.booking_id AND n.id > r.id)"
    " ORDER BY r.id"
)
CLAIMING = (
    "SELECT CAST(b.id AS CHAR) AS id FROM {wp}sb_bookings b WHERE b.id > %s AND b.id <= %s"
    " AND b.payment_method = 'package' AND b.payment_state = 'paid' AND b.status IN ('pending', 'confirmed', 'completed', 'no_show')"
    " AND b.starts_at > UTC_TIMESTAMP() - INTERVAL 1 DAY"
    " AND NOT EXISTS (SELECT 1 FROM {p}redemptions r WHERE r.host = %s"
    "   AND r.booking_id = CAST(CAST(b.id AS CHAR) AS CHAR(64) CHARACTER SET ascii) COLLATE ascii_bin)"
    " AND NOT EXISTS (SELECT 1 FROM {p}staff_notices s"
    "   WHERE s.dedupe_key = CAST(CONCAT(%s, b.id) AS CHAR(128) CHARACTER SET ascii) COLLATE ascii_bin)"
    " ORDER BY b.id"
)


class SimpleBookings:
    name = "simple-bookings"
    confirms_in_transaction = True

    def is_present(self, tx: Transaction) -> bool:
        found = tx.one(
            "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = CONCAT(%s, 'sb_bookings')",
            (tx.prefix,),
        )
        return found is not None

    def services(self, tx: Transaction) -> list[HostService]:
        rows = tx.all(
            "SELECT 'simple-bookings' AS host, CAST(id AS CHAR) AS id, name, price_minor, currency, active"
            " FROM {wp}sb_services ORDER BY sort, name, id"
        )
        return [load(HostService, row) for row in rows]

    def bookings(self, tx: Transaction, booking_ids: Sequence[str]) -> dict[str, HostBooking]:
        # MariaDB would read '17abc' as 17: an id that is not a plain number is simply not there.
        numbers = [int(text) for text in booking_ids if text.isascii() and text.isdigit() and len(text) <= 18]
        if not numbers:
            return {}
        marks = ", ".join(["%s"] * len(numbers))
        found = [load(HostBooking, row) for row in tx.all(f"{BOOKING} WHERE id IN ({marks})", numbers)]
        return {booking.id: booking for booking in found}

    def confirm(self, tx: Transaction, booking: HostBooking, package_label: str) -> bool:
        return (
            tx.run(
                "UPDATE {wp}sb_bookings SET status = 'confirmed', payment_state = 'paid', payment_method = 'package',"
                " package_label = %s, hold_expires_at = NULL, confirmed_at = UTC_TIMESTAMP(), updated_at = UTC_TIMESTAMP()"
                " WHERE id = %s AND status = 'pending' AND COALESCE(user_id, 0) = %s AND service_id = %s"
                " AND hold_expires_at > UTC_TIMESTAMP()",
                (package_label, int(booking.id), booking.wp_user_id, int(booking.service_id)),
            )
            == 1
        )

    def attach(self, tx: Transaction, booking: HostBooking, package_label: str) -> bool:
        # Its row may say so already (a booking that came back to life), and writing equal values counts as no change.
        if not self._still(tx, booking):
            return False
        tx.run(
            "UPDATE {wp}sb_bookings SET payment_state = 'paid', payment_method = 'package', package_label = %s,"
            " updated_at = UTC_TIMESTAMP() WHERE id = %s",
            (package_label, int(booking.id)),
        )
        return True

    def detach(self, tx: Transaction, booking: HostBooking) -> bool:
        return (
            tx.run(
                "UPDATE {wp}sb_bookings SET payment_state = 'unpaid', payment_method = IF(status = 'pending', '', 'on_site'),"
                " package_label = NULL, updated_at = UTC_TIMESTAMP()"
                " WHERE id = %s AND payment_method = 'package' AND payment_state = 'paid'",
                (int(booking.id),),
            )
            == 1
        )

    def drifting(self, tx: Transaction, after: int, through: int) -> list[int]:
        rows = tx.all(DRIFTING, (self.name, after, through))
        return [int(row["id"]) for row in rows]

    def claiming(self, tx: Transaction, after: int, through: int) -> list[str]:
        rows = tx.all(CLAIMING, (after, through, self.name, f"claims_package:{self.name}:"))
        return [row["id"] for row in rows]

    def last_id(self, tx: Transaction) -> int:
        return int(tx.scalar("SELECT COALESCE(MAX(id), 0) FROM {wp}sb_bookings"))

    def _still(self, tx: Transaction, booking: HostBooking) -> bool:
        row = tx.one(
            "SELECT 1 FROM {wp}sb_bookings WHERE id = %s AND status = %s AND payment_state = %s AND payment_method = %s FOR UPDATE",
            (int(booking.id), booking.status, booking.payment_state, booking.payment_method),
        )
        return row is not None
