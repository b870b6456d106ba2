"""Packages for sale: the shelf that visitors see, and what the owner changes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from ulid import ULID

from sidecar.domain import money, selling
from sidecar.errors import InvalidFields, NotFound
from sidecar.runtime import Runtime
from sidecar.usecases import once, site_settings, sites, ways_to_pay
from sidecar.usecases.once import Answer, Command
from sidecar.usecases.ways_to_pay import Way
from wp_bridge import hosts, orders, packages, reports, settings
from wp_bridge.database import Transaction
from wp_bridge.packages import Listed, Selling, Terms
from wp_bridge.records import HostService, ServiceLink, Site
from wp_bridge.reports import InUse

STATUSES = ("on_sale", "draft", "archived")
NOBODY = InUse()


@dataclass(frozen=True)
class PackageForm:
    """As the owner filled it in; numbers are checked for range by the door, the rest here."""

    name: str
    description: str
    sessions: int
    price: str
    validity_days: int
    any_service: bool
    services: tuple[tuple[str, str], ...]  # (host, service id)
    status: str
    terms_text: str
    validity_from: str
    visit_before_expiry: bool
    per_person: bool
    customer_limit: int | None
    stock: int | None
    sale_from: datetime | None
    sale_until: datetime | None
    hidden: bool
    position: int | None  # None: where it is, a new one at the end


@dataclass(frozen=True)
class Card:
    """A package with what it takes to draw it. `services` holds the linked ones as their host knows them now."""

    listed: Listed
    services: tuple[HostService, ...]
    unavailable: str | None
    in_use: InUse = NOBODY


@dataclass(frozen=True)
class Shelf:
    site: Site
    cards: tuple[Card, ...]
    methods: tuple[Way, ...] = field(default=())
    counts: dict[str, int] = field(default_factory=dict)


def shelf(rt: Runtime, public_id: str | None = None) -> Shelf:
    """What visitors may buy now; with an id that one alone, also if hidden (a direct link). Raises `NotFound`."""

    def work(tx: Transaction) -> Shelf:
        found = packages.listed(tx, public_id=public_id, shelf_only=public_id is None)
        if public_id is not None and (not found or found[0].package.status != "on_sale"):
            raise NotFound("package_unknown")
        return Shelf(sites.load(tx, rt.config), _cards(tx, found), _methods(rt, tx, found if public_id else ()))

    return rt.db.transact(work)


def _methods(rt: Runtime, tx: Transaction, single: Sequence[Listed]) -> tuple[Way, ...]:
    """For one package those that can take its very price."""
    known = settings.read(tx)
    if not single:
        return tuple(ways_to_pay.offered(rt, known))
    version = single[0].version
    return tuple(ways_to_pay.offered_for(rt, known, version.price_minor, version.currency))


def managed(rt: Runtime, public_id: str | None = None, status: str = "all") -> Shelf:
    """All packages, or those of one status, with how many there are of each; with an id that one alone. Raises `NotFound`."""

    def work(tx: Transaction) -> Shelf:
        found = packages.listed(tx, public_id=public_id)
        if public_id is not None and not found:
            raise NotFound("package_unknown")
        shown = [each for each in found if status in {"all", each.package.status}]
        used = reports.in_use(tx, [each.package.id for each in shown])
        cards = tuple(replace(card, in_use=used.get(card.listed.package.id, NOBODY)) for card in _cards(tx, shown))
        return Shelf(sites.load(tx, rt.config), cards, counts=_counts(found))

    return rt.db.transact(work)


def _counts(found: Sequence[Listed]) -> dict[str, int]:
    counted = Counter(each.package.status for each in found)
    return {"all": len(found)} | {status: counted[status] for status in STATUSES}


def preview(rt: Runtime, form: PackageForm, public_id: str | None = None) -> Shelf:
    """The card as it would be. Nothing is kept. Raises `InvalidFields`, and `NotFound` for a package that is none of ours."""

    def work(tx: Transaction) -> Shelf:
        before = packages.listed(tx, public_id=public_id) if public_id else []
        if public_id is not None and not before:
            raise NotFound("package_unknown")
        terms = _terms(tx, rt, form, before[0].services if before else ())
        sold = before[0].package.sold if before else 0
        listed = packages.imagined(public_id or "", terms, _selling(tx, rt, form), sold, tx.now())
        return Shelf(sites.load(tx, rt.config), _cards(tx, [listed]))

    return rt.db.transact(work)


def services(rt: Runtime) -> tuple[Site, list[HostService]]:
    return rt.db.transact(lambda tx: (sites.load(tx, rt.config), hosts.services(tx)))


def create(rt: Runtime, command: Command, form: PackageForm) -> Answer:
    """``{"package": public_id}``. Raises `InvalidFields`."""

    def work(tx: Transaction) -> Answer:
        public_id = str(ULID())
        placed = form if form.position is not None else replace(form, position=packages.last_position(tx) + 1)
        packages.add(tx, public_id, _terms(tx, rt, form, ()), _selling(tx, rt, placed), command.actor.name)
        return {"package": public_id}

    return once.run(rt, command, work)


def update(rt: Runtime, command: Command, public_id: str, form: PackageForm) -> Answer:
    """Changed terms become a new version; customers keep the version they bought."""

    def work(tx: Transaction) -> Answer:
        package = packages.lock(tx, public_id)
        if package is None:
            raise NotFound("package_unknown")
        current = packages.version(tx, package.current_version_id)
        links = packages.services(tx, [current.id])[current.id]
        if form.stock is not None and form.stock < package.sold:
            raise InvalidFields({"stock": f"must be at least {package.sold}, as many are sold"})
        terms = _terms(tx, rt, form, links)
        changed = terms != _terms_of(current, links)
        placed = form if form.position is not None else replace(form, position=package.position)
        packages.revise(tx, package, terms if changed else None, _selling(tx, rt, placed), command.actor.name)
        return {"package": public_id, "new_terms": changed}

    return once.run(rt, command, work, subject=public_id)


def set_status(rt: Runtime, command: Command, public_id: str, status: str) -> Answer:
    def work(tx: Transaction) -> Answer:
        package = packages.lock(tx, public_id)
        if package is None:
            raise NotFound("package_unknown")
        packages.set_status(tx, package, status)
        return {"package": public_id}

    return once.run(rt, command, work, subject=public_id)


def _cards(tx: Transaction, found: Sequence[Listed]) -> tuple[Card, ...]:
    known = {(service.host, service.id): service for service in hosts.services(tx)}
    now = tx.now()

    def card(listed: Listed) -> Card:
        links = ((link.host, link.service_id) for link in listed.services)
        awaiting = orders.count_awaiting(tx, listed.package.id) if listed.package.stock is not None else 0
        reason = selling.refusal(listed.package, now, awaiting=awaiting, held_by_customer=-1)
        return Card(listed, tuple(known[link] for link in links if link in known), reason)

    return tuple(card(listed) for listed in found)


def _terms(tx: Transaction, rt: Runtime, form: PackageForm, links_before: tuple[ServiceLink, ...]) -> Terms:
    site, tax = sites.load(tx, rt.config), site_settings.read(tx, rt)["tax"]
    wrong: dict[str, str] = {}
    price = 0
    try:
        price = money.parse(form.price, site.currency)
    except ValueError:
        wrong["price"] = f"must be an amount such as {money.plain(35000, site.currency)}"
    links = _links(tx, form, links_before, wrong)
    window = _selling(tx, rt, form)
    if window.sale_from and window.sale_until and window.sale_until <= window.sale_from:
        wrong["sale_until"] = "must be after the start of the sale"
    if wrong:
        raise InvalidFields(wrong)
    return Terms(
        name=form.name,
        description=form.description,
        sessions=form.sessions,
        price_minor=price,
        currency=site.currency,
        validity_days=form.validity_days,
        validity_from=form.validity_from,
        visit_before_expiry=form.visit_before_expiry,
        per_person=form.per_person,
        any_service=form.any_service,
        terms_text=form.terms_text,
        tax_rate_bp=site_settings.tax_basis_points(tax),
        tax_label=tax["label"],
        services=links,
    )


def _links(tx: Transaction, form: PackageForm, before: tuple[ServiceLink, ...], wrong: dict[str, str]) -> tuple[ServiceLink, ...]:
    """Links carry the service's name at this moment. One that was linked before may stay after its service was deleted."""
    if form.any_service:
        return ()
    names = {(link.host, link.service_id): link.service_name for link in before}
    names |= {(service.host, service.id): service.name for service in hosts.services(tx)}
    if not form.services:
        wrong["services"] = "choose at least one service, or allow any service"
    if any(link not in names for link in form.services):
        wrong["services"] = "contains a service that does not exist"
    chosen = {link for link in form.services if link in names}
    return _sorted(ServiceLink(host, service_id, names[host, service_id]) for host, service_id in chosen)


def _sorted(links: Iterable[ServiceLink]) -> tuple[ServiceLink, ...]:
    """In one order, so that terms can be compared: the database sorts names by the rules of its collation."""
    return tuple(sorted(links, key=lambda link: (link.service_name, link.host, link.service_id)))


def _terms_of(version: object, links: tuple[ServiceLink, ...]) -> Terms:
    fields = {name: getattr(version, name) for name in Terms.__dataclass_fields__ if name != "services"}
    return Terms(**fields, services=_sorted(links))


def _selling(tx: Transaction, rt: Runtime, form: PackageForm) -> Selling:
    """Sale dates typed without a zone are meant in the site's."""
    zone = sites.load(tx, rt.config).zone

    def instant(moment: datetime | None) -> datetime | None:
        return moment.replace(tzinfo=zone) if moment and moment.tzinfo is None else moment

    return Selling(
        form.status,
        form.hidden,
        form.position or 0,
        form.stock,
        form.customer_limit,
        instant(form.sale_from),
        instant(form.sale_until),
    )
