"""The owner's figures, ready to be drawn."""

from flask import Response, jsonify

from sidecar.usecases import figures
from sidecar.web import figure_shapes
from sidecar.web.auth import VIEW, allow, runtime, signed

blueprint = signed("figures")


@blueprint.get("/manage/figures")
@allow("staff", needs=VIEW)
def show() -> Response:
    return jsonify(figure_shapes.figures(figures.show(runtime())))
