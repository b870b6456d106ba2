"""The owner's lists: who holds what, orders that wait, the overview."""

from dataclasses import dataclass

from sidecar.errors import NotFound
from sidecar.runtime import Runtime
from sidecar.usecases import sites, views, ways_to_pay
from sidecar.usecases.mine import Statement
from sidecar.usecases.views import OrderView
from wp_bridge import customer_packages, keys, ledger, listing, orders, packages, reports, settings
from wp_bridge.database import Transaction
from wp_bridge.records import Site


@dataclass(frozen=True)
class Overview:
    checklist: dict[str, bool]
    totals: dict[str, int]
    fingerprint: str | None
    paired_at: str | None


def statement(rt: Runtime, public_id: str) -> Statement:
    def work(tx: Transaction) -> Statement:
        package = customer_packages.find(tx, public_id)
        if package is None:
            raise NotFound()
        view = views.holding_view(tx, package)
        return Statement(sites.load(tx, rt.config), view, tuple(ledger.history(tx, package.id)))

    return rt.db.transact(work)


def order(rt: Runtime, public_id: str) -> tuple[Site, OrderView]:
    def work(tx: Transaction) -> tuple[Site, OrderView]:
        found = orders.find(tx, public_id)
        if found is None:
            raise NotFound()
        return sites.load(tx, rt.config), views.order_view(tx, found)

    return rt.db.transact(work)


def overview(rt: Runtime) -> Overview:
    def work(tx: Transaction) -> Overview:
        known, key = settings.read(tx), keys.newest(tx)
        checklist = {
            "paired": key is not None,
            "currency": "currency" in known,
            "way_to_pay": bool(ways_to_pay.offered(rt, known)),
            "first_package": bool(packages.listed(tx, shelf_only=True)),
        }
        mode = rt.config.mode
        totals = reports.totals(tx, mode) | {
            "active": listing.active(tx, mode),
            "awaiting": orders.count_by_status(tx, "awaiting_payment"),
        }
        return Overview(checklist, totals, key.fingerprint if key else None, key.created_at.isoformat() if key else None)

    return rt.db.transact(work)
