"""Stripe's refusals, in its own shape."""

from devstack.providers.store import Json

_DOCS = "https://stripe.com/docs/error-codes/"


class StripeRefusal(Exception):
    """`began`: the call had begun to be executed, so that its idempotency key keeps this answer."""

    def __init__(
        self, status: int, type: str, message: str, code: str = "", param: str = "", *, began: bool = False, **more: object
    ) -> None:
        super().__init__(message)
        self.status, self.began = status, began
        error: Json = {"message": message, "type": type} | more
        if code:
            error |= {"code": code, "doc_url": _DOCS + code.replace("_", "-")}
        if param:
            error["param"] = param
        self.body: Json = {"error": error}


def invalid(message: str, code: str = "", param: str = "", status: int = 400, began: bool = False) -> StripeRefusal:
    """`invalid_request_error`."""
    return StripeRefusal(status, "invalid_request_error", message, code, param, began=began)


def missing(kind: str, id: object, param: str = "id") -> StripeRefusal:
    """404 for an id in the address, 400 for one in a parameter."""
    status = 404 if param == "id" else 400
    return invalid(f"No such {kind}: '{id}'", "resource_missing", param, status)


def of_fault(kind: str) -> StripeRefusal:
    """What Stripe says in trouble of its own, or that a test asked for."""
    return {
        "500": StripeRefusal(500, "api_error", "An unknown error occurred."),
        "429": StripeRefusal(429, "invalid_request_error", "Request rate limit exceeded.", "rate_limit"),
        "409": StripeRefusal(409, "idempotency_error", _IN_USE, "idempotency_key_in_use"),
        "402": StripeRefusal(402, "card_error", "Your card was declined.", "card_declined", decline_code="generic_decline"),
        "401": StripeRefusal(401, "invalid_request_error", "Expired API Key provided: sk_test_***", "api_key_expired"),
        "403": StripeRefusal(
            403,
            "invalid_request_error",
            "The provided key 'rk_test_***' does not have the required permissions for this endpoint.",
        ),
    }[kind]


_IN_USE = (
    "There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, "
    "and the other request is still going through). Please try again later."
)
