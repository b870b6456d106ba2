"""Selling by hand."""

from flask import Response, jsonify

from sidecar.usecases import manage, sales
from sidecar.usecases.sales import Sale, Seen
from sidecar.web import parsing, sale_forms, sale_shapes, shapes
from sidecar.web.auth import SELL, allow, command, runtime, signed

blueprint = signed("sales")


@blueprint.get("/manage/sales")
@allow("staff", needs=SELL)
def preview() -> Response:
    found = sales.preview(runtime(), _sale(parsing.query(sale_forms.SaleQuery)))
    return jsonify(preview=sale_shapes.preview(found))


@blueprint.post("/manage/sales")
@allow("staff", needs=SELL)
def sell() -> Response:
    form = parsing.body(sale_forms.SaleForm)
    seen = Seen(form.version, form.expected, tuple(form.knowing))
    answer = sales.sell(runtime(), command("sale", form.model_dump(exclude={"knowing"})), _sale(form), seen)
    site, view = manage.order(runtime(), answer["order"])
    response = jsonify(order=shapes.order(view, site))
    response.status_code = 201
    return response


def _sale(form: sale_forms.SaleQuery) -> Sale:
    return Sale(**{name: getattr(form, name) for name in sale_forms.SaleQuery.model_fields})
