"""What staff do about bookings and packages: redeem for a customer, give back, look after notices."""

from flask import Response, jsonify

from sidecar.usecases import attention, booking_view, redeem, reinstate
from sidecar.usecases.booking_view import Facts
from sidecar.web import forms, parsing, shapes
from sidecar.web.auth import MANAGE, SELL, VIEW, allow, command, runtime, signed
from sidecar.web.redemptions import redemption_request

blueprint = signed("staff")


@blueprint.get("/manage/bookings")
@allow("staff", needs=VIEW)
def booking() -> Response:
    ask = parsing.query(forms.BookingQuery)
    return jsonify(shapes.booking(booking_view.view(runtime(), ask.host, ask.booking, _facts(ask))))


@blueprint.post("/manage/redemptions")
@allow("staff", needs=SELL)
def redeem_for_customer() -> Response:
    form = parsing.body(forms.StaffRedemptionForm)
    return jsonify(shapes.outcome(redeem.redeem(runtime(), redemption_request(form, form.customer))))


@blueprint.post("/manage/redemptions/reinstate")
@allow("staff", needs=SELL)
def reinstate_sessions() -> Response:
    form = parsing.body(forms.ReinstateForm)
    asked = command("reinstate", form.model_dump())
    return jsonify(reinstate.reinstate(runtime(), asked, form.host, form.booking, form.reason))


@blueprint.get("/manage/notices")
@allow("staff", needs=VIEW)
def notices() -> Response:
    found, more = attention.open_notices(runtime())
    return jsonify(notices=[shapes.notice(notice) for notice in found], more=more)


@blueprint.post("/manage/notices/<int:number>/resolve")
@allow("staff", needs=MANAGE)
def resolve_notice(number: int) -> Response:
    parsing.body(forms.EmptyForm)
    attention.resolve(runtime(), command("resolve_notice", {"id": number}), number)
    return notices()


def _facts(ask: forms.BookingQuery) -> Facts | None:
    """What the plugin has asked the host, for a booking that we cannot read."""
    if ask.service is None or ask.starts_at is None or ask.customer is None:
        return None
    return Facts(ask.service, ask.starts_at, ask.people, ask.customer, ask.status, ask.payment_state)
