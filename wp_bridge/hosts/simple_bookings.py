"""The reference host: plain tables in the same database. docs/hooks.md describes them; the plugin owns and inserts them."""

from collections.abc import Sequence

from wp_bridge.database import Transaction
from wp_bridge.records import HostBooking, HostService, load

BOOKING = (
    "SELECT 'simple-bookings' AS host, CAST(id AS CHAR) AS id, CAST(service_id AS CHAR) AS service_id, service_name,"
    " COALESCE(user_id, 0) AS wp_user_id, customer_name, customer_email, people, starts_at, status, payment_state,"
    " COALESCE(payment_method, '') AS payment_method, hold_expires_at FROM {wp}sb_bookings"
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

    def bookings_of_attempt(self, tx: Transaction, attempt_key: str) -> list[str]:
        rows = tx.all("SELECT CAST(id AS CHAR) AS id FROM {wp}sb_bookings WHERE token = %s", (attempt_key,))
        return [row["id"] for row in rows]

    def confirm(self, tx: Transaction, booking: HostBooking, package_label: str) -> bool:
        return (
            tx.run(
                "UPDATE {wp}sb_bookings SET status = 'confirmed', payment_state = 'paid', payment_method = 'package',"
                " package_label = %s, hold_expires_at = NULL, confirmed_at = UTC_TIMESTAMP(), updated_at = UTC_TIMESTAMP()"
                " WHERE id = %s AND status = 'pending' AND user_id = %s AND service_id = %s AND hold_expires_at > UTC_TIMESTAMP()",
                (package_label, int(booking.id), booking.wp_user_id, int(booking.service_id)),
            )
            == 1
        )
