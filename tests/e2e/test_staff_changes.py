"""Every change of one customer package as staff make it: looked at first, with a reason, and undone again."""

import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from sidecar.usecases import doctor
from tests.e2e.pages import Person, admin_tab
from tests.e2e.site import Counter, Site, wait_for
from wp_bridge.records import Actor, CustomerPackage

pytestmark = pytest.mark.admin


def agrees(counter: Counter, package: CustomerPackage) -> None:
    """No identity of the books names this package. Others on this site were moved in time by tests before this one."""
    assert [found for check in doctor.books(counter.rt) for found in check.found if package.public_id in found] == []


def change(carol: Person, package: CustomerPackage, step: str, **typed: str) -> None:
    """From the package's screen to the preview."""
    admin_tab(carol, "customers", view=package.public_id)
    carol.page.get_by_role("link", name=f"{step}…", exact=True).click()
    for label, value in typed.items():
        field = carol.page.get_by_label(label.replace("_", " "), exact=False).first
        (field.select_option if field.evaluate("e => e.tagName") == "SELECT" else field.fill)(value)
    if typed:
        carol.press("Preview")


def confirm(carol: Person, button: str, says: str | re.Pattern[str], reason: str = "as agreed") -> None:
    carol.page.get_by_label("Reason", exact=True).fill(reason)
    carol.press(button)
    carol.reads(says)


def undo(carol: Person, entry: str) -> None:
    carol.page.get_by_role("link", name=re.compile(f"^Undo ?: {entry}")).first.click()
    confirm(carol, "Undo this step", "Undone.", "a slip")


def standing(carol: Person) -> dict[str, list[str]]:
    """The preview's rows: label → before, after."""
    expect(carol.page.get_by_role("columnheader", name="Now")).to_be_visible()
    rows = carol.page.locator(".sp-standing tbody tr").all()
    return {row.get_by_role("rowheader").inner_text(): row.get_by_role("cell").all_inner_texts() for row in rows}


def now(counter: Counter, package: CustomerPackage) -> CustomerPackage:
    return counter.again(package)


def test_sessions_the_last_day_and_pauses_are_changed_and_undone(counter: Counter, dora: Actor, carol: Person) -> None:
    package = counter.sell(dora)
    change(carol, package, "Add or take sessions", What="add", How_many="2", Kind="paid")
    assert standing(carol)["Remaining sessions"] == ["10 of 10 sessions remaining", "12 of 12 sessions remaining"]
    assert standing(carol)["A refund would be"] == ["€350.00", "€350.00"]
    assert now(counter, package) == package, "looking changes nothing"
    confirm(carol, "Change the sessions", "The sessions are changed.")
    assert now(counter, package).paid_balance == 12
    undo(carol, "Balance adjusted")
    assert now(counter, package) == package
    change(carol, package, "Extend or shorten", Last_day="2031-05-31")
    assert standing(carol)["Last day"][1] == "May 31, 2031"
    confirm(carol, "Move the last day", "The last day is moved.")
    assert now(counter, package).valid_through == date(2031, 5, 31)
    change(carol, package, "Suspend")
    confirm(carol, "Suspend the package", "The package is suspended.")
    change(carol, package, "Resume")
    carol.press("Preview")
    assert standing(carol)["Status"] == ["Suspended", "Active"]
    confirm(carol, "Resume the package", "The package can be used again.")
    carol.looks("c2-package")
    agrees(counter, package)


def test_what_is_typed_wrong_is_named_at_its_field_and_kept(counter: Counter, dora: Actor, carol: Person) -> None:
    package = counter.sell(dora)
    change(carol, package, "Add or take sessions", What="take", How_many="many", Kind="free")
    field = carol.page.get_by_label("How many")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("many")
    expect(carol.page.get_by_role("alert")).to_be_focused()
    carol.looks("c3-refused")
    change(carol, package, "Add or take sessions", What="take", How_many="3", Kind="free")
    carol.reads("There are not so many unused sessions of this kind.")
    change(carol, package, "Suspend")
    confirm(carol, "Suspend the package", re.compile("Nothing was changed"), "   ")
    expect(carol.page.get_by_label("Reason", exact=True)).to_have_attribute("aria-invalid", "true")
    assert now(counter, package) == package


def test_a_package_is_given_to_whom_it_was_meant_for(site: Site, counter: Counter, dora: Actor, carol: Person) -> None:
    package = counter.sell(dora)
    change(carol, package, "Give to somebody else", **{"E-mail": site.bob.email})
    carol.reads("The account of your site with this address gets it")
    carol.follow("Change it")
    carol.page.get_by_label("Give it to the account of your site").uncheck()
    carol.press("Preview")
    carol.reads("No account gets it.")
    carol.looks("c7-given-to-an-address")
    change(carol, package, "Give to somebody else", **{"E-mail": site.bob.email})
    carol.reads(re.compile("Whoever had it until now is not written to"))
    confirm(carol, "Give it to them", "The package is theirs now.")
    undo(carol, "Given to somebody else")
    assert now(counter, package).customer_id == package.customer_id
    send = carol.page.get_by_role("region", name="E-mails").get_by_role(
        "button", name=re.compile("^Send again ?: Package is ready")
    )

    def sent() -> bool:
        admin_tab(carol, "customers", view=package.public_id)
        return send.count() > 0

    wait_for(sent, "an e-mail about the package to be sent", 60)
    send.first.click()
    carol.reads("The e-mail is on its way once more.")


def test_it_is_rolled_over_and_back_and_a_no_show_is_forgiven(counter: Counter, dora: Actor, carol: Person) -> None:
    package = counter.sell(dora)
    booking = counter.book(dora)
    counter.redeem(package, booking, who=dora)
    change(carol, package, "Roll over", Last_day="2031-06-30")
    assert standing(carol)["Remaining sessions"] == ["9 of 10 sessions remaining", "9 of 9 sessions remaining"]
    carol.looks("c4-roll-over")
    confirm(carol, "Roll it over", "Rolled over. This is the new package.")
    carol.follow("It was rolled over from this package")
    carol.reads("Rolled over")
    undo(carol, "Rolled over to another package")
    assert (now(counter, package).balance, now(counter, package).order_id) == (9, package.order_id)
    counter.set_booking(booking, "no_show")
    told(counter, booking)
    admin_tab(carol, "customers", view=package.public_id)
    carol.page.get_by_role("link", name=re.compile("^Reinstate")).click()
    confirm(carol, "Give session back", "The session is back in the customer’s package.", "was ill")
    assert now(counter, package).balance == 10
    carol.looks("c6-history")
    agrees(counter, package)


def told(counter: Counter, booking: str) -> Any:
    sql = "UPDATE {p}redemptions SET booking_status = 'no_show' WHERE booking_id = %s"
    return counter.rt.db.transact(lambda tx: tx.run(sql, (booking,)))
