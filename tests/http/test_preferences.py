"""A reminder's way out: nobody needs an account for it, and nobody can use another's."""

import pytest

from sidecar import tokens
from tests.http.conftest import GUEST, Plugin, code_of
from tests.studio import ALICE, Studio
from wp_bridge import customers

pytestmark = pytest.mark.mails
URL = "/v1/mail-preferences"


@pytest.fixture
def token(studio: Studio) -> str:
    studio.sell()
    return tokens.of_customer(studio.rt.config, studio.one("SELECT public_id FROM {p}customers"))


def off_at(studio: Studio) -> object:
    return studio.one("SELECT reminders_off_at FROM {p}customers")


def test_looking_changes_nothing_and_shows_no_whole_address(shop: Plugin, studio: Studio, token: str) -> None:
    answer = shop.get(URL, GUEST, token=token).get_json()
    assert answer == {"email": "a…@" + ALICE.email.partition("@")[2], "reminders": True, "site_name": answer["site_name"]}
    assert answer["site_name"]
    assert off_at(studio) is None


def test_stopped_twice_is_stopped_since_the_first_time_until_they_are_wanted_again(
    shop: Plugin, studio: Studio, token: str
) -> None:
    assert shop.post(URL, {"token": token, "reminders": False}, GUEST).get_json()["reminders"] is False
    first = off_at(studio)
    assert shop.post(URL, {"token": token, "reminders": False}, ALICE).get_json()["reminders"] is False
    assert first is not None
    assert off_at(studio) == first
    assert shop.post(URL, {"token": token, "reminders": True}, GUEST).get_json()["reminders"] is True
    assert off_at(studio) is None


def test_buying_again_does_not_bring_reminders_back(shop: Plugin, studio: Studio, token: str) -> None:
    shop.post(URL, {"token": token, "reminders": False}, GUEST)
    studio.sell()
    customer = studio.rt.db.transact(lambda tx: customers.of_user(tx, ALICE.wp_user_id or 0))
    assert customer
    assert customer.reminders_off_at is not None


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: "x" + t, lambda t: t.split(".")[-1], lambda t: t + "x"])
def test_a_spoiled_token_is_of_nobody(shop: Plugin, studio: Studio, token: str, spoil: object) -> None:
    bad = spoil(token)  # type: ignore[operator]
    assert code_of(shop.get(URL, GUEST, token=bad)) == (404, "link_unknown")
    assert code_of(shop.post(URL, {"token": bad, "reminders": False}, GUEST)) == (404, "link_unknown")
    assert off_at(studio) is None
