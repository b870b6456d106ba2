"""The log of mails: what stands how and why, found by its recipient, and sent again once per click."""

import json
from typing import Any

import pytest

from tests import mail_rows
from tests.http.conftest import Plugin, code_of
from tests.studio import CAROL, Studio

pytestmark = pytest.mark.mails
URL = "/v1/manage/mail-log"


def ids(shop: Plugin, **query: Any) -> list[int]:
    return [entry["id"] for entry in shop.get(URL, CAROL, **query).get_json()["items"]]


def entry(shop: Plugin, number: int) -> dict[str, Any]:
    return dict(shop.get(f"{URL}/{number}", CAROL).get_json()["mail"])


@pytest.fixture
def made(shop: Plugin, studio: Studio) -> dict[str, int]:
    """One mail of each status."""
    return {status: mail_rows.add(studio.rt, status) for status in mail_rows.STATES}


def test_each_status_is_told_and_found(shop: Plugin, made: dict[str, int]) -> None:
    answer = shop.get(URL, CAROL).get_json()
    assert answer["counts"] == {"queued": 1, "retrying": 1, "failed": 1}
    assert [one["status"] for one in answer["items"]] == list(reversed(made))
    for status, number in made.items():
        assert ids(shop, status=status) == [number]


def test_an_entry_says_what_became_of_its_mail(shop: Plugin, made: dict[str, int]) -> None:
    queued, retrying, sent, failed = (entry(shop, number) for number in made.values())
    assert queued["to"] == {"name": "Alice Archer", "email": "alice@example.test"}
    assert (queued["kind"], queued["test"], queued["customer_package"], queued["error"]) == ("receipt", False, None, "")
    assert (retrying["error"], retrying["attempts"]) == ("mailbox busy", 1)
    assert retrying["next_try_at"] > retrying["at"]
    assert sent["sent_at"] is not None
    assert (sent["next_try_at"], failed["next_try_at"], failed["sent_at"]) == (None, None, None)
    assert failed["error"] == "no such mailbox"


def test_only_mails_are_in_the_log(shop: Plugin, studio: Studio, made: dict[str, int]) -> None:
    sql = (
        "INSERT INTO {p}outbox (kind, dedupe_key, payload, available_at, request_id, created_at)"
        " VALUES (%s, %s, '{{}}', UTC_TIMESTAMP(6), 'r', UTC_TIMESTAMP(6))"
    )
    for kind in ("booking_confirmed", "mail"):  # the second as it was written before there was a log
        number = studio.rt.db.transact(lambda tx, k=kind: tx.insert(sql, (k, f"old:{k}")))
        assert code_of(shop.get(f"{URL}/{number}", CAROL)) == (404, "not_found")
        assert code_of(shop.post(f"{URL}/{number}/resend", {}, CAROL)) == (404, "not_found")
    assert len(ids(shop)) == len(made)


def test_a_search_finds_beginnings_of_addresses_and_names(shop: Plugin, studio: Studio) -> None:
    alice = mail_rows.add(studio.rt, "sent")
    bob = mail_rows.add(studio.rt, "failed", name="Åsa Baker", email="bob@example.test")
    assert ids(shop, search="ALI") == [alice]
    assert ids(shop, search="bob@") == ids(shop, search="åsa") == [bob]
    assert ids(shop, search="example") == ids(shop, search="%") == ids(shop, search="_") == []
    assert ids(shop, search="a") == [bob, alice], "a name and an address"
    assert ids(shop, search="a", status="sent") == [alice]
    assert ids(shop, search="☃", status="sent") == []


def test_a_packages_mails_are_found_by_it(shop: Plugin, studio: Studio) -> None:
    package = studio.sell()
    mine = {entry["id"]: entry for entry in shop.get(URL, CAROL, package=package.public_id).get_json()["items"]}
    assert [one["kind"] for one in mine.values()] == ["package_activated"]
    assert {one["customer_package"] for one in mine.values()} == {package.public_id}
    assert set(ids(shop, package=package.public_id, search="alice")) == set(mine)
    assert ids(shop, package=package.public_id, search="bob") == ids(shop, package=package.public_id, status="failed") == []


@pytest.mark.parametrize("query", [{}, {"search": "alice"}, {"status": "sent"}])
def test_pages_follow_each_other_without_gap_or_repetition(shop: Plugin, studio: Studio, query: dict[str, str]) -> None:
    made = [mail_rows.add(studio.rt, "sent") for _ in range(41)]
    seen: list[int] = []
    after = ""
    for expected in (20, 20, 1):
        answer = shop.get(URL, CAROL, after=after, **query).get_json()
        assert len(answer["items"]) == expected
        seen += [one["id"] for one in answer["items"]]
        after = answer["next"] or ""
    assert (seen, after) == (made[::-1], "")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"status": "lost"}, "status"),
        ({"after": "-1"}, "after"),
        ({"after": "²"}, "after"),
        ({"after": "9" * 20}, "after"),
        ({"package": "1"}, "package"),
        ({"package": "01J00000000000000000000000"}, "package"),
        ({"search": "x" * 201}, "search"),
        ({"search": "a\nb"}, "search"),
        ({"page": "2"}, "page"),
    ],
)
def test_senseless_questions_are_refused_by_field(shop: Plugin, query: dict[str, str], field: str) -> None:
    response = shop.get(URL, CAROL, **query)
    assert code_of(response) == (422, "invalid_fields")
    assert set(response.get_json()["error"]["fields"]) == {field}


def test_numbers_that_are_none_are_not_found(shop: Plugin) -> None:
    for number in ("0", "9" * 30, "-1", "x"):
        assert shop.get(f"{URL}/{number}", CAROL).status_code == 404
        assert shop.post(f"{URL}/{number}/resend", {}, CAROL).status_code == 404


def test_a_mail_opens_in_the_words_of_today(shop: Plugin, studio: Studio, made: dict[str, int]) -> None:
    words = {"on": True, "subject": "Paid: {package_name}", "body": "Thank you.", "box": True}
    shop.put("/v1/manage/mails/receipt", words)
    found = entry(shop, made["sent"])
    assert found["subject"] == "Paid: 10 Yoga Sessions"
    assert "Thank you." in found["text"]
    assert "Thank you." in found["html"]
    assert found["message_id"] == json.loads(mail_rows.get(studio.rt, made["sent"])["payload"])["message_id"]


@pytest.mark.parametrize("payload", ["{", "[]", "null", '{"template": "gone"}', '{"template": "receipt", "values": {}}'])
def test_a_mail_that_cannot_be_written_out_says_why(shop: Plugin, studio: Studio, made: dict[str, int], payload: str) -> None:
    sql = "UPDATE {p}outbox SET payload = %s WHERE id = %s"
    studio.rt.db.transact(lambda tx: tx.run(sql, (payload, made["queued"])))
    found = entry(shop, made["queued"])
    assert (found["subject"], found["text"], found["html"]) == ("", "", "")
    assert found["error"]


@pytest.mark.parametrize("status", ["queued", "retrying"])
def test_a_mail_that_is_still_to_be_sent_is_not_sent_again(
    shop: Plugin, studio: Studio, made: dict[str, int], status: str
) -> None:
    before = mail_rows.get(studio.rt, made[status])
    assert code_of(shop.post(f"{URL}/{made[status]}/resend", {}, CAROL)) == (409, "mail_waiting")
    assert mail_rows.get(studio.rt, made[status]) == before


def test_a_failed_mail_lives_again_in_its_own_row_and_another_click_finds_it_waiting(
    shop: Plugin, studio: Studio, made: dict[str, int]
) -> None:
    number = made["failed"]
    answers = [shop.post(f"{URL}/{number}/resend", {}, CAROL, key="double-click").get_json()["mail"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert (answers[0]["id"], answers[0]["status"], answers[0]["attempts"], answers[0]["error"]) == (number, "queued", 0, "")
    assert mail_rows.get(studio.rt, number)["unsure"] == 0
    assert code_of(shop.post(f"{URL}/{number}/resend", {}, CAROL)) == (409, "mail_waiting")


def test_of_a_sent_mail_one_copy_goes_out_per_click(shop: Plugin, studio: Studio, made: dict[str, int]) -> None:
    number = made["sent"]
    answers = [shop.post(f"{URL}/{number}/resend", {}, CAROL, key="double-click").get_json()["mail"] for _ in range(2)]
    assert answers[0] == answers[1]
    old, new = mail_rows.get(studio.rt, number), mail_rows.get(studio.rt, answers[0]["id"])
    assert (new["id"] > old["id"], answers[0]["status"]) == (True, "queued")
    same = ("mail", "recipient", "recipient_name", "customer_package_id")
    assert [new[name] for name in same] == [old[name] for name in same]
    before, after = json.loads(old["payload"]), json.loads(new["payload"])
    assert before.pop("message_id") != after.pop("message_id")
    assert before == after
    assert len(ids(shop)) == len(made) + 1
