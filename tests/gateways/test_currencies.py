"""Each provider's way to write each currency, forth and back without losing a unit."""

from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sidecar.domain.money import CURRENCIES, MAX_MINOR, decimals
from sidecar.gateways import currencies
from sidecar.gateways.currencies import NotPayable, from_paypal, from_stripe, to_paypal, to_stripe

pytestmark = pytest.mark.payments

amounts = st.integers(1, MAX_MINOR)
any_of_stripe = st.sampled_from(sorted({*CURRENCIES, *currencies.STRIPE_ZERO_DECIMAL}))


@pytest.mark.parametrize(
    ("currency", "ours", "stripe", "paypal"),
    [
        ("EUR", 35000, 35000, "350.00"),
        ("EUR", 5, 5, "0.05"),
        ("JPY", 350, 350, "350"),
        ("HUF", 35000, 35000, "350"),
        ("TWD", 35000, 35000, "350"),
        ("HUF", 35050, 35050, None),
        ("TWD", 1, 1, None),
        ("ISK", 350, 35000, None),
        ("UGX", 350, 35000, None),
        ("KRW", 350, 350, None),
        *((currency, 350120, 350120, None) for currency in ("BHD", "JOD", "KWD", "OMR", "TND")),
        *((currency, 350125, None, None) for currency in ("BHD", "JOD", "KWD", "OMR", "TND")),
        ("INR", 35000, 35000, None),
        ("EUR", 0, None, None),
        ("EUR", -1, None, None),
    ],
)
def test_each_provider_gets_the_amount_in_its_own_writing(
    currency: str, ours: int, stripe: int | None, paypal: str | None
) -> None:
    assert said(to_stripe, ours, currency) == stripe
    assert said(to_paypal, ours, currency) == paypal


def said(provider: Callable[[int, str], int | str], minor: int, currency: str) -> int | str | None:
    try:
        return provider(minor, currency)
    except NotPayable:
        return None


@given(st.integers(1, 10**6), st.sampled_from(CURRENCIES), st.sampled_from(["stripe", "paypal"]))
def test_multiples_of_a_providers_step_can_be_said_and_nothing_between(many: int, currency: str, provider: str) -> None:
    assume(provider == "stripe" or currency in currencies.PAYPAL_CURRENCIES)
    to, step = {"stripe": to_stripe, "paypal": to_paypal}[provider], currencies.step(provider, currency)
    assert said(to, many * step, currency) is not None
    assert step == 1 or said(to, many * step + step // 2, currency) is None


def test_our_decimals_are_those_of_cldr() -> None:
    special = {currency: decimals(currency) for currency in CURRENCIES if decimals(currency) != 2}
    assert special == dict.fromkeys(("ISK", "JPY", "KRW", "UGX"), 0) | dict.fromkeys(("BHD", "JOD", "KWD", "OMR", "TND"), 3)


@given(amounts, any_of_stripe)
def test_stripe_gives_back_exactly_what_it_was_given(minor: int, currency: str) -> None:
    if currency in currencies.STRIPE_THREE_DECIMAL:
        minor *= 10
    sent = to_stripe(minor, currency)
    assert from_stripe(sent, currency) == minor
    assert currency not in {"ISK", "UGX"} or sent % 100 == 0
    assert currency not in currencies.STRIPE_THREE_DECIMAL or sent % 10 == 0


@given(amounts, st.sampled_from(sorted(currencies.PAYPAL_CURRENCIES)))
def test_paypal_gives_back_exactly_what_it_was_given(minor: int, currency: str) -> None:
    if currency in {"HUF", "TWD"}:
        minor *= 100
    sent = to_paypal(minor, currency)
    assert from_paypal(sent, currency) == minor
    assert ("." in sent) == (currency not in currencies.PAYPAL_ZERO_DECIMAL)


@given(amounts, st.sampled_from(CURRENCIES))
def test_an_amount_is_sent_exactly_or_not_at_all(minor: int, currency: str) -> None:
    try:
        assert from_stripe(to_stripe(minor, currency), currency) == minor
    except NotPayable:
        assert currency in currencies.STRIPE_THREE_DECIMAL
        assert minor % 10


@given(st.integers(1, 10**9), st.sampled_from(["ISK", "UGX"]))
def test_a_hundredth_that_we_cannot_hold_is_not_rounded_away(amount: int, currency: str) -> None:
    assume(amount % 100)
    with pytest.raises(NotPayable):
        from_stripe(amount, currency)


@pytest.mark.parametrize("value", ["", "-1.00", "1e3", "1,50", "NaN", "Infinity", " 1.00", "1.005", "٣", "9" * 30])
def test_what_paypal_never_writes_is_no_amount(value: str) -> None:
    with pytest.raises(NotPayable):
        from_paypal(value, "EUR")


def test_yen_with_empty_decimals_are_yen() -> None:
    assert from_paypal("350.00", "JPY") == 350
    with pytest.raises(NotPayable):
        from_paypal("350.50", "JPY")


def test_less_than_nothing_is_no_amount_of_stripes() -> None:
    assert from_stripe(0, "EUR") == 0
    with pytest.raises(NotPayable):
        from_stripe(-1, "EUR")
