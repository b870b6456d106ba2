"""The log of mails, and mails sent again."""

from flask import Response, jsonify

from sidecar.usecases import mail_log
from sidecar.web import forms, mail_forms, mail_shapes, parsing
from sidecar.web.auth import SELL, VIEW, allow, command, runtime, signed

blueprint = signed("mail_log")


@blueprint.get("/manage/mail-log")
@allow("staff", needs=VIEW)
def entries() -> Response:
    ask = parsing.query(mail_forms.LogQuery)
    page = mail_log.page(runtime(), ask.status, ask.search, ask.after, ask.package)
    return jsonify(items=[mail_shapes.entry(found) for found in page.items], counts=page.counts, next=page.next)


@blueprint.get("/manage/mail-log/<int:number>")
@allow("staff", needs=VIEW)
def entry(number: int) -> Response:
    return jsonify(mail=mail_shapes.opened(mail_log.opened(runtime(), number)))


@blueprint.post("/manage/mail-log/<int:number>/resend")
@allow("staff", needs=SELL)
def resend(number: int) -> Response:
    parsing.body(forms.EmptyForm)
    return jsonify(mail=mail_shapes.entry(mail_log.resend(runtime(), command("mail_resend", {"id": number}), number)))
