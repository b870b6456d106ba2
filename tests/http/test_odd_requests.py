"""Signed or not, whole or broken: the answer is JSON and never a 500."""

import base64
import itertools
import json

import pytest

from tests.http.conftest import GUEST, SYSTEM, Plugin, actor_json, code_of, path_of
from tests.studio import ALICE, BOB, CAROL, HOST, Studio

OFFERS = {"host": HOST, "service": "1", "people": 1}


def test_a_cursor_that_is_not_ours_is_refused(shop: Plugin) -> None:
    moments = ["2026-01-01T00:00:00+00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-01-01", "", 5]
    numbers = ["1e999", "-1", str(2**63), "9" * 50, "null", '"1"', "[1]", "true"]
    for moment, number in itertools.product(moments, numbers):
        after = base64.urlsafe_b64encode(f"[{json.dumps(moment)}, {number}]".encode()).decode()
        status = shop.get("/v1/manage/customer-packages", CAROL, after=after).status_code
        assert status in {200, 422}, (moment, number)


def test_a_cursor_of_an_export_that_is_not_ours_is_refused(shop: Plugin, studio: Studio) -> None:
    studio.sell()
    moment, place, figures = "2026-01-01T00:00:00+00:00", [0, "2026-01-01", 0], [1] * 11
    huge, odd = 2**62, ["\ud800", "EURO", "eu", "", "=X!"]
    cursors: list[object] = [
        *([moment, [], 0, place, {name: figures}] for name in odd),
        *(
            [moment, [[first, last]], 0, place, {}]
            for first, last in [(-huge, huge), (huge, -huge), (0, 1.5), (None, 1), (True, 2)]
        ),
        *(
            [moment, [], huge, [number, day, -huge], {}]
            for number in (-1, huge)
            for day in ("0001-01-01", "9999-12-31T23:59:59+14:00")
        ),
        *([when, [[0, 5]], 1, place, {}] for when in ("0001-01-01T00:00:00+23:59", "2999-12-31T23:59:59-23:59", 5, None, "now")),
        *([moment, [], 0, place, {"EUR": short}] for short in ([], [1, 2], [huge] * 11, [1] * 12, "abc", {"a": 1})),
        [moment, [[0, 5]] * 100, 1, place, {"EUR": figures}],
        {},
        [[]],
        "x",
    ]
    for kind, known in itertools.product(
        ("usage", "payments", "customer-packages", "liability", "liability-by-package"), cursors
    ):
        cursor = base64.urlsafe_b64encode(json.dumps(known).encode()).decode()
        status = shop.get(f"/v1/manage/exports/{kind}", CAROL, cursor=cursor).status_code
        assert status in {200, 422}, (kind, known)


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00Z", "1e999", "-1", "9" * 30, "0", "now"],
)
def test_a_moment_outside_the_calendar_is_refused(shop: Plugin, studio: Studio, moment: str) -> None:
    package = studio.sell(any_service=True, visit_before_expiry=True, validity_from="first_use")
    assert code_of(shop.get("/v1/offers", **OFFERS, starts_at=moment)) == (422, "invalid_fields")
    line = {"service": "1", "starts_at": moment}
    body = {"host": "other", "attempt_key": "attempt-1", "customer_package": package.public_id, "lines": [line]}
    assert code_of(shop.post("/v1/redemptions", body)) == (422, "invalid_fields")
    event = {"host": "other", "booking": "1", "new": "cancelled", "at": moment}
    assert code_of(shop.post("/v1/bookings/status", event)) == (422, "invalid_fields")


@pytest.mark.parametrize(
    "window",
    [
        {"sale_from": "0001-01-01T00:00"},
        {"sale_until": "9999-12-31T23:59"},
        {"sale_from": "9999-12-31T23:59:59-23:59"},
        {"sale_from": "2026-01-01", "sale_until": "9999-12-31T23:59:59-23:59"},
    ],
)
def test_a_sale_outside_the_calendar_is_refused(shop: Plugin, window: dict) -> None:
    form = {"name": "x", "sessions": 1, "price": "1", "validity_days": 1, "any_service": True}
    response = shop.post("/v1/manage/packages", form | window, CAROL)
    assert code_of(response) == (422, "invalid_fields")
    assert set(response.get_json()["error"]["fields"]) == {max(window)}


@pytest.mark.parametrize(
    "number", [b"1e999", b"-1e999", b"1" * 5000, b"1E400", b"-0.0", b"18446744073709551616", b'"\xd9\xa3"', b'"1_0"']
)
def test_numbers_that_are_none_are_refused_or_taken_but_never_break(shop: Plugin, number: bytes) -> None:
    for name in (b"sessions", b"validity_days", b"stock", b"position", b"sale_from", b"any_service"):
        body = b'{"name":"x","sessions":1,"price":"1","validity_days":1,"any_service":true,"%s":%s}' % (name, number)
        response = shop.send("POST", "/v1/manage/packages", body, CAROL)
        assert code_of(response)[0] in {400, 422}, (name, number)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "PUT", "POST", "FOO"])
def test_every_method_on_every_route_is_answered_for_everyone(shop: Plugin, method: str) -> None:
    rules = [rule.rule for rule in shop.client.application.url_map.iter_rules()]
    for rule, actor in itertools.product(rules, (GUEST, ALICE, BOB, CAROL, SYSTEM)):
        path = path_of(rule)
        headers = shop.headers("GET" if method == "HEAD" else method, path, b"", actor_json(actor))
        response = shop.raw(method, path, b"", headers)
        assert response.status_code < 500, (method, path)
        assert response.headers["Cache-Control"] == "no-store"


def test_a_path_has_one_spelling(plugin: Plugin) -> None:
    for path in ("/v1//packages", "/v1/packages/", "/v1/./packages", "/v1/../v1/packages", "/v1/packages;x=1"):
        assert code_of(plugin.client.get(path)) == (404, "not_found"), path
    assert code_of(plugin.client.get("/v1/%70ackages")) == (401, "signature_invalid")


def test_refused_callers_learn_neither_keys_nor_addresses(shop: Plugin, studio: Studio) -> None:
    secrets = [shop.secret.hex(), base64.b64encode(shop.secret).decode(), studio.rt.config.secret_key, "mysql", "redis://"]
    answers = [
        shop.client.get("/v1/packages"),
        shop.client.post("/v1/pairing", json={"code": "x" * 22, "site_url": "http://x", "table_prefix": "wp_", "key": "eA=="}),
        shop.raw("GET", "/v1/packages", b"", shop.headers("GET", "/v1/packages", b"", actor_json(ALICE)) | {"X-SP-Actor": "{}"}),
        shop.client.get("/health"),
    ]
    text = "".join(answer.get_data(as_text=True) for answer in answers)
    assert [secret for secret in secrets if secret in text] == []


def test_only_a_proper_request_id_is_echoed(shop: Plugin) -> None:
    for given, echoed in (("a" * 8, "a" * 8), ("<script>alert(1)</script>", ""), ("a" * 65, ""), ("abc", "")):
        response = shop.client.post("/v1/pairing", json={}, headers={"X-SP-Request-Id": given})
        assert (response.headers["X-SP-Request-Id"], response.get_json()["request_id"]) == (echoed, echoed)


def test_a_long_party_and_a_far_visit_do_not_break_giving_back(shop: Plugin, studio: Studio) -> None:
    settings = shop.get("/v1/manage/settings", CAROL).get_json()["settings"]
    body = {name: settings[name] for name in ("currency", "bank_transfer", "tax")}
    assert shop.put("/v1/manage/settings", body | {"cancel_hours": 8760}).status_code == 200
    package = studio.sell(any_service=True)
    line = {"booking": "b-1", "service": "1", "starts_at": "1970-01-02T00:00:00Z", "people": 1000}
    asked = {"host": "other", "attempt_key": "attempt-1", "customer_package": package.public_id, "lines": [line]}
    assert shop.post("/v1/redemptions", asked).status_code == 200
    event = {"host": "other", "booking": "b-1", "new": "cancelled", "by": "customer"}
    assert shop.post("/v1/bookings/status", event).get_json()["outcome"] == "kept"
