"""The signed calls between plugin and sidecar: what is not the sidecar's is refused, and what PHP signs, Python understands."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import requests
from http_message_signatures import HTTPMessageSigner, algorithms

from sidecar import signing
from sidecar.signing import CALLBACK_PARTS, CALLBACK_TAG, Message
from tests.e2e.pages import Person
from tests.e2e.site import AWKWARD, Counter, Site

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
            "created": datetime.now(UTC) + changes.pop("later", timedelta()),
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
    "ten minutes old": {"later": timedelta(minutes=-10)},
    "ten minutes ahead": {"later": timedelta(minutes=10)},
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


LETTER = """
$to = [ 'email' => $input['to'], 'name' => 'Zoe' ];
return [ 'error' => SessionPackages\\deliver_mail( [ 'to' => $to, 'subject' => $input['subject'], 'text' => 'x' ] ) ];
"""


@pytest.mark.mails
@pytest.mark.parametrize(("to", "error"), [("zoë@example.test", "address_invalid"), ("zo@example.test", "")])
def test_what_wordpress_cannot_write_reaches_nobody_else(to: str, error: str, counter: Counter, site: Site) -> None:
    """It leaves letters out of an address, and what is left may be another person's."""
    assert site.php(LETTER, {"to": to, "subject": to})["error"] == error
    assert len(site.stack.mailbox.messages("zo@example.test", to)) == int(not error)


# --- what PHP signs, Python understands

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
