"""The one Flask app of both providers: their APIs, the buyer's pages, and the test's own door."""

from pathlib import Path

from flask import Flask, Response, request

from devstack.providers import control, faults, pages, paypal_api, stripe_api
from devstack.providers.certificates import Certificates
from devstack.providers.delivery import Delivery
from devstack.providers.signing import CERTIFICATE_PATH
from devstack.providers.store import Store


def make_app(store: Store, certificates: Certificates, delivery: Delivery, authority: Path) -> Flask:
    """Everything under one address; the two APIs' paths do not overlap."""
    app = Flask(__name__)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.before_request
    def only_while_it_runs() -> Response | None:
        return None if store.url else faults.hang_up()

    @app.get(CERTIFICATE_PATH)
    def certificate() -> Response:
        fault = faults.take(store)
        if fault and fault["kind"] == "timeout_before":
            return faults.hang_up(fault["seconds"])
        if fault and fault["kind"] in faults.BEFORE:
            return Response("", int(fault["kind"]))
        return faults.spoil(Response(certificates.chain, content_type="application/x-pem-file"), fault)

    @app.errorhandler(404)
    def unknown(error: Exception) -> tuple[dict[str, object], int]:
        message = f"Unrecognized request URL ({request.method}: {request.path})."
        return {"error": {"type": "invalid_request_error", "message": message}}, 404

    app.register_blueprint(stripe_api.blueprint(store))
    app.register_blueprint(paypal_api.blueprint(store))
    app.register_blueprint(pages.blueprint(store))
    app.register_blueprint(control.blueprint(store, certificates, delivery, authority))
    return app
