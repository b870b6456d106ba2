"""Packages for sale as Carol looks after them: counted, put in order by keyboard, duplicated, seen before they are saved."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import Person, admin_tab, cell, form_of, row
from tests.e2e.site import Counter, Site

pytestmark = pytest.mark.admin
NAMES = ("Dawn Yoga", "Noon Yoga", "Night Yoga")


@pytest.fixture
def offers(counter: Counter, site: Site) -> dict[str, str]:
    """Three on sale and nothing else; what other tests made is in the archive."""
    site.rt.db.transact(lambda tx: tx.run("UPDATE {p}packages SET status = 'archived'"))
    return {name: counter.add_package(name=name, position=None) for name in NAMES}


def shows(person: Person, *names: str) -> None:
    expect(person.page.locator(".sp-packages .row-title")).to_have_text(list(names))


def test_they_are_counted_and_moved_with_the_keyboard(offers: dict[str, str], carol: Person, bob: Person) -> None:
    admin_tab(carol, "packages")
    carol.follow(re.compile(r"On sale \(3\)"))
    shows(carol, *NAMES)
    expect(carol.button("Move up: Dawn Yoga")).to_be_disabled()
    carol.button("Move up: Night Yoga").press("Enter")
    carol.reads("Moved. Customers see your packages in this order.")
    expect(carol.button("Move up: Night Yoga")).to_be_focused()
    carol.page.keyboard.press("Enter")
    expect(carol.button("Move down: Night Yoga")).to_be_focused()  # It is the first one now.
    shows(carol, "Night Yoga", "Dawn Yoga", "Noon Yoga")
    carol.looks("offers-list")
    bob.open("/packages/")
    expect(bob.page.locator(".sp-card__name")).to_have_text(["Night Yoga", "Dawn Yoga", "Noon Yoga"])


def test_the_card_follows_what_is_typed_into_a_copy(offers: dict[str, str], carol: Person, site: Site) -> None:
    admin_tab(carol, "packages", status="on_sale")
    carol.page.get_by_role("link", name=re.compile("^Duplicate.*Noon Yoga")).click()
    expect(carol.page.get_by_label("Name", exact=True)).to_have_value("Noon Yoga (copy)")
    card = carol.page.locator('[data-preview="card"]')
    expect(card).to_contain_text("Noon Yoga (copy)")
    carol.page.get_by_label("Name", exact=True).fill("Lunch & <b>Yoga</b>")
    carol.page.get_by_label("Price", exact=True).fill("300")
    expect(card.locator(".sp-card__name")).to_have_text("Lunch & <b>Yoga</b>")
    expect(card).to_contain_text("€30.00 per session")
    expect(card).to_contain_text(re.compile("You save 25\\s%"))
    carol.page.get_by_label("Price", exact=True).fill("much")
    carol.reads(re.compile("The card is not complete yet. Price: "))
    expect(card).to_contain_text("€30.00 per session")  # The last one that was whole.
    assert site.one("SELECT COUNT(*) FROM {p}package_versions WHERE name LIKE 'Lunch%%'") == 0
    carol.page.get_by_label("Price", exact=True).fill("300")
    expect(carol.page.locator(".sp-edit__old")).to_have_count(0)  # The card is whole again.
    carol.looks("offers-form")
    carol.press("Save Package")
    carol.reads("Package saved.")
    admin_tab(carol, "packages", status="draft")
    expect(cell(row(carol.page, "Lunch & <b>Yoga</b>"), "Status")).to_have_text("Draft")


def test_without_its_script_the_card_is_drawn_on_demand(offers: dict[str, str], carol: Person, site: Site) -> None:
    admin_tab(carol, "packages", edit="new")
    form = form_of(carol.page, "form.sp-edit__form")
    typed = {"f[name]": "Evening Yoga", "f[sessions]": "5", "f[price]": "150", "f[validity_days]": "30", "f[any_service]": "1"}
    answer = carol.context.request.post(form.action, form=form.fields | typed | {"then": "preview"})
    assert answer.ok
    assert "This is not saved yet." in answer.text()
    assert re.search(r'sp-card__name">Evening Yoga<', answer.text())
    assert 'value="Evening Yoga"' in answer.text()
    assert site.one("SELECT COUNT(*) FROM {p}package_versions WHERE name = 'Evening Yoga'") == 0


def test_an_edit_says_who_keeps_what(offers: dict[str, str], counter: Counter, site: Site, carol: Person) -> None:
    package = counter.sell(site.alice, name="Old Terms")
    public_id = site.one("SELECT public_id FROM {p}packages WHERE id = %s", package.package_id)
    admin_tab(carol, "packages", edit=public_id)
    carol.reads("Existing customers keep what they bought.", re.compile("1 package that a customer can still use keeps"))
    carol.page.get_by_label("Number of sessions").fill("12")
    carol.press("Save Package")
    carol.reads(re.compile("1 of them has earlier terms than those below."))
    carol.looks("offers-keeps")
    admin_tab(carol, "packages")
    line = row(carol.page, "Old Terms")
    assert [cell(line, name).inner_text() for name in ("Sessions", "Sold", "In use")] == ["12", "1", "1"]
    assert counter.again(package).balance == 10
    carol.page.get_by_role("button", name="Screen Options").click()
    carol.page.get_by_label("Validity", exact=True).uncheck()
    expect(carol.page.locator("th.column-validity:visible")).to_have_count(0)
    carol.page.get_by_label("Validity", exact=True).check()
    admin_tab(carol, "packages")
    carol.page.get_by_role("button", name="Help").click()
    carol.reads("“Sold” counts every package that was ever sold, “In use” those that customers can still use, now or again.")
