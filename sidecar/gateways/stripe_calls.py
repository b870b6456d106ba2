"""How Stripe is called, and what every way to fail means for us."""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import requests
import stripe

from sidecar.gateways.accounts import StripeAccount
from sidecar.gateways.errors import Declined, GatewayError, KeyRefused, OutcomeUnknown, TryLater

log = logging.getLogger(__name__)
# The library would tell Stripe about this machine and keep an id of it in the home folder.
stripe.enable_telemetry = False
# And it would log what Stripe says of each error as it came and, for debugging, every body: names, addresses, payment pages.
logging.getLogger("stripe").setLevel(logging.WARNING)

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
KEY = re.compile(r"(sk|rk)_(test|live)_[\x21-\x7e]+")
SECRET = re.compile(r"\b(sk|rk|pk|whsec)_[A-Za-z0-9_*]+")
PERMISSION = re.compile(r"\brak_[a-z_]+")


@contextmanager
def connected(account: StripeAccount, read_seconds: float) -> Iterator[stripe.StripeClient]:
    """With the library's own API version; no retries of its own: it would repeat while a buyer waits, and we repeat by jobs.

    A connection per call: one kept open may have died unseen, and a payment would be of unknown outcome for it.
    """
    if not KEY.fullmatch(account.key):
        raise KeyRefused("malformed_key", "A secret key of Stripe starts with sk_live_, rk_live_, sk_test_ or rk_test_.")
    address = account.api_url.rstrip("/")
    with requests.Session() as session:
        session.auth = as_it_is
        session.max_redirects = 0  # an API does not redirect; whoever does is not Stripe
        http = stripe.RequestsClient(timeout=(CONNECT_SECONDS, read_seconds), session=session)
        yield stripe.StripeClient(account.key, base_addresses={"api": address}, max_network_retries=0, http_client=http)


def as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Without it `requests` would replace our key by what the machine's netrc file has for the host."""
    return request


@contextmanager
def told_apart() -> Iterator[None]:
    """Whatever happens inside comes out as one of `sidecar.gateways.errors`.

    An answer that cannot be read is an unknown outcome: the call may have done its work.
    """
    try:
        yield
    except GatewayError:
        raise
    except stripe.StripeError as error:
        raise translated(error) from error
    except Exception as error:
        log.exception("an answer of Stripe could not be read")
        raise OutcomeUnknown("unreadable_answer", f"Stripe's answer could not be read: {type(error).__name__}") from error


def translated(error: stripe.StripeError) -> GatewayError:
    code, message = code_of(error), without_secrets(f"{error.user_message}")
    if isinstance(error, stripe.AuthenticationError):
        return KeyRefused(code or "key_unknown", message)
    if isinstance(error, stripe.PermissionError) or PERMISSION.search(message):
        return KeyRefused(code or "permission_missing", message)
    if isinstance(error, stripe.RateLimitError) or error.http_status in {409, 429}:
        return TryLater(code or "busy", message)
    if isinstance(error, stripe.IdempotencyError):
        log.error("one idempotency key was used for two different calls: %s", message)
        return Declined("idempotency_error", message)
    if isinstance(error, stripe.CardError | stripe.InvalidRequestError):
        return Declined("not_found" if code == "resource_missing" else code or "invalid_request", message)
    return OutcomeUnknown(code or "no_answer", message)


def code_of(error: stripe.StripeError) -> str:
    body = error.json_body.get("error") if isinstance(error.json_body, Mapping) else None
    code = body.get("code") if isinstance(body, Mapping) else None
    return code if isinstance(code, str) else ""


def without_secrets(message: str) -> str:
    return SECRET.sub(r"\1_…", " ".join(message.split()))[:500]


def plain(answer: stripe.StripeObject) -> dict[str, Any]:
    """As plain dicts and lists: the library's objects look like dicts and are none."""
    return answer.to_dict()


def was_replayed(answer: stripe.StripeObject) -> bool:
    """Stripe knew the idempotency key and repeated its first answer, which tells how things were then, not how they are."""
    response = answer.last_response
    return response is not None and str(response.headers.get("Idempotent-Replayed", "")).lower() == "true"
