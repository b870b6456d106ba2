"""What a preview of a mail is filled with: Alice's ten yoga sessions."""

from sidecar.domain.mail_kinds import KINDS

VALUES: dict[str, str] = {
    "customer_name": "Alice Archer",
    "customer_email": "alice@example.com",
    "site_name": "Lotus Studio",
    "site_url": "https://lotus.example",
    "packages_url": "https://lotus.example/?sp_page=packages",
    "order_url": "https://lotus.example/?sp_page=order&sp_order=01JSAMPLE",
    "admin_url": "https://lotus.example/?sp_page=admin",
    "package_name": "10 Yoga Sessions",
    "sessions_total": "10",
    "sessions_remaining": "7",
    "sessions_used": "3",
    "package_expiry": "February 20, 2027",
    "package_services": "Yoga, Pilates",
    "order_reference": "SP-7K2QX",
    "order_date": "November 22, 2026",
    "amount": "€350.00",
    "payment_method": "Card",
    "receipt_number": "2026-0042",
    "net_amount": "€294.12",
    "tax_amount": "€55.88",
    "tax_name": "VAT 19 %",
    "account_holder": "Lotus Studio Ltd",
    "account": "DE02 1203 0000 0000 2020 51",
    "bank_code": "BYLADEM1001",
    "bank_name": "Sample Bank",
    "bank_note": "Money from abroad takes two to three days.",
    "service_name": "Yoga",
    "booking_date": "November 30, 2026",
    "booking_time": "6:30 pm",
    "sessions_taken": "1",
    "sessions_given_back": "1",
    "days_left": "7",
    "change": "2 sessions added",
    "refund_amount": "€105.00",
    "refund_method": "Card",
    "sessions_refunded": "3",
    "reason": "its order was already paid",
    "payment_number": "pi_sample_42",
}
# Where the values above would make no sense.
OF_KIND: dict[str, dict[str, str]] = {
    "low_balance": {"sessions_remaining": "2", "sessions_used": "8"},
    "fully_redeemed": {"sessions_remaining": "0", "sessions_used": "10"},
    "package_activated": {"sessions_remaining": "10", "sessions_used": "0"},
    "expired": {"package_expiry": "November 21, 2026"},
    "transfer_instructions": {"payment_method": "Bank transfer"},
    "transfer_reminder": {"payment_method": "Bank transfer"},
    "staff_transfer": {"payment_method": "Bank transfer"},
    "staff_dispute": {"reason": "product not received"},
    "staff_refund_failed": {"amount": "€105.00", "reason": "the card has expired"},
}


def values(kind: str) -> dict[str, str]:
    """Just what this mail may mention."""
    known = VALUES | OF_KIND.get(kind, {})
    return {name: known[name] for name in KINDS[kind].placeholders}
