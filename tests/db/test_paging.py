"""Pages in both directions show every row exactly once, in every order, also while others buy; orders that wait likewise."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidecar.usecases import listed, order_list
from sidecar.usecases.listed import Ask, SoldPage
from tests.db.test_reports import add_copies
from tests.studio import ALICE, BOB, Studio
from wp_bridge import finding, listing

pytestmark = pytest.mark.admin


def _ids(page: SoldPage) -> list[str]:
    return [item.holding.package.public_id for item in page.items]


def _walk(studio: Studio, ask: dict[str, object], *, back: bool, between: int = -1) -> list[str]:
    """All pages from one end to the other; after `between` pages somebody buys."""
    found: list[str] = []
    page = listed.page(studio.rt, Ask(last=back, **ask))  # type: ignore[arg-type]
    number = 0
    while True:
        found = _ids(page) + found if back else found + _ids(page)
        number += 1
        if number == between:
            studio.sell(BOB)
        cursor = page.previous if back else page.next
        if cursor is None:
            return found
        page = listed.page(studio.rt, Ask(**ask, **{"before" if back else "after": cursor}))  # type: ignore[arg-type]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sort=st.sampled_from(list(listing.SORTS)),
    order=st.sampled_from(["asc", "desc"]),
    view=st.sampled_from(["all", "active", "expired"]),
    per_page=st.sampled_from([1, 3, 7, 100]),
    between=st.integers(-1, 3),
)
def test_both_ways_show_every_package_once_while_others_buy(
    studio: Studio, sort: str, order: str, view: str, per_page: int, between: int
) -> None:
    if not studio.one("SELECT COUNT(*) FROM {p}customer_packages"):
        add_copies(studio, 17)
        _age(studio)
    before = {
        row["public_id"] for row in studio.rows(f"SELECT public_id FROM {{p}}customer_packages cp WHERE {listing.VIEWS[view]}")
    }
    ask = {"view": view, "sort": sort, "order": order, "per_page": per_page}
    for back in (False, True):
        found = _walk(studio, ask, back=back, between=between)
        assert len(found) == len(set(found))
        assert before <= set(found)
    forwards, backwards = _walk(studio, ask, back=False), _walk(studio, ask, back=True)
    assert forwards == backwards


def _age(studio: Studio) -> None:
    """Some have ended, half of them unseen; some share the moment of their purchase, some do not."""
    sets = (
        "expires_at = UTC_TIMESTAMP(6) - INTERVAL id DAY, ended_seen_for = IF(id % 4 = 0, expires_at, NULL) WHERE id % 2 = 0",
        "purchased_at = purchased_at - INTERVAL id DAY WHERE id % 3 = 0",
        "expires_at = NULL WHERE id % 5 = 0",
    )
    for one in sets:
        studio.rt.db.transact(lambda tx, o=one: tx.run(f"UPDATE {{p}}customer_packages SET {o.replace('%', 'MOD')}"))


def test_the_first_and_the_last_page_know_that_they_are(studio: Studio) -> None:
    add_copies(studio, 4)
    first = listed.page(studio.rt, Ask(per_page=2))
    last = listed.page(studio.rt, Ask(per_page=2, last=True))
    assert (first.previous, last.next) == (None, None)
    back = listed.page(studio.rt, Ask(per_page=2, before=last.previous or ""))
    assert _ids(back) == _ids(listed.page(studio.rt, Ask(per_page=2, before=last.previous or "")))
    assert _ids(listed.page(studio.rt, Ask(per_page=2, after=back.next or ""))) == _ids(last)
    assert listed.page(studio.rt, Ask(per_page=5)).next is None


@pytest.mark.parametrize(("customers", "packages"), [(0, 0), (0, 10_000), (3000, 0)])
def test_what_is_frequent_is_found_as_what_is_rare(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, customers: int, packages: int
) -> None:
    """Whichever way it is looked for, the same is found, each once and newest first."""
    alice, bob = studio.sell(ALICE, name="Bob's Yoga"), studio.sell(BOB, name="Ten of Pilates")
    monkeypatch.setattr(finding, "FEW_CUSTOMERS", customers)
    monkeypatch.setattr(finding, "FEW_PACKAGES", packages)
    both, neither = [bob.public_id, alice.public_id], list[str]()
    for text, wanted in (
        ("bob", both),
        ("pilates", [bob.public_id]),
        ("yoga", [alice.public_id]),
        ("bob yoga", [alice.public_id]),
        ("bob ten", [bob.public_id]),
        ("example", both),
        ("bob carl", neither),
        ("pilates alice", neither),
    ):
        assert _walk(studio, {"search": text, "per_page": 1}, back=False) == wanted, text
        assert _walk(studio, {"search": text, "per_page": 1}, back=True) == wanted, text
        assert _walk(studio, {"search": text, "view": "expired"}, back=False) == neither


def test_where_too_much_is_found_the_order_is_that_of_purchase_and_is_told(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.sell(BOB)
    studio.sell(ALICE)
    asked = Ask(search="example", sort="customer", per_page=1)
    assert (listed.page(studio.rt, asked).sort, listed.page(studio.rt, asked).descending) == ("customer", False)
    monkeypatch.setattr(finding, "FEW_CUSTOMERS", 0)
    page = listed.page(studio.rt, asked)
    assert (page.sort, page.descending) == ("purchased", True)
    again = listed.page(studio.rt, Ask(search="example", sort=page.sort, order="desc", after=page.next or "", per_page=1))
    assert _ids(page) != _ids(again)


def _waiting(studio: Studio, **asked: object) -> list[str]:
    found, after = [], ""
    while True:
        page = order_list.page(studio.rt, order_list.Ask(after=after, **asked))  # type: ignore[arg-type]
        found += [view.order.public_id for view in page.items]
        if page.next is None:
            return found
        after = page.next


def test_orders_that_wait_are_listed_in_both_directions_and_searched(studio: Studio) -> None:
    yoga, massage = studio.add_package(), studio.add_package(name="Deep Massage")
    placed = [studio.order(yoga), studio.order(massage, BOB), studio.order(massage)]
    assert _waiting(studio, per_page=1) == placed
    last = order_list.page(studio.rt, order_list.Ask(last=True, per_page=1))
    assert ([view.order.public_id for view in last.items], last.next, last.awaited) == (placed[2:], None, 3)
    back = order_list.page(studio.rt, order_list.Ask(before=last.previous or "", per_page=2))
    assert ([view.order.public_id for view in back.items], back.previous) == (placed[:2], None)
    reference = studio.one("SELECT reference FROM {p}orders WHERE public_id = %s", placed[1])
    for text, wanted in (
        ("massage", placed[1:]),
        ("ali mas", placed[2:]),
        ("bob", placed[1:2]),
        (reference, placed[1:2]),
        ("%", []),
    ):
        assert _waiting(studio, search=text) == wanted, text
