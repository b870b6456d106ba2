"""The shelf: what visitors may buy."""

from flask import Response, jsonify

from sidecar.usecases import catalogue
from sidecar.usecases.catalogue import Shelf
from sidecar.usecases.ways_to_pay import FREE_WAY
from sidecar.web import shapes
from sidecar.web.auth import KINDS, allow, runtime, signed

blueprint = signed("catalogue")


@blueprint.get("/packages")
@allow(*KINDS)
def packages() -> Response:
    shelf = catalogue.shelf(runtime())
    cards = [shapes.card(card, shelf.site) for card in shelf.cards]
    return jsonify(packages=cards, methods=_methods(shelf), mode=shelf.site.mode)


@blueprint.get("/packages/<ulid:public_id>")
@allow(*KINDS)
def package(public_id: str) -> Response:
    shelf = catalogue.shelf(runtime(), public_id)
    return jsonify(package=shapes.card(shelf.cards[0], shelf.site), methods=_methods(shelf), mode=shelf.site.mode)


def _methods(shelf: Shelf) -> list[shapes.Json]:
    return shapes.methods((*shelf.methods, FREE_WAY))
