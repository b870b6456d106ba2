"""What the owner manages in WP Admin."""

from flask import Response, jsonify

from sidecar.usecases import catalogue, history, manage, money_view, purchase, shelf_order, site_settings, transfers
from sidecar.usecases.catalogue import PackageForm
from sidecar.web import change_shapes, forms, money_shapes, parsing, shapes
from sidecar.web.auth import MANAGE, SELL, VIEW, allow, command, runtime, signed

blueprint = signed("managing")
STEPS = {"up": -1, "down": 1}


@blueprint.get("/manage/overview")
@allow("staff", needs=VIEW)
def overview() -> Response:
    found = manage.overview(runtime())
    return jsonify(
        checklist=[{"id": name, "done": done} for name, done in found.checklist.items()],
        totals=found.totals,
        connection={"fingerprint": found.fingerprint, "paired_at": found.paired_at},
    )


@blueprint.get("/manage/services")
@allow("staff", needs=VIEW)
def services() -> Response:
    site, found = catalogue.services(runtime())
    return jsonify(services=[shapes.service(service, site) for service in found])


@blueprint.get("/manage/packages")
@allow("staff", needs=VIEW)
def packages() -> Response:
    shelf = catalogue.managed(runtime(), status=parsing.query(forms.PackagesQuery).status)
    return jsonify(packages=[shapes.managed(card, shelf.site) for card in shelf.cards], counts=shelf.counts)


@blueprint.get("/manage/packages/<ulid:public_id>")
@allow("staff", needs=VIEW)
def package(public_id: str) -> Response:
    return _package(public_id)


@blueprint.post("/manage/packages")
@allow("staff", needs=MANAGE)
def create_package() -> Response:
    form = parsing.body(forms.PackageBody)
    answer = catalogue.create(runtime(), command("package_create", form.model_dump(mode="json")), _form(form))
    response = _package(answer["package"])
    response.status_code = 201
    return response


@blueprint.put("/manage/packages/<ulid:public_id>")
@allow("staff", needs=MANAGE)
def update_package(public_id: str) -> Response:
    form = parsing.body(forms.PackageBody)
    asked = command("package_update", {"id": public_id} | form.model_dump(mode="json"))
    catalogue.update(runtime(), asked, public_id, _form(form))
    return _package(public_id)


@blueprint.post("/manage/packages/<ulid:public_id>/status")
@allow("staff", needs=MANAGE)
def package_status(public_id: str) -> Response:
    form = parsing.body(forms.PackageStatusForm)
    asked = command("package_status", {"id": public_id, "status": form.status})
    catalogue.set_status(runtime(), asked, public_id, form.status)
    return _package(public_id)


@blueprint.post("/manage/packages/<ulid:public_id>/move")
@allow("staff", needs=MANAGE)
def move_package(public_id: str) -> Response:
    form = parsing.body(forms.MoveForm)
    asked = command("package_move", {"id": public_id} | form.model_dump())
    shelf_order.move(runtime(), asked, public_id, STEPS[form.direction], form.status)
    return _package(public_id)


@blueprint.post("/manage/packages/preview")
@allow("staff", needs=MANAGE)
def preview_package() -> Response:
    form = parsing.body(forms.PackagePreviewBody)
    shelf = catalogue.preview(runtime(), _form(form), form.id)
    return jsonify(package=shapes.card(shelf.cards[0], shelf.site))


@blueprint.get("/manage/settings")
@allow("staff", needs=MANAGE)
def settings() -> Response:
    return jsonify(settings=site_settings.show(runtime()))


@blueprint.put("/manage/settings")
@allow("staff", needs=MANAGE)
def update_settings() -> Response:
    values = parsing.body(forms.SettingsForm).model_dump()
    site_settings.update(runtime(), command("settings", values), values)
    return settings()


@blueprint.post("/manage/orders/<ulid:public_id>/confirm-transfer")
@allow("staff", needs=SELL)
def confirm_transfer(public_id: str) -> Response:
    form = parsing.body(forms.TransferForm)
    asked = command("confirm_transfer", {"id": public_id} | form.model_dump())
    transfers.confirm(runtime(), asked, public_id, form.amount, form.keep_surplus)
    return _order(public_id)


@blueprint.post("/manage/orders/<ulid:public_id>/cancel")
@allow("staff", needs=SELL)
def cancel_order(public_id: str) -> Response:
    form = parsing.body(forms.ReasonForm)
    asked = command("cancel_order", {"id": public_id, "reason": form.reason})
    purchase.cancel_order(runtime(), asked, public_id, form.reason)
    return _order(public_id)


@blueprint.get("/manage/customer-packages/<ulid:public_id>")
@allow("staff", needs=VIEW)
def customer_package(public_id: str) -> Response:
    found, past = manage.statement(runtime(), public_id), history.of_package(runtime(), public_id)
    bought = manage.order(runtime(), found.view.order.public_id) if found.view.order else None
    return jsonify(
        customer_package=shapes.customer_package(found.view, found.site, staff=True),
        ledger=change_shapes.entries(past),
        rolled={"from": past.rolled_from, "into": past.rolled_into, "through": shapes.day(past.through)},
        steps=[{"id": name, "code": code} for name, code in past.obstacles.items()],
        order=shapes.order(bought[1], bought[0]) if bought else None,
        **money_shapes.money_of_package(money_view.of_package(runtime(), public_id)),
    )


def _form(body: forms.PackageBody) -> PackageForm:
    values = {name: getattr(body, name) for name in forms.PackageBody.model_fields if name != "services"}
    return PackageForm(**values, services=tuple((service.host, service.id) for service in body.services))


def _package(public_id: str) -> Response:
    shelf = catalogue.managed(runtime(), public_id)
    return jsonify(package=shapes.managed(shelf.cards[0], shelf.site))


def _order(public_id: str) -> Response:
    site, view = manage.order(runtime(), public_id)
    return jsonify(order=shapes.order(view, site))
