"""Whether a customer wants reminders. Whoever has the link of a mail may say so, without an account."""

from dataclasses import dataclass

from sidecar import tokens
from sidecar.errors import NotFound
from sidecar.runtime import Runtime
from sidecar.usecases import once, sites
from sidecar.usecases.once import Answer, Command
from wp_bridge import customers
from wp_bridge.database import Transaction
from wp_bridge.records import Customer


@dataclass(frozen=True)
class Preferences:
    """`email` only as much as its owner recognises: the link may have been passed on."""

    email: str
    reminders: bool
    site_name: str


def read(rt: Runtime, token: str) -> Preferences:
    """Raises `NotFound('link_unknown')`."""

    def work(tx: Transaction) -> Preferences:
        customer = _customer(rt, tx, token)
        return Preferences(masked(customer.email), customer.reminders_off_at is None, sites.load(tx, rt.config).name)

    return rt.db.transact(work)


def write(rt: Runtime, command: Command, token: str, reminders: bool) -> None:
    """Stops reminders, or lets them come again. Mails about what the customer did come anyway. Raises as `read`."""

    def work(tx: Transaction) -> Answer:
        customers.set_reminders(tx, _customer(rt, tx, token).id, reminders)
        return {}

    once.run(rt, command, work)


def masked(email: str) -> str:
    """`a…@example.test`."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}…@{domain}"


def _customer(rt: Runtime, tx: Transaction, token: str) -> Customer:
    public_id = tokens.customer(rt.config, token)
    found = customers.find(tx, public_id) if public_id else None
    if found is None:
        raise NotFound("link_unknown", "this link is not one of ours")
    return found
