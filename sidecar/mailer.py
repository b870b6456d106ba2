"""Delivery through WordPress: a signed callback sends mails by `wp_mail` and tells the host what was confirmed."""

import json
import secrets
from dataclasses import dataclass
from typing import Any, Protocol

import requests
from urllib3 import exceptions as urllib3

from sidecar.delivery import OutcomeUnknown, Result, Unreachable
from sidecar.signing import sign_callback

TIMEOUT = (3, 20)  # seconds to connect, to answer; below the claim on an outbox row
ANSWER_LIMIT = 256 * 1024
# Something began to work on it and broke off, or did not answer in time. 503 and the rest come before our plugin does.
BROKEN_OFF = {500, 502, 504, 520, 524}


@dataclass(frozen=True)
class Credentials:
    key_id: str
    secret: bytes


class Mailer(Protocol):
    def deliver(self, items: list[dict[str, Any]], credentials: Credentials) -> dict[str, Result]: ...


class WordPressMailer:
    """`rest_route` works with and without pretty permalinks, and in subdirectories."""

    def __init__(self, site_url: str) -> None:
        self._url = f"{site_url}/?rest_route=/session-packages/v1/deliver"

    def deliver(self, items: list[dict[str, Any]], credentials: Credentials) -> dict[str, Result]:
        """Result by item id; an item not mentioned in the answer failed. Raises `Unreachable`, `OutcomeUnknown`."""
        body = json.dumps({"items": items}).encode()
        answer = self._post(body, credentials)
        found = answer.get("results")
        if not isinstance(found, dict):
            raise OutcomeUnknown("the site's answer has no results")
        return {str(item["id"]): _result(found.get(str(item["id"]))) for item in items}

    def _post(self, body: bytes, credentials: Credentials) -> dict[str, Any]:
        headers = dict(sign_callback(self._url, body, credentials.key_id, credentials.secret, secrets.token_hex(16)))
        headers["Content-Type"] = "application/json"
        try:
            response = requests.post(self._url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True)
        except requests.ReadTimeout as error:
            raise OutcomeUnknown(f"the site took longer than {TIMEOUT[1]} s") from error
        except requests.ConnectionError as error:
            broken = f"{type(error).__name__} from the site"
            raise (Unreachable(broken) if _never_sent(error) else OutcomeUnknown(broken)) from error
        except requests.RequestException as error:
            raise Unreachable(f"{type(error).__name__} from the site") from error
        with response:
            return _answer(response)


def _never_sent(error: requests.ConnectionError) -> bool:
    """No connection came about. One that broke later may have carried everything across."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.ProxyError):
        return True
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(cause, urllib3.NewConnectionError | urllib3.ConnectTimeoutError)


def _answer(response: requests.Response) -> dict[str, Any]:
    if response.status_code in BROKEN_OFF:
        raise OutcomeUnknown(f"the site answered {response.status_code}")
    if response.status_code != 200:
        raise Unreachable(f"the site answered {response.status_code}")
    try:
        answer = json.loads(_body(response))
    except (ValueError, RecursionError) as error:
        raise OutcomeUnknown("the site's answer is not JSON") from error
    return answer if isinstance(answer, dict) else {}


def _body(response: requests.Response) -> bytes:
    """At most `ANSWER_LIMIT` bytes: what is longer is no answer of our plugin."""
    read = b""
    try:
        for chunk in response.iter_content(16 * 1024):
            read += chunk
            if len(read) > ANSWER_LIMIT:
                raise OutcomeUnknown("the site's answer is endless")
    except requests.RequestException as error:
        raise OutcomeUnknown(f"the site's answer broke off ({type(error).__name__})") from error
    return read


def _result(found: Any) -> Result:
    if not isinstance(found, dict):
        return Result(False, "the site did not mention this item")
    return Result(found.get("ok") is True, str(found.get("error", ""))[:500], later=found.get("later") is True)
