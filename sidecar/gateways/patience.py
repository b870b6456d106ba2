"""A moment's patience where a buyer waits: "later" is often over before they could press the button again."""

from collections.abc import Callable
from typing import TypeVar

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from sidecar.gateways.errors import TryLater

T = TypeVar("T")
TRIES = 5  # together at most about three seconds of waiting


def patiently(call: Callable[[], T]) -> T:
    """Calls again while the provider says that nothing has happened yet; the key must be the same each time.

    Two tabs, or a double click, ask for one page at the same moment, and Stripe answers the later one with 409 until the
    first is done (https://docs.stripe.com/api/errors: `idempotency_key_in_use`). Raises what the last try raised.
    """
    tries = Retrying(
        retry=retry_if_exception_type(TryLater),
        wait=wait_random_exponential(multiplier=0.2, max=1.5),
        stop=stop_after_attempt(TRIES),
        reraise=True,
    )
    return tries(call)
