"""A package given to the wrong account or address goes to the right one, before it is used; and back."""

import json
from typing import Any

import pytest

from devstack.stack import Stack
from sidecar.errors import InvalidFields, Refused
from sidecar.usecases import change_preview, corrections, mine, reassigning
from sidecar.usecases.reassigning import Somebody
from tests import books
from tests.interleaving import in_the_middle
from tests.studio import ALICE, BOB, CAROL, Studio, command
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
