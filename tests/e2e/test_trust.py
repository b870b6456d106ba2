"""Who may do what: other people's addresses, forms without their nonce, bad values, awkward names."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import Person, admin_tab, form_of
from tests.e2e.site import AWKWARD, Counter, Site
from tests.studio import HOST

PLUGIN_FOLDER = Path(__file__).parents[2] / "wp-plugin-stub" / "session-packages"
NOBODYS_BUSINESS = ("Alice", "Archer", "Secret Ten", "sessions remaining")


# --- other people's things


@pytest.mark.redemption
def test_bob_cannot_look_at_what_is_alices(site: Site, counter: Counter, bob: Person) -> None:
    package = counter.sell(site.alice, name="Secret Ten")
    order = counter.order(counter.add_package(name="Secret Order"), site.alice)
    token = counter.booking(counter.book(site.alice))["token"]
    guesses = {
        f"/packages/?sp_statement={package.public_id}": "This package could not be found.",
        f"/packages/?sp_order={order}": "This order could not be found.",
        f"/book/?sb_booking={token}": re.compile("booking"),
    }
    for path, answer in guesses.items():
        bob.open(path)
        bob.reads(answer)
        text = bob.page.locator("main").inner_text()
        assert not [word for word in NOBODYS_BUSINESS if word in text], path
    bob.looks("v-bob-guesses")


@pytest.mark.redemption
def test_bob_cannot_pay_or_cancel_what_is_alices(site: Site, counter: Counter, bob: Person) -> None:
    package = counter.sell(site.alice, name="Secret Ten")
    number = counter.book(site.alice)
    token = counter.booking(number)["token"]
    mine = counter.booking(counter.book(site.bob))
    bob.open(f"/book/?sb_booking={mine['token']}")
    nonce = form_of(bob.page, "form.sb-payment").fields["sb_nonce"]
    for booking in (token, mine["token"]):
        form = {"sb_action": "pay", "sb_nonce": nonce, "sb_method": f"package:{package.public_id}"}
        bob.context.request.post(f"/book/?sb_booking={booking}", form=form)
    bob.context.request.post("/my-bookings/", form={"sb_action": "cancel", "sb_booking_id": number, "sb_nonce": nonce})
    assert counter.again(package).balance == 10
    assert [site.booking_by_token(key)["status"] for key in (token, mine["token"])] == ["pending", "pending"]


# --- forms of WP Admin


@dataclass(frozen=True)
class Stake:
    """What forged forms would change."""

    package: str
    order: str
    booking: str
    holding: str

    def posts(self) -> list[dict[str, str]]:
        ours: dict[str, dict[str, str]] = {
            "package_status": {"id": self.package, "status": "archived"},
            "move_package": {"id": self.package, "direction": "up"},
            "save_package": {"id": "", "f[name]": "Forged"},
            "save_settings": {"id": "", "f[currency]": "USD"},
            "confirm_transfer": {"id": self.order, "amount": "350.00"},
            "cancel_order": {"id": self.order, "reason": "forged"},
            "disconnect": {"id": ""},
            "pair": {"id": "", "code": "sp1.x"},
            "create_page": {"id": ""},
            "save_access": {"id": "", "access[subscriber][]": "manage_session_packages"},
            "export": {"id": "", "f[kind]": "sales"},
            "sell_package": {"id": "", "email": "x@evil.test", "name": "x", "package": self.package, "method": "gift"},
            "import_balances": {"id": "", "accounts": "1"},
            "import_sample": {"id": ""},
            "import_errors": {"id": self.order},
            "start_import": {"id": self.order},
            "extend_packages": {"id": "", "status": "both", "days": "7", "reason": "forged", "expected": "1"},
            "redeem_booking": {"id": f"{HOST}|{self.booking}", "customer_package": self.holding},
            "reinstate_booking": {"id": f"{HOST}|{self.booking}", "reason": "forged"},
            "resolve_notice": {"id": "1"},
            "adjust_package": {"id": self.holding, "way": "add", "sessions": "5", "kind": "paid", "reason": "forged"},
            "move_end": {"id": self.holding, "valid_through": "2031-01-01", "reason": "forged"},
            "suspend_package": {"id": self.holding, "reason": "forged"},
            "resume_package": {"id": self.holding, "extend": "1", "reason": "forged"},
            "roll_over_package": {"id": self.holding, "valid_through": "2031-01-01", "reason": "forged"},
            "reassign_package": {"id": self.holding, "email": "bob@example.test", "reason": "forged"},
            "undo_change": {"id": self.holding, "entry": "1", "reason": "forged"},
            "reinstate_session": {"id": self.holding, "host": HOST, "booking": self.booking, "reason": "forged"},
            "refund_package": {"id": self.holding, "rule": "unused_value", "expected": "350.00", "reason": "forged"},
            "refund_sent": {"id": self.order},
            "refund_withdraw": {"id": self.order, "reason": "forged"},
            "refund_take": {"id": self.order, "sessions": "1"},
            "refund_payment": {"id": self.order, "reason": "forged"},
            "save_mail": {"id": "redeemed", "then": "save", "f[on]": "", "f[subject]": "Forged", "f[body]": "Forged"},
            "reset_mail": {"id": "redeemed"},
            "save_mail_rules": {
                "id": "",
                "f[warn_days]": "1",
                "f[low_balance]": "9",
                "f[from_hour]": "0",
                "f[staff_to]": "x@evil.test",
            },
            "save_mail_delivery": {"id": "", "f[by]": "smtp", "f[smtp.host]": "evil.test", "f[smtp.port]": "25"},
            "test_mail_delivery": {"id": ""},
            "resend_mail": {"id": "1"},
        }
        posts = [{"action": "session_packages", "do": do, "key": str(uuid4()), **more} for do, more in ours.items()]
        return [*posts, {"action": "simple_bookings_cancel", "booking": self.booking}]

    def change(self) -> tuple[str, dict[str, str]]:
        """The booking plugin's form for another time; it posts to its own screen."""
        path = f"/wp-admin/admin.php?page=simple-bookings&sb_change={self.booking}"
        return path, {"sb_action": "change", "sb_id": self.booking, "sb_date": "2031-01-01", "sb_time": "10:00", "sb_people": "2"}

    def now(self, site: Site) -> tuple[Any, ...]:
        return (
            site.one("SELECT status FROM {p}packages WHERE public_id = %s", self.package),
            site.one("SELECT status FROM {p}orders WHERE public_id = %s", self.order),
            site.rows("SELECT status, payment_method, starts_at, people FROM {wp}sb_bookings WHERE id = %s", self.booking),
            site.one("SELECT COUNT(*) FROM {p}packages"),
            site.rows("SELECT id, position FROM {p}packages ORDER BY id"),
            site.one("SELECT COUNT(*) FROM {p}refunds"),
            site.one("SELECT COUNT(*) FROM {p}orders"),
            site.one("SELECT COUNT(*) FROM {p}tasks"),
            site.one("SELECT COUNT(*) FROM {p}outbox WHERE dedupe_key LIKE 'test:%%' OR dedupe_key LIKE 'resend:%%'"),
            site.rows("SELECT name, value FROM {p}settings ORDER BY name"),
            site.one("SELECT option_value FROM {wp}options WHERE option_name = '{wp}user_roles'"),
            site.connection(),
        )


@pytest.fixture
def stake(counter: Counter, site: Site) -> Stake:
    package = counter.add_package(name="At Stake")
    holding = counter.sell(site.alice, name="At Stake Too").public_id
    return Stake(package, counter.order(package, site.alice), counter.book(site.alice), holding)


def test_every_action_of_the_plugin_is_among_the_forged_ones() -> None:
    source = (PLUGIN_FOLDER / "inc" / "admin-actions.php").read_text(encoding="utf-8")
    actions = set(re.findall(r"^\t\t'([a-z_]+)'\s*=> array\( 'act_", source, re.M))
    forged = {post["do"] for post in Stake("", "", "", "").posts() if "do" in post}
    assert actions == forged
    assert len(actions) > 10, "the search has lost its way"


@pytest.mark.admin
@pytest.mark.parametrize("login", ["carol", "bob", "edith", "guest"])
def test_forged_forms_change_nothing(login: str, site: Site, stake: Stake, visitor: Any, guest: Person) -> None:
    """Carol's browser sends a form that is not ours (no nonce); Bob, an editor and a guest may not do it at all."""
    person = guest if login == "guest" else visitor(login)
    before = stake.now(site)
    for post in stake.posts():
        for nonce in ("", "0123456789"):
            answer = person.context.request.post("/wp-admin/admin-post.php", form=post | {"_wpnonce": nonce}, max_redirects=0)
            assert login == "guest" or answer.status == 403, f"{post} as {login}: {answer.status}"
    path, form = stake.change()
    answer = person.context.request.post(path, form=form, max_redirects=0)
    assert login == "guest" or answer.status == 403
    link = f"/wp-admin/admin-post.php?action=simple_bookings_status&booking={stake.booking}&to=confirmed"
    person.context.request.get(link, max_redirects=0)
    assert stake.now(site) == before


@pytest.mark.admin
def test_carols_own_form_is_of_no_use_to_bob(site: Site, stake: Stake, carol: Person, bob: Person) -> None:
    admin_tab(carol)
    form = form_of(carol.page, f"#order-{stake.order} form.sp-confirm")
    answer = bob.context.request.post(form.action, form=form.fields | {"amount": "350.00"}, max_redirects=0)
    assert answer.status == 403
    assert site.one("SELECT status FROM {p}orders WHERE public_id = %s", stake.order) == "awaiting_payment"
    assert bob.context.request.get("/wp-admin/admin.php?page=session-packages").status == 403


@pytest.mark.admin
@pytest.mark.payments
def test_an_editor_with_carols_forms_reaches_neither_keys_nor_money(
    site: Site, stake: Stake, carol: Person, visitor: Any
) -> None:
    edith, before = visitor("edith"), stake.now(site)
    screens = ({"tab": "settings"}, {"tab": "customers", "view": stake.holding, "refund": "choose"}, {"tab": "overview"})
    for args in screens:
        admin_tab(carol, **args)
        path = carol.page.url.removeprefix(site.url)
        assert edith.context.request.get(path).status == 403, path
    admin_tab(carol, "settings")
    form = form_of(carol.page, "form.sp-settings")
    typed = {"f[bank_transfer.account]": "XX00 0000", "f[paypal.merchant_id]": "MINE"}
    assert edith.context.request.post(form.action, form=form.fields | typed, max_redirects=0).status == 403
    assert stake.now(site) == before


@pytest.mark.admin
def test_a_bad_package_form_says_so_at_each_field_and_keeps_what_was_typed(counter: Counter, site: Site, carol: Person) -> None:
    before = site.one("SELECT COUNT(*) FROM {p}packages")
    admin_tab(carol, "packages", edit="new")
    typed = {"Number of sessions": "ten", "Price": "35,0.0x", "Valid for": "-3", "Description": "Kept & <b>safe</b>"}
    for label, value in typed.items():
        carol.page.get_by_label(label, exact=True).fill(value)
    carol.press("Save Package")
    expect(carol.page.get_by_role("alert")).to_be_visible()
    for label in ("Name", "Number of sessions", "Price", "Valid for"):
        field = carol.page.get_by_label(label, exact=True)
        expect(field).to_have_attribute("aria-invalid", "true")
        message = carol.page.locator(f"#{(field.get_attribute('aria-describedby') or '').split()[-1]}")
        expect(message).to_be_visible()
        assert message.inner_text().strip()
    for label, value in typed.items():
        expect(carol.page.get_by_label(label, exact=True)).to_have_value(value)
    expect(carol.page.get_by_role("group", name="Services")).to_have_attribute("aria-invalid", "true")
    carol.looks("vii-package-form")
    assert site.one("SELECT COUNT(*) FROM {p}packages") == before


@pytest.mark.admin
def test_bad_settings_are_kept_and_marked(counter: Counter, carol: Person) -> None:
    for typed in ({"Cancelling": "soon", "Tax": "-1"}, {"Account number / IBAN": "DE00 1234"}):
        admin_tab(carol, "settings")
        for label, value in typed.items():
            carol.page.get_by_label(label, exact=True).fill(value)
        carol.press("Save Settings")
        for label, value in typed.items():
            expect(carol.page.get_by_label(label, exact=True)).to_have_value(value)
            expect(carol.page.get_by_label(label, exact=True)).to_have_attribute("aria-invalid", "true")
    carol.looks("vii-settings")


@pytest.mark.admin
def test_disconnecting_and_connecting_again(site: Site, counter: Counter, carol: Person, alice: Person) -> None:
    used = site.stack.sidecar.pair()
    site.php("return SessionPackages\\pair( $input )->ok;", used)
    admin_tab(carol, "settings")
    carol.page.get_by_text("Disconnect…").click()
    carol.press("Yes, disconnect")
    carol.reads(re.compile("^Disconnected."))
    alice.open("/packages/")
    alice.reads("Our packages cannot be shown at the moment. Please come back in a few minutes.")
    for code, answer in ((used, "This connection code was used already."), (site.stack.sidecar.pair(), "Connected.")):
        carol.page.get_by_label("Connection code").fill(code)
        carol.press("Connect")
        carol.reads(re.compile(f"^{answer}"))
    alice.open("/packages/")
    alice.reads("My Packages")


# --- names that other programs stumble over


@pytest.mark.admin
def test_awkward_names_are_shown_as_they_are(counter: Counter, site: Site, bob: Person, carol: Person) -> None:
    package = counter.sell(replace(site.bob, name=AWKWARD), name=AWKWARD)
    bob.open("/packages/")
    expect(bob.page.locator(f'[data-customer-package="{package.public_id}"] h3')).to_have_text(AWKWARD)
    admin_tab(carol, "customers", view=package.public_id)
    carol.reads(AWKWARD)
    carol.looks("ix-awkward")
