"""Buying."""

import logging

from flask import Response, g, jsonify

from sidecar.errors import Refused
from sidecar.usecases import checkouts, mine, purchase
from sidecar.usecases.purchase import Choice
from sidecar.web import forms, parsing, shapes
from sidecar.web.auth import allow, command, runtime, signed

log = logging.getLogger(__name__)
blueprint = signed("orders")


@blueprint.post("/orders")
@allow("customer")
def place() -> Response:
    form = parsing.body(forms.OrderForm)
    asked = command("order", form.model_dump())
    answer = purchase.place_order(runtime(), asked, form.package, form.version, form.method, form.return_url)
    _begin(answer["order"])
    response = _order(answer["order"])
    response.status_code = 201
    return response


@blueprint.post("/orders/<ulid:public_id>/pay")
@allow("customer")
def pay(public_id: str) -> Response:
    form = parsing.body(forms.PayForm)
    asked = command("pay_order", {"id": public_id} | form.model_dump())
    checkouts.pay(runtime(), asked, public_id, Choice(form.method, form.return_url))
    checkouts.begin(runtime(), g.actor, public_id)
    return _order(public_id)


@blueprint.post("/orders/<ulid:public_id>/check")
@allow("customer")
def check(public_id: str) -> Response:
    """Asks the provider again; changes nothing that a webhook would not change as well."""
    parsing.body(forms.EmptyForm)
    checkouts.look_again(runtime(), g.actor, public_id)
    return _order(public_id)


@blueprint.get("/orders/<ulid:public_id>")
@allow("customer")
def show(public_id: str) -> Response:
    return _order(public_id)


def _begin(public_id: str) -> None:
    """The order is placed whatever the provider says: without its page the buyer tries again, or chooses another way."""
    try:
        checkouts.begin(runtime(), g.actor, public_id)
    except Refused as trouble:
        log.warning("no page for order %s: %s", public_id, trouble)


def _order(public_id: str) -> Response:
    site, view = mine.my_order(runtime(), g.actor, public_id)
    return jsonify(order=shapes.order(view, site))
