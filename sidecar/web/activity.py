"""What staff have done."""

from flask import Response, jsonify

from sidecar.domain.activity import KINDS
from sidecar.usecases import activity as doing
from sidecar.web import activity_forms, activity_shapes, parsing
from sidecar.web.auth import MANAGE, allow, command, runtime, signed

blueprint = signed("activity")


@blueprint.get("/manage/activity")
@allow("staff", needs=MANAGE)
def entries() -> Response:
    ask = parsing.query(activity_forms.ActivityQuery)
    page = doing.page(runtime(), ask.kind, ask.person, ask.after)
    people = [activity_shapes.person(*found) for found in page.people]
    return jsonify(items=[activity_shapes.entry(found) for found in page.items], people=people, kinds=KINDS, next=page.next)


@blueprint.post("/manage/activity")
@allow("staff", needs=MANAGE)
def done_by_the_plugin() -> Response:
    form = parsing.body(activity_forms.PluginActForm)
    doing.told(runtime(), command(form.what, form.model_dump()))
    return jsonify({})
