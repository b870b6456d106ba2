"""The owner's list of orders, page by page in both directions; those awaited can be searched."""

from dataclasses import dataclass, replace

from sidecar.domain import cursors
from sidecar.errors import InvalidFields
from sidecar.runtime import Runtime
from sidecar.usecases import sites, views
from sidecar.usecases.views import OrderView
from wp_bridge import finding, order_list, orders
from wp_bridge.database import Transaction
from wp_bridge.order_list import Place, Wanted
from wp_bridge.records import Order, Site
from wp_bridge.searching import words

STATUSES = ("awaiting_payment", "paid", "cancelled")
AWAITED = "awaiting_payment"
SORT = "placed"


@dataclass(frozen=True)
class Ask:
    status: str = AWAITED
    search: str = ""
    after: str = ""
    before: str = ""
    last: bool = False
    per_page: int = 20


@dataclass(frozen=True)
class OrderPage:
    site: Site
    items: tuple[OrderView, ...]
    awaited: int
    next: str | None
    previous: str | None


def page(rt: Runtime, ask: Ask) -> OrderPage:
    """Raises `InvalidFields`. Few orders are awaited at a time; among the paid ones a package is looked for instead."""
    asked = _wanted(ask)

    def work(tx: Transaction) -> OrderPage:
        known = finding.look_up(tx, words(ask.search))
        wanted, found = asked, order_list.page(tx, asked, ask.search, known)
        if not found and asked.place is not None:  # what stood there was paid since: the end of the list that it stood at
            wanted = replace(asked, place=None, back=not asked.back)
            found = order_list.page(tx, wanted, ask.search, known)
        shown = cursors.cut(found, wanted.limit, back=wanted.back)
        before, after = cursors.sides(found, wanted.limit, back=wanted.back, placed=wanted.place is not None)
        return OrderPage(
            sites.load(tx, rt.config),
            tuple(views.order_views(tx, shown)),
            orders.count_by_status(tx, AWAITED),
            next=_cursor(shown[-1]) if shown and after else None,
            previous=_cursor(shown[0]) if shown and before else None,
        )

    return rt.db.transact(work)


def _wanted(ask: Ask) -> Wanted:
    if ask.status not in STATUSES:
        raise InvalidFields({"status": "must be awaiting_payment, paid or cancelled"})
    if ask.search and ask.status != AWAITED:
        raise InvalidFields({"search": "is only for orders awaiting payment"})
    found = cursors.asked(ask.after, ask.before, SORT)
    place = Place(cursors.moment(found), found.id) if found else None
    return Wanted(ask.status, place, back=bool(ask.before) or (ask.last and place is None), limit=ask.per_page)


def _cursor(order: Order) -> str:
    return cursors.write(SORT, order.placed_at.isoformat(), order.id)
