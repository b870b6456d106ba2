"""Exports for accounting: pages of CSV that the plugin hands on as they come."""

from flask import Response, json

from sidecar.usecases import exports
from sidecar.usecases.exports import Ask
from sidecar.web import book_forms, parsing
from sidecar.web.auth import MANAGE, allow, runtime, signed

blueprint = signed("exports")


@blueprint.get("/manage/exports/<kind>")
@allow("staff", needs=MANAGE)
def export(kind: str) -> Response:
    ask = parsing.query(book_forms.ExportQuery)
    found = exports.page(runtime(), Ask(kind, **ask.model_dump()))
    shape = {"file": found.file, "text": found.text, "done": found.done, "whole": found.whole, "next": found.next}
    # As it is, not as \uXXXX: a page of other letters would be six times as long.
    return Response(json.dumps(shape, ensure_ascii=False), mimetype="application/json")
