"""What hosts tell of their bookings, and what they may show at them."""

from flask import Response, g, jsonify

from sidecar.usecases import describe as describing
from sidecar.usecases import give_back
from sidecar.web import forms, parsing, shapes
from sidecar.web.auth import allow, runtime, signed

blueprint = signed("bookings")


@blueprint.post("/bookings/status")
@allow("customer", "staff", "system")
def status() -> Response:
    form = parsing.body(forms.StatusForm)
    event = give_back.StatusEvent(
        form.host, form.booking, form.new, form.by, form.reason, g.actor, g.request_id, g.deadline, form.at
    )
    returned = give_back.observe(runtime(), event)
    return jsonify(outcome=returned.outcome, sessions=returned.sessions)


@blueprint.get("/bookings/describe")
@allow("customer", "staff", "system")
def describe() -> Response:
    ask = parsing.query(forms.DescribeQuery)
    found = describing.describe(runtime(), g.actor, ask.host, ask.bookings.split(","))
    return jsonify(bookings={each.booking: shapes.described(each) for each in found})
