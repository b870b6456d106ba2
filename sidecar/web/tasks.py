"""Tasks of staff: begun, followed, and what came of each item. Bulk extensions begin here too."""

from flask import Response, jsonify

from sidecar.usecases import extending, tasks
from sidecar.usecases.extending import Change
from sidecar.web import forms, parsing, task_forms, task_shapes
from sidecar.web.auth import MANAGE, allow, command, runtime, signed
from wp_bridge.extensions import Filter

blueprint = signed("tasks")


@blueprint.get("/manage/tasks")
@allow("staff", needs=MANAGE)
def newest() -> Response:
    found = tasks.newest(runtime(), parsing.query(task_forms.TasksQuery).kind)
    return jsonify(tasks=[task_shapes.task(each) for each in found])


@blueprint.get("/manage/tasks/<ulid:public_id>")
@allow("staff", needs=MANAGE)
def show(public_id: str) -> Response:
    return _task(public_id)


@blueprint.post("/manage/tasks/<ulid:public_id>/start")
@allow("staff", needs=MANAGE)
def start(public_id: str) -> Response:
    parsing.body(forms.EmptyForm)
    tasks.start(runtime(), command("task_start", {"id": public_id}), public_id)
    return _task(public_id)


@blueprint.get("/manage/tasks/<ulid:public_id>/items")
@allow("staff", needs=MANAGE)
def items(public_id: str) -> Response:
    ask = parsing.query(task_forms.ItemsQuery)
    task = tasks.show(runtime(), public_id)
    found, following = tasks.items(runtime(), public_id, ask.view, ask.after)
    return jsonify(items=[task_shapes.item(each, task.kind) for each in found], next=following)


@blueprint.get("/manage/tasks/<ulid:public_id>/csv")
@allow("staff", needs=MANAGE)
def as_csv(public_id: str) -> Response:
    text, following = tasks.as_csv(runtime(), public_id, parsing.query(task_forms.CsvQuery).after)
    return jsonify(csv=text, next=following)


@blueprint.get("/manage/extension")
@allow("staff", needs=MANAGE)
def preview() -> Response:
    ask = parsing.query(task_forms.ExtensionQuery)
    found = extending.preview(runtime(), _filter(ask), Change(ask.days, ask.until, ""))
    return jsonify(preview=task_shapes.extension(found))


@blueprint.post("/manage/extension")
@allow("staff", needs=MANAGE)
def extend() -> Response:
    form = parsing.body(task_forms.ExtensionForm)
    change = Change(form.days, form.until, form.reason, form.mails)
    asked = command("extension", form.model_dump(mode="json", exclude={"expected"}))
    response = _task(extending.begin(runtime(), asked, _filter(form), change, form.expected)["task"])
    response.status_code = 201
    return response


def _filter(form: task_forms.ExtensionQuery) -> Filter:
    packages, ids = (tuple(filter(None, text.split(","))) for text in (form.packages, form.ids))
    return Filter(form.status, packages, ids, form.ends_from, form.ends_until)


def _task(public_id: str) -> Response:
    return jsonify(task=task_shapes.task(tasks.show(runtime(), public_id)))
