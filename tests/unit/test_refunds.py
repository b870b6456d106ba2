"""What unused sessions are worth: whatever is used, given back and refunded in whatever order adds up to the cent."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.domain import money, refunds
from sidecar.domain.refunds import Account

pytestmark = pytest.mark.payments

PAID = st.integers(1, 500_000)
GRANTED = st.integers(1, 60)
STEPS = st.lists(st.tuples(st.sampled_from(["use", "give_back", "refund", "refund"]), st.integers(1, 20)), max_size=40)


def account(**changes: Any) -> Account:
    return Account(**{"paid_minor": 35000, "refunded_minor": 0, "granted": 10, "unused": 10, "singles_minor": 0} | changes)


@given(PAID, GRANTED)
def test_the_worth_of_what_is_left_is_the_sum_of_its_sessions(paid: int, granted: int) -> None:
    values = [money.session_value(paid, granted, k) for k in range(1, granted + 1)]
    for unused in range(granted + 1):
        found = refunds.worth(account(paid_minor=paid, granted=granted), unused)
        assert found == sum(values[granted - unused :])


@given(PAID, GRANTED, STEPS)
def test_any_uses_and_partial_refunds_add_up_to_the_cent(paid: int, granted: int, steps: list[tuple[str, int]]) -> None:
    """Refunded plus what the used sessions are worth plus what the rest is worth is always what was paid."""
    unused, refunded, worth_of_used = granted, 0, 0
    for step, number in steps:
        now = account(paid_minor=paid, granted=granted, refunded_minor=refunded, unused=unused)
        moved = min(number, unused)
        value = refunds.worth(now, unused) - refunds.worth(now, unused - moved)
        if step == "refund":
            assert refunds.quote(now, "unused_value", moved, None).amount_minor == value
            refunded += value
        else:
            worth_of_used += value
        unused -= moved
        assert refunded + worth_of_used + refunds.worth(now, unused) == paid


@given(PAID, GRANTED, STEPS)
def test_with_sessions_given_back_in_between_never_more_than_paid_goes_back(
    paid: int, granted: int, steps: list[tuple[str, int]]
) -> None:
    """A session that comes back after others were refunded has the place of the last one: a minor unit may be rounded away."""
    unused, used, refunded = granted, 0, 0
    for step, number in [*steps, ("give_back", granted), ("refund", granted)]:
        now = account(paid_minor=paid, granted=granted, refunded_minor=refunded, unused=unused)
        if step == "refund":
            quote = refunds.quote(now, "unused_value", min(number, unused), None)
            refunded, unused = refunded + (quote.amount_minor or 0), unused - quote.sessions
        else:
            moved = min(number, unused) if step == "use" else -min(number, used)
            unused, used = unused - moved, used + moved
        assert 0 <= refunded <= paid
    assert paid - refunded <= sum(step == "give_back" for step, _ in steps) + 1


@given(PAID, GRANTED, st.lists(st.integers(1, 60), min_size=1))
def test_everything_refunded_piece_by_piece_is_everything_paid(paid: int, granted: int, pieces: list[int]) -> None:
    unused, refunded = granted, 0
    for piece in [*pieces, granted]:
        now = account(paid_minor=paid, granted=granted, refunded_minor=refunded, unused=unused)
        quote = refunds.quote(now, "unused_value", min(piece, unused), None)
        refunded, unused = refunded + (quote.amount_minor or 0), unused - quote.sessions
    assert (refunded, unused) == (paid, 0)


@given(PAID, GRANTED, st.sampled_from([10, 100]), st.lists(st.integers(1, 60), min_size=1))
def test_what_can_only_be_sent_in_steps_adds_up_as_well(steps: int, granted: int, step: int, pieces: list[int]) -> None:
    unused, refunded, paid = granted, 0, steps * step
    for piece in [*pieces, granted]:
        now = account(paid_minor=paid, granted=granted, refunded_minor=refunded, unused=unused, step_minor=step)
        quote = refunds.quote(now, "unused_value", min(piece, unused), None)
        assert (quote.amount_minor or 0) % step == 0
        refunded, unused = refunded + (quote.amount_minor or 0), unused - quote.sessions
    assert (refunded, unused) == (paid, 0)


@given(PAID, GRANTED, st.data())
def test_no_rule_gives_more_than_is_left_of_what_was_paid(paid: int, granted: int, data: st.DataObject) -> None:
    now = account(
        paid_minor=paid,
        granted=granted,
        refunded_minor=data.draw(st.integers(0, paid)),
        unused=data.draw(st.integers(0, granted + 5)),
        singles_minor=data.draw(st.none() | st.integers(0, 2 * paid)),
    )
    wanted = data.draw(st.none() | st.integers(0, granted + 9))
    for rule in refunds.RULES:
        quote = refunds.quote(now, rule, wanted, data.draw(st.none() | st.integers(0, 2 * paid)))
        if quote.code is None and quote.amount_minor is not None:
            assert 0 < quote.amount_minor <= now.most_minor
            assert 0 <= quote.sessions <= now.unused


@given(PAID, GRANTED, st.data())
def test_the_proposal_covers_whole_sessions_and_not_one_more(paid: int, granted: int, data: st.DataObject) -> None:
    now = account(paid_minor=paid, granted=granted, unused=data.draw(st.integers(0, granted)))
    amount = data.draw(st.integers(0, paid))
    sessions = refunds.covered(now, amount)
    left = refunds.worth(now, now.unused)
    assert left - refunds.worth(now, now.unused - sessions) <= amount
    assert sessions == now.unused or left - refunds.worth(now, now.unused - sessions - 1) > amount


@pytest.mark.parametrize(
    ("changes", "rule", "sessions", "amount", "expected"),
    [
        ({}, "unused_value", None, None, (10, 35000, None)),
        ({"unused": 8}, "unused_value", None, None, (8, 28000, None)),
        ({"unused": 8}, "unused_value", 3, None, (3, 10500, None)),
        ({"unused": 8}, "unused_value", 9, None, (9, 28000, "refund_too_much")),
        ({"unused": 8, "refunded_minor": 34000}, "unused_value", None, None, (8, 1000, None)),
        ({"unused": 0}, "unused_value", None, None, (0, 0, "nothing_to_refund")),
        ({"unused": 8, "singles_minor": 8000}, "single_price", None, None, (8, 27000, None)),
        ({"unused": 8, "singles_minor": 8000}, "single_price", 2, None, (8, 27000, None)),
        ({"unused": 1, "singles_minor": 36000}, "single_price", None, None, (1, 0, "nothing_to_refund")),
        ({"singles_minor": None}, "single_price", None, None, (10, None, "rule_unavailable")),
        ({"unused": 0}, "custom", 0, 500, (0, 500, None)),
        ({}, "custom", 2, 35001, (2, 35001, "refund_too_much")),
        ({}, "custom", 2, 0, (2, 0, "nothing_to_refund")),
        ({}, "custom", None, None, (10, None, None)),
        ({"refunded_minor": 35000}, "custom", 1, 1, (1, 1, "nothing_to_refund")),
        ({"unused": 12}, "unused_value", 2, None, (2, 0, "nothing_to_refund")),
        ({"unused": 9, "step_minor": 1000}, "unused_value", None, None, (9, 31000, None)),
        ({"unused": 9, "singles_minor": 4000, "step_minor": 2000}, "single_price", None, None, (9, 30000, None)),
        ({"step_minor": 100}, "custom", 1, 3450, (1, 3450, "amount_not_payable")),
    ],
)
def test_what_each_rule_gives(
    changes: dict[str, Any], rule: str, sessions: int | None, amount: int | None, expected: tuple[int, int | None, str | None]
) -> None:
    found = refunds.quote(account(**changes), rule, sessions, amount)
    assert (found.sessions, found.amount_minor, found.code) == expected
