"""The owner's list: every package once, in one order, also with equal dates; searched literally."""

from typing import Any

import pytest

from sidecar.usecases import listed, manage, reconcile
from sidecar.usecases.listed import Ask
from tests.studio import ALICE, BOB, Studio
from wp_bridge import listing

pytestmark = pytest.mark.admin


COPY = (
    "INSERT INTO {p}customer_packages (public_id, customer_id, package_id, package_version_id, mode, sessions_total, paid_total,"
    " paid_balance, free_balance, purchased_at, activated_at) SELECT CONCAT('7', SUBSTRING(public_id, 2, 22), LPAD(%s, 3, '0')),"
    " customer_id, package_id, package_version_id, mode, 1, 1, 1, 0, purchased_at, activated_at FROM {p}customer_packages WHERE id = %s"
)


def add_copies(studio: Studio, count: int) -> None:
    """Of one package, without order and ledger."""
    first = studio.sell()
    studio.rt.db.transact(lambda tx: [tx.run(COPY, (number, first.id)) for number in range(count)])


def pages(studio: Studio, **asked: Any) -> list[str]:
    """All pages, one after the other."""
    found, after = [], ""
    while True:
        page = listed.page(studio.rt, Ask(after=after, **asked))
        found += [item.holding.package.public_id for item in page.items]
        if page.next is None:
            return found
        after = page.next


def test_pages_show_every_package_once_though_all_were_bought_at_the_same_moment(studio: Studio) -> None:
    add_copies(studio, 44)
    for sort in listing.SORTS:
        for order in ("asc", "desc"):
            found = pages(studio, sort=sort, order=order)
            assert (len(found), len(set(found))) == (45, 45)
    assert listed.page(studio.rt, Ask()).counts["all"] == 45


def test_counts_and_lists_agree(studio: Studio) -> None:
    held = [studio.sell().id for _ in range(4)]
    changes = (
        "expires_at = UTC_TIMESTAMP(6)",
        "blocked_at = UTC_TIMESTAMP(6)",
        "paid_balance = 0, used = 10",
        "starts_at = '9000-01-01'",
    )
    for number, change in zip(held, changes, strict=True):
        studio.rt.db.transact(lambda tx, n=number, c=change: tx.run(f"UPDATE {{p}}customer_packages SET {c} WHERE id = %s", (n,)))
    counts = listed.page(studio.rt, Ask()).counts
    assert counts.pop("awaiting_payment") == 0
    assert {view: len(pages(studio, view=view)) for view in listing.VIEWS} == counts
    assert (counts["all"], counts["active"], counts["expired"], counts["suspended"], counts["not_started"]) == (4, 0, 1, 1, 1)


def test_search_finds_the_beginnings_of_words_and_a_reference_however_it_is_typed(studio: Studio) -> None:
    studio.sell(ALICE, name="100% Yoga_Fun")
    studio.sell(BOB)
    reference = studio.one("SELECT reference FROM {p}orders ORDER BY id LIMIT 1")
    typed = (reference, reference.lower(), reference[:7], reference[3:], reference[3:7].lower())
    for text in ("Ali", "arch", "alice@", "ALICE@exam", "arch ali", "Árch", "100%", "fun", "yoga_f", "ali fun", *typed):
        assert len(pages(studio, search=text)) == 1, text
    for text in ("lice", "ali bob", "alice fund", "%", "*", "'", '"+ -', "\\", "😀", reference[:5], reference + "X"):
        assert pages(studio, search=text) == [], text
    for text in ("exam", "yoga", "example.test yoga"):
        assert len(pages(studio, search=text)) == 2, text


def test_orders_that_wait_are_all_counted(studio: Studio) -> None:
    package = studio.add_package()
    studio.order(package)
    copies = (
        "INSERT INTO {p}orders (public_id, reference, customer_id, package_id, package_version_id, status, method, mode, currency,"
        " amount_minor, net_minor, tax_minor, buyer_name, buyer_email, placed_at, request_id) SELECT"
        " CONCAT('7', SUBSTRING(public_id, 2, 22), LPAD(%s, 3, '0')), %s, customer_id, package_id, package_version_id, status, method,"
        " mode, currency, amount_minor, net_minor, tax_minor, buyer_name, buyer_email, placed_at, request_id FROM {p}orders LIMIT 1"
    )
    studio.rt.db.transact(lambda tx: [tx.run(copies, (n, f"SP-{n}")) for n in range(250)])
    assert manage.overview(studio.rt).totals["awaiting"] == 251


def test_drift_is_found_behind_any_number_of_packages_that_are_blocked_already(studio: Studio) -> None:
    add_copies(studio, 120)
    assert [reconcile.check_ledger(studio.rt) for _ in range(2)] == [120, 0]
