"""The roads out: everything through WordPress, or mails by SMTP and through WordPress only what its plugins are told."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sidecar.delivery import Result, Unreachable
from sidecar.errors import ConfigError
from sidecar.gateways import smtp
from sidecar.items import Item
from sidecar.mailer import Credentials
from sidecar.runtime import Runtime
from sidecar.usecases import mail_delivery
from sidecar.usecases.mails import BOOKING_CONFIRMED, MAIL
from wp_bridge import keys, settings

BATCH_SECONDS = 20  # in which another mail is begun
Items = dict[int, Item]
Begin = Callable[[list[int]], list[int]]  # notes that these are sent from now on; those that may be
Portions = Iterator[dict[int, Result]]


@dataclass(frozen=True)
class Road:
    """`send` yields what became of the items as soon as it is known; what it leaves out was not begun. It raises
    `Unreachable` or `OutcomeUnknown`, which hold for everything that it has not yielded yet."""

    kinds: tuple[str, ...]
    send: Callable[[Items, Begin], Portions]


def of(rt: Runtime) -> list[Road]:
    known = rt.db.transact(settings.read)
    if mail_delivery.by(known) != mail_delivery.SMTP:
        return [Road((MAIL, BOOKING_CONFIRMED), lambda items, begin: _through_wordpress(rt, items, begin))]
    return [
        Road((BOOKING_CONFIRMED,), lambda items, begin: _through_wordpress(rt, items, begin)),
        Road((MAIL,), lambda items, begin: _by_smtp(_account(rt, known), items, begin)),
    ]


def _through_wordpress(rt: Runtime, items: Items, begin: Begin) -> Portions:
    credentials = _credentials(rt)
    ours = begin(list(items))
    if ours:
        answer = rt.mailer.deliver([items[number] for number in ours], credentials)
        yield {number: answer[str(items[number]["id"])] for number in ours}


def _by_smtp(account: smtp.Account, items: Items, begin: Begin) -> Portions:
    """Each mail noted and marked by itself: a process that is killed leaves one in doubt, not all of them.

    With a slow server it ends early, and what is left goes on by another job.
    """
    with smtp.connected(account) as connection:
        end = time.monotonic() + BATCH_SECONDS
        for number, item in items.items():
            if time.monotonic() < end and begin([number]):
                yield {number: connection.send(item)}


def _account(rt: Runtime, known: dict[str, object]) -> smtp.Account:
    try:
        return mail_delivery.account(rt, known)
    except ConfigError as error:
        raise Unreachable(str(error), "login") from error


def _credentials(rt: Runtime) -> Credentials:
    key = rt.db.transact(keys.newest)
    if key is None:
        raise Unreachable("the site is not connected yet (session-packages pair)")
    try:
        return Credentials(key.key_id, rt.vault.open(key.secret_encrypted))
    except ConfigError as error:
        raise Unreachable(str(error)) from error
