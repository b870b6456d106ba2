"""The settings of a mail server: what may be typed, what is kept secret, and the test mail."""

import json
from dataclasses import replace
from typing import Any

import pytest

from sidecar.runtime import Runtime
from sidecar.usecases import mail_delivery
from tests.http.conftest import Plugin, code_of
from tests.studio import ALICE, CAROL, Studio
from wp_bridge import settings

pytestmark = [pytest.mark.mails, pytest.mark.admin]

PATH = "/v1/manage/mail-delivery"
SMTP = {"host": "mail.example.test", "port": 465, "security": "tls", "username": "studio", "password": "pass word"}
GOOD: dict[str, Any] = {"by": "smtp", "smtp": SMTP | {"from_email": "hello@example.test", "from_name": "Lotus"}}


def put(shop: Plugin, **changes: Any) -> Any:
    return shop.put(PATH, {"by": "smtp", "smtp": GOOD["smtp"] | changes}, CAROL)


def stored(rt: Runtime) -> Any:
    return rt.db.transact(settings.read).get(mail_delivery.SETTING)


def test_at_first_mails_go_through_wordpress_and_the_site_is_proposed_as_sender(shop: Plugin) -> None:
    found = shop.get(PATH, CAROL).get_json()["delivery"]
    assert found["by"] == "wp_mail"
    assert found["smtp"] == {
        **{"host": "", "port": 587, "security": "starttls", "username": "", "has_password": False},
        **{"from_email": "carol@example.test", "from_name": "Lotus Studio"},
    }


def test_what_is_saved_is_shown_without_the_password_which_is_sealed(shop: Plugin, rt: Runtime) -> None:
    answer = shop.put(PATH, GOOD, CAROL)
    shown = {name: value for name, value in GOOD["smtp"].items() if name != "password"} | {"has_password": True}
    assert answer.get_json() == shop.get(PATH, CAROL).get_json() == {"delivery": {"by": "smtp", "smtp": shown}}
    assert "pass word" not in json.dumps(stored(rt))
    assert mail_delivery.account(rt, rt.db.transact(settings.read)).password == "pass word"


def test_a_password_stays_until_another_or_none_is_typed(shop: Plugin, rt: Runtime) -> None:
    def now() -> str:
        return mail_delivery.account(rt, rt.db.transact(settings.read)).password

    put(shop)
    put(shop, password=None, from_name="Studio")
    shop.put(PATH, {"by": "smtp", "smtp": {name: value for name, value in GOOD["smtp"].items() if name != "password"}}, CAROL)
    assert now() == "pass word"
    put(shop, password="other")
    assert now() == "other"
    put(shop, password="")
    assert now() == ""


def test_a_saved_password_is_told_to_no_other_server(shop: Plugin) -> None:
    put(shop)
    answer = put(shop, host="mail.thief.test", password=None)
    assert answer.get_json()["error"]["fields"] == {
        "smtp.password": "must be typed again: the saved one is told to no other server"
    }
    assert put(shop, host="mail.other.test", password="other").status_code == 200


def test_back_to_wordpress_the_server_is_remembered(shop: Plugin) -> None:
    put(shop)
    found = shop.put(PATH, {"by": "wp_mail"}, CAROL).get_json()["delivery"]
    assert (found["by"], found["smtp"]["host"], found["smtp"]["has_password"]) == ("wp_mail", "mail.example.test", True)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"host": ""}, {"smtp.host": "is needed to send by SMTP"}),
        ({"host": "https://mail.example.test"}, {"smtp.host": "must be the mail server's name, such as mail.example.com"}),
        ({"host": "mail.example.test:25"}, {"smtp.host": "must be the mail server's name, such as mail.example.com"}),
        ({"port": 0}, {"smtp.port": "must be at least 1"}),
        ({"port": 65536}, {"smtp.port": "must be at most 65535"}),
        ({"port": "smtp"}, {"smtp.port": "must be a whole number"}),
        ({"security": "ssl"}, {"smtp.security": "must be 'starttls', 'tls' or 'none'"}),
        ({"from_email": ""}, {"smtp.from_email": "is needed to send by SMTP"}),
        ({"from_email": "hello"}, {"smtp.from_email": "is not a valid e-mail address"}),
        ({"from_email": "<a@b.test>"}, {"smtp.from_email": "is not a valid e-mail address"}),
        ({"from_email": "a@b."}, {"smtp.from_email": "is not a valid e-mail address"}),
        ({"from_email": "a@b.test, c@d.test"}, {"smtp.from_email": "is not a valid e-mail address"}),
        ({"from_name": "a\nBcc: x@y.z"}, {"smtp.from_name": "must be a single line"}),
        (
            {"username": "zoë"},
            {"smtp.username": "can only have letters a to z, digits and signs: a login knows no others"},
        ),
        ({"has_password": True}, {"smtp.has_password": "is not known here"}),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_saved(shop: Plugin, rt: Runtime, changes: dict, fields: dict) -> None:
    answer = put(shop, **changes)
    assert code_of(answer) == (422, "invalid_fields")
    assert answer.get_json()["error"]["fields"] == fields
    assert stored(rt) is None


def test_by_smtp_without_a_server_is_refused(shop: Plugin) -> None:
    fields = shop.put(PATH, {"by": "smtp"}, CAROL).get_json()["error"]["fields"]
    assert set(fields) == {"smtp.host", "smtp.from_email"}


def test_customers_see_and_change_nothing(shop: Plugin) -> None:
    assert code_of(shop.get(PATH, ALICE)) == (403, "forbidden")
    assert code_of(shop.put(PATH, GOOD, ALICE)) == (403, "forbidden")
    assert code_of(shop.post(f"{PATH}/test", {}, ALICE)) == (403, "forbidden")


def test_a_test_mail_goes_to_who_asks_once(shop: Plugin, studio: Studio) -> None:
    for _ in range(2):
        assert shop.post(f"{PATH}/test", {}, CAROL, key="test-mail-0001").get_json() == {"to": "carol@example.test"}
    assert studio.one("SELECT COUNT(*) FROM {p}outbox WHERE recipient = 'carol@example.test' AND mail = 'delivery_test'") == 1


def test_a_test_mail_needs_an_address(shop: Plugin) -> None:
    answer = shop.post(f"{PATH}/test", {}, replace(CAROL, email=""))
    assert code_of(answer) == (409, "no_address")
