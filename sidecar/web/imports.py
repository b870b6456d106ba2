"""Files of balances: looked at row by row before anything is made of them."""

import base64
import binascii
import hashlib

from flask import Response, jsonify

from sidecar.errors import InvalidFields
from sidecar.usecases import imports, tasks
from sidecar.usecases.imports import File
from sidecar.web import parsing, task_forms, task_shapes
from sidecar.web.auth import MANAGE, allow, command, runtime, signed

blueprint = signed("imports", most_bytes=6 * 1024 * 1024)


@blueprint.get("/manage/imports")
@allow("staff", needs=MANAGE)
def about() -> Response:
    limits = {"rows": imports.MOST_ROWS, "bytes": imports.MOST_BYTES}
    return jsonify(columns=list(imports.COLUMNS), sample=imports.sample(runtime()), limits=limits)


@blueprint.post("/manage/imports")
@allow("staff", needs=MANAGE)
def check() -> Response:
    form = parsing.body(task_forms.ImportForm)
    file = File(form.file_name, _bytes(form.content), form.accounts, form.mails)
    asked = form.model_dump(exclude={"content"}) | {"file": hashlib.sha256(file.content).hexdigest()}
    answer = imports.check(runtime(), command("import", asked), file)
    response = jsonify(task=task_shapes.task(tasks.show(runtime(), answer["task"])))
    response.status_code = 201
    return response


def _bytes(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidFields({"content": "must be base64"}) from None
