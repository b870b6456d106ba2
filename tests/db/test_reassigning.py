"""A package given to the wrong account or address goes to the right one, before it is used; and back."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from devstack.stack import Stack
from sidecar.errors import InvalidFields, Refused
from sidecar.usecases import change_preview, corrections, give_back, holds, mine, papers, reassigning, redeem
from sidecar.usecases.reassigning import Somebody
from sidecar.web import shapes
from tests import books
from tests.interleaving import in_the_middle
from tests.money.till import till
from tests.studio import ALICE, BOB, CAROL, HOST, Studio, command
from wp_bridge import customer_packages, customers
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.admin

WHY = "the address was mistyped"
TO_BOB = Somebody(BOB.email, BOB.name, BOB.wp_user_id)
TO_NOBODY = Somebody("dora@example.test", "Dora Dunn")


@pytest.fixture
def package(studio: Studio) -> CustomerPackage:
    return studio.sell()


def reassign(studio: Studio, package: CustomerPackage, to: Somebody = TO_BOB) -> Any:
    return corrections.reassign(studio.rt, command("reassign", CAROL), package.public_id, to, WHY)


def ids(studio: Studio, who: Any) -> list[str]:
    found = mine.my_packages(studio.rt, who)
    return [view.holding.package.public_id for view in (*found.active, *found.past)]


def owner(studio: Studio, package: CustomerPackage) -> str:
    return studio.rt.db.transact(lambda tx: customers.get(tx, studio.again(package).customer_id)).email


def test_it_is_the_other_ones_with_its_order_and_only_they_are_told(studio: Studio, package: CustomerPackage) -> None:
    studio.rt.db.transact(lambda tx: tx.run("DELETE FROM {p}outbox"))
    assert change_preview.preview(studio.rt, package.public_id, reassigning.reassign(TO_BOB)).note == "account"
    reassign(studio, package)
    assert (ids(studio, ALICE), ids(studio, BOB)) == ([], [package.public_id])
    assert studio.one("SELECT customer_id FROM {p}orders") == studio.again(package).customer_id
    assert studio.one("SELECT buyer_email FROM {p}orders") == ALICE.email, "the receipt stays as it was made out"
    (mail,) = studio.rows("SELECT mail, recipient, payload FROM {p}outbox")
    assert (mail["mail"], mail["recipient"]) == ("package_activated", BOB.email)
    assert json.loads(mail["payload"])["values"]["customer_name"] == BOB.name
    assert studio.redeem(package, studio.book(BOB), who=BOB).remaining == 9
    books.agree(studio)


def test_an_address_without_an_account_gets_it_too(studio: Studio, package: CustomerPackage) -> None:
    preview = change_preview.preview(studio.rt, package.public_id, reassigning.reassign(TO_NOBODY))
    assert (preview.after.owner.email, preview.note) == ("dora@example.test", "no_account")
    assert studio.one("SELECT COUNT(*) FROM {p}customers") == 1, "looking makes nobody"
    reassign(studio, package, TO_NOBODY)
    assert owner(studio, package) == "dora@example.test"


def test_their_order_names_them_and_nobody_else(studio: Studio, package: CustomerPackage) -> None:
    reassign(studio, package)
    number = studio.one("SELECT public_id FROM {p}orders")
    site, view = mine.my_order(studio.rt, BOB, number)
    shape = json.dumps(shapes.order(view, site))
    assert (ALICE.email in shape, ALICE.name in shape, BOB.email in shape) == (False, False, True)


@pytest.mark.parametrize("by_card", [False, True])
def test_nothing_that_they_see_of_it_names_who_had_it_before(studio: Studio, by_card: bool) -> None:
    package = till(studio).buy() if by_card else studio.sell()
    booking = studio.book()
    studio.redeem(package, booking)
    studio.set_booking(booking, "cancelled")
    give_back.observe(studio.rt, give_back.StatusEvent(HOST, booking, "cancelled", "customer", "", ALICE, "test-request"))
    reassign(studio, package)
    found = mine.my_statement(studio.rt, BOB, package.public_id)
    seen = json.dumps([shapes.customer_package(found.view, found.site), *map(shapes.ledger_entry, found.entries)])
    assert (ALICE.email in seen, ALICE.name in seen) == (False, False)
    assert [entry.kind for entry in found.entries] == ["reassign", "grant"]
    assert [entry.kind for entry in papers.of_mine(studio.rt, BOB, package.public_id).entries] == ["grant", "reassign"]
    assert [entry.kind for entry in papers.of_package(studio.rt, package.public_id).entries][1:3] == ["redeem", "reinstate"]
    back = Somebody(ALICE.email, ALICE.name, ALICE.wp_user_id)
    corrections.reassign(studio.rt, command("back", CAROL), package.public_id, back, WHY)
    assert len(mine.my_statement(studio.rt, ALICE, package.public_id).entries) == 5, "their own is theirs to see"


def test_used_it_is_theirs(studio: Studio, package: CustomerPackage) -> None:
    studio.redeem(package, studio.book())
    with pytest.raises(Refused) as refused:
        reassign(studio, package)
    assert refused.value.code == "already_used"


def test_whose_it_is_already_is_no_change(studio: Studio, package: CustomerPackage) -> None:
    with pytest.raises(InvalidFields) as refused:
        reassign(studio, package, Somebody(ALICE.email, ALICE.name, ALICE.wp_user_id))
    assert refused.value.fields == {"email": "has this package already"}


def test_undone_it_is_whose_it_was_unless_it_was_used_since(studio: Studio, package: CustomerPackage) -> None:
    reassign(studio, package)
    entry = studio.one("SELECT id FROM {p}ledger WHERE kind = 'reassign'")
    corrections.undo(studio.rt, command("undo", CAROL), package.public_id, entry, WHY)
    assert (owner(studio, package), ids(studio, BOB)) == (ALICE.email, [])
    reassign(studio, package)
    again = studio.one("SELECT MAX(id) FROM {p}ledger WHERE kind = 'reassign'")
    studio.redeem(package, studio.book(BOB), who=BOB)
    with pytest.raises(Refused) as refused:
        corrections.undo(studio.rt, command("undo", CAROL), package.public_id, again, WHY)
    assert refused.value.code == "already_used"
    books.agree(studio)


def test_a_redemption_at_the_same_moment_finds_it_somebody_elses(studio: Studio, package: CustomerPackage, stack: Stack) -> None:
    booking = studio.book()
    with in_the_middle(stack.mariadb, customer_packages, "reassign", lambda: studio.redeem(package, booking)) as outcome:
        reassign(studio, package)
    with pytest.raises(Refused):
        outcome.result()
    assert (owner(studio, package), studio.again(package).used) == (BOB.email, 0)
    books.agree(studio)


def test_used_before_it_was_rolled_over_it_is_theirs_too(studio: Studio, package: CustomerPackage) -> None:
    booking = studio.book()
    studio.redeem(package, booking)
    new = rolled(studio, package)
    assert code_of(lambda: reassign(studio, new)) == "already_used"
    studio.set_booking(booking, "cancelled")
    told(studio, booking, "cancelled")
    assert studio.again(new).balance == 10
    reassign(studio, new)
    assert ids(studio, BOB) == [new.public_id]
    books.agree(studio)


def test_a_roll_over_is_not_undone_into_the_hands_of_who_has_it_no_more(studio: Studio, package: CustomerPackage) -> None:
    new = rolled(studio, package)
    reassign(studio, new)
    entry = studio.one("SELECT id FROM {p}ledger WHERE kind = 'transfer_out'")
    assert code_of(lambda: corrections.undo(studio.rt, command("undo", CAROL), package.public_id, entry, WHY)) == "undo_too_late"
    assert (owner(studio, new), studio.again(new).balance) == (BOB.email, 10)


@pytest.mark.parametrize("back", [False, True])
def test_a_hold_that_lapsed_is_not_paid_by_its_new_owner(studio: Studio, back: bool) -> None:
    package = studio.sell(any_service=True)
    line = redeem.Line("b-1", "77", studio.rt.clock.now() + timedelta(days=3))
    redeem.redeem(studio.rt, redeem.RedeemRequest("other-host", "key-0001", package.public_id, (line,), ALICE, "test-request"))
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}attempts SET hold_expires_at = '2020-01-01'"))
    assert holds.lapse_due(studio.rt) == 1
    reassign(studio, package)
    if back:
        entry = studio.one("SELECT id FROM {p}ledger WHERE kind = 'reassign'")
        corrections.undo(studio.rt, command("undo", CAROL), package.public_id, entry, WHY)
        assert holds.commit(studio.rt, "other-host", "key-0001", ("b-1",), "", CAROL, "test-request").remaining == 9
    else:
        late = partial(holds.commit, studio.rt, "other-host", "key-0001", ("b-1",), "", CAROL, "test-request")
        assert (code_of(late), studio.again(package).balance) == ("lapsed", 10)
        (notice,) = studio.rows("SELECT kind, payload FROM {p}staff_notices")
        assert (notice["kind"], json.loads(notice["payload"])["code"]) == ("commit_after_lapse", "booking_not_yours")
    books.agree(studio)


def test_a_guests_booking_that_lives_again_is_not_paid_by_its_new_owner(studio: Studio, package: CustomerPackage) -> None:
    booking = studio.book(ALICE, user_id=0)
    studio.redeem(package, booking, who=CAROL)
    told(studio, booking, "cancelled")
    reassign(studio, package)
    assert told(studio, booking, "confirmed") == "flagged"
    assert studio.again(package).balance == 10
    books.agree(studio)


def rolled(studio: Studio, package: CustomerPackage) -> CustomerPackage:
    answer = corrections.roll_over(studio.rt, command("roll_over", CAROL), package.public_id, None, WHY)
    found = studio.rt.db.transact(lambda tx: customer_packages.find(tx, answer["customer_package"]))
    assert found is not None
    return found


def told(studio: Studio, booking: str, status: str) -> str:
    studio.set_booking(booking, status)
    event = give_back.StatusEvent(HOST, booking, status, "staff", "", CAROL, "test-request")
    return give_back.observe(studio.rt, event).outcome


def code_of(step: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        step()
    return refused.value.code
