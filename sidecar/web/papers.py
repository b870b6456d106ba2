"""Receipt and statement to be printed, for whose they are and for staff."""

from flask import Response, g, jsonify

from sidecar.usecases import papers
from sidecar.web import paper_shapes
from sidecar.web.auth import VIEW, allow, runtime, signed

blueprint = signed("papers")


@blueprint.get("/my/packages/<ulid:public_id>/paper")
@allow("customer")
def mine(public_id: str) -> Response:
    return jsonify(paper_shapes.paper(papers.of_mine(runtime(), g.actor, public_id)))


@blueprint.get("/manage/customer-packages/<ulid:public_id>/paper")
@allow("staff", needs=VIEW)
def of_package(public_id: str) -> Response:
    return jsonify(paper_shapes.paper(papers.of_package(runtime(), public_id)))
