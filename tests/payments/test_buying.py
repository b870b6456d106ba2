"""Buying online: whoever tells us of the money, however often and in whatever order, gives one package."""

import itertools
from collections import Counter
from collections.abc import Callable

import pytest

from sidecar.errors import InvalidFields, NotFound, Refused
from sidecar.runtime import Runtime
from sidecar.usecases import awaited, checkouts, money_in, purchase
from tests import books
from tests.payments.till import ONLINE, Till, told
from tests.studio import ALICE, BOB, command
from wp_bridge.payment_records import Payment

pytestmark = pytest.mark.payments
PAID = ("paid", 1, Counter(settled=1))


@pytest.fixture(params=ONLINE)
def method(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("heard", ["webhook", "return page", "sweep"])
def test_each_way_of_hearing_alone_is_enough(till: Till, method: str, heard: str) -> None:
    order = till.order(method)
    till.pay(order)
    {"webhook": till.hear_all, "return page": lambda: till.come_back(order), "sweep": till.sweep}[heard]()
    assert till.outcome(order) == PAID
    assert till.notices() == {}
    books.agree(till.studio)


def test_any_order_of_events_with_repetitions_and_losses_ends_the_same(till: Till, method: str) -> None:
    """All orders of the provider's events, the return page and the sweep; each of them missing, each told twice."""
    package = till.studio.add_package()
    for told_in_order in orders_of_hearing():
        till.start += len(till.events())
        order = till.order(method, package=package)
        till.pay(order)
        for what in told_in_order:
            hear(till, order, what)
        till.sweep()  # in the end, whatever was lost
        assert till.outcome(order) == PAID, told_in_order
    assert till.notices() == {}
    books.agree(till.studio)


def orders_of_hearing() -> list[tuple[str, ...]]:
    """`event` is the next the provider has to tell, `again` all of them once more."""
    kinds = ("event", "again", "return", "sweep", "last")
    return [found for length in range(1, 6) for found in itertools.permutations(kinds, length)][::6]


def hear(till: Till, order: str, what: str) -> None:
    events = till.events()
    steps: dict[str, Callable[[], object]] = {
        "event": lambda: till.hear(events[0]),
        "again": lambda: [till.hear(event) for event in (*events, *reversed(events))],
        "return": lambda: till.come_back(order),
        "sweep": till.sweep,
        "last": lambda: till.hear(events[-1]),
    }
    steps[what]()


def test_a_delayed_payment_waits_and_settles(till: Till) -> None:
    order = till.order("stripe")
    till.emulator.stripe.pay_later(till.reference(order))
    till.hear_all()
    assert till.outcome(order) == ("awaiting_payment", 0, Counter(pending=1))
    assert till.attempts(order)[0].waiting_since is not None
    till.age(order, 60 * 24)
    assert awaited.cancel_unpaid(till.rt) == 0, "money on its way is waited for"
    till.emulator.stripe.settle_later(till.reference(order))
    till.hear_all()
    assert till.outcome(order) == PAID


def test_a_delayed_payment_that_fails_leaves_the_order_to_be_paid_otherwise(till: Till) -> None:
    order = till.order("stripe")
    till.emulator.stripe.pay_later(till.reference(order))
    till.hear_all()
    till.emulator.stripe.settle_later(till.reference(order), ok=False)
    till.hear_all()
    assert till.outcome(order) == ("awaiting_payment", 0, Counter(failed=1))
    till.choose(order, "stripe")
    till.pay(order)
    till.hear_all()
    assert till.outcome(order) == ("paid", 1, Counter(settled=1, failed=1))


def test_a_pending_capture_waits_and_is_denied_or_completed(till: Till) -> None:
    for ok, status in ((True, "paid"), (False, "awaiting_payment")):
        order = till.order("paypal")
        till.emulator.paypal.pend_capture(till.reference(order))
        till.pay(order)
        till.come_back(order)
        assert till.attempts(order)[0].waiting_since is not None
        capture = till.emulator.objects("captures")[-1]["id"]
        till.emulator.paypal.finish_capture(capture, ok)
        till.sweep()
        assert till.status(order) == status


def test_money_on_its_way_for_an_attempt_that_was_given_up_is_followed_to_its_end(till: Till) -> None:
    """The buyer agreed on PayPal's page after our time was over, and pays from a bank account."""
    order = till.order("paypal")
    till.age(order, 61)
    till.sweep()
    assert till.outcome(order)[2] == Counter(failed=1)
    till.emulator.paypal.pend_capture(till.reference(order))
    till.pay(order)
    till.come_back(order)
    assert awaited.cancel_unpaid(till.rt) == 0, "money on its way is waited for"
    till.emulator.paypal.finish_capture(till.emulator.objects("captures")[-1]["id"])
    till.sweep()  # no webhook came
    assert till.outcome(order) == PAID


def test_a_declined_card_can_try_again_on_the_same_page(till: Till) -> None:
    order = till.order("stripe")
    till.emulator.stripe.decline(till.reference(order))
    till.hear_all()
    till.come_back(order)
    assert till.outcome(order) == ("awaiting_payment", 0, Counter(pending=1))
    till.pay(order)
    till.hear_all()
    assert till.outcome(order) == PAID


def test_the_same_checkout_is_found_again_by_a_second_tab_and_a_double_click(till: Till, method: str) -> None:
    order = till.order(method)
    first = till.reference(order)
    till.choose(order, method)
    checkouts.begin(till.rt, ALICE, order)
    assert till.reference(order) == first
    assert len(till.attempts(order)) == 1


def test_an_answer_that_got_lost_is_asked_for_again_with_the_same_key(till: Till, method: str) -> None:
    """The provider made the checkout, its answer never came."""
    path = "POST /v1/checkout/sessions" if method == "stripe" else "POST /v2/checkout/orders"
    kind = "sessions" if method == "stripe" else "paypal_orders"
    before = len(till.emulator.objects(kind))
    till.emulator.fail(path, "truncated")
    package = till.studio.add_package()
    order = str(purchase.place_order(till.rt, command("order", ALICE), package, 1, method, till.page)["order"])
    with pytest.raises(Refused, match="cannot be reached"):
        checkouts.begin(till.rt, ALICE, order)
    assert till.attempts(order)[0].provider_reference is None
    till.choose(order, method)
    assert len(till.emulator.objects(kind)) == before + 1
    till.pay(order)
    till.hear_all()
    assert till.outcome(order) == PAID


def test_a_webhook_tells_of_a_checkout_whose_answer_never_came(till: Till) -> None:
    till.emulator.fail("POST /v1/checkout/sessions", "truncated")
    order = str(
        purchase.place_order(till.rt, command("order", ALICE), till.studio.add_package(), 1, "stripe", till.page)["order"]
    )
    with pytest.raises(Refused):
        checkouts.begin(till.rt, ALICE, order)
    till.emulator.stripe.pay(till.emulator.objects("sessions")[-1]["id"])
    till.hear_all()
    assert till.outcome(order) == PAID


def test_an_order_paid_in_two_ways_keeps_one_package_and_the_second_money_is_shown(till: Till) -> None:
    order = till.order("stripe")
    card = till.reference(order)
    till.choose(order, "paypal")
    till.pay(order)
    till.emulator.stripe.pay(card)
    till.hear_all()
    assert till.outcome(order) == ("paid", 1, Counter(settled=1, surplus=1))
    assert till.notices()["paid_twice"]["amount"] == "€350.00"
    books.agree(till.studio)


def test_the_other_checkout_is_closed_as_soon_as_the_order_is_paid(till: Till) -> None:
    order = till.order("stripe")
    card = till.reference(order)
    till.choose(order, "paypal")
    till.pay(order)
    till.come_back(order)
    assert till.status(order) == "paid"
    till.sweep()
    (session,) = (s for s in till.emulator.objects("sessions") if s["id"] == card)
    assert session["status"] == "expired"
    assert till.outcome(order) == ("paid", 1, Counter(settled=1, failed=1))


def test_a_checkout_approved_after_the_order_was_paid_otherwise_is_not_captured(till: Till) -> None:
    order = till.order("paypal")
    paypal = till.reference(order)
    till.choose(order, "stripe")
    till.pay(order)
    till.come_back(order)
    till.emulator.paypal.approve(paypal)
    till.hear_all()
    assert till.outcome(order)[:2] == ("paid", 1)
    (held,) = (o for o in till.emulator.objects("paypal_orders") if o["id"] == paypal)
    assert held["status"] == "APPROVED", "no money was taken"


def test_a_provider_that_is_away_keeps_the_order_and_offers_the_other_way(till: Till) -> None:
    till.emulator.fail("POST /v1/checkout/sessions", "500")
    order = str(
        purchase.place_order(till.rt, command("order", ALICE), till.studio.add_package(), 1, "stripe", till.page)["order"]
    )
    assert told(lambda: checkouts.begin(till.rt, ALICE, order)) == "payment_unavailable"
    till.choose(order, "paypal")
    till.pay(order)
    till.come_back(order)
    assert till.outcome(order)[:2] == ("paid", 1)
    assert till.studio.one("SELECT method FROM {p}orders") == "paypal"


def test_keys_that_are_refused_are_told_to_staff_until_they_are_taken_again(till: Till) -> None:
    till.emulator.fail("POST /v1/checkout/sessions", "401")
    order = str(
        purchase.place_order(till.rt, command("order", ALICE), till.studio.add_package(), 1, "stripe", till.page)["order"]
    )
    assert told(lambda: checkouts.begin(till.rt, ALICE, order)) == "payment_unavailable"
    assert till.notices()["keys_refused"]["method"] == "stripe"
    till.choose(order, "stripe")
    assert till.notices() == {}


def test_only_the_buyer_sees_and_pays_an_order(till: Till, method: str) -> None:
    order = till.order(method)
    for asked in (
        lambda: till.choose(order, method, BOB),
        lambda: till.come_back(order, BOB),
        lambda: checkouts.begin(till.rt, BOB, order),
    ):
        with pytest.raises(NotFound):
            asked()


@pytest.mark.parametrize(
    "where", [None, "", "https://evil.example/", "javascript:alert(1)", "//evil.example", "http://127.0.0.1@evil.example/"]
)
def test_a_buyer_comes_back_to_the_site_and_nowhere_else(till: Till, where: str | None) -> None:
    with pytest.raises(InvalidFields) as refused:
        purchase.place_order(till.rt, command("order", ALICE), till.studio.add_package(), 1, "stripe", where)
    assert list(refused.value.fields) == ["return_url"]


def followed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The attempts whose provider was asked, from now on."""
    found, follow = list[str](), money_in.follow

    def noted(rt: Runtime, payment: Payment) -> None:
        found.append(payment.public_id)
        follow(rt, payment)

    monkeypatch.setattr(money_in, "follow", noted)
    return found


def test_a_buyer_who_reloads_asks_the_provider_only_now_and_then_also_about_a_failed_attempt(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = till.order("stripe")
    till.emulator.stripe.expire(till.reference(order))
    till.sweep()
    assert till.outcome(order)[2] == Counter(failed=1)
    till.forget_looks()
    calls = followed(monkeypatch)
    for _ in range(5):
        checkouts.look_again(till.rt, ALICE, order)
    assert len(calls) == 1


def test_a_provider_that_is_away_is_asked_once_while_a_buyer_waits(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    order = till.order("stripe")
    till.choose(order, "paypal")
    till.choose(order, "stripe")
    calls = followed(monkeypatch)
    till.emulator.fail("GET /v1/checkout/sessions", "500", times=5)
    till.come_back(order)
    till.emulator.mend()
    stripe = {payment.public_id for payment in till.attempts(order) if payment.provider == "stripe"}
    assert [call in stripe for call in calls] == [True, False]
