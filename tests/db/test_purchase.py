"""Buying and confirming in parallel: one order, one package, one number; and never more than there is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from sidecar.errors import Refused
from sidecar.usecases import catalogue, purchase, site_settings, transfers
from tests.interleaving import just_before
from tests.studio import ALICE, BOB, CAROL, HOST, SETTINGS, YOGA_10, Studio, command
from wp_bridge import orders, packages
from wp_bridge.records import Actor

pytestmark = pytest.mark.payments


def told(step: Callable[[], object]) -> str:
    try:
        return str(step())
    except Refused as refused:
        return refused.code


def at_once(steps: list[Callable[[], object]]) -> list[str]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(told, steps))


def buyer(number: int) -> Actor:
    return Actor("customer", 100 + number, f"Buyer {number}", f"buyer{number}@example.test")


@pytest.mark.parametrize("limits", [{"customer_limit": 1}, {"stock": 1}])
def test_a_double_click_on_the_last_one_is_one_order_told_twice(studio: Studio, limits: dict) -> None:
    package, twice = studio.add_package(**limits), command("order", ALICE, key="double-click-1")

    def buy() -> object:
        return purchase.place_order(studio.rt, twice, package, 1, "bank_transfer")["order"]

    with just_before(packages, "lock", buy):
        second = buy()
    assert [second] == [row["public_id"] for row in studio.rows("SELECT public_id FROM {p}orders")]


def test_a_confirmation_sent_twice_at_once_is_told_the_same_twice(studio: Studio) -> None:
    order, twice = studio.order(studio.add_package()), command("confirm_transfer", CAROL, key="confirm-0001")

    def confirm() -> object:
        return transfers.confirm(studio.rt, twice, order, "350")["order"]

    with just_before(orders, "lock", confirm):
        assert confirm() == order
    assert studio.one("SELECT SUM(delta) FROM {p}ledger") == 10


def test_of_many_buyers_of_the_last_two_exactly_two_get_one(studio: Studio) -> None:
    package = studio.add_package(stock=2)
    answers = at_once([lambda n=n: studio.order(package, buyer(n)) for n in range(12)])
    assert answers.count("sold_out") == 10
    assert studio.one("SELECT COUNT(*) FROM {p}orders") == 2


def test_a_limit_per_customer_holds_against_many_tabs(studio: Studio) -> None:
    package = studio.add_package(customer_limit=2)
    answers = at_once([lambda: studio.order(package, ALICE) for _ in range(10)])
    assert answers.count("limit_reached") == 8


def test_receipt_numbers_have_no_gap_whatever_fails_or_runs_at_once(studio: Studio) -> None:
    package, free = studio.add_package(), studio.add_package(price="0")
    waiting = [studio.order(package, buyer(n)) for n in range(8)]

    def confirm(order: str, amount: str) -> Callable[[], object]:
        return lambda: transfers.confirm(studio.rt, command("confirm_transfer", CAROL), order, amount)

    def give() -> object:
        return studio.order(free, BOB, "free")

    at_once([step for order in waiting for step in (confirm(order, "349"), confirm(order, "350"), give, confirm(order, "350"))])
    with pytest.raises(RuntimeError), just_before(packages, "count_sold", _fail):
        studio.order(free, BOB, "free")
    numbers = [row["n"] for row in studio.rows("SELECT receipt_number n FROM {p}orders WHERE status = 'paid' ORDER BY 1")]
    assert numbers == list(range(1, 17))
    assert studio.one("SELECT COUNT(*) FROM {p}customer_packages") == 16


def _fail() -> None:
    raise RuntimeError("the process dies here")


def test_cancelling_and_confirming_at_once_never_loses_the_money(studio: Studio) -> None:
    package = studio.add_package()
    for _ in range(6):
        order = studio.order(package)
        answers = at_once(
            [
                lambda o=order: purchase.cancel_order(studio.rt, command("cancel_order", CAROL), o, ""),
                lambda o=order: transfers.confirm(studio.rt, command("confirm_transfer", CAROL), o, "350"),
            ]
        )
        assert answers[1] not in {"order_not_awaiting"}
        assert studio.one("SELECT status FROM {p}orders WHERE public_id = %s", order) == "paid"
    assert studio.one("SELECT COUNT(*) FROM {p}customer_packages") == 6
    assert studio.one("SELECT COUNT(*) FROM {p}payments WHERE status = 'settled'") == 6


def test_late_money_is_honoured_beyond_the_stock_and_the_archive(studio: Studio) -> None:
    package = studio.add_package(stock=1)
    late = studio.order(package)
    purchase.cancel_order(studio.rt, command("cancel_order", CAROL), late, "")
    for order in (studio.order(package, BOB), late):
        catalogue.set_status(studio.rt, command("package_status", CAROL), package, "archived")
        transfers.confirm(studio.rt, command("confirm_transfer", CAROL), order, "350")
    assert studio.rows("SELECT stock, sold FROM {p}packages") == [{"stock": 2, "sold": 2}]


def test_an_order_keeps_its_currency_when_the_site_changes_its_own(studio: Studio) -> None:
    package = studio.add_package()
    before = studio.order(package)
    changed = SETTINGS | {"currency": "JPY"}
    site_settings.update(studio.rt, command("settings", CAROL), changed)
    after = studio.order(package)
    for order in (before, after):
        transfers.confirm(studio.rt, command("confirm_transfer", CAROL), order, "350.00")
    assert {row["currency"] for row in studio.rows("SELECT currency FROM {p}orders")} == {"EUR"}


def test_one_key_does_one_thing_for_one_person(studio: Studio) -> None:
    package, order = studio.add_package(), studio.order(studio.add_package())
    key = "shared-key-0001"
    purchase.place_order(studio.rt, command("order", ALICE, {"package": package}, key), package, 1, "bank_transfer")
    others = [
        lambda: purchase.place_order(studio.rt, command("order", BOB, {"package": package}, key), package, 1, "bank_transfer"),
        lambda: purchase.place_order(studio.rt, command("order", ALICE, {"package": "X"}, key), package, 1, "bank_transfer"),
        lambda: transfers.confirm(studio.rt, command("confirm_transfer", CAROL, {}, key), order, "350"),
        lambda: purchase.cancel_order(studio.rt, command("cancel_order", ALICE, {"package": package}, key), order, ""),
    ]
    assert [told(other) for other in others] == ["idempotency_key_reused"] * 4
    assert studio.one("SELECT COUNT(*) FROM {p}orders WHERE status = 'awaiting_payment'") == 2


def test_saving_unchanged_terms_makes_no_version_whatever_the_services_are_called(studio: Studio) -> None:
    links = tuple((HOST, studio.add_service(name, 4000)) for name in ("Zen", "aikido", "Émile", "eurythmics"))
    form = replace(YOGA_10, services=links)
    package = str(catalogue.create(studio.rt, command("package_create", CAROL), form)["package"])
    catalogue.update(studio.rt, command("package_update", CAROL), package, form)
    assert studio.one("SELECT COUNT(*) FROM {p}package_versions") == 1


def test_a_service_that_was_deleted_stays_linked_and_widens_nothing(studio: Studio) -> None:
    links = ((HOST, studio.yoga), (HOST, studio.massage))
    form = replace(YOGA_10, services=links)
    package = str(catalogue.create(studio.rt, command("package_create", CAROL), form)["package"])
    studio.rt.db.transact(lambda tx: tx.run("DELETE FROM {wp}sb_services WHERE id IN (%s, %s)", (studio.yoga, studio.massage)))
    catalogue.update(studio.rt, command("package_update", CAROL), package, replace(form, sessions=5))
    kept = studio.rows(
        "SELECT service_id FROM {p}package_services s JOIN {p}packages p ON p.current_version_id = s.package_version_id"
    )
    assert {row["service_id"] for row in kept} == {studio.yoga, studio.massage}
    assert studio.one("SELECT MAX(any_service) FROM {p}package_versions") == 0


def test_two_who_save_the_same_package_at_once_make_two_numbered_versions(studio: Studio) -> None:
    package = studio.add_package()
    form = replace(YOGA_10, services=((HOST, studio.yoga),))

    def save(sessions: int) -> Callable[[], object]:
        changed = replace(form, sessions=sessions)
        return lambda: catalogue.update(studio.rt, command("package_update", CAROL), package, changed)

    assert set(at_once([save(n) for n in range(11, 17)])) == {str({"package": package, "new_terms": True})}
    numbers = [row["number"] for row in studio.rows("SELECT number FROM {p}package_versions ORDER BY number")]
    assert numbers == list(range(1, 8))
