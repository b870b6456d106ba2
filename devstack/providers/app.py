"""The one Flask app of both providers: their APIs, the buyer's pages, and the test's own door."""

from pathlib import Path

from flask import Flask, Response, request

from devstack.providers import control, dashboard, faults, pages, paypal_api, stripe_api
from devstack.providers.certificates import Book
from devstack.providers.delivery import Delivery
from devstack.providers.paypal_errors import PayPalRefusal
from devstack.providers.signing import CERTIFICATES_PATH
from devstack.providers.store import Json, Store


def make_app(store: Store, book: Book, delivery: Delivery, authority: Path) -> Flask:
    """Everything under one address; the two APIs' paths do not overlap."""
    app = Flask(__name__)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.before_request
    def only_while_it_runs() -> Response | None:
        return faults.hang_up() if store.ended else None

    app.register_error_handler(404, _unknown)
    app.add_url_rule(f"{CERTIFICATES_PATH}/<id>", "certificate", lambda id: _certificate(store, book, id))
    app.register_blueprint(stripe_api.blueprint(store))
    app.register_blueprint(paypal_api.blueprint(store))
    app.register_blueprint(pages.blueprint(store))
    app.register_blueprint(dashboard.blueprint(store))
    app.register_blueprint(control.blueprint(store, book, delivery, authority))
    return app


def _unknown(error: Exception) -> tuple[Json, int]:
    if request.path.startswith("/v2/"):
        return PayPalRefusal(404).body, 404
    message = f"Unrecognized request URL ({request.method}: {request.path})."
    return {"error": {"type": "invalid_request_error", "message": message}}, 404


def _certificate(store: Store, book: Book, id: str) -> Response:
    """What PayPal's webhooks name as the address of their certificate."""
    fault = faults.take(store)
    if fault and fault["kind"] == "timeout_before":
        return faults.hang_up(fault["seconds"])
    if fault and fault["kind"] in faults.BEFORE:
        return Response("", int(fault["kind"]))
    found = book.find(id)
    answer = Response(found.chain, content_type="application/x-pem-file") if found else Response(status=404)
    return faults.spoil(answer, fault)
