"""Whatever is sent, the answer names what was wrong, changes nothing and is never a 500."""

import itertools
import json

import pytest

from tests.http.conftest import Plugin, code_of
from tests.studio import ALICE, CAROL, HOST, SETTINGS, Studio

ID = "01J00000000000000000000000"
PACKAGE = {"name": "10 Yoga", "sessions": 10, "price": "350.00", "validity_days": 90, "any_service": True}
ORDER = {"package": ID, "version": 1, "method": "bank_transfer"}
REDEMPTION = {"host": HOST, "attempt_key": "attempt-0001", "customer_package": ID, "lines": [{"booking": "1"}]}
STATUS = {"host": HOST, "booking": "1", "old": "confirmed", "new": "cancelled", "by": "staff", "reason": ""}
CHANGE = {"host": HOST, "booking": "1", "people": 2, "starts_at": "2030-01-02T09:00:00Z", "service": "1"}
KEYS = {
    "stripe": {"enabled": True, "key": "", "webhook_secret": "whsec_" + "a" * 32},
    "paypal": {"enabled": True, "client_id": "c", "secret": "", "webhook_id": "w", "merchant_id": "m"},
}
SMTP = {"host": "mail.example.test", "port": 587, "security": "starttls", "username": "studio", "password": "secret"}
DELIVERY = {"by": "smtp", "smtp": SMTP | {"from_email": "studio@example.test", "from_name": "Lotus"}}
REFUND = {"rule": "custom", "sessions": 2, "amount": "50.00", "expected": "50.00", "reason": "moved away"}
SALE = {"package": ID, "name": "Dora", "email": "dora@example.test", "method": "cash", "price": "300.00", "reason": "loyal"} | {
    **{"later": False, "version": 1, "expected": "300.00", "knowing": ["sold_out"], "wp_user_id": 12}
}
REASSIGN = {"email": "bob@example.test", "name": "Bob", "wp_user_id": 12, "reason": "mistyped"}
IMPORT = {"file_name": "balances.csv", "content": "ZW1haWw=", "accounts": True, "mails": False}
EXTENSION = {"status": "both", "packages": ID, "ids": "", "ends_from": "2026-01-01", "ends_until": "2026-12-31", "days": 7} | {
    **{"until": "", "reason": "we were closed", "mails": True, "expected": 1}
}
WORDS = {"subject": "Thank you, {customer_name}", "body": "It is paid.", "box": True}
WRITES = [
    ("POST", "/v1/manage/packages", PACKAGE, CAROL),
    ("PUT", f"/v1/manage/packages/{ID}", PACKAGE, CAROL),
    ("POST", f"/v1/manage/packages/{ID}/status", {"status": "archived"}, CAROL),
    ("POST", f"/v1/manage/packages/{ID}/move", {"direction": "up", "status": "all"}, CAROL),
    ("POST", "/v1/manage/packages/preview", PACKAGE | {"id": ""}, CAROL),
    ("PUT", "/v1/manage/settings", SETTINGS | KEYS, CAROL),
    ("POST", f"/v1/manage/orders/{ID}/confirm-transfer", {"amount": "350.00", "keep_surplus": True}, CAROL),
    ("POST", f"/v1/manage/orders/{ID}/cancel", {"reason": "asked to"}, CAROL),
    ("POST", "/v1/orders", ORDER | {"return_url": "http://studio.example/packages/"}, ALICE),
    ("POST", f"/v1/orders/{ID}/pay", {"method": "stripe", "return_url": "http://studio.example/packages/"}, ALICE),
    ("POST", f"/v1/orders/{ID}/check", {}, ALICE),
    ("POST", "/v1/mail-preferences", {"token": "forged", "reminders": False}, ALICE),
    ("POST", "/v1/redemptions", REDEMPTION, ALICE),
    ("POST", "/v1/redemptions/commit", {"host": HOST, "attempt_key": "attempt-0001", "bookings": ["1"]}, ALICE),
    ("POST", "/v1/redemptions/release", {"host": HOST, "attempt_key": "attempt-0001"}, ALICE),
    ("POST", "/v1/redemptions/change", CHANGE, ALICE),
    ("POST", "/v1/manage/redemptions", REDEMPTION | {"customer": 11}, CAROL),
    ("POST", "/v1/manage/redemptions/reinstate", {"host": HOST, "booking": "1", "reason": "was ill"}, CAROL),
    ("POST", "/v1/manage/notices/1/resolve", {}, CAROL),
    ("POST", "/v1/bookings/status", STATUS, ALICE),
    ("POST", f"/v1/manage/customer-packages/{ID}/refund", REFUND, CAROL),
    ("POST", f"/v1/manage/customer-packages/{ID}/adjust", {"sessions": 1, "paid": True, "reason": "a gift"}, CAROL),
    ("POST", f"/v1/manage/customer-packages/{ID}/validity", {"valid_through": "2030-06-30", "reason": "was ill"}, CAROL),
    ("POST", f"/v1/manage/customer-packages/{ID}/suspend", {"reason": "is away"}, CAROL),
    ("POST", f"/v1/manage/customer-packages/{ID}/resume", {"extend": True, "reason": "is back"}, CAROL),
    ("POST", f"/v1/manage/customer-packages/{ID}/roll-over", {"valid_through": "2030-06-30", "reason": "was ill"}, CAROL),
    ("POST", f"/v1/manage/customer-packages/{ID}/reassign", REASSIGN, CAROL),
    ("POST", f"/v1/manage/customer-packages/{ID}/undo", {"entry": 1, "reason": "a slip"}, CAROL),
    ("POST", f"/v1/manage/refunds/{ID}/sent", {}, CAROL),
    ("POST", f"/v1/manage/refunds/{ID}/withdraw", {"reason": "the customer stays"}, CAROL),
    ("POST", f"/v1/manage/refunds/{ID}/take", {"sessions": 2}, CAROL),
    ("POST", f"/v1/manage/payments/{ID}/refund", {"reason": "paid twice"}, CAROL),
    ("POST", "/v1/manage/sales", SALE, CAROL),
    ("POST", "/v1/manage/imports", IMPORT, CAROL),
    ("POST", f"/v1/manage/tasks/{ID}/start", {}, CAROL),
    ("POST", "/v1/manage/extension", EXTENSION, CAROL),
    ("PUT", "/v1/manage/mails/receipt", WORDS | {"on": True}, CAROL),
    ("POST", "/v1/manage/mails/receipt/preview", WORDS, CAROL),
    ("POST", "/v1/manage/mails/receipt/reset", {}, CAROL),
    ("POST", "/v1/manage/mails/none/test", WORDS, CAROL),  # some hostile words are allowed, and would be sent
    ("PUT", "/v1/manage/mail-rules", {"warn_days": [7], "low_balance": 1, "from_hour": 8, "staff_to": ""}, CAROL),
    ("POST", "/v1/manage/mail-log/1/resend", {}, CAROL),
    ("PUT", "/v1/manage/mail-delivery", DELIVERY, CAROL),
    ("POST", "/v1/manage/activity", {"what": "access", "changed": ["Editor: See"]}, CAROL),
    ("POST", "/v1/manage/mail-delivery/test", {}, CAROL),
]
PARAMETERS = {ID: "<ulid:public_id>", "/1/": "/<int:number>/", "/receipt": "/<mail>", "/none/": "/<mail>/"}
HOSTILE = [
    None,
    True,
    -1,
    0,
    1.5,
    10**30,
    "",
    " ",
    "x" * 70_00,
    "\u0000",
    "a\nb",
    "'; DROP TABLE x; --",
    [],
    {},
    [[]],
    [None],
    {"a": 1},
]


def test_the_list_of_writes_is_complete(plugin: Plugin) -> None:
    listed = {(method, rule_of(path)) for method, path, _, _ in WRITES}
    rules = plugin.client.application.url_map.iter_rules()
    routes = {(method, rule.rule) for rule in rules for method in (rule.methods or set()) - {"OPTIONS", "HEAD", "GET"}}
    unsigned = {("POST", "/v1/pairing"), ("POST", "/webhooks/stripe"), ("POST", "/webhooks/paypal")}  # tests of their own
    assert routes - unsigned == listed


def rule_of(path: str) -> str:
    for value, parameter in PARAMETERS.items():
        path = path.replace(value, parameter)
    return path


def test_every_field_of_every_write_survives_hostile_values(shop: Plugin, studio: Studio) -> None:
    before = _counts(studio)
    for method, path, body, actor in WRITES:
        for name, value in itertools.product(body, HOSTILE):
            response = shop.send(method, path, json.dumps(body | {name: value}).encode(), actor)
            assert response.status_code < 500, (method, path, name, value, response.get_json())
    after = _counts(studio)
    harmless = {"packages", "package_versions", "requests", "activity"}  # some hostile names and reasons are in fact allowed
    assert {t: n for t, n in after.items() if t not in harmless} == {t: n for t, n in before.items() if t not in harmless}


def test_unknown_fields_are_refused_by_name(shop: Plugin) -> None:
    for method, path, body, actor in WRITES:
        response = shop.send(method, path, json.dumps(body | {"owner_id": 1}).encode(), actor)
        assert code_of(response) == (422, "invalid_fields"), path
        assert response.get_json()["error"]["fields"] == {"owner_id": "is not known here"}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[" * 30_000, b'{"name": NaN}', b'{"name": "\\ud800"}', b"null", b"[]", b'"text"', b"1"]
)
def test_bodies_that_are_no_object_are_refused(shop: Plugin, body: bytes) -> None:
    for method, path, _, actor in WRITES:
        assert code_of(shop.send(method, path, body, actor)) in {(400, "malformed"), (422, "invalid_fields")}, path


def test_an_oversized_body_is_refused_before_it_is_read(shop: Plugin) -> None:
    big = b'{"name": "' + b"x" * 70_000 + b'"}'
    assert code_of(shop.send("POST", "/v1/manage/packages", big, CAROL)) == (413, "too_large")


def test_another_content_type_is_refused(shop: Plugin) -> None:
    headers = shop.headers("POST", "/v1/orders", b"a=1", json.dumps({"kind": "customer", "wp_user_id": 11}))
    response = shop.raw("POST", "/v1/orders", b"a=1", headers | {"Content-Type": "application/x-www-form-urlencoded"})
    assert code_of(response) == (415, "not_json")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": ""}, {"name": "is needed"}),
        ({"sessions": 0}, {"sessions": "must be at least 1"}),
        ({"sessions": "ten"}, {"sessions": "must be a whole number"}),
        ({"price": "-3"}, {"price": "must be an amount such as 350.00"}),
        ({"price": "350.005"}, {"price": "must be an amount such as 350.00"}),
        ({"price": "1.350"}, {"price": "must be an amount such as 350.00"}),
        ({"validity_days": -1}, {"validity_days": "must be at least 0"}),
        ({"any_service": False}, {"services": "choose at least one service, or allow any service"}),
        (
            {"any_service": False, "services": [{"host": HOST, "id": "999"}]},
            {"services": "contains a service that does not exist"},
        ),
        ({"stock": "-1"}, {"stock": "must be at least 0"}),
        ({"sale_from": "2026-12-02", "sale_until": "2026-12-01"}, {"sale_until": "must be after the start of the sale"}),
        ({"status": "sold"}, {"status": "must be 'draft', 'on_sale' or 'archived'"}),
        ({"name": "", "sessions": "x"}, {"name": "is needed", "sessions": "must be a whole number"}),
    ],
)
def test_a_package_form_is_refused_field_by_field(shop: Plugin, studio: Studio, changes: dict, fields: dict) -> None:
    response = shop.post("/v1/manage/packages", PACKAGE | changes, CAROL)
    assert code_of(response) == (422, "invalid_fields")
    assert response.get_json()["error"]["fields"] == fields
    assert studio.one("SELECT COUNT(*) FROM {p}packages") == 0


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/manage/customer-packages", {"status": "x' OR 1=1"}),
        ("/v1/manage/customer-packages", {"after": "bm90LWEtY3Vyc29y"}),
        ("/v1/manage/customer-packages", {"after": "W1tdLCBbXV0="}),
        ("/v1/manage/customer-packages", {"after": "é"}),
        (
            "/v1/manage/customer-packages",
            {"after": "WyJleHBpcnkiLCAiMjAyNi0wMS0wMVQwMDowMDowMCswMDowMCIsIDNd"},
        ),  # of another order
        ("/v1/manage/customer-packages", {"before": "WyJwdXJjaGFzZWQiLCAiMjAyNi0wMS0wMVQwMDowMDowMCswMDowMCIsIC0zXQ=="}),
        ("/v1/manage/customer-packages", {"sort": "customer", "before": "WyJjdXN0b21lciIsICJcdWQ4MDAiLCAzXQ=="}),
        (
            "/v1/manage/customer-packages",
            {"sort": "customer", "after": "WyJjdXN0b21lciIsICJBIiwgM10=", "before": "WyJjdXN0b21lciIsICJBIiwgM10="},
        ),
        ("/v1/manage/customer-packages", {"sort": "balance"}),
        ("/v1/manage/customer-packages", {"order": "up"}),
        ("/v1/manage/customer-packages", {"per_page": "101"}),
        ("/v1/manage/customer-packages", {"page": "1"}),
        ("/v1/manage/orders", {"status": "lost"}),
    ],
)
def test_senseless_list_queries_are_refused(shop: Plugin, path: str, query: dict) -> None:
    assert code_of(shop.get(path, CAROL, **query)) == (422, "invalid_fields")


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", '"', "%%q", "{p}", "{wp}", "☃é☃z", "\u202e"])
def test_search_takes_any_text_literally(shop: Plugin, studio: Studio, text: str) -> None:
    studio.sell()
    response = shop.get("/v1/manage/customer-packages", CAROL, search=text)
    assert response.status_code == 200
    assert response.get_json()["items"] == []


@pytest.mark.parametrize("path", ["/v1/orders/%C3%A9", "/v1/orders/1", "/v1/my/packages/%00", "/v1/my/packages/" + "0" * 27])
def test_ids_that_are_none_are_not_found(shop: Plugin, path: str) -> None:
    assert shop.get(path, ALICE).status_code in {401, 404}


def test_unknown_paths_and_methods_are_json_too(shop: Plugin) -> None:
    assert code_of(shop.client.get("/nothing")) == (404, "not_found")
    assert code_of(shop.client.delete("/health")) == (405, "method_not_allowed")


def _counts(studio: Studio) -> dict[str, int]:
    tables = [
        "packages",
        "package_versions",
        "orders",
        "payments",
        "customer_packages",
        "ledger",
        "attempts",
        "redemptions",
        "requests",
        "outbox",
    ]
    return {table: studio.one(f"SELECT COUNT(*) FROM {{p}}{table}") for table in tables}
