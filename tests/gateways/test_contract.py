"""What a gateway promises, held against the emulators and, with keys in the environment, the providers' own test modes.

`make test-live` runs the second half. What passes here and fails there is an error of the emulator.
"""

from collections.abc import Iterator
from dataclasses import replace
from secrets import token_hex

import pytest

from sidecar.gateways.base import RefundAsk
from sidecar.gateways.errors import Declined, KeyRefused
from tests.gateways.benches import BENCHES, Bench

pytestmark = pytest.mark.payments
PLACES = [pytest.param(name, marks=[pytest.mark.live] if name.endswith("-live") else []) for name in BENCHES]


@pytest.fixture(params=PLACES, scope="module")
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with BENCHES[request.param]() as made:
        yield made


def refund_of(payment_id: str, amount_minor: int) -> RefundAsk:
    name = f"01TEST{token_hex(10).upper()}"
    return RefundAsk(f"refund-{name}", name, payment_id, amount_minor, "EUR")


def test_the_keys_are_accepted(bench: Bench) -> None:
    bench.gateway.check_keys()


def test_keys_that_the_provider_does_not_know_are_refused(bench: Bench) -> None:
    with pytest.raises(KeyRefused):
        bench.wrong_key.check_keys()
    with pytest.raises(KeyRefused):
        bench.wrong_key.open(bench.ask())


def test_a_checkout_opens_with_our_mark_and_is_found_again(bench: Bench) -> None:
    wanted = bench.ask()
    opened = bench.gateway.open(wanted)
    assert (opened.state, opened.ours, opened.mode, opened.payment_id) == ("open", wanted.ours, "test", "")
    assert opened.url.startswith("http")
    found = bench.gateway.look(opened.reference)
    assert (found.reference, found.state, found.ours, found.url) == (opened.reference, "open", wanted.ours, opened.url)
    assert bench.gateway.capture(opened.reference, wanted.ours).state == "open"  # there is nothing to take yet


def test_the_same_ask_twice_is_one_checkout(bench: Bench) -> None:
    wanted = bench.ask()
    assert bench.gateway.open(wanted).reference == bench.gateway.open(wanted).reference
    assert bench.gateway.open(bench.ask()).reference != bench.gateway.open(wanted).reference


def test_another_price_under_the_same_name_is_refused(bench: Bench) -> None:
    wanted = bench.ask()
    bench.gateway.open(wanted)
    with pytest.raises(Declined):
        bench.gateway.open(replace(wanted, amount_minor=100))


def test_a_closed_checkout_cannot_be_paid_and_closes_twice(bench: Bench) -> None:
    if not bench.closable:
        pytest.skip("this provider has no way to close a checkout")
    wanted = bench.ask()
    opened = bench.gateway.open(wanted)
    for state in (bench.gateway.close(opened.reference), bench.gateway.close(opened.reference)):
        assert (state.state, state.url) == ("expired", "")
    assert bench.gateway.look(opened.reference).state == "expired"
    assert bench.gateway.open(wanted).state == "expired"  # as it is now, not as it was when first asked for


def test_a_checkout_that_does_not_exist_is_not_found(bench: Bench) -> None:
    for ask_for in (bench.gateway.look, bench.gateway.close):
        with pytest.raises(Declined) as refused:
            ask_for(bench.unknown)
        assert refused.value.code == "not_found"


@pytest.mark.parametrize(
    ("locale", "currency", "amount"), [("", "USD", 1_000), ("is_IS", "JPY", 35_000), ("pt_BR", "HUF", 350_000)]
)
def test_other_languages_and_currencies_are_taken(bench: Bench, locale: str, currency: str, amount: int) -> None:
    wanted = bench.ask(locale=locale, currency=currency, amount_minor=amount)
    opened = bench.gateway.open(wanted)
    assert (opened.state, opened.currency) == ("open", currency)


def test_part_of_a_payment_goes_back_once_under_one_key(bench: Bench) -> None:
    payment = bench.paid(10_000)
    asked = refund_of(payment, 3_500)
    first, again = bench.gateway.refund(asked), bench.gateway.refund(asked)
    assert first.refund_id == again.refund_id
    assert (again.ours, again.payment_id, again.amount_minor, again.currency) == (asked.ours, payment, 3_500, "EUR")
    assert again.state in {"pending", "settled"}
    assert bench.gateway.refund_state(first.refund_id).ours == asked.ours
    assert [refund.refund_id for refund in bench.gateway.refunds_of(payment)] == [first.refund_id]


def test_no_more_goes_back_than_was_paid(bench: Bench) -> None:
    payment = bench.paid(10_000)
    bench.gateway.refund(refund_of(payment, 6_500))
    with pytest.raises(Declined):
        bench.gateway.refund(refund_of(payment, 3_501))
    bench.gateway.refund(refund_of(payment, 3_500))
    with pytest.raises(Declined):
        bench.gateway.refund(refund_of(payment, 1))
    assert sorted(refund.amount_minor for refund in bench.gateway.refunds_of(payment)) == [3_500, 6_500]


def test_a_payment_that_was_never_refunded_has_no_refunds(bench: Bench) -> None:
    assert list(bench.gateway.refunds_of(bench.paid(1_000))) == []


def test_refunds_and_disputes_that_do_not_exist_are_not_found(bench: Bench) -> None:
    for ask_for in (bench.gateway.refund_state, bench.gateway.dispute):
        with pytest.raises(Declined) as refused:
            ask_for("re_unknown0000000000000000" if ask_for == bench.gateway.refund_state else "du_unknown000000000000")
        assert refused.value.code == "not_found"
