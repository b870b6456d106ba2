"""What staff change on one package, over signed HTTP: previews, shapes, fields, codes."""

from typing import Any

import pytest

from tests import books
from tests.http.conftest import Plugin, code_of
from tests.studio import ALICE, BOB, CAROL, Studio
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.admin

UNKNOWN = "0" * 26
WHY = {"reason": "as agreed"}
TO_BOB = {"email": BOB.email, "name": BOB.name, "wp_user_id": BOB.wp_user_id}
STEPS: list[tuple[str, dict[str, Any]]] = [
    ("adjust", {"sessions": "2", "paid": "1"}),
    ("validity", {"valid_through": "2030-06-30"}),
    ("suspend", {}),
    ("roll-over", {"valid_through": ""}),
    ("reassign", TO_BOB),
]


@pytest.fixture
def package(studio: Studio) -> CustomerPackage:
    return studio.sell()


def path(package: CustomerPackage | str, step: str) -> str:
    public_id = package if isinstance(package, str) else package.public_id
    return f"/v1/manage/customer-packages/{public_id}/{step}"


def preview(shop: Plugin, package: CustomerPackage, step: str, **ask: Any) -> dict[str, Any]:
    answer = shop.get(path(package, "preview"), CAROL, action=step, **ask)
    assert answer.status_code == 200, answer.get_json()
    found: dict[str, Any] = answer.get_json()["preview"]
    return found


def counts(studio: Studio) -> list[int]:
    tables = ("ledger", "outbox", "customers", "customer_packages", "requests")
    return [studio.one(f"SELECT COUNT(*) FROM {{p}}{table}") for table in tables]


@pytest.mark.parametrize(("step", "fields"), STEPS)
def test_the_preview_shows_what_the_step_then_does_and_writes_nothing(
    shop: Plugin, studio: Studio, package: CustomerPackage, step: str, fields: dict[str, Any]
) -> None:
    before = counts(studio)
    shown = preview(shop, package, step, **fields)
    assert counts(studio) == before
    answer = shop.post(path(package, step), fields | WHY, CAROL)
    assert answer.status_code == 200
    done = answer.get_json()["customer_package"]
    after = shown["after"]
    assert (done["remaining"], done["expires_on"], done["status"]) == (after["remaining"], after["expires_on"], after["status"])
    assert done["customer"]["email"] == after["customer"]["email"]
    assert (done["id"] == package.public_id) == (step != "roll-over")
    books.agree(studio)


def test_a_preview_says_what_stands_and_what_a_refund_would_be(shop: Plugin, package: CustomerPackage) -> None:
    shown = preview(shop, package, "adjust", sessions="-3", paid="1")
    assert shown["before"]["worth"]["text"] == "€350.00"
    assert shown["after"] == shown["before"] | {
        "paid": 7,
        "remaining": 7,
        "total": 7,
        "worth": {"minor": 24500, "currency": "EUR", "text": "€245.00"},
    }
    assert (shown["action"], shown["note"]) == ("adjust", "")
    assert preview(shop, package, "adjust", sessions="3", paid="1")["note"] == "paid_added"


def test_the_screen_of_a_package_says_what_can_be_done(shop: Plugin, studio: Studio, package: CustomerPackage) -> None:
    shop.post(path(package, "suspend"), WHY, CAROL)
    found = shop.get(f"/v1/manage/customer-packages/{package.public_id}", CAROL).get_json()
    steps = {step["id"]: step["code"] for step in found["steps"]}
    assert steps == {
        "adjust": None,
        "validity": None,
        "suspend": "already_suspended",
        "resume": None,
        "roll-over": None,
        "reassign": None,
    }
    entry = found["ledger"][0]
    assert (entry["kind"], entry["undo"], entry["undone"], entry["undoes"]) == ("suspend", True, False, False)
    shop.post(path(package, "undo"), WHY | {"entry": entry["id"]}, CAROL)
    newest, undone, *_ = shop.get(f"/v1/manage/customer-packages/{package.public_id}", CAROL).get_json()["ledger"]
    assert (newest["kind"], newest["undoes"], undone["undone"], undone["undo"]) == ("resume", True, True, False)


def test_a_late_cancellation_can_be_reinstated_from_its_entry(shop: Plugin, studio: Studio, package: CustomerPackage) -> None:
    booking = studio.book()
    studio.redeem(package, booking)
    studio.set_booking(booking, "no_show")
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}redemptions SET booking_status = 'no_show'"))
    newest = shop.get(f"/v1/manage/customer-packages/{package.public_id}", CAROL).get_json()["ledger"][0]
    assert (newest["kind"], newest["reinstate"]) == ("redeem", True)
    shown = preview(shop, package, "reinstate", host=newest["host"], booking=newest["booking"])
    assert (shown["before"]["remaining"], shown["after"]["remaining"]) == (9, 10)
    other = studio.sell()
    refused = shop.get(path(other, "preview"), CAROL, action="reinstate", host=newest["host"], booking=newest["booking"])
    assert code_of(refused) == (404, "booking_unknown")


@pytest.mark.parametrize(
    ("step", "fields", "wrong"),
    [
        ("adjust", {"sessions": 0}, {"sessions": "must not be 0"}),
        ("adjust", {"sessions": "many"}, {"sessions": "must be a whole number"}),
        ("adjust", {"sessions": 1001}, {"sessions": "must be at most 1000"}),
        ("validity", {"valid_through": "31.12.2030"}, {"valid_through": "must be a day such as 2026-11-22"}),
        ("validity", {"valid_through": "2030-02-30"}, {"valid_through": "must be a day such as 2026-11-22"}),
        ("roll-over", {"valid_through": "2020-01-01"}, {"valid_through": "must not be in the past"}),
        ("roll-over", {"valid_through": "0001-01-01"}, {"valid_through": "must be a day such as 2026-11-22"}),
        ("reassign", {"email": "nobody"}, {"email": "is not a valid e-mail address"}),
        ("resume", {"extend": "perhaps"}, {"extend": "must be yes or no"}),
        ("undo", {"entry": "first"}, {"entry": "must be a whole number"}),
        ("undo", {}, {"entry": "is needed"}),
    ],
)
def test_bad_input_names_its_field_in_preview_and_deed_alike(
    shop: Plugin, studio: Studio, package: CustomerPackage, step: str, fields: dict[str, Any], wrong: dict[str, str]
) -> None:
    before = counts(studio)
    for answer in (
        shop.get(path(package, "preview"), CAROL, action=step, **fields),
        shop.post(path(package, step), fields | WHY, CAROL),
    ):
        assert code_of(answer) == (422, "invalid_fields")
        assert answer.get_json()["error"]["fields"] == wrong
    assert counts(studio) == before


def test_a_preview_takes_only_what_its_step_takes(shop: Plugin, package: CustomerPackage) -> None:
    for ask in ({"action": "explode"}, {}, {"action": "suspend", "sessions": "1"}, {"action": "adjust"}):
        assert code_of(shop.get(path(package, "preview"), CAROL, **ask)) == (422, "invalid_fields")


@pytest.mark.parametrize(("step", "fields"), STEPS)
def test_a_reason_is_needed_and_the_package_must_exist(
    shop: Plugin, package: CustomerPackage, step: str, fields: dict[str, Any]
) -> None:
    for reason in ("", "   "):
        refused = shop.post(path(package, step), fields | {"reason": reason}, CAROL)
        assert refused.get_json()["error"]["fields"] == {"reason": "is needed"}
    assert code_of(shop.post(path(UNKNOWN, step), fields | WHY, CAROL)) == (404, "package_unknown")
    assert code_of(shop.get(path(UNKNOWN, "preview"), CAROL, action=step, **fields)) == (404, "package_unknown")
    assert code_of(shop.post(path(package, step), fields | WHY, ALICE)) == (403, "forbidden")


def test_the_same_form_sent_twice_does_it_once(shop: Plugin, studio: Studio, package: CustomerPackage) -> None:
    for step, fields in STEPS[:3]:
        twice = [shop.post(path(package, step), fields | WHY, CAROL, key=f"form-{step}") for _ in range(2)]
        assert twice[0].get_json()["customer_package"] == twice[1].get_json()["customer_package"]
    assert studio.again(package).balance == 12
    reused = shop.post(path(package, "adjust"), {"sessions": 9} | WHY, CAROL, key="form-adjust")
    assert code_of(reused) == (409, "idempotency_key_reused")


def test_refusals_say_why(shop: Plugin, studio: Studio, package: CustomerPackage) -> None:
    assert code_of(shop.post(path(package, "resume"), WHY, CAROL)) == (409, "not_suspended")
    assert code_of(shop.post(path(package, "adjust"), {"sessions": -11, "paid": True} | WHY, CAROL)) == (409, "too_few_sessions")
    grant = studio.one("SELECT id FROM {p}ledger WHERE kind = 'grant'")
    assert code_of(shop.post(path(package, "undo"), {"entry": grant} | WHY, CAROL)) == (409, "not_undoable")
    assert code_of(shop.post(path(package, "undo"), {"entry": 10**9} | WHY, CAROL)) == (404, "not_found")
    studio.redeem(package, studio.book())
    assert code_of(shop.post(path(package, "reassign"), TO_BOB | WHY, CAROL)) == (409, "already_used")


def test_every_screen_of_a_package_can_be_seen_before_and_after_it_was_rolled_over(shop: Plugin, studio: Studio) -> None:
    package = studio.sell()
    studio.redeem(package, studio.book())
    answer = shop.post(path(package, "roll-over"), {"valid_through": "2030-06-30"} | WHY, CAROL)
    new = answer.get_json()["customer_package"]["id"]
    rules = [rule.rule for rule in shop.client.application.url_map.iter_rules() if "GET" in (rule.methods or ())]
    for rule in rules:
        if "packages/<ulid:public_id>" not in rule or rule.startswith("/v1/packages") or "/manage/packages" in rule:
            continue
        for public_id in (package.public_id, new):
            target, actor = rule.replace("<ulid:public_id>", public_id), ALICE if "/my/" in rule else CAROL
            told = shop.get(target, actor, action="undo", entry="1") if rule.endswith("/preview") else shop.get(target, actor)
            assert told.status_code in {200, 404, 409}, (target, told.get_json())
            assert told.status_code == 200 or rule.endswith(("/preview", "/refund", "/receipt")), (target, told.get_json())
