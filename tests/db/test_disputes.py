"""Disputes: the package rests while one is open, its unused sessions go with lost money, and come back with money won."""

import itertools
import json

import pytest

from sidecar.errors import Refused
from sidecar.gateways.errors import Declined
from sidecar.usecases import corrections, give_back, refunds
from sidecar.usecases.give_back import StatusEvent
from tests.money.till import Till, till
from tests.studio import CAROL, HOST, Studio, command

pytestmark = pytest.mark.payments


@pytest.fixture(name="till")
def _till(studio: Studio) -> Till:
    return till(studio)


def facts(till: Till, kind: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(till.studio.one("SELECT payload FROM {p}staff_notices WHERE kind = %s", kind))
    return found


def test_while_a_dispute_is_open_nothing_is_booked_or_refunded(till: Till) -> None:
    package = till.buy()
    assert [till.dispute(till.payment(package), "open") for _ in range(2)] == ["done", "nothing"]
    assert till.studio.again(package).base_state == "suspended"
    assert till.kinds(package)[1:] == [("suspend", 0)]
    assert "dispute" in till.studio.one("SELECT reason FROM {p}ledger WHERE kind = 'suspend'")
    with pytest.raises(Refused) as refused:
        till.studio.redeem(package, till.studio.book())
    assert refused.value.code == "suspended"
    (offer,) = till.studio.offers()
    assert offer.verdict.code == "suspended"
    assert refunds.obstacle(till.studio.rt, package.public_id) == "refund_disputed"
    assert till.notices() == ["dispute_opened"]
    till.agree()


def test_a_dispute_won_resumes_but_not_what_staff_paused(till: Till) -> None:
    package = till.buy()
    payment = till.payment(package)
    till.dispute(payment, "open")
    corrections.suspend(till.studio.rt, command("suspend", CAROL), package.public_id, "ill")
    till.dispute(payment, "won")
    after = till.studio.again(package)
    assert (after.suspended_by_dispute_at, after.base_state) == (None, "suspended")
    corrections.resume(till.studio.rt, command("resume", CAROL), package.public_id, "well", extend=False)
    assert till.studio.redeem(package, till.studio.book()).remaining == 9
    assert till.notices() == ["dispute_won"]
    till.agree()


def test_a_dispute_lost_revokes_what_is_unused_and_names_what_is_still_booked(till: Till) -> None:
    package, booking = till.buy(), till.studio.book()
    till.studio.redeem(package, booking)
    corrections.adjust(till.studio.rt, command("adjust", CAROL), package.public_id, 2, False, "a gift")
    payment = till.payment(package)
    till.dispute(payment, "open")
    assert [till.dispute(payment, "lost") for _ in range(2)] == ["done", "nothing"]
    after = till.studio.again(package)
    assert (after.balance, after.refunded_sessions, after.base_state) == (0, 9, "refunded")
    (refund,) = till.rows()
    assert (refund.rule, refund.amount_minor, refund.sessions) == ("dispute", 35000, 9)
    assert till.order(package).refunded_minor == 35000
    assert till.notices() == ["dispute_lost"]
    assert [each["booking"] for each in facts(till, "dispute_lost")["booked"]] == [booking]  # type: ignore[attr-defined,index]
    till.agree()


def test_money_that_was_simply_taken_back_is_lost_at_once(till: Till) -> None:
    package = till.buy()
    till.dispute(till.payment(package), "lost")
    assert till.studio.again(package).base_state == "refunded"
    assert [kind for kind, _ in till.kinds(package)] == ["grant", "revoke"]
    assert till.notices() == ["dispute_lost"]
    till.agree()


def test_what_was_lost_and_is_won_on_appeal_brings_money_and_sessions_back_and_tells_staff(till: Till) -> None:
    package = till.buy()
    payment = till.payment(package)
    for state in ("open", "lost", "won", "lost", "won"):
        till.dispute(payment, state)
        till.agree()
    after = till.studio.again(package)
    assert (after.balance, after.base_state, till.order(package).refunded_minor) == (10, "open", 0)
    assert till.notices()[-1] == "dispute_won"
    assert till.studio.redeem(package, till.studio.book()).remaining == 9
    till.agree()


def test_two_disputes_at_once_rest_the_package_until_both_are_decided(till: Till) -> None:
    package = till.buy()
    payment = till.payment(package)
    for number in ("dp_1", "dp_2"):
        till.dispute(payment, "open", number, 17500)
    till.dispute(payment, "won", "dp_1")
    assert till.studio.again(package).base_state == "suspended"
    till.agree()
    till.dispute(payment, "won", "dp_2")
    assert till.studio.again(package).base_state == "open"
    till.agree()


def test_whatever_order_it_is_told_in_the_end_is_the_same(till: Till) -> None:
    """What is fetched is the present state: an older one may only come late, never after a decision that it could undo."""
    ends = set()
    for order in set(itertools.permutations(["open", "open", "lost", "lost"])):
        package = till.buy()
        for state in order:
            till.dispute(till.payment(package), state, f"dp_{package.id}")
        after = till.studio.again(package)
        ends.add((after.balance, after.refunded_sessions, after.base_state, till.order(package).refunded_minor))
    assert ends == {(0, 10, "refunded", 35000)}
    till.agree()


def test_a_disputed_surplus_payment_touches_no_package(till: Till) -> None:
    package = till.buy()
    twice = till.pay(till.order(package).public_id)
    till.dispute(twice, "open")
    with pytest.raises(Refused) as refused:
        refunds.give_back_surplus(till.studio.rt, command("surplus", CAROL), twice.public_id, "paid twice")
    assert refused.value.code == "refund_disputed"
    till.dispute(twice, "lost")
    assert (till.studio.again(package).base_state, till.order(package).refunded_minor) == ("open", 0)
    assert till.rows()[0].customer_package_id is None
    till.agree()


def test_a_dispute_of_money_that_is_not_in_the_books_yet_waits(till: Till) -> None:
    payment = till.payment(till.buy())
    assert till.dispute(payment, "open") == "done"
    object.__setattr__(payment, "provider_payment_id", "pi_unheard_of")
    assert till.dispute(payment, "open", "dp_2") == "waits"


def test_a_dispute_while_a_refund_is_under_way_and_lost_takes_what_the_refund_gives_back(till: Till) -> None:
    package = till.buy()
    refund = till.refund(package)
    payment = till.payment(package)
    till.dispute(payment, "open")
    till.dispute(payment, "lost")
    till.agree()
    till.provider.before.append(Declined("charge_disputed"))
    till.work(refund)
    after = till.studio.again(package)
    assert (after.balance, after.refunded_sessions, after.refund_pending, after.base_state) == (0, 10, 0, "refunded")
    assert till.order(package).refunded_minor == 35000
    till.agree()


def test_a_refund_under_way_that_still_goes_through_leaves_a_lost_dispute_only_the_rest(till: Till) -> None:
    package = till.buy()
    refund = till.refund(package, "105.00", refunds.Wish(sessions=3))
    till.dispute(till.payment(package), "lost")
    till.work(refund)
    assert [(row.rule, row.amount_minor, row.sessions, row.status) for row in till.rows()] == [
        ("unused_value", 10500, 3, "settled"),
        ("dispute", 24500, 7, "settled"),
    ]
    till.agree()


def test_a_session_that_comes_back_to_a_refunded_package_is_told_to_staff_and_can_be_refunded_or_not(till: Till) -> None:
    """After a refund of the unused it was still paid for, and can be refunded; after a lost dispute nothing pays for it."""
    for lost, code in ((False, None), (True, "nothing_to_refund")):
        package, booking = till.buy(), till.studio.book()
        till.studio.redeem(package, booking)
        if lost:
            till.dispute(till.payment(package), "lost", f"dp_{package.id}")
        else:
            till.work(till.refund(package, "315.00"))
        till.studio.set_booking(booking, "cancelled")
        give_back.observe(till.studio.rt, StatusEvent(HOST, booking, "cancelled", "staff", "", CAROL, "test-request"))
        assert till.studio.again(package).balance == 1
        assert till.notices().count("given_back_to_ended") == 1 + lost
        assert refunds.obstacle(till.studio.rt, package.public_id) == code
        till.agree()


def test_a_session_that_comes_back_after_all_of_them_were_used_and_the_money_lost_is_told_too(till: Till) -> None:
    package, booking = till.buy(sessions=1), till.studio.book()
    till.studio.redeem(package, booking)
    till.dispute(till.payment(package), "lost")
    till.studio.set_booking(booking, "cancelled")
    give_back.observe(till.studio.rt, StatusEvent(HOST, booking, "cancelled", "staff", "", CAROL, "test-request"))
    assert "given_back_to_ended" in till.notices()
    till.agree()


def test_a_refund_made_elsewhere_that_a_lost_dispute_had_counted_is_written_down_whole_once_that_is_won(till: Till) -> None:
    package = till.buy()
    payment = till.payment(package)
    till.dispute(payment, "lost", amount=20000)
    state = till.provider.in_dashboard(payment.provider_payment_id or "", 35000)
    till.told(state)
    till.agree()
    till.dispute(payment, "won", amount=20000)
    till.told(state)
    assert [(row.rule, row.status, row.amount_minor) for row in till.rows()] == [
        ("dispute", "failed", 20000),
        ("elsewhere", "settled", 35000),
    ]
    assert till.studio.again(package).base_state == "refunded"
    till.agree()
