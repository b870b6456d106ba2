"""What a preview of a mail is filled with: Alice's ten yoga sessions, as a site writes them."""

from datetime import UTC, date, datetime, time

from sidecar.domain import dates, money, placeholders
from sidecar.domain.mail_kinds import KINDS
from wp_bridge.records import Site

Sample = str | int | date | time  # an int is an amount, in hundredths
LOTUS = Site("https://lotus.example", "Lotus Studio", "wp_", "wp_", UTC, "UTC", "en_US", "EUR", "live")
VALUES: dict[str, Sample] = {
    "customer_name": "Alice Archer",
    "customer_email": "alice@example.com",
    "package_name": "10 Yoga Sessions",
    "sessions_total": "10",
    "sessions_remaining": "7",
    "sessions_used": "3",
    "package_expiry": date(2027, 2, 20),
    "package_services": "Yoga, Pilates",
    "order_reference": "SP-7K2QX",
    "order_date": date(2026, 11, 22),
    "amount": 350_00,
    "payment_method": "Card",
    "receipt_number": "2026-0042",
    "net_amount": 294_12,
    "tax_amount": 55_88,
    "tax_name": "VAT 19 %",
    "account_holder": "Lotus Studio Ltd",
    "account": "DE02 1203 0000 0000 2020 51",
    "bank_code": "BYLADEM1001",
    "bank_name": "Sample Bank",
    "bank_note": "Money from abroad takes two to three days.",
    "service_name": "Yoga",
    "booking_date": date(2026, 11, 30),
    "booking_time": time(18, 30),
    "sessions_taken": "1",
    "sessions_given_back": "1",
    "days_left": "7",
    "change": "2 sessions added",
    "refund_amount": 105_00,
    "refund_method": "Card",
    "sessions_refunded": "3",
    "reason": "its order was already paid",
    "payment_number": "pi_sample_42",
}
# Where the values above would make no sense.
OF_KIND: dict[str, dict[str, Sample]] = {
    "low_balance": {"sessions_remaining": "2", "sessions_used": "8"},
    "fully_redeemed": {"sessions_remaining": "0", "sessions_used": "10"},
    "package_activated": {"sessions_remaining": "10", "sessions_used": "0"},
    "expired": {"package_expiry": date(2026, 11, 21)},
    "transfer_instructions": {"payment_method": "Bank transfer"},
    "transfer_reminder": {"payment_method": "Bank transfer"},
    "staff_transfer": {"payment_method": "Bank transfer"},
    "staff_dispute": {"reason": "product not received"},
    "staff_refund_failed": {"amount": 105_00, "reason": "the card has expired"},
}


def values(kind: str, site: Site = LOTUS) -> dict[str, str]:
    """Just what this mail may mention."""
    known = VALUES | OF_KIND.get(kind, {}) | _addresses(site)
    return {name: _written(known[name], site) for name in KINDS[kind].placeholders}


def _addresses(site: Site) -> dict[str, Sample]:
    return {
        "site_name": site.name or site.url,
        "site_url": site.url,
        "packages_url": placeholders.page_url(site, "packages"),
        "order_url": placeholders.page_url(site, "order", sp_order="01JSAMPLE"),
        "admin_url": placeholders.page_url(site, "admin"),
    }


def _written(sample: Sample, site: Site) -> str:
    if isinstance(sample, date):
        return dates.day(sample, site)
    if isinstance(sample, time):
        return dates.time(datetime.combine(date(2026, 11, 30), sample, site.zone), site)
    if isinstance(sample, int):
        return placeholders.amount(site, sample * 10 ** money.decimals(site.currency) // 100, site.currency)
    return sample
