"""PayPal's refusals, in its own shape."""

from devstack.providers.store import Json, letters

_NAMES = {
    400: ("INVALID_REQUEST", "Request is not well-formed, syntactically incorrect, or violates schema."),
    401: ("AUTHENTICATION_FAILURE", "Authentication failed due to missing authorization header, or invalid credentials."),
    403: ("NOT_AUTHORIZED", "Authorization failed due to insufficient permissions."),
    404: ("RESOURCE_NOT_FOUND", "The specified resource does not exist."),
    409: ("RESOURCE_CONFLICT", "The server has detected a conflict while processing this request."),
    422: (
        "UNPROCESSABLE_ENTITY",
        "The requested action could not be performed, semantically incorrect, or failed business validation.",
    ),
    429: ("RATE_LIMIT_REACHED", "Too many requests. Blocked due to rate limiting."),
    500: ("INTERNAL_SERVER_ERROR", "An internal server error has occurred."),
}


class PayPalRefusal(Exception):
    """`issue` is PayPal's fine-grained word, in `details`."""

    def __init__(self, status: int, issue: str = "", description: str = "", field: str = "", value: str = "") -> None:
        super().__init__(issue or _NAMES[status][0])
        self.status = status
        name, message = _NAMES[status]
        self.body: Json = {"name": name, "message": message, "debug_id": letters(13).lower(), "links": []}
        if issue:
            detail = {"issue": issue, "description": description or issue.replace("_", " ").capitalize() + "."}
            more = {"field": field, "value": value} if field else {}
            self.body["details"] = [more | {"location": "body"} | detail if field else detail]
            address = f"https://developer.paypal.com/api/rest/reference/orders/v2/errors/#{issue}"
            self.body["links"] = [{"href": address, "rel": "information_link", "method": "GET"}]


class TokenRefusal(PayPalRefusal):
    """OAuth has a shape of its own."""

    def __init__(self, error: str, description: str, status: int = 401) -> None:
        super().__init__(status)
        self.args = (description,)
        self.body = {"error": error, "error_description": description}


def malformed(issue: str, field: str, value: object = "", description: str = "") -> PayPalRefusal:
    """400: the request itself is wrong."""
    return PayPalRefusal(400, issue, description, field, str(value))


def impossible(issue: str, description: str = "", field: str = "", value: object = "") -> PayPalRefusal:
    """422: well said, but not to be done."""
    return PayPalRefusal(422, issue, description, field, str(value))


def missing(
    description: str = "Specified resource ID does not exist. Please check the resource ID and try again.",
) -> PayPalRefusal:
    """404."""
    return PayPalRefusal(404, "INVALID_RESOURCE_ID", description)


def of_fault(kind: str) -> PayPalRefusal:
    """What PayPal says in trouble of its own, or that a test asked for."""
    if kind == "401":
        return TokenRefusal("invalid_token", "Token signature verification failed")
    if kind == "402":  # PayPal has no such status
        return impossible("INSTRUMENT_DECLINED", "The instrument presented was either declined by the processor or bank.")
    if kind == "409":
        text = "A previous request on this resource is currently in progress. Please wait for some time and try again."
        return PayPalRefusal(409, "PREVIOUS_REQUEST_IN_PROGRESS", text)
    if kind == "403":
        return PayPalRefusal(403, "PERMISSION_DENIED", "You do not have permission to access or perform operations on it.")
    return PayPalRefusal(int(kind))
