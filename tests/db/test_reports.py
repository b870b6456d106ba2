"""The owner's list: every package once, in one order, also with equal dates; searched literally."""

import pytest

from sidecar.usecases import manage, reconcile
from tests.studio import ALICE, BOB, Studio
from wp_bridge import reports

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


def pages(studio: Studio, view: str = "all", search: str = "") -> list[str]:
    found, after = [], None
    while True:
        page = manage.sold(studio.rt, view, search, after)
        found += [item.holding.package.public_id for item in page.items]
        after = page.next
        if after is None:
            return found


def test_pages_show_every_package_once_though_all_were_bought_at_the_same_moment(studio: Studio) -> None:
    add_copies(studio, 44)
    found = pages(studio)
    assert (len(found), len(set(found))) == (45, 45)
    assert manage.sold(studio.rt, "all", "", None).counts["all"] == 45


def test_counts_and_lists_agree(studio: Studio) -> None:
    held = [studio.sell().id for _ in range(3)]
    changes = ("expires_at = UTC_TIMESTAMP(6)", "blocked_at = UTC_TIMESTAMP(6)", "paid_balance = 0, used = 10")
    for number, change in zip(held, changes, strict=True):
        studio.rt.db.transact(lambda tx, n=number, c=change: tx.run(f"UPDATE {{p}}customer_packages SET {c} WHERE id = %s", (n,)))
    counts = manage.sold(studio.rt, "all", "", None).counts
    assert {view: len(pages(studio, view)) for view in reports.VIEWS} == counts
    assert (counts["all"], counts["active"], counts["expired"], counts["suspended"]) == (3, 0, 1, 1)


def test_search_finds_the_beginnings_of_words_and_a_reference_however_it_is_typed(studio: Studio) -> None:
    studio.sell(ALICE, name="100% Yoga_Fun")
    studio.sell(BOB)
    reference = studio.one("SELECT reference FROM {p}orders ORDER BY id LIMIT 1")
    for text in ("Ali", "arch", "alice@", "100%", "yoga_", reference, reference.lower(), reference[:7]):
        assert len(pages(studio, search=text)) == 1, text
    for text in ("lice", "1%0", "Yoga%Fun", "yoga.", reference[3:]):
        assert pages(studio, search=text) == [], text


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
