"""Imports, extensions and sales through the routes, as the plugin asks for them."""

import base64

import pytest

from sidecar.usecases import tasks
from tests.http.conftest import Plugin, code_of
from tests.studio import CAROL, Studio
from wp_bridge import tasks as rows

pytestmark = pytest.mark.admin

FILE = "email;package;sessions left\nada@example.test;10 Yoga Sessions;7\nbob;10 Yoga Sessions;0\n"


def upload(text: str) -> dict[str, object]:
    content = base64.b64encode(text.encode()).decode()
    return {"file_name": "balances.csv", "content": content, "accounts": "1", "mails": ""}


def test_a_file_is_checked_begun_followed_and_its_errors_are_fetched(shop: Plugin, studio: Studio) -> None:
    studio.add_package()
    known = shop.get("/v1/manage/imports", CAROL).get_json()
    assert "10 Yoga Sessions" in known["sample"] and known["columns"][0] == "email"
    task = shop.post("/v1/manage/imports", upload(FILE), CAROL).get_json()["task"]
    assert (task["good"], task["bad"], task["done"], task["status"]) == (1, 1, 0, "checked")
    path = f"/v1/manage/tasks/{task['id']}"
    (bad,) = shop.get(f"{path}/items", CAROL, view="bad").get_json()["items"]
    assert [(p["column"], bad["line"]) for p in bad["problems"]] == [("email", 3), ("sessions_left", 3)]
    assert shop.post(f"{path}/start", {}, CAROL).get_json()["task"]["status"] == "running"
    tasks.work(studio.rt, rows.first_turn(tasks.show(studio.rt, task["id"]).id))
    now = shop.get(path, CAROL).get_json()["task"]
    assert (now["status"], now["made"], now["skipped"]) == ("done", 1, 0)
    (made,) = shop.get(f"{path}/items", CAROL, view="made").get_json()["items"]
    assert made["customer"] == "ada@example.test" and len(made["customer_package"]) == 26
    assert "must be an e-mail address" in shop.get(f"{path}/csv", CAROL).get_json()["csv"]
    assert [each["id"] for each in shop.get("/v1/manage/tasks", CAROL, kind="import").get_json()["tasks"]] == [task["id"]]


def test_a_large_file_is_taken_and_a_larger_one_refused(shop: Plugin, studio: Studio) -> None:
    studio.add_package()
    many = "".join(f"c{n}@example.test;10 Yoga Sessions;7\n" for n in range(5000))
    assert shop.post("/v1/manage/imports", upload(FILE + many), CAROL).get_json()["task"]["total"] == 5002
    huge = upload("x" * 6 * 1024 * 1024)
    assert code_of(shop.post("/v1/manage/imports", huge, CAROL)) == (413, "too_large")
    assert code_of(shop.post("/v1/manage/imports", upload("") | {"content": "%"}, CAROL)) == (422, "invalid_fields")


def test_many_are_extended_as_previewed(shop: Plugin, studio: Studio) -> None:
    package = studio.sell()
    ask = {"status": "active", "days": "7", "ids": package.public_id}
    preview = shop.get("/v1/manage/extension", CAROL, **ask).get_json()["preview"]
    assert (preview["count"], preview["first"][0]["customer"]) == (1, "Alice Archer")
    answer = shop.post("/v1/manage/extension", ask | {"reason": "closed", "mails": "1", "expected": 1}, CAROL)
    task = answer.get_json()["task"]
    tasks.work(studio.rt, rows.first_turn(tasks.show(studio.rt, task["id"]).id))
    (item,) = shop.get(f"/v1/manage/tasks/{task['id']}/items", CAROL).get_json()["items"]
    assert (item["state"], item["before"], item["customer_package"]) == ("made", preview["first"][0]["before"], package.public_id)
    assert str(studio.again(package).valid_through) == preview["first"][0]["after"]


def test_an_extension_has_no_rows_of_a_file(shop: Plugin, studio: Studio) -> None:
    package = studio.sell()
    ask = {"status": "active", "days": "7", "reason": "closed", "expected": 1}
    task = shop.post("/v1/manage/extension", ask, CAROL).get_json()["task"]
    path = f"/v1/manage/customer-packages/{package.public_id}/validity"
    assert shop.post(path, {"valid_through": "2031-01-01", "reason": "ill"}, CAROL).status_code == 200
    tasks.work(studio.rt, rows.first_turn(tasks.show(studio.rt, task["id"]).id))
    assert shop.get(f"/v1/manage/tasks/{task['id']}", CAROL).get_json()["task"]["skipped"] == 1
    assert code_of(shop.get(f"/v1/manage/tasks/{task['id']}/csv", CAROL)) == (404, "not_found")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"days": "0"}, "days"),
        ({"until": "2030-02-30"}, "until"),
        ({"ends_from": "soon"}, "ends_from"),
        ({"packages": "x"}, "packages"),
        ({"ids": ",".join(["0" * 26] * 101)}, "ids"),
        ({"status": "all"}, "status"),
        ({}, "days"),
    ],
)
def test_senseless_questions_are_refused_by_field(shop: Plugin, query: dict[str, str], field: str) -> None:
    answer = shop.get("/v1/manage/extension", CAROL, **query)
    assert code_of(answer) == (422, "invalid_fields")
    assert set(answer.get_json()["error"]["fields"]) == {field}


def test_a_sale_is_previewed_and_made_once(shop: Plugin, studio: Studio) -> None:
    ask = {"package": studio.add_package(), "name": "Dora Dunn", "email": "dora@example.test", "method": "cash"}
    preview = shop.get("/v1/manage/sales", CAROL, **ask).get_json()["preview"]
    body = ask | {"version": preview["package"]["version"], "expected": preview["amount"]["plain"], "knowing": []}
    answers = [shop.post("/v1/manage/sales", body, CAROL, key="form-0001") for _ in range(2)]
    later = shop.post("/v1/manage/sales", body | {"knowing": ["limit_reached"]}, CAROL, key="form-0001")
    answers.append(later)  # whoever looks again before repeating it may be shown rules that this very sale breaks
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert answers[0].get_json()["order"] == answers[1].get_json()["order"] == later.get_json()["order"]
    assert studio.one("SELECT COUNT(*) FROM {p}orders") == 1
    assert answers[0].get_json()["order"]["customer_package"]
