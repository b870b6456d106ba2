"""Which mails there are, whom they go to, and what their words may mention."""

from dataclasses import dataclass

STUDIO = ("customer_name", "site_name", "site_url")
PACKAGE = (
    "package_name",
    "sessions_total",
    "sessions_remaining",
    "sessions_used",
    "package_expiry",
    "package_services",
    "packages_url",
)
ORDER = ("package_name", "order_reference", "order_date", "amount", "payment_method", "order_url")
RECEIPT = (*ORDER, "receipt_number", "net_amount", "tax_amount", "tax_name")
TRANSFER = (*ORDER, "account_holder", "account", "bank_code", "bank_name", "bank_note")
VISIT = ("service_name", "booking_date", "booking_time", "sessions_taken")
REFUND = ("package_name", "order_reference", "amount", "refund_amount", "refund_method", "sessions_refunded")
STAFF = ("customer_email", "order_reference", "amount", "payment_method", "package_name", "admin_url")


@dataclass(frozen=True)
class MailKind:
    """`reminder`: the customer may have it stopped; every other mail tells what happened to their money or sessions."""

    id: str
    placeholders: tuple[str, ...]
    audience: str = "customer"  # customer | staff
    reminder: bool = False


KINDS = {
    kind.id: kind
    for kind in (
        MailKind("receipt", STUDIO + RECEIPT),
        MailKind("transfer_instructions", STUDIO + TRANSFER),
        MailKind("transfer_reminder", STUDIO + TRANSFER),
        MailKind("payment_failed", STUDIO + ORDER),
        MailKind("package_activated", STUDIO + PACKAGE + ("order_reference", "amount")),
        MailKind("redeemed", STUDIO + PACKAGE + VISIT),
        MailKind("given_back", STUDIO + PACKAGE + ("service_name", "booking_date", "booking_time", "sessions_given_back")),
        MailKind("low_balance", STUDIO + PACKAGE + VISIT, reminder=True),
        MailKind("fully_redeemed", STUDIO + PACKAGE + VISIT),
        MailKind("expiring", STUDIO + PACKAGE + ("days_left",), reminder=True),
        MailKind("expired", STUDIO + PACKAGE),
        MailKind("package_changed", STUDIO + PACKAGE + ("change",)),
        MailKind("refunded", STUDIO + REFUND),
        MailKind("staff_transfer", STUDIO + STAFF, audience="staff"),
        MailKind("staff_dispute", STUDIO + STAFF + ("reason",), audience="staff"),
        MailKind("staff_refund_failed", STUDIO + STAFF + ("reason",), audience="staff"),
        MailKind("staff_money", STUDIO + STAFF + ("reason", "payment_number"), audience="staff"),
    )
}
