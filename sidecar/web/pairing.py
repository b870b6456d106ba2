"""The one write without a signature: it is the code, known to the owner alone, that lets it in."""

from flask import Blueprint, Response, g, jsonify, request

from sidecar import __version__
from sidecar.usecases import pairing
from sidecar.web import forms, parsing
from sidecar.web.auth import REQUEST_ID, runtime

blueprint = Blueprint("pairing", __name__, url_prefix="/v1")


@blueprint.post("/pairing")
def pair() -> Response:
    given = request.headers.get("X-SP-Request-Id", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else ""
    form = parsing.body(forms.PairingForm)
    wanted = pairing.PairingRequest(form.code, form.site_url, form.table_prefix, form.key)
    paired = pairing.pair(runtime(), wanted)
    answer = jsonify(key_id=paired.key_id, fingerprint=paired.fingerprint, site={"name": paired.site.name}, version=__version__)
    answer.status_code = 201
    return answer
