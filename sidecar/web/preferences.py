"""The way out that stands in every reminder."""

from flask import Response, jsonify

from sidecar.usecases import preferences
from sidecar.web import forms, parsing
from sidecar.web.auth import allow, command, runtime, signed

blueprint = signed("preferences")


@blueprint.get("/mail-preferences")
@allow("guest", "customer")
def show() -> Response:
    return _answer(parsing.query(forms.PreferencesQuery).token)


@blueprint.post("/mail-preferences")
@allow("guest", "customer")
def change() -> Response:
    form = parsing.body(forms.PreferencesForm)
    preferences.write(runtime(), command("mail_preferences", form.model_dump()), form.token, form.reminders)
    return _answer(form.token)


def _answer(token: str) -> Response:
    found = preferences.read(runtime(), token)
    return jsonify(email=found.email, reminders=found.reminders, site_name=found.site_name)
