"""The sidecar obeys only whole, fresh requests of the paired plugin."""

import datetime
from functools import partialmethod
from unittest import mock

import pytest

from sidecar import signing
from tests.http.conftest import GUEST, Plugin, actor_json, code_of, path_of
from tests.studio import ALICE, BOB, CAROL, Studio

BODY = b'{"package": "01J00000000000000000000000", "version": 1, "method": "bank_transfer"}'


def signed(plugin: Plugin, **changes: str) -> dict[str, str]:
    return plugin.headers("POST", "/v1/orders?x=1", BODY, actor_json(ALICE), key="order-key-1", **changes)  # type: ignore[arg-type]


def send(
    plugin: Plugin, headers: dict[str, str], target: str = "/v1/orders?x=1", body: bytes = BODY, method: str = "POST"
) -> tuple:
    return code_of(plugin.raw(method, target, body, headers))


def test_a_whole_request_gets_past_the_signature(plugin: Plugin) -> None:
    assert send(plugin, signed(plugin)) == (404, "package_unknown")


@pytest.mark.parametrize(
    "name", ["Signature", "Signature-Input", "Content-Digest", "X-SP-Actor", "Idempotency-Key", "X-SP-Request-Id"]
)
def test_without_any_one_signed_header_it_is_refused(plugin: Plugin, name: str) -> None:
    headers = signed(plugin)
    del headers[name]
    assert send(plugin, headers) == (401, "signature_invalid")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-SP-Actor", actor_json(BOB)),
        ("X-SP-Actor", actor_json(CAROL)),
        ("Idempotency-Key", "order-key-2"),
        ("X-SP-Deadline-Ms", "9000"),
        ("X-SP-Request-Id", "another-request"),
        ("Signature", "sp=:AAAA:"),
        ("Signature", "é"),
        ("Signature-Input", "sp=();created=1;keyid=x"),
        ("Signature-Input", "((((("),
    ],
)
def test_a_changed_header_is_refused(plugin: Plugin, name: str, value: str) -> None:
    assert send(plugin, signed(plugin) | {name: value}) == (401, "signature_invalid")


def test_a_changed_body_path_query_or_method_is_refused(plugin: Plugin) -> None:
    headers = signed(plugin)
    assert send(plugin, headers, body=BODY.replace(b"bank", b"BANK")) == (401, "signature_invalid")
    assert send(plugin, headers, target="/v1/orders?x=2") == (401, "signature_invalid")
    assert send(plugin, headers, target="/v1/redemptions?x=1") == (401, "signature_invalid")
    assert send(plugin, headers, target="/v1/manage/packages?x=1", method="PUT")[0] in {401, 405}


def test_another_key_another_tag_and_a_read_signature_on_a_write_are_refused(plugin: Plugin) -> None:
    assert send(plugin, signed(plugin, secret=b"x" * 32)) == (401, "signature_invalid")  # type: ignore[arg-type]
    assert send(plugin, signed(plugin, tag=signing.CALLBACK_TAG)) == (401, "signature_invalid")
    with mock.patch.object(signing, "WRITE_PARTS", signing.READ_PARTS):
        headers = signed(plugin)
    assert send(plugin, headers) == (401, "signature_invalid")


@pytest.mark.parametrize(("age", "fresh"), [(80, True), (100, False), (-20, True), (-40, False)])
def test_old_and_future_requests_are_refused(plugin: Plugin, age: int, fresh: bool) -> None:
    """At most 90 s old, at most 30 s ahead of us."""
    created = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=age)
    with mock.patch.object(signing.HTTPMessageSigner, "sign", partialmethod(signing.HTTPMessageSigner.sign, created=created)):
        headers = signed(plugin)
    assert send(plugin, headers) == ((404, "package_unknown") if fresh else (401, "signature_invalid"))


def test_a_doubled_actor_is_refused(plugin: Plugin) -> None:
    headers = [*list((signed(plugin) | {"Content-Type": "application/json"}).items()), ("X-SP-Actor", actor_json(CAROL))]
    response = plugin.client.open("/v1/orders?x=1", method="POST", data=BODY, headers=headers)
    assert code_of(response) == (401, "signature_invalid")


@pytest.mark.parametrize(
    "actor",
    [
        "",
        "[]",
        "1",
        "null",
        "{}",
        '{"kind":"owner"}',
        '{"kind":"customer"}',
        '{"kind":"customer","wp_user_id":"7"}',
        '{"kind":"customer","wp_user_id":true}',
        '{"kind":"customer","wp_user_id":-1}',
        '{"kind":"staff","wp_user_id":99999999999999999999}',
        '{"kind":"guest","wp_user_id":7}',
        '{"kind":"customer","wp_user_id":7,"name":5}',
        '{"kind":"customer","wp_user_id":7,"name":"\\ud800"}',
        '{"kind":["customer"],"wp_user_id":7}',
        "[" * 3000,
    ],
)
def test_a_signed_but_senseless_actor_is_a_400(plugin: Plugin, actor: str) -> None:
    response = plugin.raw("GET", "/v1/packages", b"", plugin.headers("GET", "/v1/packages", b"", actor))
    assert code_of(response) in {(400, "actor_invalid"), (401, "signature_invalid")}


def test_a_customer_route_is_closed_to_guests_and_a_staff_route_to_customers(shop: Plugin) -> None:
    assert code_of(shop.get("/v1/my/packages", GUEST)) == (403, "login_required")
    assert code_of(shop.get("/v1/manage/overview", ALICE)) == (403, "forbidden")
    assert code_of(shop.get("/v1/manage/overview", GUEST)) == (403, "forbidden")
    assert shop.get("/v1/manage/overview", CAROL).status_code == 200


# A provider's events carry the provider's own signature; the others tell a stranger nothing, or need a code.
OPEN = {"/health", "/v1/pairing", "/webhooks/stripe", "/webhooks/paypal"}


def test_every_signed_route_names_whom_it_serves_and_every_other_is_listed_here(plugin: Plugin) -> None:
    app = plugin.client.application
    open_routes = set()
    for rule in app.url_map.iter_rules():
        blueprint = rule.endpoint.split(".")[0]
        is_signed = bool(app.before_request_funcs.get(blueprint))
        if not is_signed:
            open_routes.add(rule.rule)
        else:
            assert hasattr(app.view_functions[rule.endpoint], "allowed_kinds"), rule.rule
    assert open_routes == OPEN


def test_unsigned_calls_reach_nothing(studio: Studio, plugin: Plugin) -> None:
    for rule in plugin.client.application.url_map.iter_rules():
        if rule.rule in OPEN:
            continue
        path = path_of(rule.rule)
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            response = plugin.client.open(path, method=method, headers={"X-SP-Actor": actor_json(CAROL)}, json={})
            assert code_of(response) == (401, "signature_invalid"), (method, path)
