"""What a step would make of a customer package, before anybody means it: nothing is written and nobody has to wait."""

from dataclasses import dataclass

from sidecar.domain.status import status
from sidecar.runtime import Runtime
from sidecar.usecases import plans, sites, worth
from sidecar.usecases.plans import Planner
from wp_bridge import customers
from wp_bridge.database import Transaction
from wp_bridge.records import Customer, CustomerPackage, Site


@dataclass(frozen=True)
class Standing:
    """How a package stands, and what could be refunded of it: (minor units, currency), None where nothing was paid."""

    package: CustomerPackage
    status: str
    worth: tuple[int, str] | None
    owner: Customer


@dataclass(frozen=True)
class Preview:
    site: Site
    before: Standing
    after: Standing
    note: str


def preview(rt: Runtime, public_id: str, planner: Planner) -> Preview:
    """Raises what the step itself would raise."""

    def work(tx: Transaction) -> Preview:
        house = sites.house(tx, rt.config)
        scene = plans.seen(tx, house, public_id)
        plan, package = planner(scene), scene.package
        owner = customers.get(tx, package.customer_id)

        def standing(each: CustomerPackage, whose: Customer, added: int) -> Standing:
            return Standing(each, status(each, scene.now), worth.of_paid_sessions(tx, each, each.paid_balance, added), whose)

        before, after = standing(package, owner, 0), standing(plan.after, plan.owner or owner, plan.added)
        return Preview(house.site, before, after, plan.note)

    return rt.db.transact(work)
