"""Money going back, as staff begin and finish it."""

from flask import Response, jsonify

from sidecar.usecases import money_view, refunds
from sidecar.usecases.once import Answer
from sidecar.usecases.refunds import Wish
from sidecar.web import forms, money_forms, money_shapes, parsing
from sidecar.web.auth import REFUND, VIEW, allow, command, runtime, signed

blueprint = signed("refunds")


@blueprint.get("/manage/customer-packages/<ulid:public_id>/refund")
@allow("staff", needs=VIEW)
def preview(public_id: str) -> Response:
    ask = parsing.query(money_forms.RefundQuery)
    wish = Wish(ask.rule, ask.sessions, ask.amount) if ask.rule else None
    found = refunds.preview(runtime(), public_id, wish)
    return jsonify(preview=money_shapes.preview(found))


@blueprint.post("/manage/customer-packages/<ulid:public_id>/refund")
@allow("staff", needs=REFUND)
def start(public_id: str) -> Response:
    form = parsing.body(money_forms.RefundForm)
    asked = command("refund", {"id": public_id} | form.model_dump())
    wish = Wish(form.rule, form.sessions, form.amount)
    return _refund(refunds.start(runtime(), asked, public_id, wish, form.expected, form.reason))


@blueprint.post("/manage/refunds/<ulid:public_id>/sent")
@allow("staff", needs=REFUND)
def sent(public_id: str) -> Response:
    parsing.body(forms.EmptyForm)
    return _refund(refunds.sent(runtime(), command("refund_sent", {"id": public_id}), public_id))


@blueprint.post("/manage/refunds/<ulid:public_id>/withdraw")
@allow("staff", needs=REFUND)
def withdraw(public_id: str) -> Response:
    form = parsing.body(money_forms.WithdrawForm)
    asked = command("refund_withdraw", {"id": public_id, "reason": form.reason})
    return _refund(refunds.withdraw(runtime(), asked, public_id, form.reason))


@blueprint.post("/manage/refunds/<ulid:public_id>/take")
@allow("staff", needs=REFUND)
def take(public_id: str) -> Response:
    form = parsing.body(money_forms.TakeForm)
    asked = command("refund_take", {"id": public_id, "sessions": form.sessions})
    return _refund(refunds.take(runtime(), asked, public_id, form.sessions))


@blueprint.post("/manage/payments/<ulid:public_id>/refund")
@allow("staff", needs=REFUND)
def give_back_surplus(public_id: str) -> Response:
    form = parsing.body(money_forms.SurplusForm)
    asked = command("refund_surplus", {"id": public_id, "reason": form.reason})
    return _refund(refunds.give_back_surplus(runtime(), asked, public_id, form.reason))


def _refund(answer: Answer) -> Response:
    """As it is now: the answer to a repeated call may be old."""
    site, found = money_view.refund(runtime(), answer["refund"])
    return jsonify(refund=money_shapes.refund(found, site))
