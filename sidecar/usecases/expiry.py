"""Mails about the end of a package: warnings before it, news of it. Nothing else hangs on these sweeps: what has ended is
refused by the statement that spends, whether a sweep ran or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sidecar.domain import dates, placeholders
from sidecar.runtime import Runtime
from sidecar.usecases import mail_rules, mails, sites
from sidecar.usecases.mail_rules import MailRules
from sidecar.usecases.mail_safety import apart
from wp_bridge import customers, expiry, outbox, packages, settings
from wp_bridge.database import Transaction
from wp_bridge.expiry import Due
from wp_bridge.records import Customer, CustomerPackage, PackageVersion, ServiceLink, Site

BATCH = 100  # per transaction: nobody waits long for a lock of ours


@dataclass(frozen=True)
class Round:
    """One sweep: the site and its rules as they are at its beginning."""

    site: Site
    rules: MailRules
    now: datetime
    is_on: dict[str, bool]

    @property
    def is_day(self) -> bool:
        return self.now.astimezone(self.site.zone).hour >= self.rules.from_hour


@dataclass(frozen=True)
class Known:
    """What the mails of one batch mention."""

    versions: dict[int, PackageVersion]
    services: dict[int, tuple[ServiceLink, ...]]
    customers: dict[int, Customer]


def warn_due(rt: Runtime) -> int:
    """Warns of ends that are near; how many mails were written. The most urgent first, which then stands for the others."""
    now = _begun(rt)
    return sum(_walked(rt, now, Due(now.site.mode, days)) for days in sorted(now.rules.warn_days)) if now.is_day else 0


def tell_expired(rt: Runtime) -> int:
    """Tells of ends that came with sessions left; how many mails were written."""
    now = _begun(rt)
    return _walked(rt, now, Due(now.site.mode)) if now.is_day else 0


def _begun(rt: Runtime) -> Round:
    def work(tx: Transaction) -> Round:
        known = settings.read(tx)
        is_on = {kind: mail_rules.is_on(known, kind) for kind in ("expiring", "expired")}
        return Round(sites.load(tx, rt.config), mail_rules.rules(known), rt.clock.now(), is_on)

    return rt.db.transact(work)


def _walked(rt: Runtime, now: Round, due: Due) -> int:
    """Batch by batch, each in a transaction of its own, never back: what another holds locked is left to the next sweep."""
    written, place = 0, expiry.START
    while found := rt.db.transact(lambda tx, after=place: expiry.find(tx, due, after, BATCH)):  # type: ignore[misc]
        numbers, place = [one.id for one in found], found[-1]
        written += rt.db.transact(lambda tx, batch=numbers: _told(tx, now, due, batch))  # type: ignore[misc]
    return written


def _told(tx: Transaction, now: Round, due: Due, numbers: Sequence[int]) -> int:
    """Marked even where no mail is wanted: who turns mails on again is not told of old ends."""
    locked = expiry.lock_due(tx, due, numbers)
    if not locked:
        return 0
    known = _known(tx, locked)
    wanted = [one for one in locked if _is_wanted(now, due, known.customers[one.customer_id])]
    rows = [_about_end(tx, now, due, one, known) for one in wanted]
    expiry.mark(tx, due, [one.id for one in locked])
    return outbox.add_all(tx, mails.MAIL, [row for row in rows if row])


def _known(tx: Transaction, locked: Sequence[CustomerPackage]) -> Known:
    versions = sorted({one.package_version_id for one in locked})
    owners = customers.reached(tx, (one.customer_id for one in locked))
    return Known(packages.versions(tx, versions), packages.services(tx, versions), owners)


def _kind(due: Due) -> str:
    return "expired" if due.days is None else "expiring"


def _is_wanted(now: Round, due: Due, customer: Customer) -> bool:
    """Who has stopped reminders still learns that a package has ended. An account may have no address."""
    return customer.email != "" and now.is_on[_kind(due)] and (due.days is None or customer.reminders_off_at is None)


@apart
def _about_end(_tx: Transaction, now: Round, due: Due, package: CustomerPackage, known: Known) -> outbox.New:
    customer, kind, version = known.customers[package.customer_id], _kind(due), known.versions[package.package_version_id]
    services = known.services.get(version.id, ())
    values = placeholders.studio(now.site, customer) | placeholders.package(now.site, package, version, services)
    values["days_left"] = str((_last_day(package, now.site) - dates.local_day(now.now, now.site)).days)
    key = f"{kind}:{package.public_id}:{_epoch(package)}" + ("" if due.days is None else f":{due.days}")
    about = outbox.About(kind, customer.email, customer.name, package.id)
    payload = mails.letter(now.site, kind, key, mails.of(customer), values)
    return outbox.New(key, payload, f"{kind}-{package.public_id}", about)


def _last_day(package: CustomerPackage, site: Site) -> date:
    return package.valid_through or dates.local_day(_end(package) - timedelta(microseconds=1), site)


def _epoch(package: CustomerPackage) -> int:
    return int(_end(package).timestamp())


def _end(package: CustomerPackage) -> datetime:
    return package.expires_at or datetime.max.replace(tzinfo=UTC)
