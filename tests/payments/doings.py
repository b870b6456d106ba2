"""What people and machines make the product do, by name: done by a victim, and once more by another process when it died.

Each command carries the key of whoever gave it: a repetition is the same command.
"""

from collections.abc import Mapping
from typing import Any

from sidecar.runtime import Runtime
from sidecar.usecases import awaited, checkouts, corrections, inbox, purchase, refund_progress, refunds, transfers
from sidecar.usecases.purchase import Choice
from sidecar.usecases.refunds import Wish
from tests.studio import CAROL, command
from wp_bridge.records import Actor


def place(rt: Runtime, key: str, buyer: Actor, package: str, method: str) -> str:
    page = f"{rt.config.site_url}/packages/"
    placed = purchase.place_order(rt, command("order", buyer, key=key), package, 1, method, page)
    order = str(placed["order"])
    checkouts.begin(rt, buyer, order)
    return order


def choose(rt: Runtime, key: str, buyer: Actor, order: str, method: str) -> None:
    choice = Choice(method, f"{rt.config.site_url}/packages/")
    checkouts.pay(rt, command("pay_order", buyer, key=key), order, choice)
    checkouts.begin(rt, buyer, order)


def come_back(rt: Runtime, buyer: Actor, order: str) -> None:
    checkouts.look_again(rt, buyer, order)


def cancel(rt: Runtime, key: str, order: str) -> None:
    purchase.cancel_order(rt, command("cancel_order", CAROL, key=key), order, "changed her mind")


def hear(rt: Runtime, provider: str, headers: Mapping[str, str], body: bytes) -> None:
    """One webhook, acknowledged and worked."""
    inbox.receive(rt, provider, headers, body)
    work_events(rt)


def work_events(rt: Runtime) -> None:
    for number in _ids(rt, "SELECT id FROM {p}provider_events WHERE status = 'received' ORDER BY id"):
        inbox.work(rt, number)


def ask_about_payments(rt: Runtime) -> None:
    sql = "SELECT id FROM {p}payments WHERE status = 'pending' AND provider IN ('stripe', 'paypal') ORDER BY id"
    for number in _ids(rt, sql):
        awaited.look(rt, number)


def confirm_transfer(rt: Runtime, key: str, order: str, amount: str, keep_surplus: bool) -> None:
    transfers.confirm(rt, command("confirm_transfer", CAROL, key=key), order, amount, keep_surplus)


def refund(rt: Runtime, key: str, package: str, sessions: int | None, expected: str) -> str:
    wish = Wish(sessions=sessions)
    return str(refunds.start(rt, command("refund", CAROL, key=key), package, wish, expected, "moved away")["refund"])


def give_surplus_back(rt: Runtime, key: str, payment: str) -> str:
    return str(refunds.give_back_surplus(rt, command("refund_surplus", CAROL, key=key), payment, "paid twice")["refund"])


def work_refunds(rt: Runtime) -> None:
    refund_progress.sweep(rt)


def sent(rt: Runtime, key: str, number: str) -> None:
    refunds.sent(rt, command("refund_sent", CAROL, key=key), number)


def withdraw(rt: Runtime, key: str, number: str) -> None:
    refunds.withdraw(rt, command("refund_withdraw", CAROL, key=key), number, "a mistake")


def take(rt: Runtime, key: str, number: str, sessions: int) -> None:
    refunds.take(rt, command("refund_take", CAROL, key=key), number, sessions)


def pause(rt: Runtime, key: str, package: str) -> None:
    corrections.suspend(rt, command("suspend", CAROL, key=key), package, "ill")


def _ids(rt: Runtime, sql: str) -> list[Any]:
    return [row["id"] for row in rt.db.transact(lambda tx: tx.all(sql))]
