"""Selling by hand: looked at first, sold once, by the same road as any purchase, and the books agree."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sidecar.errors import InvalidFields, NotFound, Refused
from sidecar.usecases import awaited, mine, refunds, sales, site_settings, transfers
from sidecar.usecases.sales import Sale, Seen
from tests import books
from tests.studio import ALICE, BANK, CAROL, SETTINGS, Studio, command

pytestmark = pytest.mark.admin


@pytest.fixture
def dora(studio: Studio) -> Sale:
    """A sale for cash to somebody without an account."""
    return Sale(studio.add_package(), "Dora Dunn", "dora@example.test", "cash")


def seen(studio: Studio, sale: Sale, *knowing: str) -> Seen:
    found = sales.preview(studio.rt, sale)
    return Seen(found.version.number, f"{found.amount_minor / 100:.2f}", knowing)


def sell(studio: Studio, sale: Sale, *knowing: str, key: str = "") -> str:
    asked = command("sale", CAROL, {}, key)
    return str(sales.sell(studio.rt, asked, sale, seen(studio, sale, *knowing))["order"])


def order(studio: Studio, public_id: str) -> dict[str, Any]:
    return studio.rows("SELECT * FROM {p}orders WHERE public_id = %s", public_id)[0]


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        work()
    return refused.value.code


def wrong(studio: Studio, sale: Sale) -> dict[str, str]:
    with pytest.raises(InvalidFields) as refused:
        sales.preview(studio.rt, sale)
    return refused.value.fields


def test_a_sale_for_cash_is_paid_with_a_receipt_and_usable_at_once(studio: Studio, dora: Sale) -> None:
    sold = sell(studio, replace(dora, price="300", reason="a loyal customer"))
    found, package = order(studio, sold), studio.package_of_order(sold)
    assert (found["status"], found["method"], found["receipt_number"], found["sold_by"]) == ("paid", "cash", 1, "Carol Clark")
    assert (found["amount_minor"], found["net_minor"], found["tax_minor"]) == (30000, 25210, 4790)
    assert (package.paid_balance, package.free_balance) == (10, 0)
    (entry,) = studio.rows("SELECT * FROM {p}ledger")
    assert (entry["kind"], entry["actor_name"], entry["reason"]) == ("grant", "Carol Clark", "a loyal customer")
    mails = studio.rows("SELECT mail, recipient FROM {p}outbox ORDER BY id")
    assert [(row["mail"], row["recipient"]) for row in mails] == [
        ("package_activated", "dora@example.test"),
        ("receipt", "dora@example.test"),
    ]
    assert studio.one("SELECT sold FROM {p}packages") == 1
    books.agree(studio)


def test_the_same_form_sent_twice_sells_once(studio: Studio, dora: Sale) -> None:
    assert sell(studio, dora, key="form-0001") == sell(studio, dora, key="form-0001")
    assert studio.one("SELECT COUNT(*) FROM {p}orders") == 1


@pytest.mark.parametrize("method", ["gift", "free"])
def test_what_costs_nothing_gives_free_sessions_that_are_worth_nothing(studio: Studio, dora: Sale, method: str) -> None:
    sold = sell(studio, replace(dora, method=method, reason="birthday"))
    package = studio.package_of_order(sold)
    assert (package.paid_balance, package.free_balance, order(studio, sold)["amount_minor"]) == (0, 10, 0)
    assert refunds.obstacle(studio.rt, package.public_id) == "nothing_to_refund"
    assert [row["mail"] for row in studio.rows("SELECT mail FROM {p}outbox")] == ["package_activated"]
    books.agree(studio)


def test_an_invoice_to_be_paid_later_waits_without_reminder_or_end_and_is_confirmed_like_a_transfer(
    studio: Studio, dora: Sale
) -> None:
    sold = sell(studio, replace(dora, method="invoice", later=True))
    assert (order(studio, sold)["status"], studio.one("SELECT COUNT(*) FROM {p}customer_packages")) == ("awaiting_payment", 0)
    (mail,) = studio.rows("SELECT mail, payload FROM {p}outbox")
    assert mail["mail"] == "transfer_instructions"
    assert order(studio, sold)["reference"] in json.dumps(mail["payload"])
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}orders SET placed_at = placed_at - INTERVAL 60 DAY"))
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}payments SET created_at = created_at - INTERVAL 60 DAY"))
    assert (transfers.remind_due(studio.rt), transfers.cancel_due(studio.rt), awaited.cancel_unpaid(studio.rt)) == (0, 0, 0)
    asked = lambda amount: transfers.confirm(studio.rt, command("confirm_transfer", CAROL), sold, amount)  # noqa: E731
    assert refusal(lambda: asked("349.00")) == "amount_mismatch"
    asked("350.00")
    assert (order(studio, sold)["method"], studio.package_of_order(sold).paid_balance) == ("invoice", 10)
    (payment,) = studio.rows("SELECT * FROM {p}payments")
    assert (payment["provider"], payment["status"]) == ("invoice", "settled")
    books.agree(studio)


def test_without_an_account_to_transfer_to_nobody_is_written_where_to_send_the_money(studio: Studio, dora: Sale) -> None:
    changed = SETTINGS | {"bank_transfer": BANK | {"enabled": False}}
    site_settings.update(studio.rt, command("settings", CAROL, changed), changed)
    sale = replace(dora, method="invoice", later=True)
    assert not sales.preview(studio.rt, sale).writes
    sell(studio, sale)
    assert studio.one("SELECT COUNT(*) FROM {p}outbox") == 0


def test_money_of_a_sale_by_hand_goes_back_by_hand(studio: Studio, dora: Sale) -> None:
    package = studio.package_of_order(sell(studio, dora))
    wish = refunds.Wish("unused_value", 4)
    assert refunds.preview(studio.rt, package.public_id, wish).by_hand
    begun = refunds.start(studio.rt, command("refund", CAROL), package.public_id, wish, "140.00", "moved away")
    refunds.sent(studio.rt, command("refund_sent", CAROL), begun["refund"])
    assert studio.again(package).balance == 6
    books.agree(studio)


def test_rules_of_selling_are_passed_over_knowingly_only(studio: Studio) -> None:
    sale = Sale(studio.add_package(stock=0, customer_limit=1, status="draft"), "Dora", "dora@example.test", "cash")
    assert sales.preview(studio.rt, sale).obstacles == ("package_not_on_sale", "sold_out")
    assert refusal(lambda: sell(studio, sale)) == "package_not_on_sale"
    assert refusal(lambda: sell(studio, sale, "package_not_on_sale")) == "sold_out"
    sell(studio, sale, "package_not_on_sale", "sold_out")
    assert sales.preview(studio.rt, sale).obstacles == ("package_not_on_sale", "sold_out", "limit_reached")
    assert (studio.one("SELECT sold FROM {p}packages"), studio.one("SELECT stock FROM {p}packages")) == (1, 1)


def test_nothing_is_sold_for_another_price_than_was_shown(studio: Studio, dora: Sale) -> None:
    shown = seen(studio, dora)
    for other in (replace(shown, amount="300.00"), replace(shown, version=2)):
        assert refusal(lambda other=other: sales.sell(studio.rt, command("sale", CAROL), dora, other)) == "offer_changed"
    assert studio.one("SELECT COUNT(*) FROM {p}orders") == 0


def test_what_does_not_go_together_is_named_by_field(studio: Studio, dora: Sale) -> None:
    assert set(wrong(studio, replace(dora, name="", email="dora"))) == {"name", "email"}
    assert set(wrong(studio, replace(dora, price="350.005"))) == {"price"}
    assert set(wrong(studio, replace(dora, price="0", later=True))) == {"price", "later", "reason"}
    assert set(wrong(studio, replace(dora, method="gift", price="10"))) == {"price", "reason"}
    assert set(wrong(studio, replace(dora, price="300"))) == {"reason"}
    with pytest.raises(NotFound):
        sales.preview(studio.rt, replace(dora, package="01J00000000000000000000000"))


def test_an_account_buys_as_itself_and_an_address_shows_nothing_to_the_account_that_has_it(studio: Studio) -> None:
    package = studio.add_package()
    sell(studio, Sale(package, "Alice Archer", "alice@example.test", "cash"))
    assert mine.my_packages(studio.rt, ALICE).active == ()
    sell(studio, Sale(package, ALICE.name, ALICE.email, "cash", wp_user_id=ALICE.wp_user_id))
    assert len(mine.my_packages(studio.rt, ALICE).active) == 1
    sell(studio, Sale(package, "Alice again", "alice@example.test", "cash"), "limit_reached")
    assert studio.one("SELECT COUNT(*) FROM {p}customers") == 2, "an address is one customer"


def test_an_account_with_the_same_address_is_named(studio: Studio, dora: Sale) -> None:
    assert sales.preview(studio.rt, dora).account is None
    admin = studio.rows("SELECT ID, user_email FROM {wp}users ORDER BY ID LIMIT 1")[0]
    account = sales.preview(studio.rt, replace(dora, email=admin["user_email"].upper())).account
    assert account is not None
    assert account.wp_user_id == admin["ID"]
