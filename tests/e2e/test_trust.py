"""Who may do what: other people's addresses, forms without their nonce, bad values, and calls that are not the sidecar's."""

import base64
import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import requests
from http_message_signatures import HTTPMessageSigner, algorithms
from playwright.sync_api import expect

from sidecar import signing
from sidecar.signing import CALLBACK_PARTS, CALLBACK_TAG, Message
from tests.e2e.pages import Person, admin_tab, form_of
from tests.e2e.site import Counter, Site

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

    def posts(self) -> list[dict[str, str]]:
        ours: dict[str, dict[str, str]] = {
            "package_status": {"id": self.package, "status": "archived"},
            "save_package": {"id": "", "f[name]": "Forged"},
            "save_settings": {"id": "", "f[currency]": "USD"},
            "confirm_transfer": {"id": self.order, "amount": "350.00"},
            "cancel_order": {"id": self.order, "reason": "forged"},
            "disconnect": {"id": ""},
            "pair": {"id": "", "code": "sp1.x"},
            "create_page": {"id": ""},
        }
        posts = [{"action": "session_packages", "do": do, "key": str(uuid4()), **more} for do, more in ours.items()]
        return [*posts, {"action": "simple_bookings_cancel", "booking": self.booking}]

    def now(self, site: Site) -> tuple[Any, ...]:
        return (
            site.one("SELECT status FROM {p}packages WHERE public_id = %s", self.package),
            site.one("SELECT status FROM {p}orders WHERE public_id = %s", self.order),
            site.one("SELECT status FROM {wp}sb_bookings WHERE id = %s", self.booking),
            site.one("SELECT COUNT(*) FROM {p}packages"),
            site.rows("SELECT name, value FROM {p}settings ORDER BY name"),
            site.connection(),
        )


@pytest.fixture
def stake(counter: Counter, site: Site) -> Stake:
    package = counter.add_package(name="At Stake")
    return Stake(package, counter.order(package, site.alice), counter.book(site.alice))


@pytest.mark.admin
@pytest.mark.parametrize("login", ["carol", "bob", "guest"])
def test_forged_forms_change_nothing(login: str, site: Site, stake: Stake, visitor: Any, guest: Person) -> None:
    """Carol's browser sends a form that is not ours (no nonce); Bob and a guest may not do it at all."""
    person = guest if login == "guest" else visitor(login)
    before = stake.now(site)
    for post in stake.posts():
        for nonce in ("", "0123456789"):
            answer = person.context.request.post("/wp-admin/admin-post.php", form=post | {"_wpnonce": nonce}, max_redirects=0)
            assert login == "guest" or answer.status == 403, f"{post} as {login}: {answer.status}"
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


# --- calls that are not the sidecar's


class Caller:
    """Calls the site's deliver route as the sidecar does; each test spoils one thing."""

    def __init__(self, site: Site) -> None:
        known = site.connection()
        self.url = f"{site.url}/?rest_route=/session-packages/v1/deliver"
        self.key_id, self.secret = str(known["key_id"]), base64.b64decode(known["key"])

    def headers(self, body: bytes, **changes: Any) -> dict[str, str]:
        wanted: dict[str, Any] = {
            "key_id": self.key_id,
            "secret": self.secret,
            "created": datetime.now(UTC),
            "tag": CALLBACK_TAG,
            "method": "POST",
            "url": self.url,
        } | changes
        message = Message(wanted["method"], wanted["url"])
        keys = signing._Keys(lambda _: wanted["secret"])
        HTTPMessageSigner(signature_algorithm=algorithms.HMAC_SHA256, key_resolver=keys).sign(
            message,
            key_id=wanted["key_id"],
            created=wanted["created"],
            nonce=uuid4().hex,
            label="sp",
            tag=wanted["tag"],
            covered_component_ids=CALLBACK_PARTS,
            body=body,
        )
        return message.headers

    def send(self, body: bytes, headers: dict[str, str]) -> int:
        return requests.post(self.url, data=body, headers=headers | {"Content-Type": "application/json"}, timeout=10).status_code


def mail_item(subject: str) -> bytes:
    item = {
        "id": uuid4().hex,
        "kind": "mail",
        "to": {"email": "eve@example.test", "name": "Eve"},
        "subject": subject,
        "text": "x",
    }
    return json.dumps({"items": [item]}).encode()


SPOILED: dict[str, dict[str, Any]] = {
    "another key": {"secret": b"k" * 32},
    "an unknown key id": {"key_id": "sp-nobody"},
    "ten minutes old": {"created": datetime.now(UTC) - timedelta(minutes=10)},
    "ten minutes ahead": {"created": datetime.now(UTC) + timedelta(minutes=10)},
    "a request's tag": {"tag": signing.REQUEST_TAG},
    "another method": {"method": "PUT"},
    "another address": {"url": "http://site/?rest_route=/session-packages/v1/other"},
}


@pytest.mark.mails
def test_the_deliver_route_takes_the_sidecars_signature_once(counter: Counter, site: Site) -> None:
    caller, body = Caller(site), mail_item("Genuine")
    headers = caller.headers(body)
    assert caller.send(body, headers) == 200
    site.stack.mailbox.wait_for("eve@example.test", "Genuine")
    assert caller.send(body, headers) == 401, "a replay"
    assert len(site.stack.mailbox.messages("eve@example.test", "Genuine")) == 1


@pytest.mark.mails
@pytest.mark.parametrize("spoiled", SPOILED)
def test_the_deliver_route_refuses_what_is_signed_wrongly(spoiled: str, counter: Counter, site: Site) -> None:
    caller, body = Caller(site), mail_item("Forged")
    assert caller.send(body, caller.headers(body, **SPOILED[spoiled])) == 401
    assert site.stack.mailbox.messages("eve@example.test", "Forged") == []


@pytest.mark.mails
def test_the_deliver_route_refuses_what_was_tampered_with(counter: Counter, site: Site, carol: Person) -> None:
    caller, body = Caller(site), mail_item("Forged")
    headers = caller.headers(mail_item("Genuine"))
    assert caller.send(body, {}) == 401, "unsigned"
    assert caller.send(body, headers) == 401, "another body"
    assert caller.send(body, headers | {"Content-Digest": caller.headers(body)["Content-Digest"]}) == 401, "another digest"
    assert caller.send(body, caller.headers(body) | {"Signature": "sp=:AAAA:"}) == 401, "no signature at all"
    assert carol.context.request.post(caller.url, data=body, headers={"Content-Type": "application/json"}).status == 401
    assert site.stack.mailbox.messages("eve@example.test", "Forged") == []


# --- what PHP signs, Python understands

AWKWARD = 'Zoë O\'Brien-Łukasz "Q" & <b>\\ 日本'
ASK = """
wp_set_current_user( $input['user'] );
wp_get_current_user()->display_name = $input['name'];
$done = 'GET' === $input['method']
    ? SessionPackages\\get( $input['path'], $input['values'], 'customer' )
    : SessionPackages\\send( 'POST', $input['path'], $input['values'], wp_generate_uuid4(), 'customer' );
return [ 'ok' => $done->ok, 'code' => $done->code, 'status' => $done->status ];
"""


@pytest.mark.parametrize("text", ["ü ö ß & = + % / ? # é", "a;b,c:d@e$f!g*h(i)j'k~l", "%2F%20%zz+", "日本 🧘"])
def test_php_and_python_agree_on_awkward_addresses(text: str, counter: Counter, site: Site) -> None:
    values = {"host": "simple-bookings", "service": text, "starts_at": "2030-01-01T10:00:00Z", "people": 1, "price_minor": 1}
    ask = {"user": site.bob.wp_user_id, "name": AWKWARD, "method": "GET", "path": "/v1/offers", "values": values}
    done = site.php(ASK, ask)
    assert done["code"] != "signature_invalid"
    assert done["status"] in {0, 200, 422} and (done["ok"] or done["status"] == 422), done


@pytest.mark.payments
def test_php_and_python_agree_on_awkward_names(counter: Counter, site: Site) -> None:
    order = {"package": counter.add_package(name=AWKWARD), "version": 1, "method": "bank_transfer"}
    ask = {"user": site.bob.wp_user_id, "name": AWKWARD, "method": "POST", "path": "/v1/orders", "values": order}
    assert site.php(ASK, ask)["ok"]
    assert site.one("SELECT name FROM {p}customers WHERE wp_user_id = %s", site.bob.wp_user_id) == AWKWARD


@pytest.mark.admin
def test_awkward_names_are_shown_as_they_are(counter: Counter, site: Site, bob: Person, carol: Person) -> None:
    package = counter.sell(replace(site.bob, name=AWKWARD), name=AWKWARD)
    bob.open("/packages/")
    expect(bob.page.locator(f'[data-customer-package="{package.public_id}"] h3')).to_have_text(AWKWARD)
    admin_tab(carol, "customers", view=package.public_id)
    carol.reads(AWKWARD)
    carol.looks("ix-awkward")
