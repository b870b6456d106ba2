"""The owner's list of customer packages: a view, in an order, page by page in both directions."""

import base64
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sidecar.errors import InvalidFields
from sidecar.runtime import Runtime
from sidecar.usecases import sites, views
from sidecar.usecases.views import HoldingView
from wp_bridge import finding, listing, tallies
from wp_bridge.database import Transaction
from wp_bridge.finding import Plan
from wp_bridge.listing import Place, Wanted
from wp_bridge.records import CustomerPackage, Site

BATCH = 500  # marked as ended in one transaction
NO_CURSOR = "must be the `next` or `previous` of a page in the same order"


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
    counts: dict[str, int]
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
        return _page(sites.load(tx, rt.config), tx, use, listing.page(tx, use, plan.branches), counts)

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
    there_is_more = len(found) > wanted.limit
    shown = found[-wanted.limit :] if wanted.back else found[: wanted.limit]
    ahead = wanted.place is not None if wanted.back else there_is_more
    behind = there_is_more if wanted.back else wanted.place is not None
    return SoldPage(
        site,
        tuple(views.holding_views(tx, shown)),
        counts,
        wanted.sort,
        wanted.descending,
        next=cursor(wanted.sort, shown[-1]) if shown and ahead else None,
        previous=cursor(wanted.sort, shown[0]) if shown and behind else None,
    )


def _wanted(ask: Ask) -> Wanted:
    known = {"status": (ask.view, listing.VIEWS), "sort": (ask.sort, listing.SORTS), "order": (ask.order, ("", "asc", "desc"))}
    wrong = {
        name: "must be one of " + ", ".join(filter(None, those)) for name, (given, those) in known.items() if given not in those
    }
    if ask.after and ask.before:
        wrong["before"] = "cannot be told together with `after`"
    if wrong:
        raise InvalidFields(wrong)
    name = "before" if ask.before else "after"
    place = _place(name, ask.before or ask.after, ask.sort)
    falls = ask.order == "desc" if ask.order else ask.sort == "purchased"
    return Wanted(ask.view, ask.sort, falls, place, back=bool(ask.before) or (ask.last and place is None), limit=ask.per_page)


def _by_purchase(wanted: Wanted) -> Wanted:
    """A place in another order is none in this one."""
    if wanted.sort == "purchased":
        return wanted
    return replace(wanted, sort="purchased", descending=True, place=None, back=wanted.back and wanted.place is None)


def cursor(sort: str, row: CustomerPackage) -> str:
    values = {"purchased": row.purchased_at.isoformat(), "expiry": row.expiry_order.isoformat(), "customer": row.sort_name}
    return base64.urlsafe_b64encode(json.dumps([sort, values[sort], row.id]).encode()).decode()


def _place(name: str, text: str, sort: str) -> Place | None:
    if not text:
        return None
    try:
        return parsed(text, sort)
    except ValueError:
        raise InvalidFields({name: NO_CURSOR}) from None


def parsed(text: str, sort: str) -> Place:
    """Raises ValueError for anything that `cursor` did not make, also for another sort."""
    try:
        made_for, value, number = json.loads(base64.urlsafe_b64decode(text.encode()))
        if made_for != sort or not isinstance(value, str) or type(number) is not int or not 0 < number < 2**63:
            raise ValueError("not a cursor")
        value.encode()  # half of a surrogate pair is no text
        return Place(value[:64] if sort == "customer" else datetime.fromisoformat(value).astimezone(UTC), number)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise ValueError("not a cursor") from error
