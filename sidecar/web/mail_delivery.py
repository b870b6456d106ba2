"""By which road mails leave, and whether one gets through."""

from flask import Response, jsonify

from sidecar.usecases import mail_delivery
from sidecar.web import delivery_forms, forms, parsing
from sidecar.web.auth import MANAGE, allow, command, runtime, signed

blueprint = signed("mail_delivery")


@blueprint.get("/manage/mail-delivery")
@allow("staff", needs=MANAGE)
def delivery() -> Response:
    return jsonify(delivery=mail_delivery.show(runtime()))


@blueprint.put("/manage/mail-delivery")
@allow("staff", needs=MANAGE)
def update_delivery() -> Response:
    values = parsing.body(delivery_forms.DeliveryForm).model_dump()
    mail_delivery.update(runtime(), command("mail_delivery", values), values)
    return delivery()


@blueprint.post("/manage/mail-delivery/test")
@allow("staff", needs=MANAGE)
def test_delivery() -> Response:
    parsing.body(forms.EmptyForm)
    return jsonify(mail_delivery.test(runtime(), command("mail_delivery_test")))
