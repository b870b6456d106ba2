"""The longest that may be said to the owner's lists, in the widest letters there are."""

import json

import pytest

from tests.http.conftest import Plugin, code_of
from tests.studio import CAROL, Studio

pytestmark = pytest.mark.admin

WIDE = "\U0001f9d8"


def test_the_longest_that_the_plugin_may_tell_is_listed_whole(shop: Plugin, studio: Studio) -> None:
    assert studio.yoga
    changed = [WIDE * 300] * 50
    body = json.dumps({"what": "access", "changed": changed}, ensure_ascii=False).encode()
    assert shop.send("POST", "/v1/manage/activity", body, CAROL).status_code == 200
    told = shop.get("/v1/manage/activity", CAROL).get_json()["items"][0]
    assert told["details"]["changed"] == changed


@pytest.mark.parametrize("path", ["customer-packages", "orders", "mail-log"])
def test_whatever_fits_into_the_search_field_is_looked_for(shop: Plugin, path: str) -> None:
    """The plugin cuts at 200 characters."""
    assert shop.get(f"/v1/manage/{path}", CAROL, search=WIDE * 200).status_code == 200
    assert code_of(shop.get(f"/v1/manage/{path}", CAROL, search="x" * 201)) == (422, "invalid_fields")
