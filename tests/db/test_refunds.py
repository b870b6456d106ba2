"""Refunds as staff begin them, send them by hand, and may not begin them; broken off at every step."""

import pytest
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from jobs import runtime as job_runtime
from sidecar import queue
from sidecar.errors import InvalidFields, NotFound, Refused
from sidecar.usecases import refund_progress, refunds
from sidecar.usecases.refunds import Wish
from tests.broken_commits import broken_commits
from tests.money.provider import OneProvider, no_answer
from tests.money.till import Till, till
from tests.studio import CAROL, Studio, command
from wp_bridge import job_names
from wp_bridge.errors import BridgeError

pytestmark = pytest.mark.payments


@pytest.fixture(name="till")
def _till(studio: Studio) -> Till:
    return till(studio)


# --- begun and settled


def test_a_refund_takes_the_sessions_first_and_the_money_after_it(till: Till) -> None:
    package = till.buy()
    till.studio.redeem(package, till.studio.book())
    refund = till.refund(package, "315.00")
    held = till.studio.again(package)
    assert (held.balance, held.refund_pending, held.base_state) == (0, 9, "refund_pending")
    assert till.order(package).refunded_minor == 31500
    assert till.studio.rt.queue.waiting(job_names.WORK_REFUND) == {refund.id}
    till.agree()
    assert till.work(refund)
    gone = till.studio.again(package)
    assert (gone.refund_pending, gone.refunded_sessions, gone.base_state) == (0, 9, "refunded")
    assert (till.row(refund).status, till.provider.given_back) == ("settled", 31500)
    till.agree()


def test_a_refund_waits_for_its_provider_and_is_followed(till: Till) -> None:
    till.provider.state = "pending"
    package = till.buy()
    refund = till.refund(package)
    till.work(refund)
    pending = till.row(refund)
    assert pending.status == "pending"
    assert refund_progress.sweep(till.studio.rt) == 0  # its time has not come
    till.provider.becomes(pending.provider_refund_id or "", "settled")
    till.later()
    assert refund_progress.sweep(till.studio.rt) == 1
    assert till.row(refund).status == "settled"
    till.agree()


def test_partial_refunds_add_up_to_what_was_paid(till: Till) -> None:
    package = till.buy(sessions=3, price="100.00")
    for sessions, amount in ((1, "33.33"), (1, "33.33"), (1, "33.34")):
        till.work(till.refund(package, amount, Wish(sessions=sessions)))
    assert till.order(package).refunded_minor == 10000
    assert till.studio.again(package).base_state == "refunded"
    till.agree()


def test_a_job_that_was_lost_is_found_by_the_sweep(till: Till) -> None:
    refund = till.refund(till.buy())
    till.studio.rt.queue.redis.flushall()
    assert refund_progress.sweep(till.studio.rt) == 1
    assert till.row(refund).status == "settled"


# --- surplus


def test_money_that_pays_nothing_goes_back_without_sessions_and_settles_its_notice(till: Till) -> None:
    package = till.buy()
    twice = till.pay(till.order(package).public_id)
    assert (twice.status, till.notices()) == ("surplus", ["paid_twice"])
    answer = refunds.give_back_surplus(till.studio.rt, command("surplus", CAROL), twice.public_id, "paid twice")
    till.work(till.row(answer["refund"]))
    assert till.notices() == []
    assert (till.studio.again(package).balance, till.order(package).refunded_minor) == (10, 0)
    till.agree()
    with pytest.raises(Refused) as refused:
        refunds.give_back_surplus(till.studio.rt, command("surplus", CAROL), twice.public_id, "again")
    assert refused.value.code == "nothing_to_refund"


def test_surplus_money_given_back_in_the_dashboard_settles_its_notice(till: Till) -> None:
    package = till.buy()
    twice = till.pay(till.order(package).public_id)
    till.told(till.provider.in_dashboard(twice.provider_payment_id or "", 35000))
    assert (till.rows()[0].rule, till.notices()) == ("surplus", [])
    assert till.studio.again(package).balance == 10
    till.agree()


# --- by hand


def test_a_transfer_is_refunded_by_hand_and_waits_for_staff(till: Till) -> None:
    package = till.studio.sell()
    refund = till.refund(package)
    assert (refund.status, refund_progress.sweep(till.studio.rt)) == ("pending", 0)
    refunds.sent(till.studio.rt, command("sent", CAROL), refund.public_id)
    assert (till.row(refund).status, till.studio.again(package).base_state) == ("settled", "refunded")
    till.agree()
    for step in (lambda: refunds.sent(till.studio.rt, command("sent", CAROL), refund.public_id), lambda: _withdraw(till, refund)):
        with pytest.raises(Refused) as refused:
            step()
        assert refused.value.code == "refund_already_settled"


def test_a_transfer_that_is_not_sent_after_all_gives_its_sessions_back(till: Till) -> None:
    package = till.studio.sell()
    refund = till.refund(package)
    _withdraw(till, refund)
    assert (till.studio.again(package).balance, till.notices()) == (10, [])
    till.agree()


def _withdraw(till: Till, refund: object) -> None:
    refunds.withdraw(till.studio.rt, command("withdraw", CAROL), refund.public_id, "the customer stays")  # type: ignore[attr-defined]


def test_what_a_provider_sends_is_not_said_to_be_sent(till: Till) -> None:
    refund = till.refund(till.buy())
    with pytest.raises(Refused) as refused:
        refunds.sent(till.studio.rt, command("sent", CAROL), refund.public_id)
    assert refused.value.code == "refund_not_by_hand"


# --- refused


def test_what_was_shown_must_still_be_true(till: Till) -> None:
    package = till.buy()
    till.studio.redeem(package, till.studio.book())
    with pytest.raises(Refused) as refused:
        till.refund(package, "350.00")
    assert (refused.value.code, till.rows()) == ("refund_changed", [])


@pytest.mark.parametrize(
    ("wish", "expected", "code"),
    [
        (Wish(sessions=11), "350.00", "refund_too_much"),
        (Wish("custom", 0, "350.01"), "350.01", "refund_too_much"),
        (Wish("custom", 11, "1.00"), "1.00", "refund_too_much"),
        (Wish("custom", 1, "0"), "0", "nothing_to_refund"),
        (Wish(sessions=0), "0", "nothing_to_refund"),
    ],
)
def test_a_refund_that_cannot_be_is_refused_and_changes_nothing(till: Till, wish: Wish, expected: str, code: str) -> None:
    package = till.buy()
    with pytest.raises(Refused) as refused:
        till.refund(package, expected, wish)
    assert (refused.value.code, till.rows(), till.studio.again(package)) == (code, [], package)


@pytest.mark.parametrize(
    ("wish", "expected", "name"),
    [(Wish("custom", 1, "1,2,3"), "1", "amount"), (Wish("custom", 1), "1", "amount"), (Wish(), "1,2,3", "expected")],
)
def test_amounts_that_are_none_name_their_field(till: Till, wish: Wish, expected: str, name: str) -> None:
    package = till.buy()
    with pytest.raises(InvalidFields) as refused:
        till.refund(package, expected, wish)
    assert list(refused.value.fields) == [name]


def test_nothing_is_refunded_while_a_refund_is_under_way_or_when_nothing_is_left(till: Till) -> None:
    package = till.buy()
    refund = till.refund(package)
    assert refunds.obstacle(till.studio.rt, package.public_id) == "refund_pending"
    till.work(refund)
    assert refunds.obstacle(till.studio.rt, package.public_id) == "nothing_to_refund"
    free = till.studio.sell(price="0")
    assert refunds.obstacle(till.studio.rt, free.public_id) == "nothing_to_refund"
    with pytest.raises(NotFound):
        refunds.preview(till.studio.rt, "0" * 26, Wish())


def test_without_the_providers_keys_or_with_those_of_the_other_mode_nothing_is_begun(till: Till) -> None:
    package = till.buy()
    till.provider.mode = "test"
    assert refunds.obstacle(till.studio.rt, package.public_id) == "provider_not_set_up"
    object.__setattr__(till.studio.rt, "gateways", OneProvider(None))
    with pytest.raises(Refused) as refused:
        till.refund(package)
    assert refused.value.code == "provider_not_set_up"


def test_used_sessions_at_the_single_price(till: Till) -> None:
    package = till.buy()
    booked = till.studio.book()
    till.studio.redeem(package, till.studio.book(), booked)
    found = refunds.preview(till.studio.rt, package.public_id, Wish("single_price"))
    assert (found.quote.amount_minor, found.quote.sessions, found.balance_after) == (27000, 8, 0)
    assert booked in [each.booking_id for each in found.booked]
    till.studio.rt.db.transact(lambda tx: tx.run("UPDATE {wp}sb_services SET price_minor = 0"))
    rules = {quote.rule: quote for quote in refunds.preview(till.studio.rt, package.public_id, Wish()).rules}
    assert (rules["single_price"].amount_minor, rules["single_price"].code) == (None, "rule_unavailable")
    till.work(till.refund(package, "280.00"))
    till.agree()


# --- broken off at every step


@pytest.mark.parametrize("nth", range(4))
@pytest.mark.parametrize("fate", ["kept", "lost"])
@pytest.mark.parametrize("answer", ["settled", "declined", "unknown"])
def test_a_commit_that_breaks_at_any_step_ends_as_if_it_had_not(till: Till, nth: int, fate: str, answer: str) -> None:
    """The n-th commit of writing and working a refund breaks; staff press the button again, the sweep does the rest."""
    package = till.buy()
    till.provider.refuses = "insufficient_funds" if answer == "declined" else ""
    till.provider.after += [no_answer()] if answer == "unknown" else []
    pressed = command("refund", CAROL)
    with broken_commits(*[""] * nth, fate):
        for _ in range(2):
            try:
                refunds.start(till.studio.rt, pressed, package.public_id, Wish(), "350.00", "moved away")
                till.work(till.rows()[0])
            except BridgeError:
                continue
            break
    for _ in range(3):
        till.later()
        refund_progress.sweep(till.studio.rt)
    (refund,) = till.rows()
    assert refund.status == ("failed" if answer == "declined" else "settled")
    assert till.provider.given_back == (0 if answer == "declined" else 35000)
    till.agree()


def test_a_job_runs_the_refund_it_was_offered_for(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    refund = till.refund(till.buy())
    monkeypatch.setattr(job_runtime, "current", lambda: till.studio.rt)
    rt = till.studio.rt
    connection = queue.connect(rt.config.redis_url, timeout=5)
    SimpleWorker([queue.NAME], connection=connection, serializer=JSONSerializer).work(burst=True)
    assert till.row(refund).status == "settled"


def test_a_worker_that_dies_before_it_asked_leaves_the_refund_to_the_next(till: Till) -> None:
    """Or after its provider did it: neither is known to whoever comes next."""
    for step in (till.provider.before, till.provider.after):
        refund = till.refund(till.buy())
        step.append(_die)
        with pytest.raises(SystemExit):
            till.work(refund)
        assert till.row(refund).status == "intent"
        till.later()
        refund_progress.sweep(till.studio.rt)
        assert till.row(refund).status == "settled"
        till.agree()
    assert till.provider.given_back == 70000


def _die() -> None:
    raise SystemExit(9)
