"""Events of payment providers, straight from them or handed on by WordPress. Their own signature is all that counts."""

from flask import Blueprint, Response, jsonify, request

from sidecar.usecases import inbox
from sidecar.web import parsing
from sidecar.web.auth import runtime

BODY_LIMIT = 512 * 1024  # bytes; the largest events are a few dozen kilobytes

blueprint = Blueprint("webhooks", __name__, url_prefix="/webhooks")


@blueprint.post("/stripe")
def stripe() -> Response:
    return _received("stripe")


@blueprint.post("/paypal")
def paypal() -> Response:
    return _received("paypal")


def _received(gateway_id: str) -> Response:
    request.max_content_length = BODY_LIMIT
    inbox.receive(runtime(), gateway_id, {name.lower(): value for name, value in request.headers.items()}, parsing.raw_body())
    return jsonify(received=True)
