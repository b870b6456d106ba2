"""What the site may answer to a delivery, and what each answer means for the items."""

import pytest
import requests
import responses
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError

from sidecar.delivery import OutcomeUnknown, Unreachable
from sidecar.mailer import ANSWER_LIMIT, Credentials, WordPressMailer

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


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (requests.ReadTimeout(), 200),
        (requests.ConnectionError(), 200),
        (requests.ConnectionError(ProtocolError("Connection aborted.", ConnectionResetError())), 200),
        ("", 500),
        ("", 502),
        ("", 504),
    ],
)
def test_a_site_that_took_too_long_or_broke_off_may_have_done_it(body: str | Exception, status: int) -> None:
    with pytest.raises(OutcomeUnknown):
        deliver(body, status)


REFUSED = MaxRetryError(None, "/", NewConnectionError(None, "refused"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 503),
        ("", 401),
        ("", 302),
        (requests.ConnectTimeout(), 200),
        (requests.exceptions.SSLError(), 200),
        (requests.ConnectionError(REFUSED), 200),
    ],
)
def test_a_site_that_did_not_take_it_is_asked_again_later(body: str | Exception, status: int) -> None:
    with pytest.raises(Unreachable):
        deliver(body, status)


def test_a_site_that_is_not_there_did_not_take_it() -> None:
    with pytest.raises(Unreachable):
        WordPressMailer("http://127.0.0.1:1").deliver([ITEM], Credentials("key", b"k" * 32))
