"""Faults that can be planted into a process, one at a time, to see whether the kills find them."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sidecar.gateways.base import OnlineGateway, RefundAsk, RefundState
from sidecar.runtime import Runtime
from sidecar.usecases import inbox, money_in, once, refund_progress
from sidecar.usecases.once import Answer, Command
from wp_bridge import inbox as rows
from wp_bridge import requests
from wp_bridge.payment_records import Payment, ProviderEvent, Refund


def event_finished_before_it_is_worked() -> None:
    worked = inbox._worked

    def early(rt: Runtime, row: ProviderEvent) -> str:
        rt.db.transact(lambda tx: tx.run("UPDATE {p}provider_events SET status = 'done' WHERE id = %s", (row.id,)))
        return worked(rt, row)

    _plant(inbox, "_worked", early)


def refund_asked_again_with_another_key() -> None:
    def asked(gateway: OnlineGateway, refund: Refund, payment: Payment, now: Any) -> list[RefundState]:
        number = payment.provider_payment_id or ""
        ask = RefundAsk(str(uuid.uuid4()), refund.public_id, number, refund.amount_minor, refund.currency)
        return [replace(gateway.refund(ask), ours=refund.public_id)]

    _plant(refund_progress, "_asked", asked)


def answer_kept_in_another_transaction() -> None:
    run = once.run

    def twice(rt: Runtime, command: Command, work: Callable[..., Answer], *, subject: str = "") -> Answer:
        known = rt.db.transact(lambda tx: requests.find(tx, command.key))
        if known is not None:
            return run(rt, command, work, subject=subject)
        answer = rt.db.transact(work)
        return run(rt, command, lambda _tx: answer, subject=subject)

    _plant(once, "run", twice)


def payment_looked_at_once_only() -> None:
    """PayPal is asked about a payment once only: a capture whose answer was lost is not found."""
    follow = money_in.follow

    def forgetful(rt: Runtime, payment: Payment) -> None:
        if payment.looked_at is None or payment.provider != "paypal":
            rt.db.transact(lambda tx: tx.run("UPDATE {p}payments SET looked_at = UTC_TIMESTAMP(6) WHERE id = %s", (payment.id,)))
            follow(rt, payment)

    _plant(money_in, "follow", forgetful)


def claim_never_runs_out() -> None:
    claim = rows.claim

    def forever(tx: Any, number: int, holder: str, seconds: int) -> ProviderEvent | None:
        taken = "SELECT claimed_by IS NULL OR claimed_by = '' FROM {p}provider_events WHERE id = %s"
        return claim(tx, number, holder, seconds) if tx.scalar(taken, (number,)) else None

    _plant(rows, "claim", forever)


PLANTS: dict[str, tuple[Callable[[], None], str]] = {
    plant.__name__: (plant, road)
    for plant, road in (
        (event_finished_before_it_is_worked, "paypal_disputed_and_won"),
        (refund_asked_again_with_another_key, "paypal_refunded"),
        (answer_kept_in_another_transaction, "card_told_by_return_page"),
        (payment_looked_at_once_only, "paypal_captured_by_sweep"),
        (claim_never_runs_out, "card_told_by_webhook"),
    )
}
_planted: list[tuple[Any, str, Any]] = []


def _plant(owner: Any, name: str, wrong: Any) -> None:
    _planted.append((owner, name, getattr(owner, name)))
    setattr(owner, name, wrong)


def weed() -> None:
    while _planted:
        setattr(*_planted.pop())
