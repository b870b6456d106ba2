"""The owner's lists against what people are called and what is typed."""

from dataclasses import replace

import pytest

from sidecar.usecases import listed, order_list, transfers
from sidecar.usecases.listed import Ask
from tests.studio import BOB, CAROL, Studio, command
from wp_bridge import customers

pytestmark = pytest.mark.admin

NAMES = [
    "Groß",
    "Łódź",
    "İstanbul",
    "Zoe\u0308 Mu\u0308ller",
    "O'Brien",
    "名前 太郎",
    "gross𠮷野",
    "ﬁona",
    "x" * 64,
    "ß" * 45,
    "مُحَمَّد",
    "क्षत्रिय",
    "a_b%c",
    "A\u200bnna",
    "Anna 😀",
]


def _found(studio: Studio, text: str) -> int:
    return len(listed.page(studio.rt, Ask(search=text)).items)


@pytest.mark.parametrize("name", NAMES)
def test_everybody_is_found_by_their_own_name(studio: Studio, name: str) -> None:
    package = studio.sell()
    studio.order(studio.add_package(name="Second"))
    studio.rt.db.transact(lambda tx: customers.ensure_user(tx, "Z" * 26, 11, name, "a@example.test"))
    asked = (name, name.lower(), name[:4], name[:30])
    assert package
    assert [_found(studio, text) for text in asked] == [1, 1, 1, 1]
    assert [len(order_list.page(studio.rt, order_list.Ask(search=text)).items) for text in asked] == [1, 1, 1, 1]
    assert _found(studio, "groszxy") == _found(studio, "zzz") == 0


@pytest.mark.parametrize("typed", ["gross", "GROSS", "groß", "Gro", "strass mu", "müller STRASSE"])
def test_a_name_is_found_by_its_other_spellings(studio: Studio, typed: str) -> None:
    studio.sell()
    studio.rt.db.transact(lambda tx: customers.ensure_user(tx, "Z" * 26, 11, "Groß Straße Müller", "a@example.test"))
    assert _found(studio, typed) == 1, "not found"


@pytest.mark.parametrize("name", ["Großes Paket", "İlk Paket", "Łódź"])
def test_a_package_is_found_by_its_name(studio: Studio, name: str) -> None:
    studio.sell(name=name)
    assert [_found(studio, text) for text in (name, name.split(maxsplit=1)[0], name[:3])] == [1, 1, 1]


def test_pages_go_past_whoever_has_an_odd_name(studio: Studio) -> None:
    """What WordPress reads of an address is cut at 1000 characters."""
    studio.sell()
    studio.rt.db.transact(lambda tx: customers.ensure_user(tx, "Z" * 26, 11, "\U0001f9d8" * 64, "a@example.test"))
    studio.sell(BOB)
    first = listed.page(studio.rt, Ask(sort="customer", per_page=1))
    last = listed.page(studio.rt, Ask(sort="customer", per_page=1, last=True))
    cursors = [first.next or "", last.previous or ""]
    assert max(map(len, cursors)) < 900
    pages = [listed.page(studio.rt, Ask(sort="customer", per_page=1, after=cursors[0])), last]
    assert {item.customer.name for page in pages for item in page.items} == {pages[1].items[0].customer.name}


def test_a_page_whose_rows_have_gone_is_the_end_of_the_list(studio: Studio) -> None:
    packages = [studio.sell(name=f"Number {number}") for number in range(3)]
    ask = Ask(view="active", per_page=1)
    second = listed.page(studio.rt, replace(ask, after=listed.page(studio.rt, ask).next or ""))
    third = replace(ask, after=second.next or "")
    suspend = "UPDATE {p}customer_packages SET suspended_by_staff_at = UTC_TIMESTAMP(6) WHERE id = %s"
    studio.rt.db.transact(lambda tx: tx.run(suspend, (packages[0].id,)))
    end = listed.page(studio.rt, third)
    assert ([item.holding.package.id for item in end.items], end.next) == ([packages[1].id], None)
    first = listed.page(studio.rt, replace(ask, before=end.previous or ""))
    assert ([item.holding.package.id for item in first.items], first.previous) == ([packages[2].id], None)
    studio.rt.db.transact(lambda tx: tx.run(suspend, (packages[2].id,)))
    begin = listed.page(studio.rt, replace(ask, before=end.previous or ""))
    assert ([item.holding.package.id for item in begin.items], begin.previous, begin.next) == ([packages[1].id], None, None)


def test_a_page_of_orders_that_were_all_paid_is_the_end_of_the_list(studio: Studio) -> None:
    package = studio.add_package()
    orders = [studio.order(package) for _ in range(3)]
    first = order_list.page(studio.rt, order_list.Ask(per_page=1))
    second = order_list.page(studio.rt, order_list.Ask(per_page=1, after=first.next or ""))
    transfers.confirm(studio.rt, command("confirm_transfer", CAROL), orders[2], "350.00")
    end = order_list.page(studio.rt, order_list.Ask(per_page=1, after=second.next or ""))
    assert ([item.order.public_id for item in end.items], end.next) == ([orders[1]], None)
    begin = order_list.page(studio.rt, order_list.Ask(per_page=1, before=end.previous or ""))
    assert ([item.order.public_id for item in begin.items], begin.previous) == ([orders[0]], None)
