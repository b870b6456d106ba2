"""Owners reword mails: tried before they are kept, refused with what was meant, given up for ours."""

import json
from dataclasses import replace
from typing import Any

import pytest

from sidecar import rendering
from sidecar.domain.mail_kinds import KINDS
from tests.http.conftest import Plugin, code_of
from tests.studio import CAROL, Studio

pytestmark = pytest.mark.mails
URL = "/v1/manage/mails"
OWN = {"on": True, "subject": "Welcome, {customer_name}", "body": "Your {package_name} is here.\n\nSee you soon!", "box": False}
WORDS = {name: value for name, value in OWN.items() if name != "on"}
RULES = {"warn_days": [1, 14, 7], "low_balance": 2, "from_hour": 9, "staff_to": "carol@example.test,dan@example.test "}


def kept(studio: Studio, name: str) -> Any:
    found = studio.one("SELECT value FROM {p}settings WHERE name = %s", name)
    return found and json.loads(found)


def mail(shop: Plugin, kind: str = "package_activated") -> dict[str, Any]:
    return dict(shop.get(f"{URL}/{kind}", CAROL).get_json()["mail"])


def test_all_mails_are_listed_in_our_order(shop: Plugin) -> None:
    found = shop.get(URL, CAROL).get_json()["mails"]
    assert [one["id"] for one in found] == list(KINDS)
    assert found[7] == {"id": "low_balance", "audience": "customer", "reminder": True, "on": True, "changed": False}
    assert {one["audience"] for one in found[-4:]} == {"staff"}


def test_a_mail_shows_our_words_until_the_owner_has_own_ones(shop: Plugin) -> None:
    ours, found = rendering.default_wording("package_activated"), mail(shop)
    assert (found["subject"], found["body"], found["box"], found["changed"]) == (ours.subject, ours.body, True, False)
    assert found["default"] == {"subject": ours.subject, "body": ours.body}
    assert [one["name"] for one in found["placeholders"]] == list(KINDS["package_activated"].placeholders)
    assert {"name": "customer_name", "sample": "Alice Archer"} in found["placeholders"]


def test_own_words_are_kept_and_reset_brings_ours_back_but_not_the_mail(shop: Plugin, studio: Studio) -> None:
    found = shop.put(f"{URL}/package_activated", OWN | {"on": False}).get_json()["mail"]
    assert {name: found[name] for name in OWN} == OWN | {"on": False}
    assert found["changed"] is True
    found = shop.post(f"{URL}/package_activated/reset", {}, CAROL).get_json()["mail"]
    assert (found["changed"], found["on"], found["subject"]) == (False, False, found["default"]["subject"])
    assert kept(studio, "mail:package_activated") == {"on": False}


def test_only_what_differs_is_kept_whatever_line_ends_a_browser_sends(shop: Plugin, studio: Studio) -> None:
    ours = rendering.default_wording("receipt")
    same = {"on": True, "subject": f" {ours.subject} ", "body": ours.body.replace("\n", "\r\n") + "\r\n", "box": True}
    assert shop.put(f"{URL}/receipt", same).get_json()["mail"]["changed"] is False
    assert kept(studio, "mail:receipt") == {}
    shop.put(f"{URL}/receipt", same | {"subject": "Paid"})
    assert kept(studio, "mail:receipt") == {"subject": "Paid"}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"subject": ""}, {"subject": "is needed"}),
        ({"body": " \r\n "}, {"body": "is needed"}),
        ({"subject": "x" * 201}, {"subject": "must be at most 200 long"}),
        ({"body": "x" * 10_001}, {"body": "must be at most 10000 long"}),
        ({"subject": "a\nBcc: b@example.test"}, {"subject": "must be a single line"}),
        ({"subject": 1, "body": [], "on": 2, "box": "perhaps"}, {"subject", "body", "on", "box"}),
        ({"subject": "{customer_nam}", "body": "{order_reference} {reason}"}, {"subject", "body"}),
    ],
)
def test_words_that_cannot_be_are_refused_by_field_and_nothing_is_kept(
    shop: Plugin, studio: Studio, changes: dict[str, Any], fields: Any
) -> None:
    for method, path, body in (("PUT", "", OWN), ("POST", "/test", WORDS)):
        wrong = {name: value for name, value in changes.items() if name in body}
        response = shop.send(method, f"{URL}/redeemed{path}", json.dumps(body | wrong).encode(), CAROL)
        assert code_of(response) == (422, "invalid_fields")
        told = response.get_json()["error"]["fields"]
        assert told == fields if isinstance(fields, dict) else set(told) == fields & set(body)
    assert kept(studio, "mail:redeemed") is None
    assert studio.one("SELECT COUNT(*) FROM {p}outbox") == 0


def test_the_refusal_of_a_placeholder_names_the_nearest_and_all(shop: Plugin) -> None:
    response = shop.put(f"{URL}/expired", OWN | {"body": "Dear {custmer_name}"})
    told = response.get_json()["error"]["fields"]["body"]
    assert "{custmer_name} (did you mean {customer_name}?)" in told
    assert all(f"{{{name}}}" in told for name in KINDS["expired"].placeholders)


def test_an_unknown_mail_is_refused_everywhere(shop: Plugin) -> None:
    calls = [("GET", "", b""), ("PUT", "", json.dumps(OWN).encode()), ("POST", "/reset", b"{}")]
    calls += [("POST", path, json.dumps(WORDS).encode()) for path in ("/preview", "/test")]
    for name in ("none", "package-activated", "%C3%A9", "%00", "receipt%20"):
        for method, path, body in calls:
            assert code_of(shop.send(method, f"{URL}/{name}{path}", body, CAROL)) == (404, "mail_unknown")


def test_a_preview_has_the_sites_own_name_and_lists_what_stays_as_typed(shop: Plugin, studio: Studio) -> None:
    body = WORDS | {"body": "<b>{customer_name}</b> at {site_name}: {package_nam}, {zzz}"}
    found = shop.post(f"{URL}/low_balance/preview", body, CAROL).get_json()
    assert found["subject"] == "Welcome, Alice Archer"
    assert "<b>Alice Archer</b> at Lotus Studio: {package_nam}, {zzz}" in found["text"]
    assert "&lt;b&gt;Alice Archer&lt;/b&gt;" in found["html"]
    assert f"{studio.rt.config.site_url}/?sp_mails=" in found["text"], "the way out that a reminder names"
    assert found["unknown"] == [
        {"field": "body", "name": "package_nam", "nearest": "package_name"},
        {"field": "body", "name": "zzz", "nearest": None},
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_words_can_be_previewed_and_kept(shop: Plugin, kind: str) -> None:
    words = {name: mail(shop, kind)[name] for name in ("subject", "body", "box")}
    assert shop.post(f"{URL}/{kind}/preview", words, CAROL).get_json()["unknown"] == []
    assert shop.put(f"{URL}/{kind}", words | {"on": True}).status_code == 200


def test_a_test_goes_to_whoever_asks_even_where_the_mail_is_off(shop: Plugin, studio: Studio) -> None:
    shop.put(f"{URL}/redeemed", OWN | {"on": False})
    answer = shop.post(f"{URL}/redeemed/test", WORDS, CAROL, key="one-and-the-same")
    again = shop.post(f"{URL}/redeemed/test", WORDS, CAROL, key="one-and-the-same")
    assert answer.get_json() == again.get_json() == {"to": CAROL.email}
    [row] = studio.rows("SELECT * FROM {p}outbox")
    assert (row["recipient"], row["mail"]) == (CAROL.email, "redeemed")
    [entry] = shop.get("/v1/manage/mail-log", CAROL).get_json()["items"]
    assert (entry["test"], entry["kind"], entry["status"]) == (True, "redeemed", "queued")
    opened = shop.get(f"/v1/manage/mail-log/{entry['id']}", CAROL).get_json()["mail"]
    assert opened["subject"] == "[Test] Welcome, Alice Archer"


@pytest.mark.parametrize("email", ["", "nobody", "a@example.test, b@example.test"])
def test_no_test_without_an_address(shop: Plugin, studio: Studio, email: str) -> None:
    actor = replace(CAROL, email=email)
    assert code_of(shop.post(f"{URL}/receipt/test", WORDS, actor)) == (409, "no_address")
    assert studio.one("SELECT COUNT(*) FROM {p}outbox") == 0


def test_rules_are_kept_in_order(shop: Plugin, studio: Studio) -> None:
    ours = {"warn_days": [7], "low_balance": 1, "from_hour": 8, "staff_to": ""}
    assert shop.get("/v1/manage/mail-rules", CAROL).get_json() == {"rules": ours}
    wanted = RULES | {"warn_days": [14, 7, 1], "staff_to": "carol@example.test, dan@example.test"}
    assert shop.put("/v1/manage/mail-rules", RULES).get_json() == {"rules": wanted}
    assert shop.get("/v1/manage/mail-rules", CAROL).get_json() == {"rules": wanted}
    assert shop.put("/v1/manage/mail-rules", ours | {"warn_days": []}).get_json()["rules"]["warn_days"] == []


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"warn_days": [7, 7]}, {"warn_days": "must be different numbers of days"}),
        ({"warn_days": [0]}, {"warn_days.0": "must be at least 1"}),
        ({"warn_days": [366, "x"]}, {"warn_days.0": "must be at most 365", "warn_days.1": "must be a whole number"}),
        ({"warn_days": [1, 2, 3, 4, 5, 6]}, {"warn_days": "must be at most 5 numbers of days"}),
        ({"warn_days": 7}, {"warn_days": "must be a list"}),
        ({"low_balance": -1, "from_hour": 24}, {"low_balance": "must be at least 0", "from_hour": "must be at most 23"}),
        ({"low_balance": 1001}, {"low_balance": "must be at most 1000"}),
        ({"staff_to": "carol"}, {"staff_to": "must be e-mail addresses; carol is none"}),
        ({"staff_to": "a@x.test,b@x.test,c@x.test,d@x.test,e@x.test,f@x.test"}, {"staff_to": "must be at most 5 addresses"}),
    ],
)
def test_senseless_rules_are_refused_field_by_field(
    shop: Plugin, studio: Studio, changes: dict[str, Any], fields: dict[str, str]
) -> None:
    response = shop.put("/v1/manage/mail-rules", RULES | changes)
    assert code_of(response) == (422, "invalid_fields")
    assert response.get_json()["error"]["fields"] == fields
    assert kept(studio, "mail_rules") is None
