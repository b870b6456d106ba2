"""Refunds as their providers answer, do not answer, tell of them, or make them without us."""

import pytest

from sidecar.errors import Refused
from sidecar.gateways.base import RefundAsk, RefundState
from sidecar.gateways.errors import Declined, KeyRefused, OutcomeUnknown, TryLater
from sidecar.usecases import refund_progress, refunds
from sidecar.usecases.refunds import Wish
from tests.money.provider import no_answer
from tests.money.till import Till, till
from tests.studio import CAROL, Studio, command

pytestmark = pytest.mark.payments


@pytest.fixture(name="till")
def _till(studio: Studio) -> Till:
    return till(studio)


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
