"""Mails and messages to hosts, written in the transaction that they tell about. The values are that moment's."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from ulid import ULID

from sidecar.domain import placeholders, samples, spent
from sidecar.domain.eligibility import Holding
from sidecar.domain.mail_kinds import KINDS
from sidecar.domain.wording import Wording
from sidecar.usecases import mail_rules
from sidecar.usecases.mail_safety import apart
from wp_bridge import outbox, settings
from wp_bridge.database import Transaction
from wp_bridge.mail_log import LoggedMail
from wp_bridge.records import Customer, CustomerPackage, Order, PackageVersion, ServiceLink, Site

MAIL = "mail"
BOOKING_CONFIRMED = "booking_confirmed"


@dataclass(frozen=True)
class Addressee:
    """`customer` is the public id of whose it is; '' where it is staff."""

    name: str
    email: str
    customer: str = ""


@apart
def package_activated(
    tx: Transaction,
    site: Site,
    customer_package: CustomerPackage,
    version: PackageVersion,
    services: Sequence[ServiceLink],
    customer: Customer,
    order: Order | None,
    request_id: str,
    again: str = "",
) -> int | None:
    """The outbox row to offer after the commit; None when this package was announced before. `again` names why it is once more."""
    values = placeholders.studio(site, customer) | placeholders.package(site, customer_package, version, services)
    bought = placeholders.order(site, order, version) if order else {"order_reference": "", "amount": ""}
    values |= {name: bought[name] for name in ("order_reference", "amount")}
    key = f"activated:{customer_package.public_id}" + (f":{again}" if again else "")
    sold = of_mode(site, customer_package)
    return queue(tx, sold, "package_activated", key, of(customer), values, request_id, customer_package.id)


@apart
def transfer_reminder(
    tx: Transaction, site: Site, order: Order, version: PackageVersion, customer: Customer, instructions: Mapping[str, str]
) -> int | None:
    """Asks once about a transfer that has not come; None when it was asked before."""
    values = placeholders.studio(site, customer) | placeholders.order(site, order, version) | placeholders.transfer(instructions)
    key = f"transfer_reminder:{order.public_id}"
    request_id = f"reminder-{order.public_id}"
    return queue(tx, of_mode(site, order), "transfer_reminder", key, of(customer), values, request_id)


def booking_confirmed(
    tx: Transaction, holding: Holding, host: str, booking_id: str, redemption_public_id: str, request_id: str
) -> int | None:
    """Tells the host that its booking is confirmed; the host sends its own mail, with what is left in the package now.
    None when it was written before."""
    package = spent.told(holding.package)
    last_day = package.valid_through.isoformat() if package.valid_through else None
    left = {"package_name": holding.version.name, "remaining": package.balance, "total": package.sessions_total}
    payload = {"host": host, "booking": booking_id, "package": left | {"expires_on": last_day}}
    return outbox.add(tx, BOOKING_CONFIRMED, f"confirmed:{host}:{redemption_public_id}", payload, request_id)


def of(customer: Customer) -> Addressee:
    return Addressee(customer.name, customer.email, customer.public_id)


def of_mode(site: Site, thing: Order | CustomerPackage) -> Site:
    """For mails about what was sold: a test stays one, also once the site has gone live."""
    return replace(site, mode=thing.mode)


def queue(
    tx: Transaction,
    site: Site,
    kind: str,
    key: str,
    to: Addressee,
    values: Mapping[str, Any],
    request_id: str,
    customer_package_id: int | None = None,
    known: Mapping[str, Any] | None = None,
) -> int | None:
    """One mail, once per `key`; None when it was written before, the owner has switched it off, or the account has no address.

    `known` are all settings, where the caller has read them. `values` must have every placeholder of the kind:
    `LookupError` is a bug of ours.
    """
    if not to.email or not mail_rules.is_on(settings.read(tx) if known is None else known, kind):
        return None
    payload = letter(site, kind, key, to, values)
    about = outbox.About(kind, to.email, to.name, customer_package_id)
    return outbox.add(tx, MAIL, key, payload, request_id, about)


def test(tx: Transaction, site: Site, kind: str, to: Addressee, written: Wording, request_id: str) -> int | None:
    """What a mail in these words would look like, whether it is sent otherwise or not."""
    key = f"test:{ULID()}"
    payload = letter(site, kind, key, to, samples.values(kind, site)) | {"wording": asdict(written)}
    return outbox.add(tx, MAIL, key, payload, request_id, outbox.About(kind, to.email, to.name))


def again(tx: Transaction, site: Site, sent: LoggedMail, request_id: str) -> int | None:
    """A copy of a mail that was sent; to mail programs another mail."""
    key = f"resend:{ULID()}"
    payload = json.loads(sent.payload) | {"message_id": message_id(site.url, key)}
    about = outbox.About(sent.mail, sent.recipient, sent.recipient_name, sent.customer_package_id)
    return outbox.add(tx, MAIL, key, payload, request_id, about)


def letter(site: Site, kind: str, key: str, to: Addressee, values: Mapping[str, Any]) -> dict[str, Any]:
    """A mail's payload in the outbox. Only what the mail may mention is kept. `site` has the mode of what it is about."""
    missing = [name for name in KINDS[kind].placeholders if name not in values]
    if missing:
        raise LookupError(f"the mail {kind} needs {', '.join(missing)}")
    return {
        "template": kind,
        "to": {"name": to.name, "email": to.email},
        "customer": to.customer,
        "values": {name: values[name] for name in KINDS[kind].placeholders},
        "message_id": message_id(site.url, key),
        "mode": site.mode,
    }


def message_id(site_url: str, dedupe_key: str) -> str:
    """The same for every try of the same mail, so that a resend can be recognised; different on another site."""
    digest = hashlib.sha256(f"{site_url}|{dedupe_key}".encode()).hexdigest()[:32]
    host = urlsplit(site_url).hostname or "localhost"
    return f"<session-packages.{digest}@{'localhost' if ':' in host else host}>"
