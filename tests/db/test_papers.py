"""Receipt and statement: the customer's are the owner's, and everything on them adds up."""

import json

import pytest

from sidecar.errors import Forbidden, NotFound
from sidecar.usecases import corrections, papers
from sidecar.usecases.papers import Paper
from sidecar.usecases.reassigning import Somebody
from sidecar.usecases.refunds import Wish
from sidecar.web import paper_shapes
from tests.money.till import till
from tests.studio import ALICE, BOB, CAROL, Studio, command
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.books


def paper(studio: Studio, package: CustomerPackage) -> Paper:
    """The customer's own, which must be what staff see."""
    own = papers.of_mine(studio.rt, ALICE, package.public_id)
    assert paper_shapes.paper(own) == paper_shapes.paper(papers.of_package(studio.rt, package.public_id))
    return own


def test_a_paper_has_order_tax_movements_and_what_became_of_the_money(studio: Studio) -> None:
    at_till = till(studio)
    package = at_till.buy()
    studio.redeem(package, studio.book())
    at_till.work(at_till.refund(package, "70.00", Wish(sessions=2)))
    shape = paper_shapes.paper(paper(studio, package))
    receipt, account = shape["receipt"], shape["account"]
    assert (receipt["number"], receipt["tax_label"], receipt["method"]) == (1, "VAT 19 %", "stripe")
    assert receipt["net"]["minor"] + receipt["tax"]["minor"] == receipt["gross"]["minor"] == receipt["paid"]["minor"] == 35000
    assert [refund["amount"]["minor"] for refund in receipt["refunds"]] == [7000]
    assert [(e["kind"], e["delta"], e["value"]["minor"]) for e in shape["entries"]] == [
        ("grant", 10, 35000),
        ("redeem", -1, -3500),
        ("refund_hold", -2, -7000),
    ]
    assert {name: money["minor"] for name, money in account.items() if money["minor"]} == {
        "money_in": 35000,
        "used": 3500,
        "refunded": 7000,
        "outstanding": 24500,
    }
    assert shape["seller"] == "Lotus Studio"


def test_after_a_roll_over_both_packages_have_their_part(studio: Studio) -> None:
    package = studio.sell()
    studio.redeem(package, studio.book())
    answer = corrections.roll_over(studio.rt, command("roll", CAROL), package.public_id, None, "ill")
    old, new = paper(studio, package), papers.of_mine(studio.rt, ALICE, answer["customer_package"])
    assert (old.account.money_in, old.account.used, old.account.moved) == (35000, 3500, 31500)
    assert (new.account.money_in, new.account.moved, new.account.outstanding) == (0, -31500, 31500)
    assert old.order == new.order


def test_nobody_sees_the_papers_of_another(studio: Studio) -> None:
    package = studio.sell()
    studio.sell(BOB)
    with pytest.raises(NotFound):
        papers.of_mine(studio.rt, BOB, package.public_id)
    with pytest.raises(NotFound):
        papers.of_package(studio.rt, "01J00000000000000000000000")
    with pytest.raises(Forbidden):
        papers.of_mine(studio.rt, CAROL, package.public_id)


def test_who_has_a_package_from_another_does_not_learn_whose_it_was(studio: Studio) -> None:
    package = studio.sell()
    corrections.reassign(
        studio.rt, command("reassign", CAROL), package.public_id, Somebody(BOB.email, BOB.name, BOB.wp_user_id), "mistyped"
    )
    theirs = json.dumps(paper_shapes.paper(papers.of_mine(studio.rt, BOB, package.public_id)))
    assert (ALICE.email in theirs, ALICE.name in theirs, BOB.email in theirs) == (False, False, True)
    staff = paper_shapes.paper(papers.of_package(studio.rt, package.public_id))
    assert staff["receipt"]["buyer"] == {"name": ALICE.name, "email": ALICE.email}, "as it was made out"
    rolled = corrections.roll_over(studio.rt, command("roll", CAROL), package.public_id, None, "ill")["customer_package"]
    assert ALICE.email not in json.dumps(paper_shapes.paper(papers.of_mine(studio.rt, BOB, rolled)))
    with pytest.raises(NotFound):
        papers.of_mine(studio.rt, ALICE, package.public_id)


def test_a_receipt_is_made_out_to_who_bought_whatever_their_address_is_now(studio: Studio) -> None:
    package = studio.sell()
    to_bob = Somebody(BOB.email, BOB.name, BOB.wp_user_id)
    answer = corrections.reassign(studio.rt, command("reassign", CAROL), package.public_id, to_bob, "mistaken")
    assert answer
    to_alice = Somebody(ALICE.email, ALICE.name, ALICE.wp_user_id)
    corrections.reassign(studio.rt, command("back", CAROL), package.public_id, to_alice, "it was hers")
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}customers SET email = CONCAT('new-', email)"))
    receipt = paper_shapes.paper(papers.of_mine(studio.rt, ALICE, package.public_id))["receipt"]
    assert receipt["buyer"] == {"name": ALICE.name, "email": ALICE.email}
