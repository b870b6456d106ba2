"""Which of a customer's packages may pay the booking they are making; and why the others may not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sidecar.domain import eligibility
from sidecar.domain.eligibility import Holding, Verdict, Visit
from sidecar.errors import Forbidden
from sidecar.runtime import Runtime
from sidecar.usecases import sites, views
from wp_bridge import customer_packages, customers
from wp_bridge.database import Transaction
from wp_bridge.records import Actor, Customer

SILENT = {"not_active", "no_sessions_left"}  # history, not an answer to "why can I not use my package?"
RECENTLY = timedelta(days=30)


@dataclass(frozen=True)
class Offer:
    holding: Holding
    verdict: Verdict
    preselected: bool


def offers(rt: Runtime, actor: Actor, visit: Visit, price_minor: int) -> list[Offer]:
    """Usable ones first, soonest expiry first. A booking that costs nothing is offered, but not preselected."""
    if actor.kind != "customer" or not actor.wp_user_id:
        raise Forbidden("login_required", "packages belong to an account")
    user_id = actor.wp_user_id

    def work(tx: Transaction) -> list[Offer]:
        customer = customers.of_user(tx, user_id)
        return of_customers(rt, tx, [customer] if customer else [], visit, preselect=price_minor > 0)

    return rt.db.transact(work)


def of_customers(rt: Runtime, tx: Transaction, owners: Sequence[Customer], visit: Visit, *, preselect: bool) -> list[Offer]:
    """The packages of one customer, or of all whom staff may choose from."""
    site, now = sites.load(tx, rt.config), tx.now()
    owned = [package for owner in owners for package in customer_packages.of_customer(tx, owner.id)]
    found = views.holdings(tx, [package for package in owned if package.mode == rt.config.mode])
    judged = [(holding, eligibility.verdict(holding, [visit], now, site.zone)) for holding in eligibility.in_order(found)]
    return _ranked([pair for pair in judged if _worth_telling(*pair, now)], preselect)


def _ranked(judged: list[tuple[Holding, Verdict]], preselect: bool) -> list[Offer]:
    usable = [pair for pair in judged if pair[1].code is None]
    others = [pair for pair in judged if pair[1].code is not None]
    return [
        Offer(holding, verdict, preselected=index == 0 and verdict.code is None and preselect)
        for index, (holding, verdict) in enumerate(usable + others)
    ]


def _worth_telling(holding: Holding, verdict: Verdict, now: datetime) -> bool:
    if verdict.code in SILENT:
        return False
    ended = holding.package.expires_at
    return verdict.code != "expired" or (holding.package.balance > 0 and ended is not None and now - ended < RECENTLY)
