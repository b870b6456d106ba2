"""The reference host: plain tables in the same database. docs/hooks.md describes them; the plugin owns and inserts them."""

from collections.abc import Sequence

from wp_bridge.database import Row, Transaction
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

    def booking(self, tx: Transaction, booking_id: str) -> HostBooking | None:
        # MariaDB would read '17abc' as 17: an id that is not a plain number is simply not there.
        if not booking_id.isascii() or not booking_id.isdigit() or len(booking_id) > 18:
            return None
        row = tx.one(f"{BOOKING} WHERE id = %s", (int(booking_id),))
        return load(HostBooking, row) if row else None

    def statuses(self, tx: Transaction, booking_ids: Sequence[str]) -> dict[str, str]:
        numbers = [int(number) for number in booking_ids if number.isascii() and number.isdigit()]
        if not numbers:
            return {}
        marks = ", ".join(["%s"] * len(numbers))
        rows: list[Row] = tx.all(f"SELECT id, status FROM {{wp}}sb_bookings WHERE id IN ({marks})", numbers)
        return {str(row["id"]): row["status"] for row in rows}

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
