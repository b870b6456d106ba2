"""The Stripe gateway through Stripe's own library, against the emulator: the roads a payment can take."""

from collections.abc import Iterator
from dataclasses import replace
from secrets import token_hex

import pytest

from devstack.providers import Emulator
from sidecar.gateways.accounts import StripeAccount
from sidecar.gateways.base import OnlineGateway, RefundAsk
from sidecar.gateways.errors import Declined, KeyRefused, NotGenuine
from sidecar.gateways.stripe_checkout import RIGHTS, StripeGateway
from tests.gateways.asks import ask

pytestmark = pytest.mark.payments
INSUFFICIENT, REFUND_FAILS = "4000000000009995", "4000000000005126"


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator() as running:
        yield running


@pytest.fixture
def gateway(emulator: Emulator) -> OnlineGateway:
    """As the use cases see it."""
    return StripeGateway(account_of(emulator))


def account_of(emulator: Emulator) -> StripeAccount:
    return StripeAccount(emulator.stripe.key, (emulator.stripe.webhook_secret,), emulator.url)


def paid(emulator: Emulator, gateway: OnlineGateway, amount: int = 35_000, card: str = "4242424242424242") -> str:
    checkout = gateway.open(ask(amount_minor=amount)).reference
    emulator.stripe.pay(checkout, card)
    return gateway.look(checkout).payment_id


def refund_of(payment_id: str, amount: int) -> RefundAsk:
    name = f"01TEST{token_hex(10).upper()}"
    return RefundAsk(f"refund-{name}", name, payment_id, amount, "EUR")


def test_paying_by_card(emulator: Emulator, gateway: OnlineGateway) -> None:
    wanted = ask()
    opened = gateway.open(wanted)
    assert (opened.state, opened.expires_at) == ("open", wanted.expires_at)
    assert emulator.stripe.pay(opened.reference) == wanted.success_url
    for state in (gateway.look(opened.reference), gateway.capture(opened.reference, wanted.ours), gateway.open(wanted)):
        assert (state.state, state.amount_minor, state.currency, state.ours) == ("paid", 35_000, "EUR", wanted.ours)
        assert state.payment_id.startswith("pi_")
        assert state.url == ""


def test_both_objects_at_stripe_carry_our_ids(emulator: Emulator, gateway: OnlineGateway) -> None:
    wanted = ask()
    opened = gateway.open(wanted)
    emulator.stripe.pay(opened.reference)
    kept = {kind: {thing["id"]: thing for thing in emulator.objects(kind)} for kind in ("sessions", "payment_intents")}
    payment = gateway.look(opened.reference).payment_id
    ids = {"sp_payment": wanted.ours, "sp_order": wanted.order, "reference": wanted.reference}
    assert kept["sessions"][opened.reference]["metadata"] == kept["payment_intents"][payment]["metadata"] == ids
    assert kept["sessions"][opened.reference]["client_reference_id"] == wanted.order
    assert kept["payment_intents"][payment]["description"] == "Ten Yoga Classes (SP-7KQ2M)"


def test_a_refused_card_leaves_the_checkout_open_for_another(emulator: Emulator, gateway: OnlineGateway) -> None:
    opened = gateway.open(ask())
    emulator.stripe.decline(opened.reference)
    assert gateway.look(opened.reference).state == "open"
    assert gateway.look(opened.reference).url == opened.url
    emulator.stripe.pay(opened.reference)
    assert gateway.look(opened.reference).state == "paid"


def test_a_bank_debit_waits_and_then_comes(emulator: Emulator, gateway: OnlineGateway) -> None:
    opened = gateway.open(ask())
    emulator.stripe.pay_later(opened.reference)
    waiting = gateway.look(opened.reference)
    assert (waiting.state, waiting.amount_minor) == ("waiting", 0)
    emulator.stripe.settle_later(opened.reference)
    settled = gateway.look(opened.reference)
    assert (settled.state, settled.amount_minor, settled.payment_id) == ("paid", 35_000, waiting.payment_id)


def test_a_bank_debit_that_bounces_failed_and_says_why(emulator: Emulator, gateway: OnlineGateway) -> None:
    opened = gateway.open(ask())
    emulator.stripe.pay_later(opened.reference)
    emulator.stripe.settle_later(opened.reference, ok=False)
    bounced = gateway.look(opened.reference)
    assert (bounced.state, bounced.amount_minor, bounced.failure) == ("failed", 0, "payment_intent_payment_attempt_failed")


def test_closing_what_is_paid_or_on_its_way_finds_out(emulator: Emulator, gateway: OnlineGateway) -> None:
    now, later, over = (gateway.open(ask()).reference for _ in range(3))
    emulator.stripe.pay(now)
    emulator.stripe.pay_later(later)
    emulator.stripe.expire(over)
    assert [gateway.close(checkout).state for checkout in (now, later, over)] == ["paid", "waiting", "expired"]


@pytest.mark.parametrize(("currency", "ours", "stripes"), [("ISK", 350, 35_000), ("UGX", 3_500, 350_000), ("JPY", 350, 350)])
def test_currencies_with_their_own_rules(
    emulator: Emulator, gateway: OnlineGateway, currency: str, ours: int, stripes: int
) -> None:
    opened = gateway.open(ask(currency=currency, amount_minor=ours))
    emulator.stripe.pay(opened.reference)
    state = gateway.look(opened.reference)
    received = next(intent for intent in emulator.objects("payment_intents") if intent["id"] == state.payment_id)
    assert (state.amount_minor, state.currency, received["amount_received"]) == (ours, currency, stripes)
    refund = gateway.refund(replace(refund_of(state.payment_id, ours), currency=currency))
    assert (refund.amount_minor, refund.currency) == (ours, currency)


def test_what_can_be_charged(gateway: OnlineGateway) -> None:
    assert gateway.can_charge(35_000, "EUR")
    assert gateway.can_charge(35_010, "KWD")
    assert not gateway.can_charge(35_001, "KWD")
    assert not gateway.can_charge(0, "EUR")
    assert not gateway.can_charge(35_000, "XXX")


def test_a_refund_that_is_sent_arrives_or_comes_back(emulator: Emulator, gateway: OnlineGateway) -> None:
    payment = paid(emulator, gateway)
    emulator.stripe.pend_refunds()
    sent, lost = (gateway.refund(refund_of(payment, 3_500)) for _ in range(2))
    emulator.stripe.pend_refunds(False)
    assert (sent.state, lost.state) == ("pending", "pending")
    emulator.stripe.finish_refund(sent.refund_id)
    emulator.stripe.fail_refund(lost.refund_id, "lost_or_stolen_card")
    assert gateway.refund_state(sent.refund_id).state == "settled"
    failed = gateway.refund_state(lost.refund_id)
    assert (failed.state, failed.failure, failed.amount_minor) == ("failed", "lost_or_stolen_card", 3_500)


def test_a_refund_that_failed_after_it_had_succeeded(emulator: Emulator, gateway: OnlineGateway) -> None:
    asked = refund_of(paid(emulator, gateway), 35_000)
    assert gateway.refund(asked).state == "settled"
    emulator.stripe.fail_refund(gateway.refund(asked).refund_id)
    assert gateway.refund(asked).state == "failed"  # asked again, it tells how it is now
    assert gateway.refunds_of(asked.payment_id)[0].state == "failed"


def test_refunds_made_in_stripes_dashboard_are_seen_and_not_ours(emulator: Emulator, gateway: OnlineGateway) -> None:
    payment = paid(emulator, gateway)
    theirs = emulator.stripe.dashboard_refund(payment, 1_000)
    ours = gateway.refund(refund_of(payment, 3_500))
    found = {refund.refund_id: (refund.ours != "", refund.amount_minor) for refund in gateway.refunds_of(payment)}
    assert found == {theirs: (False, 1_000), ours.refund_id: (True, 3_500)}


def test_all_of_many_refunds_are_found(emulator: Emulator, gateway: OnlineGateway) -> None:
    payment = paid(emulator, gateway)
    made = {emulator.stripe.dashboard_refund(payment, 1) for _ in range(103)}
    assert {refund.refund_id for refund in gateway.refunds_of(payment)} == made


def test_a_refund_of_more_than_is_left_or_under_dispute_is_refused(emulator: Emulator, gateway: OnlineGateway) -> None:
    payment = paid(emulator, gateway)
    with pytest.raises(Declined):
        gateway.refund(refund_of(payment, 35_001))
    emulator.stripe.dispute(payment)
    with pytest.raises(Declined) as refused:
        gateway.refund(refund_of(payment, 1))
    assert refused.value.code == "charge_disputed"
    with pytest.raises(Declined) as refused:
        gateway.refund(refund_of("pi_unknown", 1))
    assert refused.value.code == "not_found"
    assert gateway.refunds_of(payment) == []


@pytest.mark.parametrize(
    ("inquiry", "outcome", "state"), [(False, "won", "won"), (False, "lost", "lost"), (True, "warning_closed", "won")]
)
def test_a_dispute_from_its_beginning_to_its_end(
    emulator: Emulator, gateway: OnlineGateway, inquiry: bool, outcome: str, state: str
) -> None:
    payment = paid(emulator, gateway)
    dispute = emulator.stripe.dispute(payment, "product_not_received", inquiry)
    opened = gateway.dispute(dispute)
    assert (opened.state, opened.payment_id, opened.amount_minor, opened.reason) == (
        "open",
        payment,
        35_000,
        "product_not_received",
    )
    emulator.stripe.close_dispute(dispute, outcome)
    assert gateway.dispute(dispute).state == state


def test_every_event_of_a_payments_life_is_genuine_and_names_what_can_be_fetched(
    emulator: Emulator, gateway: OnlineGateway
) -> None:
    before = len(emulator.events())
    wanted = ask()
    opened = gateway.open(wanted)
    emulator.stripe.pay_later(opened.reference)
    emulator.stripe.settle_later(opened.reference)
    payment = gateway.look(opened.reference).payment_id
    refund = gateway.refund(refund_of(payment, 3_500))
    emulator.stripe.fail_refund(refund.refund_id)
    dispute = emulator.stripe.dispute(payment)
    emulator.stripe.close_dispute(dispute, "won")
    seen = set()
    for made in emulator.events()[before:]:
        event = gateway.event(made["headers"], made["body"].encode())
        assert (event.event_id, event.type, event.mode) == (made["id"], made["type"], "test")
        assert gateway.parse(made["body"].encode()) == event
        about = event.subject
        if about.kind != "ignored":
            assert about.payment_id == payment
            seen.add((about.kind, about.reference, about.ours))
    assert seen == {
        ("payment", opened.reference, wanted.ours),
        ("refund", refund.refund_id, refund.ours),
        ("refunds", "", ""),
        ("dispute", dispute, ""),
    }


def test_a_secret_is_changed_without_losing_an_event(emulator: Emulator, gateway: OnlineGateway) -> None:
    gateway.open(ask())
    emulator.stripe.expire(gateway.open(ask()).reference)
    last = emulator.events()[-1]
    old = account_of(emulator)
    new = replace(old, webhook_secrets=("whsec_new", *old.webhook_secrets))
    only_new = StripeGateway(replace(old, webhook_secrets=("whsec_new",)))
    assert StripeGateway(new).event(last["headers"], last["body"].encode()).event_id == last["id"]
    with pytest.raises(NotGenuine):
        only_new.event(last["headers"], last["body"].encode())
    emulator.stripe.rotate_secret("whsec_new")
    try:
        both = emulator.signed(last)
        for knows in (gateway, StripeGateway(new), only_new):
            assert knows.event(both["headers"], both["body"].encode()).event_id == last["id"]
    finally:
        emulator.stripe.rotate_secret(old.webhook_secrets[0], keep_old=False)


PERMISSIONS = ("checkout_sessions_write", "payment_intents_read", "refunds_write", "disputes_read")


def test_a_restricted_key_with_the_documented_rights_does_everything(emulator: Emulator) -> None:
    emulator.stripe.allow("rk_test_enough", list(PERMISSIONS))
    gateway = StripeGateway(replace(account_of(emulator), key="rk_test_enough"))
    gateway.check_keys()
    asked = refund_of(paid(emulator, gateway), 3_500)
    gateway.refund(asked)
    dispute = emulator.stripe.dispute(paid(emulator, gateway))
    assert gateway.dispute(dispute).state == "open"
    assert gateway.refund_state(gateway.refunds_of(asked.payment_id)[0].refund_id).ours == asked.ours
    assert gateway.close(gateway.open(ask()).reference).state == "expired"


@pytest.mark.parametrize(("missing", "right"), list(zip(PERMISSIONS, RIGHTS, strict=True)))
def test_the_right_that_a_restricted_key_lacks_is_named(emulator: Emulator, missing: str, right: str) -> None:
    key = f"rk_test_without_{missing}"
    emulator.stripe.allow(key, [permission for permission in PERMISSIONS if permission != missing])
    with pytest.raises(KeyRefused) as refused:
        StripeGateway(replace(account_of(emulator), key=key)).check_keys()
    assert right in str(refused.value)
    assert "without" not in str(refused.value)  # no part of the key


def test_a_key_that_was_revoked_is_refused_by_every_call(emulator: Emulator) -> None:
    emulator.stripe.allow("sk_test_soon_gone", None)
    gateway = StripeGateway(replace(account_of(emulator), key="sk_test_soon_gone"))
    checkout = gateway.open(ask()).reference
    emulator.stripe.revoke("sk_test_soon_gone")
    for call in (
        gateway.check_keys,
        lambda: gateway.look(checkout),
        lambda: gateway.close(checkout),
        lambda: gateway.open(ask()),
    ):
        with pytest.raises(KeyRefused):
            call()


def test_what_the_library_keeps_of_us_is_nothing(emulator: Emulator, gateway: OnlineGateway) -> None:
    assert (gateway.mode, gateway.payee, gateway.id) == ("test", "", "stripe")
    assert emulator.stripe.key not in repr(gateway.__dict__)
