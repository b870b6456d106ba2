"""The owner's lists: customer packages, orders, and everything of one customer."""

from flask import Response, jsonify

from sidecar.usecases import customer_view, listed, order_list
from sidecar.usecases.listed import Ask
from sidecar.web import list_forms, list_shapes, parsing, shapes
from sidecar.web.auth import VIEW, allow, runtime, signed

blueprint = signed("lists")


@blueprint.get("/manage/customer-packages")
@allow("staff", needs=VIEW)
def customer_packages() -> Response:
    values = parsing.query(list_forms.SoldQuery).model_dump()
    page = listed.page(runtime(), Ask(view=values.pop("status"), **values))
    items = [shapes.customer_package(view, page.site, staff=True) for view in page.items]
    order = "desc" if page.descending else "asc"
    return jsonify(items=items, counts=page.counts, sort=page.sort, order=order, next=page.next, previous=page.previous)


@blueprint.get("/manage/orders")
@allow("staff", needs=VIEW)
def orders() -> Response:
    page = order_list.page(runtime(), order_list.Ask(**parsing.query(list_forms.OrdersQuery).model_dump()))
    items = [shapes.order(view, page.site) for view in page.items]
    return jsonify(orders=items, counts={"awaiting_payment": page.awaited}, next=page.next, previous=page.previous)


@blueprint.get("/manage/customers/<ulid:public_id>")
@allow("staff", needs=VIEW)
def customer(public_id: str) -> Response:
    found = customer_view.show(runtime(), public_id, parsing.query(list_forms.CustomerQuery).after)
    return jsonify(list_shapes.customer(found))
