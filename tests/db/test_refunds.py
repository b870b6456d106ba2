"""Refunds as staff begin them, whatever their provider answers, and what providers tell of refunds made without us."""

import pytest
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from jobs import runtime as job_runtime
from sidecar import queue
from sidecar.errors import InvalidFields, NotFound, Refused
from sidecar.gateways.base import RefundAsk, RefundState
from sidecar.gateways.errors import Declined, KeyRefused, OutcomeUnknown, TryLater
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


# --- no answer, or a bad one


def test_an_effect_without_an_answer_is_not_repeated(till: Till) -> None:
    package = till.buy()
    refund = till.refund(package)
    till.provider.after.append(no_answer())
    assert not till.work(refund)
    assert till.row(refund).status == "intent"
    assert till.studio.again(package).refund_pending == 10
    till.later()
    till.work(refund)
    assert till.row(refund).status == "settled"
    assert till.provider.given_back == 35000
    till.agree()


@pytest.mark.parametrize("fault", [OutcomeUnknown("timeout"), TryLater("rate_limit")])
def test_a_call_that_never_arrived_is_made_again_with_the_same_key(till: Till, fault: OutcomeUnknown | TryLater) -> None:
    refund = till.refund(till.buy())
    till.provider.before.append(fault)
    assert not till.work(refund)
    till.later()
    till.work(refund)
    assert till.row(refund).status == "settled"
    assert list(till.provider.keys) == [refund.public_id]
    till.agree()


def test_once_the_key_is_forgotten_a_refund_is_looked_for_and_never_sent_again(till: Till) -> None:
    package = till.buy()
    refund = till.refund(package)
    till.provider.before.append(no_answer())
    till.work(refund)
    till.provider.calls.clear()
    till.later(hours=21)
    till.work(refund)
    assert till.provider.calls == ["refunds_of"]
    assert till.row(refund).status == "failed"
    assert till.studio.again(package).balance == 10
    assert till.notices() == ["refund_failed"]
    till.agree()


def test_a_refund_whose_answer_was_lost_is_found_after_its_key_is_forgotten(till: Till) -> None:
    refund = till.refund(till.buy())
    till.provider.after.append(no_answer())
    till.work(refund)
    till.provider.keys.clear()
    till.later(hours=21)
    till.work(refund)
    assert (till.row(refund).status, till.provider.given_back) == ("settled", 35000)
    till.agree()


def test_a_mistake_that_the_provider_keeps_under_the_key_does_not_hold_the_sessions_for_a_day(till: Till) -> None:
    """Stripe repeats its own 500 for as long as it remembers the key."""
    refund, ask = till.refund(till.buy()), till.provider.refund

    def spoilt(asked: RefundAsk) -> RefundState:
        if asked.key == refund.public_id:
            raise OutcomeUnknown("http_500")
        return ask(asked)

    till.provider.refund = spoilt  # type: ignore[method-assign]
    for _ in range(refund_progress.NEW_KEY_FROM - 1):
        assert not till.work(refund)
        till.later()
    assert till.work(refund)
    assert (till.row(refund).status, till.provider.given_back) == ("settled", 35000)
    till.agree()


def test_an_effect_without_an_answer_is_not_repeated_with_a_new_key(till: Till) -> None:
    refund = till.refund(till.buy(), "35.00", Wish(sessions=1))
    till.provider.before += [no_answer()] * (refund_progress.NEW_KEY_FROM - 1)
    till.provider.after.append(no_answer())
    for _ in range(refund_progress.NEW_KEY_FROM + 1):
        till.work(refund)
        till.later()
    assert (till.row(refund).status, till.provider.given_back) == ("settled", 3500)
    till.agree()


def test_a_refund_that_a_restored_backup_thinks_was_never_sent_is_looked_for_first(till: Till) -> None:
    """Its key is long forgotten, and a part could be given back a second time."""
    package = till.buy()
    refund = till.refund(package, "35.00", Wish(sessions=1))
    till.provider.refund(
        RefundAsk(refund.public_id, refund.public_id, till.payment(package).provider_payment_id or "", 3500, "EUR")
    )
    till.provider.keys.clear()
    till.later(days=2)
    till.work(refund)
    assert (till.row(refund).status, till.provider.given_back) == ("settled", 3500)
    till.agree()


def test_a_refund_without_an_answer_for_hours_is_put_before_a_person_until_it_is_final(till: Till) -> None:
    refund = till.refund(till.buy())
    till.provider.before += [no_answer(), no_answer()]
    till.work(refund)
    assert till.notices() == []
    till.later(hours=2)
    till.work(refund)
    assert till.notices() == ["refund_stuck"]
    till.later()
    till.work(refund)
    assert till.notices() == []


def test_keys_that_are_refused_leave_the_refund_as_it_is_until_they_are_mended(till: Till) -> None:
    package = till.buy()
    refund = till.refund(package)
    till.provider.before.append(KeyRefused("invalid_api_key"))
    assert not till.work(refund)
    assert (till.row(refund).status, till.studio.again(package).refund_pending) == ("intent", 10)
    assert till.notices() == ["keys_refused"]
    pause = till.studio.one("SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), look_at) FROM {p}refunds")
    assert 500 < pause <= 600
    till.later()
    till.work(refund)
    assert (till.row(refund).status, till.notices()) == ("settled", [])


def test_a_final_no_gives_the_sessions_back_and_tells_staff(till: Till) -> None:
    package = till.buy()
    refund = till.refund(package)
    till.provider.before.append(Declined("insufficient_funds"))
    assert till.work(refund)
    assert (till.row(refund).status, till.row(refund).failure) == ("failed", "insufficient_funds")
    assert (till.studio.again(package).balance, till.order(package).refunded_minor) == (10, 0)
    assert till.kinds(package)[1:] == [("refund_hold", -10), ("refund_release", 10)]
    assert till.notices() == ["refund_failed"]
    till.agree()


def test_a_no_because_our_own_earlier_try_went_through_is_a_yes(till: Till) -> None:
    refund = till.refund(till.buy())
    till.provider.after.append(no_answer())
    till.work(refund)
    till.provider.keys.clear()
    till.provider.refunds_of, listed = lambda _payment: [], till.provider.refunds_of  # type: ignore[method-assign,assignment]
    till.later()
    till.provider.before.append(lambda: setattr(till.provider, "refunds_of", listed))
    till.work(refund)
    assert (till.row(refund).status, till.notices()) == ("settled", [])
    till.agree()


def test_one_provider_that_is_away_is_asked_once_in_a_sweep(till: Till) -> None:
    for _ in range(3):
        till.refund(till.buy())
    till.provider.before += [no_answer()] * 3
    assert refund_progress.sweep(till.studio.rt) == 3
    assert till.provider.calls == ["refund"]


# --- told in any order


def test_a_webhook_before_the_answer_is_no_second_refund(till: Till) -> None:
    refund = till.refund(till.buy())
    till.provider.after.append(lambda: till.told(next(iter(till.provider.refunds.values()))))
    till.work(refund)
    assert [row.status for row in till.rows()] == ["settled"]
    till.agree()


def test_what_is_told_twice_or_late_changes_nothing(till: Till) -> None:
    package = till.buy()
    refund = till.refund(package)
    till.work(refund)
    (state,) = till.provider.refunds.values()
    late = till.provider.becomes(state.refund_id, "pending")
    assert [till.told(state), till.told(late)] == ["nothing", "nothing"]
    failed = till.provider.becomes(state.refund_id, "failed", "expired_or_canceled_card")
    assert [till.told(failed), till.told(failed), till.told(state)] == ["done", "nothing", "nothing"]
    assert till.row(refund).failure == "expired_or_canceled_card"
    assert (till.studio.again(package).balance, till.order(package).refunded_minor) == (10, 0)
    assert till.notices() == ["refund_failed"]
    till.agree()


def test_a_refund_of_a_payment_that_is_not_in_the_books_yet_waits(till: Till) -> None:
    till.buy()
    till.provider.paid["pi_unheard_of"] = 100
    assert till.told(till.provider.in_dashboard("pi_unheard_of", 100)) == "waits"


# --- made in the dashboard


def test_a_whole_refund_made_elsewhere_revokes_what_is_unused(till: Till) -> None:
    package = till.buy()
    till.studio.redeem(package, till.studio.book())
    state = till.provider.in_dashboard(till.payment(package).provider_payment_id or "", 35000)
    assert [till.told(state), till.told(state)] == ["done", "nothing"]
    after = till.studio.again(package)
    assert (after.balance, after.refunded_sessions, after.base_state) == (0, 9, "refunded")
    assert till.kinds(package)[-1] == ("revoke", -9)
    assert till.notices() == []
    till.agree()


def test_a_whole_refund_made_elsewhere_that_fails_gives_everything_back(till: Till) -> None:
    package = till.buy()
    state = till.provider.in_dashboard(till.payment(package).provider_payment_id or "", 35000, "pending")
    till.told(state)
    assert till.studio.again(package).refund_pending == 10
    till.agree()
    till.told(till.provider.becomes(state.refund_id, "failed"))
    assert (till.studio.again(package).balance, till.order(package).refunded_minor) == (10, 0)
    till.agree()


def test_a_partial_refund_made_elsewhere_proposes_the_whole_sessions_that_it_covers(till: Till) -> None:
    package = till.buy()
    till.told(till.provider.in_dashboard(till.payment(package).provider_payment_id or "", 8000))
    (refund,) = till.rows()
    assert (refund.sessions, refund.proposed_sessions, refund.origin) == (0, 2, "provider")
    assert (till.studio.again(package).balance, till.notices()) == (10, ["refunded_elsewhere"])
    till.agree()
    refunds.take(till.studio.rt, command("take", CAROL), refund.public_id, 2)
    assert till.studio.again(package).refunded_sessions == 2
    assert till.notices() == []
    with pytest.raises(Refused, match="decided already"):
        refunds.take(till.studio.rt, command("take", CAROL), refund.public_id, 2)
    till.agree()


def test_two_refunds_made_elsewhere_that_are_all_of_it_leave_no_proposal(till: Till) -> None:
    package = till.buy()
    number = till.payment(package).provider_payment_id or ""
    for amount in (8000, 27000):
        till.told(till.provider.in_dashboard(number, amount))
    assert [(row.sessions, row.proposed_sessions) for row in till.rows()] == [(0, 0), (10, 0)]
    assert till.notices() == []
    till.agree()


def test_a_refund_made_elsewhere_while_ours_is_under_way_wins_and_ours_comes_to_nothing(till: Till) -> None:
    package = till.buy()
    refund = till.refund(package)
    state = till.provider.in_dashboard(till.payment(package).provider_payment_id or "", 35000)
    assert till.told(state) == "waits"
    till.work(refund)
    assert [(row.rule, row.status) for row in till.rows()] == [("unused_value", "failed"), ("elsewhere", "settled")]
    assert till.studio.again(package).base_state == "refunded"
    assert till.provider.given_back == 35000
    till.agree()


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
