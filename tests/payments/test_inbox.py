"""Webhooks: kept once, acknowledged, worked until they are done; whatever else comes is refused and leaves no row."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from sidecar.errors import Malformed
from sidecar.gateways.base import CheckoutAsk, Event, Subject
from sidecar.runtime import Runtime
from sidecar.usecases import awaited, inbox, money_in, ways_to_pay
from tests.interleaving import just_before
from tests.payments.till import ONLINE, Till
from wp_bridge import inbox as rows
from wp_bridge.payment_records import Payment

pytestmark = pytest.mark.payments


def kept(till: Till) -> Counter[str]:
    return Counter(row["status"] for row in till.studio.rows("SELECT status FROM {p}provider_events"))


def paid(till: Till, method: str = "stripe") -> str:
    order = till.order(method)
    till.pay(order)
    return order


def test_an_event_sent_five_times_is_one_row_and_worked_once(till: Till) -> None:
    order = paid(till)
    event = next(e for e in till.events() if e["type"] == "checkout.session.completed")
    for _ in range(5):
        till.hear(event)
    assert kept(till) == Counter(done=1)
    assert till.packages(order) == 1


def test_events_we_do_not_know_are_kept_and_marked_ignored(till: Till) -> None:
    paid(till)
    till.hear_all()
    states = {row["type"]: row["status"] for row in till.studio.rows("SELECT type, status FROM {p}provider_events")}
    assert states["payment_intent.succeeded"] == "ignored"
    assert states["checkout.session.completed"] == "done"


def test_money_for_another_shop_with_the_same_account_is_none_of_our_business(till: Till) -> None:
    """Its metadata carry no id of our kind."""
    gateway = ways_to_pay.online(till.rt, "stripe")
    now = till.rt.clock.now()
    terms = ("EUR", "A mug", "", "bob@example.test", "en_US", till.page, till.page, now + timedelta(hours=1))
    till.emulator.stripe.pay(gateway.open(CheckoutAsk("mug-7", "mug-7", "M-7", 1500, *terms)).reference)
    till.hear_all()
    assert kept(till)["received"] == 0
    assert till.notices() == {}


@pytest.mark.parametrize("method", ONLINE)
def test_money_for_another_site_of_ours_with_the_same_account_is_none_of_this_ones_business(till: Till, method: str) -> None:
    order = paid(till, method)
    ways_to_pay.online(till.rt, method).capture(till.reference(order), till.attempts(order)[0].public_id)
    till.rt = replace(till.rt, config=till.rt.config.model_copy(update={"site_url": "https://another-studio.example"}))
    till.studio.rt.db.transact(
        lambda tx: tx.run("UPDATE {p}payments SET provider_reference = NULL, public_id = REVERSE(public_id)")
    )
    till.hear_all()
    assert kept(till)["received"] == 0
    assert till.notices() == {}


def test_money_with_an_id_of_our_kind_that_no_payment_has_is_shown_to_staff(till: Till) -> None:
    """A backup was restored, say."""
    order = paid(till)
    till.studio.rt.db.transact(
        lambda tx: tx.run("UPDATE {p}payments SET provider_reference = NULL, public_id = REVERSE(public_id)")
    )
    for event in till.events():
        till.hear(event)
    assert till.outcome(order) == ("awaiting_payment", 0, Counter(pending=1))
    assert list(till.notices()) == ["money_unknown"]


@pytest.mark.parametrize("trouble", ["500", "429", "timeout_before", "truncated", "401"])
def test_an_event_waits_while_the_provider_cannot_be_asked(till: Till, trouble: str) -> None:
    order = paid(till)
    event = next(e for e in till.events() if e["type"] == "checkout.session.completed")
    till.emulator.fail("GET /v1/checkout/sessions", trouble)
    till.hear(event)
    assert kept(till) == Counter(received=1)
    assert till.packages(order) == 0
    till.work()
    assert kept(till) == Counter(received=1), "not before its time"
    till.let_time_pass()
    till.work()
    assert kept(till) == Counter(done=1)
    assert till.packages(order) == 1


def test_an_event_that_trips_us_waits_as_well_and_is_given_up_in_the_end(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of ours. It must not be worked every minute for ever, nor stand before all others."""
    order = paid(till)
    event = next(e for e in till.events() if e["type"] == "checkout.session.completed")

    def trips(*_given: object) -> None:
        raise LookupError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr(money_in, "apply", trips)
        till.hear(event)
        assert kept(till) == Counter(received=1)
        assert till.studio.one("SELECT last_error FROM {p}provider_events") == "LookupError: a bug"
    till.let_time_pass()
    till.work()
    assert (kept(till), till.packages(order)) == (Counter(done=1), 1)


def test_a_payment_that_trips_us_is_put_off_and_does_not_stand_before_the_others(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = paid(till), paid(till)
    follow, spoilt = money_in.follow, till.reference(first)

    def trips(rt: Runtime, payment: Payment) -> None:
        if payment.provider_reference == spoilt:
            raise LookupError("a bug")
        follow(rt, payment)

    monkeypatch.setattr(money_in, "follow", trips)
    monkeypatch.setattr(till.rt.queue, "is_alive", lambda: False)
    till.let_time_pass()
    assert awaited.sweep(till.rt) == 2
    assert (till.packages(first), till.packages(second)) == (0, 1)
    assert awaited.sweep(till.rt) == 0


def test_an_event_that_never_works_is_given_up_and_shown_to_staff(till: Till) -> None:
    paid(till)
    event = next(e for e in till.events() if e["type"] == "checkout.session.completed")
    till.emulator.fail("GET /v1/checkout/sessions", "500", times=rows.GIVE_UP_AFTER)
    till.hear(event)
    for _ in range(rows.GIVE_UP_AFTER):
        till.let_time_pass()
        till.work()
    assert kept(till) == Counter(failed=1)
    assert till.notices()["event_given_up"]["type"] == "checkout.session.completed"


def test_two_workers_with_one_event_work_it_once(till: Till) -> None:
    order = paid(till)
    event = next(e for e in till.events() if e["type"] == "checkout.session.completed")
    others = []
    with just_before(inbox, "_worked", lambda: others.append(till.work())):
        till.hear(event)
    assert kept(till) == Counter(done=1)
    assert till.studio.rows("SELECT attempts FROM {p}provider_events") == [{"attempts": 1}]
    assert till.packages(order) == 1


def test_a_worker_that_died_is_followed_by_another_when_its_claim_has_run_out(till: Till) -> None:
    order = paid(till)
    event = next(e for e in till.events() if e["type"] == "checkout.session.completed")
    signed = till.emulator.signed(event)
    inbox.receive(till.rt, "stripe", {k.lower(): v for k, v in signed["headers"].items()}, signed["body"].encode())
    number = till.studio.one("SELECT id FROM {p}provider_events")
    assert till.rt.db.transact(lambda tx: rows.claim(tx, number, "a dead one", 60)) is not None
    assert inbox.work(till.rt, number) is False
    till.studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}provider_events SET claimed_until = UTC_TIMESTAMP(6)"))
    assert inbox.work(till.rt, number) is True
    assert till.packages(order) == 1
    assert till.rt.db.transact(lambda tx: rows.finish(tx, number, "a dead one", "ignored")) is False


def test_old_events_lose_their_text_and_nothing_else(till: Till) -> None:
    paid(till)
    till.hear_all()
    count = sum(kept(till).values())
    assert inbox.forget(till.rt) == 0
    till.studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}provider_events SET received_at = received_at - INTERVAL 61 DAY"))
    assert inbox.forget(till.rt) == count
    assert till.studio.one("SELECT SUM(LENGTH(body)) FROM {p}provider_events") == 0


def test_a_provider_without_keys_gets_no_event_in(till: Till) -> None:
    with pytest.raises(Malformed):
        inbox.receive(till.rt, "square", {}, b"{}")


def test_every_kind_of_subject_is_handled() -> None:
    kinds = set(Subject.__annotations__["kind"].__args__)
    assert set(inbox.HANDLERS) == kinds - {"ignored"}
    assert Event.__annotations__["subject"] is Subject


def test_a_capture_that_names_only_our_payment_is_enough(till: Till) -> None:
    order = paid(till, "paypal")
    newest = till.attempts(order)[0]
    ways_to_pay.online(till.rt, "paypal").capture(till.reference(order), newest.public_id)
    inbox._payment(till.rt, ways_to_pay.online(till.rt, "paypal"), Subject("payment", "", newest.public_id, "C1"))
    assert till.packages(order) == 1
