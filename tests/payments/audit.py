"""What must hold of an order when its life is quiet, and what came of it in comparable words."""

from collections import Counter
from typing import Any

from devstack.providers.client import Providers
from tests import books
from tests.payments.life import Life
from wp_bridge.payment_records import Payment, Refund

MONEY = ("settled", "surplus")


def wrong(life: Life) -> list[str]:
    """Everything that does not hold; the providers are asked for their own figures."""
    found = [f"{what} does not add up" for what, holds in _rules(life) if not holds]
    try:
        books.agree(life.till.studio)
    except AssertionError as disagreement:
        found.append(f"the books: {disagreement}")
    return [*found, f"{outcome(life)}"] if found else []


def _rules(life: Life) -> list[tuple[str, bool]]:
    payments, refunds = life.payments(), life.refunds()
    order = life.till._order(life.order)
    settled = [payment for payment in payments if payment.status == "settled"]
    back = sum(refund.amount_minor for refund in refunds if refund.status == "settled")
    came = [payment for payment in payments if payment.status in MONEY]
    paid = order.status == "paid"
    return [
        ("one package for a paid order, none for others", life.till.packages(life.order) == paid),
        ("one settled payment for a paid order", len(settled) == paid),
        ("refunded at most what was paid", all(p.refunded_minor <= p.amount_minor for p in came)),
        ("refunds and what payments say of them", back == sum(p.refunded_minor for p in came)),
        ("one receipt for a paid order, none for others", _keys(life, [order.public_id], "receipt") == paid),
        ("one mail for each refund that arrived", _keys(life, _arrived(refunds), "refunded") == len(_arrived(refunds))),
        ("the provider's money and ours", provider_has(life.till.emulator, payments) == _online(came)),
    ]


def _arrived(refunds: list[Refund]) -> list[str]:
    return [refund.public_id for refund in refunds if refund.status == "settled" and refund.rule != "dispute"]


def _keys(life: Life, things: list[str], mail: str) -> int:
    """Mails of this kind about these things."""
    rows = life.till.studio.rows("SELECT dedupe_key FROM {p}outbox WHERE mail = %s", mail)
    return sum(row["dedupe_key"].partition(":")[2] in things for row in rows)


def _online(came: list[Payment]) -> int:
    return sum(p.amount_minor - p.refunded_minor for p in came if p.provider != "bank_transfer")


def provider_has(emulator: Providers, payments: list[Payment]) -> int:
    """Captured and not given back, by what the providers' own objects say of our attempts."""
    ours = {payment.public_id for payment in payments}
    methods = {payment.provider for payment in payments}
    stripe = _stripe_has(emulator, ours) if "stripe" in methods else 0
    return stripe + (_paypal_has(emulator, ours) if "paypal" in methods else 0)


def _stripe_has(emulator: Providers, ours: set[str]) -> int:
    mine = {i["id"] for i in emulator.objects("payment_intents") if i["metadata"].get("sp_payment") in ours}
    charges = [c for c in emulator.objects("charges") if c["payment_intent"] in mine and c["status"] == "succeeded"]
    lost = [d["amount"] for d in emulator.objects("disputes") if d["payment_intent"] in mine and d["status"] == "lost"]
    return int(sum(c["amount_captured"] - c["amount_refunded"] for c in charges) - sum(lost))


def _paypal_has(emulator: Providers, ours: set[str]) -> int:
    captures = {c["id"]: c for c in emulator.objects("captures") if c.get("custom_id") in ours}
    took = [c for c in captures.values() if c["status"] not in {"PENDING", "DECLINED"}]
    gone = [r for r in emulator.objects("paypal_refunds") if _capture_of(r) in captures and r["status"] != "FAILED"]
    return sum(map(_units, took)) - sum(map(_units, gone))


def _capture_of(refund: dict[str, Any]) -> str:
    return next(str(link["href"]).rsplit("/", 1)[1] for link in refund["links"] if link["rel"] == "up")


def _units(thing: dict[str, Any]) -> int:
    return round(float(thing["amount"]["value"]) * 100)


def outcome(life: Life, since_notice: int = 0) -> dict[str, Any]:
    """What became of the order, without anything that differs from life to life."""
    order, packages = life.till._order(life.order), life.till.packages(life.order)
    notices = "SELECT kind, resolved_at IS NULL AS open FROM {p}staff_notices WHERE id > %s"
    return {
        "order": (order.status, order.refunded_minor, order.method),
        "payments": Counter((p.provider, p.status, p.amount_minor, p.refunded_minor) for p in life.payments()),
        "refunds": Counter((r.rule, r.status, r.sessions, r.amount_minor, r.proposed_sessions) for r in life.refunds()),
        "package": _package(life) if packages else None,
        "ledger": _entries(life) if packages else None,
        "notices": Counter((row["kind"], row["open"]) for row in life.till.studio.rows(notices, since_notice)),
    }


def _package(life: Life) -> tuple[Any, ...]:
    p = life.package
    return p.base_state, p.balance, p.paid_balance, p.refund_pending, p.refunded_sessions


def _entries(life: Life) -> Counter[tuple[str, int]]:
    sql = "SELECT kind, delta FROM {p}ledger WHERE customer_package_id = %s"
    return Counter((row["kind"], int(row["delta"])) for row in life.till.studio.rows(sql, life.package.id))
