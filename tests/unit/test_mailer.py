"""What the site may answer to a delivery, and what each answer means for the items."""

import pytest
import requests
import responses

from sidecar.mailer import ANSWER_LIMIT, Credentials, OutcomeUnknown, SiteUnreachable, WordPressMailer

pytestmark = pytest.mark.mails

ITEM = {"id": "7", "kind": "booking_confirmed", "host": "simple-bookings", "booking": "1"}


def deliver(body: str | bytes | Exception, status: int = 200) -> tuple[bool, str]:
    with responses.RequestsMock() as site:
        site.post("http://studio.test/", body=body, status=status)
        result = WordPressMailer("http://studio.test").deliver([ITEM], Credentials("key", b"k" * 32))["7"]
        return result.ok, result.error


def test_each_item_has_its_own_result() -> None:
    assert deliver('{"results": {"7": {"ok": true}}}') == (True, "")
    assert deliver('{"results": {"7": {"ok": false, "error": "no such address"}}}') == (False, "no such address")
    assert deliver('{"results": {"8": {"ok": true}}}') == (False, "the site did not mention this item")


@pytest.mark.parametrize("body", ["", "<html>", "[]", '{"results": 1}', b"\xff\xfe", "[" * 100_000, " " * (ANSWER_LIMIT + 1)])
def test_an_answer_that_is_none_leaves_the_outcome_unknown(body: str | bytes) -> None:
    with pytest.raises(OutcomeUnknown):
        deliver(body)


def test_a_site_that_took_too_long_may_have_done_it() -> None:
    with pytest.raises(OutcomeUnknown):
        deliver(requests.ReadTimeout())


@pytest.mark.parametrize(("body", "status"), [("", 503), ("", 401), ("", 302), (requests.ConnectionError(), 200)])
def test_a_site_that_did_not_take_it_is_asked_again_later(body: str | Exception, status: int) -> None:
    with pytest.raises(SiteUnreachable):
        deliver(body, status)
