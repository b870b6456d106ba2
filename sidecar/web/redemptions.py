"""Offers, redemptions and holds: what a booking flow asks while it runs. The attempt key makes repeating harmless."""

from flask import Response, g, jsonify

from sidecar.domain.eligibility import Visit
from sidecar.usecases import changes, holds, offers, redeem
from sidecar.web import forms, parsing, shapes
from sidecar.web.auth import allow, command, runtime, signed

blueprint = signed("redemptions")


@blueprint.get("/offers")
@allow("customer")
def list_offers() -> Response:
    ask = parsing.query(forms.OffersQuery)
    visit = Visit(ask.host, ask.service, ask.starts_at, ask.people)
    return jsonify(offers=[shapes.offer(found) for found in offers.offers(runtime(), g.actor, visit, ask.price_minor)])


@blueprint.post("/redemptions")
@allow("customer")
def create() -> Response:
    return jsonify(shapes.outcome(redeem.redeem(runtime(), redemption_request(parsing.body(forms.RedemptionForm)))))


@blueprint.post("/redemptions/commit")
@allow("customer", "staff", "system")
def commit() -> Response:
    form = parsing.body(forms.CommitForm)
    done = holds.commit(runtime(), form.host, form.attempt_key, form.bookings, form.marker, g.actor, g.request_id, g.deadline)
    return jsonify(shapes.outcome(done))


@blueprint.post("/redemptions/release")
@allow("customer", "staff", "system")
def release() -> Response:
    form = parsing.body(forms.ReleaseForm)
    state = holds.release(runtime(), form.host, form.attempt_key, form.reason, g.actor, g.request_id, g.deadline)
    return jsonify(state=state)


@blueprint.post("/redemptions/change")
@allow("customer", "staff", "system")
def change() -> Response:
    form = parsing.body(forms.ChangeForm)
    asked = command("change", form.model_dump(mode="json"))
    wanted = changes.Change(form.people, form.starts_at, form.service)
    return jsonify(changes.change(runtime(), asked, form.host, form.booking, wanted))


def redemption_request(form: forms.RedemptionForm, customer: int | None = None) -> redeem.RedeemRequest:
    return redeem.RedeemRequest(
        host=form.host,
        attempt_key=form.attempt_key,
        customer_package=form.customer_package,
        lines=tuple(redeem.Line(line.booking, line.service, line.starts_at, line.people) for line in form.lines),
        actor=g.actor,
        request_id=g.request_id,
        deadline=g.deadline,
        idempotency_key=g.idempotency_key,
        customer=customer,
    )
