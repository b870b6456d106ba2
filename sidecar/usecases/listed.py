"""The owner's list of customer packages: a view, in an order, page by page in both directions."""

from dataclasses import dataclass, replace

from sidecar.domain import cursors
from sidecar.errors import InvalidFields
from sidecar.runtime import Runtime
from sidecar.usecases import sites, views
from sidecar.usecases.views import HoldingView
from wp_bridge import finding, listing, orders, tallies
from wp_bridge.database import Transaction
from wp_bridge.finding import Plan
from wp_bridge.listing import Place, Wanted
from wp_bridge.records import CustomerPackage, Site

BATCH = 500  # marked as ended in one transaction


@dataclass(frozen=True)
class Ask:
    """`order` is asc or desc, empty: as is usual for the sort. At most one of `after`, `before` and `last`."""

    view: str = "all"
    search: str = ""
    sort: str = "purchased"
    order: str = ""
    after: str = ""
    before: str = ""
    last: bool = False
    per_page: int = 20


@dataclass(frozen=True)
class SoldPage:
    """`sort` is what it is sorted by: not what was asked for where a search finds too much for that."""

    site: Site
    items: tuple[HoldingView, ...]
    counts: dict[str, int]  # of the views, and of the orders that are awaited
    sort: str
    descending: bool
    next: str | None
    previous: str | None


def page(rt: Runtime, ask: Ask) -> SoldPage:
    """Raises `InvalidFields` for a view or an order that there is not, or a cursor that is none of ours."""
    wanted = _wanted(ask)

    def work(tx: Transaction) -> SoldPage:
        counts = listing.counts(tx)
        plan = (
            finding.plan(tx, ask.search, ask.view, counts[ask.view])
            if ask.search
            else Plan(listing.branches(ask.view, wanted.sort))
        )
        use = wanted if plan.in_any_order else _by_purchase(wanted)
        counts["awaiting_payment"] = orders.count_by_status(tx, "awaiting_payment")
        found = listing.page(tx, use, plan.branches)
        if not found and use.place is not None:
            use = _end(use)
            found = listing.page(tx, use, plan.branches)
        return _page(sites.load(tx, rt.config), tx, use, found, counts)

    return rt.db.transact(work)


def see_ended(rt: Runtime) -> int:
    """Moves what has ended among the expired ones. The list and its counts are right without it, but not for long as quick."""
    seen = 0
    while found := rt.db.transact(lambda tx: tallies.see_ended(tx, BATCH)):
        seen += found
    return seen


def fold_tallies(rt: Runtime) -> int:
    """Puts together what was noted since; until little is left to gain."""
    folded = 0
    while found := rt.db.transact(tallies.fold):
        folded += found
    return folded


def _page(site: Site, tx: Transaction, wanted: Wanted, found: list[CustomerPackage], counts: dict[str, int]) -> SoldPage:
    shown = cursors.cut(found, wanted.limit, back=wanted.back)
    before, after = cursors.sides(found, wanted.limit, back=wanted.back, placed=wanted.place is not None)
    return SoldPage(
        site,
        tuple(views.holding_views(tx, shown)),
        counts,
        wanted.sort,
        wanted.descending,
        next=cursor(wanted.sort, shown[-1]) if shown and after else None,
        previous=cursor(wanted.sort, shown[0]) if shown and before else None,
    )


def _wanted(ask: Ask) -> Wanted:
    known = {"status": (ask.view, listing.VIEWS), "sort": (ask.sort, listing.SORTS), "order": (ask.order, ("", "asc", "desc"))}
    wrong = {
        name: "must be one of " + ", ".join(filter(None, those)) for name, (given, those) in known.items() if given not in those
    }
    if wrong:
        raise InvalidFields(wrong)
    found = cursors.asked(ask.after, ask.before, ask.sort)
    place = Place(found.value if ask.sort == "customer" else cursors.moment(found), found.id) if found else None
    falls = ask.order == "desc" if ask.order else ask.sort == "purchased"
    return Wanted(ask.view, ask.sort, falls, place, back=bool(ask.before) or (ask.last and place is None), limit=ask.per_page)


def _end(wanted: Wanted) -> Wanted:
    """What stood there has gone since: the end of the list that it stood at."""
    return replace(wanted, place=None, back=not wanted.back)


def _by_purchase(wanted: Wanted) -> Wanted:
    """A place in another order is none in this one."""
    if wanted.sort == "purchased":
        return wanted
    return replace(wanted, sort="purchased", descending=True, place=None, back=wanted.back and wanted.place is None)


def cursor(sort: str, row: CustomerPackage) -> str:
    values = {"purchased": row.purchased_at.isoformat(), "expiry": row.expiry_order.isoformat(), "customer": row.sort_name}
    return cursors.write(sort, values[sort], row.id)
