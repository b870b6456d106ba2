"""My Packages."""

from flask import Response, g, jsonify

from sidecar.usecases import mine
from sidecar.web import shapes
from sidecar.web.auth import allow, runtime, signed

blueprint = signed("mine")


@blueprint.get("/my/packages")
@allow("customer")
def packages() -> Response:
    found = mine.my_packages(runtime(), g.actor)
    return jsonify(
        active=[shapes.customer_package(view, found.site) for view in found.active],
        past=[shapes.customer_package(view, found.site) for view in found.past],
        orders=[shapes.order(view, found.site) for view in found.orders],
    )


@blueprint.get("/my/packages/<ulid:public_id>")
@allow("customer")
def statement(public_id: str) -> Response:
    found = mine.my_statement(runtime(), g.actor, public_id)
    return jsonify(
        customer_package=shapes.customer_package(found.view, found.site),
        ledger=[shapes.ledger_entry(entry) for entry in found.entries],
    )
