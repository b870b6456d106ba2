"""What people, providers, banks and machines may do to an order at any moment. Raises `Unfit` where it makes no sense now."""

from collections.abc import Callable
from typing import Any

from sidecar.errors import Refused
from sidecar.usecases import refunds
from sidecar.usecases.refunds import Wish
from tests.payments.chance import Chance, Unfit
from tests.payments.life import Life
from tests.payments.till import Event
from wp_bridge.payment_records import Payment

FAULTS = ("500", "500_after", "timeout_before", "timeout_after", "truncated", "429", "409")
CALLS = (
    *("POST /v1/checkout/sessions", "GET /v1/checkout/sessions", "POST /v1/refunds", "GET /v1/refunds"),
    *("POST /v2/checkout/orders", "GET /v2/checkout/orders", "POST /v2/payments", "GET /v2/payments"),
)


def attempt_of(chance: Chance, life: Life, *methods: str) -> Payment:
    found: Payment = chance.one([p for p in life.payments() if p.provider in methods and p.provider_reference])
    return found


def captured_by(chance: Chance, life: Life, method: str) -> str:
    found = [p.provider_payment_id for p in life.payments() if p.provider == method and p.provider_payment_id]
    return str(chance.one(found))


# --- buyers


def choose(chance: Chance, life: Life) -> None:
    chance.till.forget_looks()
    chance.do("choose", life.key(), life.buyer, life.order, chance.lot.choice(("stripe", "paypal", "bank_transfer")))


def pay(chance: Chance, life: Life) -> None:
    attempt = attempt_of(chance, life, "stripe", "paypal")
    reference = str(attempt.provider_reference)
    if attempt.provider == "stripe":
        side = chance.till.emulator.stripe
        chance.lot.choice((side.pay, side.pay, side.pay_later, side.decline, side.cancel, side.expire))(reference)
        return
    if chance.lot.random() < 0.3:
        chance.lot.choice((chance.till.emulator.paypal.pend_capture, chance.till.emulator.paypal.decline_capture))(reference)
    chance.till.emulator.paypal.approve(reference)


def come_back(chance: Chance, life: Life) -> None:
    chance.till.forget_looks()
    chance.do("come_back", life.buyer, life.order)


def visit(chance: Chance, life: Life) -> None:
    package = package_of(chance, life)
    try:
        chance.till.studio.redeem(package, chance.till.studio.book(life.buyer), who=life.buyer)
    except Refused as refused:
        raise Unfit from refused


def package_of(chance: Chance, life: Life) -> Any:
    if not chance.till.packages(life.order):
        raise Unfit
    return life.package


# --- providers, banks, dashboards


def bank(chance: Chance, life: Life) -> None:
    """The debit arrives or not, the capture is decided, the refund arrives or not."""
    emulator, ok = chance.till.emulator, chance.lot.random() < 0.7
    steps: list[Callable[[], object]] = [
        lambda: emulator.stripe.settle_later(str(attempt_of(chance, life, "stripe").provider_reference), ok),
        lambda: emulator.paypal.finish_capture(last(chance, "captures", "PENDING"), ok),
        lambda: emulator.stripe.finish_refund(last(chance, "refunds", "pending")),
        lambda: emulator.paypal.finish_refund(last(chance, "paypal_refunds", "PENDING"), ok),
        lambda: emulator.stripe.pend_refunds(ok),
        lambda: emulator.paypal.pend_refunds(ok),
    ]
    chance.lot.choice(steps)()


def last(chance: Chance, kind: str, status: str) -> str:
    found = [thing["id"] for thing in chance.till.emulator.objects(kind) if thing["status"] == status]
    return str(chance.one(found[-3:]))


def fail_refund(chance: Chance, life: Life) -> None:
    known = [r for r in life.refunds() if r.provider_refund_id and r.origin == "staff"]
    refund = chance.one(known)
    if refund.provider == "stripe":
        chance.till.emulator.stripe.fail_refund(refund.provider_refund_id)
    else:
        chance.till.emulator.paypal.finish_refund(refund.provider_refund_id, ok=False)


def dashboard(chance: Chance, life: Life) -> None:
    amount = chance.lot.choice((None, 3500, 7000, 10000))
    if chance.lot.random() < 0.5:
        chance.till.emulator.stripe.dashboard_refund(captured_by(chance, life, "stripe"), amount)
    else:
        written = None if amount is None else f"{amount // 100}.00"
        chance.till.emulator.paypal.dashboard_refund(captured_by(chance, life, "paypal"), written)


def dispute(chance: Chance, life: Life) -> None:
    emulator, outcome = chance.till.emulator, chance.lot.choice(("won", "lost"))
    steps: list[Callable[[], object]] = [
        lambda: emulator.stripe.dispute(captured_by(chance, life, "stripe")),
        lambda: emulator.paypal.dispute(captured_by(chance, life, "paypal")),
        lambda: emulator.stripe.close_dispute(open_dispute(chance, "disputes", "id", "needs_response"), outcome),
        lambda: emulator.paypal.close_dispute(
            open_dispute(chance, "paypal_disputes", "dispute_id", "WAITING_FOR_SELLER_RESPONSE"), outcome
        ),
    ]
    chance.lot.choice(steps)()


def open_dispute(chance: Chance, kind: str, name: str, status: str) -> str:
    return str(chance.one([d[name] for d in chance.till.emulator.objects(kind) if d["status"] == status]))


def trouble(chance: Chance, life: Life) -> None:
    chance.till.emulator.fail(chance.lot.choice(CALLS), chance.lot.choice(FAULTS), times=chance.lot.choice((1, 1, 2)))


# --- webhooks


def hear(chance: Chance, life: Life) -> None:
    """One of those not told yet, in any order."""
    tell(chance, chance.one([event for event in chance.till.events() if event["id"] not in chance.told]))


def hear_again(chance: Chance, life: Life) -> None:
    tell(chance, chance.one(chance.till.events()))


def tell(chance: Chance, event: Event) -> None:
    chance.told.add(event["id"])
    signed = chance.till.emulator.signed(event)
    headers = {name.lower(): value for name, value in signed["headers"].items()}
    chance.do("hear", event["provider"], headers, signed["body"].encode())


# --- staff


def confirm(chance: Chance, life: Life) -> None:
    attempt_by_transfer(chance, life)
    amount = chance.lot.choice(("350.00", "350.00", "360.00"))
    chance.do("confirm_transfer", life.key(), life.order, amount, chance.lot.random() < 0.5)


def attempt_by_transfer(chance: Chance, life: Life) -> None:
    if chance.lot.random() < 0.9 and not any(p.provider == "bank_transfer" for p in life.payments()):
        raise Unfit


def cancel(chance: Chance, life: Life) -> None:
    if chance.lot.random() < 0.7:
        raise Unfit
    chance.do("cancel", life.key(), life.order)


def refund(chance: Chance, life: Life) -> None:
    package = package_of(chance, life)
    sessions = chance.lot.choice((None, 1, 2, 3, 5))
    try:
        quote = refunds.preview(chance.till.rt, package.public_id, Wish(sessions=sessions)).quote
    except Refused as refused:
        raise Unfit from refused
    amount = f"{(quote.amount_minor or 0) // 100}.{(quote.amount_minor or 0) % 100:02d}"
    chance.do("refund", life.key(), package.public_id, sessions, amount)


def give_surplus_back(chance: Chance, life: Life) -> None:
    surplus = chance.one([payment for payment in life.payments() if payment.status == "surplus"])
    chance.do("give_surplus_back", life.key(), surplus.public_id)


def by_hand(chance: Chance, life: Life) -> None:
    refund = chance.one([r for r in life.refunds() if r.provider == "bank_transfer" and r.status == "pending"])
    chance.do(chance.lot.choice(("sent", "withdraw")), life.key(), refund.public_id)


def take(chance: Chance, life: Life) -> None:
    refund = chance.one([r for r in life.refunds() if r.proposed_sessions])
    chance.do("take", life.key(), refund.public_id, chance.lot.choice((0, 1, refund.proposed_sessions)))


# --- machines


def work(chance: Chance, life: Life) -> None:
    chance.do(chance.lot.choice(("work_refunds", "work_events", "ask_about_payments")))


def time(chance: Chance, life: Life) -> None:
    life.pass_time()
    for name in ("work_events", "ask_about_payments", "work_refunds"):
        chance.do(name)


Act = Callable[[Chance, Life], None]
OFTEN: tuple[Act, ...] = (pay, hear, come_back, refund, work)
ACTS: tuple[Act, ...] = (
    *(*OFTEN, *OFTEN),
    *(choose, visit, bank, fail_refund, dashboard, dispute, trouble),
    *(hear_again, confirm, cancel, give_surplus_back, by_hand, take, time),
)
