"""What staff change on one customer package: looked at first, then done, each step once and with a reason."""

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify

from sidecar.usecases import change_preview, corrections, manage, plans, reassigning, reinstate, rolling, undoing
from sidecar.usecases.once import Answer
from sidecar.usecases.plans import Planner
from sidecar.usecases.reassigning import Somebody
from sidecar.web import change_forms, change_shapes, parsing, shapes
from sidecar.web.auth import MANAGE, VIEW, allow, command, runtime, signed
from sidecar.web.parsing import Form

blueprint = signed("changes")
PATH = "/manage/customer-packages/<ulid:public_id>"
PLANNERS: dict[str, Callable[[Any], Planner]] = {
    "adjust": lambda ask: plans.adjust(ask.sessions, ask.paid),
    "validity": lambda ask: plans.set_validity(ask.valid_through),
    "suspend": lambda _ask: plans.suspend,
    "resume": lambda ask: plans.resume(ask.extend),
    "roll-over": lambda ask: rolling.roll_over(ask.valid_through),
    "reassign": lambda ask: reassigning.reassign(_somebody(ask)),
    "undo": lambda ask: undoing.undo(ask.entry),
    "reinstate": lambda ask: reinstate.planned(ask.host, ask.booking),
}


@blueprint.get(f"{PATH}/preview")
@allow("staff", needs=VIEW)
def preview(public_id: str) -> Response:
    asked = parsing.query(change_forms.PreviewQuery)
    found = change_preview.preview(runtime(), public_id, _planner(asked))
    return jsonify(preview={"action": asked.action} | change_shapes.preview(found))


@blueprint.post(f"{PATH}/adjust")
@allow("staff", needs=MANAGE)
def adjust(public_id: str) -> Response:
    form = parsing.body(change_forms.AdjustForm)
    asked = command("adjust", _said(public_id, form))
    return _package(corrections.adjust(runtime(), asked, public_id, form.sessions, form.paid, form.reason))


@blueprint.post(f"{PATH}/validity")
@allow("staff", needs=MANAGE)
def set_validity(public_id: str) -> Response:
    form = parsing.body(change_forms.ValidityForm)
    asked = command("validity", _said(public_id, form))
    return _package(corrections.set_validity(runtime(), asked, public_id, form.valid_through, form.reason))


@blueprint.post(f"{PATH}/suspend")
@allow("staff", needs=MANAGE)
def suspend(public_id: str) -> Response:
    form = parsing.body(change_forms.SuspendForm)
    return _package(corrections.suspend(runtime(), command("suspend", _said(public_id, form)), public_id, form.reason))


@blueprint.post(f"{PATH}/resume")
@allow("staff", needs=MANAGE)
def resume(public_id: str) -> Response:
    form = parsing.body(change_forms.ResumeForm)
    asked = command("resume", _said(public_id, form))
    return _package(corrections.resume(runtime(), asked, public_id, form.reason, form.extend))


@blueprint.post(f"{PATH}/roll-over")
@allow("staff", needs=MANAGE)
def roll_over(public_id: str) -> Response:
    """Answers with the new package."""
    form = parsing.body(change_forms.ValidityForm)
    asked = command("roll_over", _said(public_id, form))
    return _package(corrections.roll_over(runtime(), asked, public_id, form.valid_through, form.reason))


@blueprint.post(f"{PATH}/reassign")
@allow("staff", needs=MANAGE)
def reassign(public_id: str) -> Response:
    form = parsing.body(change_forms.ReassignForm)
    asked = command("reassign", _said(public_id, form))
    return _package(corrections.reassign(runtime(), asked, public_id, _somebody(form), form.reason))


@blueprint.post(f"{PATH}/undo")
@allow("staff", needs=MANAGE)
def undo(public_id: str) -> Response:
    form = parsing.body(change_forms.UndoForm)
    return _package(corrections.undo(runtime(), command("undo", _said(public_id, form)), public_id, form.entry, form.reason))


def _planner(asked: change_forms.PreviewQuery) -> Planner:
    """What else is asked is judged by the fields of the step."""
    return PLANNERS[asked.action](parsing.checked(change_forms.FIELDS[asked.action], asked.model_extra))


def _said(public_id: str, form: Form) -> dict[str, Any]:
    return {"id": public_id} | form.model_dump(mode="json")


def _somebody(form: change_forms.ReassignFields) -> Somebody:
    return Somebody(form.email, form.name, form.wp_user_id)


def _package(answer: Answer) -> Response:
    """As it is now: the answer to a repeated call may be old."""
    found = manage.statement(runtime(), answer["customer_package"])
    return jsonify(customer_package=shapes.customer_package(found.view, found.site, staff=True))
