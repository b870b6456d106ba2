"""How PayPal is called: tokens, repeatable requests, and what every way to fail means for us."""

import json
import logging
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from requests.auth import AuthBase, HTTPBasicAuth

from sidecar.gateways.accounts import PayPalAccount
from sidecar.gateways.bounded import Answer, Bearer, Limits, NoAnswer, ask
from sidecar.gateways.errors import Declined, GatewayError, KeyRefused, OutcomeUnknown, TryLater

log = logging.getLogger(__name__)

Json = Mapping[str, Any]
CONNECT_SECONDS, READ_SECONDS = 3.0, 15.0
MOST_BYTES = 1_000_000
EARLY_SECONDS = 60  # a token is not used in its last minute: it may end on the way
LONGEST_LIFE = 9 * 3600
TEXT = re.compile(r"[\x21-\x7e]{1,4000}")
ID = re.compile(r"[A-Za-z0-9._-]{1,100}")
# Another request about the same thing is at work; PayPal tells it with 422 as well as with 409.
BUSY = frozenset(("ORDER_COMPLETION_IN_PROGRESS", "PREVIOUS_REQUEST_IN_PROGRESS", "RATE_LIMIT_REACHED", "RESOURCE_CONFLICT"))
# What only the owner can mend at PayPal.
ACCOUNT_TROUBLE = frozenset(f"PAYEE_ACCOUNT_{what}" for what in ("INVALID", "LOCKED_OR_CLOSED", "NOT_VERIFIED", "RESTRICTED"))
ACCOUNT_TROUBLE |= {"PERMISSION_DENIED", "NOT_AUTHORIZED"}


class Refusal(Declined):
    """With what came with the no."""

    def __init__(self, code: str, message: str, status: int, links: Mapping[str, str]) -> None:
        super().__init__(code, message)
        self.status = status
        self.links = links


class Tokens:
    """Access tokens of this process, by account. Two threads may both fetch one; nobody waits for another's fetch."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], tuple[str, float]] = {}
        self._lock = threading.Lock()

    def find(self, account: PayPalAccount, now: float) -> str | None:
        with self._lock:
            token, ends = self._kept.get(_name(account), ("", 0.0))
        return token if now < ends else None

    def keep(self, account: PayPalAccount, token: str, ends: float) -> None:
        with self._lock:
            self._kept[_name(account)] = (token, ends)

    def drop(self, account: PayPalAccount, token: str) -> None:
        """Only this one: another thread may have brought a better one meanwhile."""
        with self._lock:
            if self._kept.get(_name(account), ("", 0.0))[0] == token:
                del self._kept[_name(account)]


def _name(account: PayPalAccount) -> tuple[str, str, str]:
    """With the secret, so that a changed one is put to the test at once."""
    return account.base_url, account.client_id, account.secret


TOKENS = Tokens()


class PayPalClient:
    def __init__(self, account: PayPalAccount, read_seconds: float = READ_SECONDS, tokens: Tokens = TOKENS) -> None:
        self._account = account
        self._limits = Limits(CONNECT_SECONDS, read_seconds, MOST_BYTES)
        self._tokens = tokens
        self._address = account.base_url.rstrip("/")

    def get(self, path: str, id: str) -> Json:
        return self._call("GET", f"{path}/{known_id(id)}", {}, None)

    def post(self, path: str, asked: Json, key: str) -> Json:
        """`key`: PayPal answers a repeated one with what became of the first."""
        return self._call("POST", path, {"PayPal-Request-Id": key, "Prefer": "return=representation"}, asked)

    def fetch_token(self) -> str:
        """Nothing of ours has happened when this fails: the call it is for was never made."""
        account = self._account
        if not TEXT.fullmatch(account.client_id) or not TEXT.fullmatch(account.secret):
            raise KeyRefused("malformed_key", "PayPal's client id and secret are plain letters and digits, without spaces.")
        basic = HTTPBasicAuth(account.client_id, account.secret)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            answer = self._ask("POST", "/v1/oauth2/token", basic, headers, b"grant_type=client_credentials")
        except OutcomeUnknown as error:
            raise TryLater(error.code, f"PayPal gave no access token: {error.code}") from error
        if answer.status in {400, 401, 403}:
            raise self._refusal(answer, KeyRefused, "key_unknown")
        if answer.status != 200:
            raise TryLater(f"http_{answer.status}", f"PayPal gave no access token: HTTP {answer.status}")
        return self._kept(answer)

    def _kept(self, answer: Answer) -> str:
        try:
            read = json.loads(answer.body)
            token, life = str(read["access_token"]), int(read["expires_in"])
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise TryLater("unreadable_answer", "PayPal's access token could not be read") from error
        if not TEXT.fullmatch(token):
            raise TryLater("unreadable_answer", "PayPal's access token could not be read")
        self._tokens.keep(self._account, token, time.monotonic() + min(life, LONGEST_LIFE) - EARLY_SECONDS)
        return token

    def _call(self, method: str, path: str, headers: Mapping[str, str], asked: Json | None) -> Json:
        """A token that PayPal takes no more is fetched anew, once: a 401 means that nothing was done."""
        body = None if asked is None else json.dumps(asked).encode()
        sent = {"Content-Type": "application/json", "Accept": "application/json", **headers}
        token = self._tokens.find(self._account, time.monotonic()) or self.fetch_token()
        answer = self._ask(method, path, Bearer(token), sent, body)
        if answer.status == 401:
            self._tokens.drop(self._account, token)
            answer = self._ask(method, path, Bearer(self.fetch_token()), sent, body)
        if 200 <= answer.status < 300:
            with read_whole():
                return dict(json.loads(answer.body))
        raise self._told_apart(answer)

    def _ask(self, method: str, path: str, auth: AuthBase, headers: Mapping[str, str], body: bytes | None) -> Answer:
        try:
            return ask(method, self._address + path, self._limits, auth=auth, headers=headers, body=body)
        except NoAnswer as error:
            raise OutcomeUnknown("no_answer", f"no whole answer of PayPal: {error}") from error

    def _told_apart(self, answer: Answer) -> GatewayError:
        status, word = answer.status, code_of(thing_of(answer))
        if status < 400 or status >= 500 or status == 408:
            return self._refusal(answer, OutcomeUnknown, f"http_{status}")
        if status in {401, 403} or word in ACCOUNT_TROUBLE:
            return self._refusal(answer, KeyRefused, "permission_missing")
        if status in {409, 429} or word in BUSY:
            return self._refusal(answer, TryLater, "busy")
        message = self._message(answer)
        word = "not_found" if status == 404 else word or f"http_{status}"
        return Refusal(word, message, status, links_of(thing_of(answer)))

    def _refusal(self, answer: Answer, kind: type[GatewayError], code: str) -> GatewayError:
        return kind(code_of(thing_of(answer)) or code, self._message(answer))

    def _message(self, answer: Answer) -> str:
        """PayPal's own sentence and its id for support. It never quotes a secret, but who knows."""
        thing = thing_of(answer)
        said = [detail.get("description") for detail in details_of(thing)] or [thing.get("message")]
        text = " ".join(f"{part}" for part in [*said, thing.get("error_description"), thing.get("debug_id")] if part)
        clean = " ".join(text.split()).replace(self._account.secret or "\0", "…")
        return f"HTTP {answer.status} {clean}".strip()[:500]


def known_id(id: str) -> str:
    """An id that could never be PayPal's is not asked for: it might lead to another address."""
    if not ID.fullmatch(id) or not id.strip("."):
        raise Declined("not_found", "no id of PayPal")
    return quote(id)


@contextmanager
def read_whole() -> Iterator[None]:
    """An answer that cannot be read is an unknown outcome: the call may have done its work."""
    try:
        yield
    except GatewayError:
        raise
    except Exception as error:
        log.exception("an answer of PayPal could not be read")
        raise OutcomeUnknown("unreadable_answer", f"PayPal's answer could not be read: {type(error).__name__}") from error


def thing_of(answer: Answer) -> Json:
    try:
        read = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def details_of(thing: Json) -> list[Json]:
    details = thing.get("details")
    return [detail for detail in details if isinstance(detail, dict)] if isinstance(details, list) else []


def code_of(thing: Json) -> str:
    """The finest word: the issue, else the name of the error, else OAuth's."""
    words = [*(detail.get("issue") for detail in details_of(thing)), thing.get("name"), thing.get("error")]
    return next((word[:100] for word in words if isinstance(word, str) and word), "")


def links_of(thing: Json) -> dict[str, str]:
    """By what they are for."""
    links = thing.get("links")
    found = [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    return {f"{link.get('rel')}": link["href"] for link in found if isinstance(link.get("href"), str)}
