"""Buying."""

from flask import Response, g, jsonify

from sidecar.usecases import mine, purchase
from sidecar.web import forms, parsing, shapes
from sidecar.web.auth import allow, command, runtime, signed

blueprint = signed("orders")


@blueprint.post("/orders")
@allow("customer")
def place() -> Response:
    form = parsing.body(forms.OrderForm)
    answer = purchase.place_order(runtime(), command("order", form.model_dump()), form.package, form.version, form.method)
    response = _order(answer["order"])
    response.status_code = 201
    return response


@blueprint.get("/orders/<ulid:public_id>")
@allow("customer")
def show(public_id: str) -> Response:
    return _order(public_id)


def _order(public_id: str) -> Response:
    site, view = mine.my_order(runtime(), g.actor, public_id)
    return jsonify(order=shapes.order(view, site))
