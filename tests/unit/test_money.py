"""Amounts as typed and as shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.domain import money


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("350", 35000),
        ("350.00", 35000),
        ("350,00", 35000),
        ("350.5", 35050),
        ("1,350.00", 135000),
        ("1.350,00", 135000),
        ("1 350,00", 135000),
        ("1'350.00", 135000),
        ("1\u202f350,00", 135000),
        ("0", 0),
    ],
)
def test_what_people_type(typed: str, minor: int) -> None:
    assert money.parse(typed, "EUR") == minor


@pytest.mark.parametrize(
    "typed", ["", "-1", "1.350", "1,350", "3.505", "1e3", "0x1", "٣", "12,34,56", "1.350.00", "9" * 14, "€5"]
)
def test_what_is_refused_rather_than_guessed(typed: str) -> None:
    with pytest.raises(ValueError):
        money.parse(typed, "EUR")


def test_currencies_without_decimals() -> None:
    assert money.parse("350", "JPY") == 350
    assert money.plain(350, "JPY") == "350"
    with pytest.raises(ValueError):
        money.parse("350.00", "JPY")


@pytest.mark.parametrize(("typed", "minor"), [("35", 35000), ("1.350", 1350), ("1,350.125", 1350125), ("1 350,125", 1350125)])
def test_currencies_with_three_decimals(typed: str, minor: int) -> None:
    assert money.parse(typed, "KWD") == minor


def test_a_thousand_or_one_and_a_bit_is_refused_in_dinars_too() -> None:
    with pytest.raises(ValueError):
        money.parse("1,350", "KWD")


@given(st.integers(0, 10**11), st.sampled_from(money.CURRENCIES))
def test_what_a_form_shows_it_also_takes(minor: int, currency: str) -> None:
    assert money.parse(money.plain(minor, currency), currency) == minor


@given(st.integers(0, 10**9), st.integers(1, 500))
def test_the_values_of_all_sessions_add_up_to_what_was_paid(paid: int, sessions: int) -> None:
    values = [money.session_value(paid, sessions, k) for k in range(1, sessions + 1)]
    assert sum(values) == paid
    assert max(values) - min(values) <= 1


@given(st.integers(0, 10**9), st.integers(0, 3000))
def test_net_and_tax_add_up_and_net_is_nearest(gross: int, rate: int) -> None:
    net = money.net_of(gross, rate)
    assert 0 <= net <= gross
    assert abs(net * (10_000 + rate) - gross * 10_000) * 2 <= 10_000 + rate


@pytest.mark.parametrize(("locale", "shown"), [("en_US", "€350.00"), ("de_DE_formal", "350,00\xa0€"), ("no-such", "€350.00")])
def test_as_shown_in_the_sites_language(locale: str, shown: str) -> None:
    assert money.text(35000, "EUR", locale) == shown
