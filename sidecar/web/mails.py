"""Which mails go out, in what words, by what rules."""

from flask import Response, jsonify

from sidecar.domain.wording import Wording
from sidecar.usecases import mail_rules, mail_wording
from sidecar.usecases.mail_rules import MailRules
from sidecar.web import forms, mail_forms, mail_shapes, parsing
from sidecar.web.auth import MANAGE, allow, command, runtime, signed

blueprint = signed("mails")


@blueprint.get("/manage/mails")
@allow("staff", needs=MANAGE)
def mails() -> Response:
    return jsonify(mails=[mail_shapes.listed(found) for found in mail_wording.listed(runtime())])


@blueprint.get("/manage/mails/<mail>")
@allow("staff", needs=MANAGE)
def show(mail: str) -> Response:
    return _mail(mail)


@blueprint.put("/manage/mails/<mail>")
@allow("staff", needs=MANAGE)
def update(mail: str) -> Response:
    form = parsing.body(mail_forms.MailForm)
    asked = command("mail", {"id": mail} | form.model_dump())
    mail_wording.update(runtime(), asked, mail, form.on, _words(form))
    return _mail(mail)


@blueprint.post("/manage/mails/<mail>/preview")
@allow("staff", needs=MANAGE)
def preview(mail: str) -> Response:
    form = parsing.body(mail_forms.WordsForm)
    letter, unknown = mail_wording.preview(runtime(), mail, _words(form))
    return jsonify(**mail_shapes.letter(letter), unknown=[mail_shapes.unknown(found) for found in unknown])


@blueprint.post("/manage/mails/<mail>/reset")
@allow("staff", needs=MANAGE)
def reset(mail: str) -> Response:
    parsing.body(forms.EmptyForm)
    mail_wording.reset(runtime(), command("mail_reset", {"id": mail}), mail)
    return _mail(mail)


@blueprint.post("/manage/mails/<mail>/test")
@allow("staff", needs=MANAGE)
def test(mail: str) -> Response:
    form = parsing.body(mail_forms.WordsForm)
    asked = command("mail_test", {"id": mail} | form.model_dump())
    return jsonify(to=mail_wording.send_test(runtime(), asked, mail, _words(form)))


@blueprint.get("/manage/mail-rules")
@allow("staff", needs=MANAGE)
def rules() -> Response:
    return jsonify(rules=mail_shapes.rules(mail_rules.show(runtime())))


@blueprint.put("/manage/mail-rules")
@allow("staff", needs=MANAGE)
def update_rules() -> Response:
    form = parsing.body(mail_forms.RulesForm)
    wanted = MailRules(tuple(sorted(form.warn_days, reverse=True)), form.low_balance, form.from_hour, form.staff_to)
    mail_rules.update(runtime(), command("mail_rules", form.model_dump()), wanted)
    return rules()


def _words(form: mail_forms.WordsForm) -> Wording:
    return Wording(form.subject, form.body, form.box)


def _mail(mail: str) -> Response:
    return jsonify(mail=mail_shapes.mail(mail_wording.show(runtime(), mail)))
