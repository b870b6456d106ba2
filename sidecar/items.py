"""Outbox rows as the items of the delivery callback (docs/api.md)."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import idna

from sidecar.domain.mail_kinds import KINDS
from sidecar.domain.wording import Wording
from sidecar.rendering import Letter, RenderError, one_line, render
from wp_bridge.records import OutboxItem

Item = dict[str, Any]
Payload = dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """What is needed to write a mail out: the owner's words as they are now, by kind; and a reminder's way out, by customer."""

    wordings: Mapping[str, Wording] = field(default_factory=dict)
    stop_url: Callable[[str], str] = lambda _customer: ""


class BadItem(Exception):
    """The row cannot be made into an item; the message says why and goes to staff."""


def build_all(rows: list[OutboxItem], desk: Desk) -> tuple[dict[int, Item], list[tuple[OutboxItem, str]]]:
    """The items by row id, and the rows that cannot be delivered with the reason. One bad row stops no other."""
    built: dict[int, Item] = {}
    broken: list[tuple[OutboxItem, str]] = []
    for row in rows:
        try:
            built[row.id] = build(row, desk)
        except BadItem as error:
            broken.append((row, str(error)))
    return built, broken


def build(row: OutboxItem, desk: Desk) -> Item:
    """Raises `BadItem` for an unknown kind, a payload that is not ours, or a template that does not fit."""
    make = MAKERS.get(row.kind)
    if make is None:
        raise BadItem(f"nobody knows how to deliver {row.kind!r}")
    try:
        return {"id": _name(row), "kind": row.kind, **make(json.loads(row.payload), desk)}
    except RenderError as error:
        raise BadItem(str(error)) from error
    except Exception as error:  # whatever it is, it must not keep the other rows of its batch from going out, again and again
        raise BadItem(f"the payload is not as expected: {type(error).__name__} {error}") from error


def _name(row: OutboxItem) -> str:
    """The same for every try of this row, and no other row's even if the tables were once made anew."""
    return f"{row.id}-{hashlib.sha256(row.payload.encode()).hexdigest()[:16]}"


def letter_of(payload: Payload, desk: Desk) -> Letter:
    """The words of a mail. One to try words carries its own, that are not saved yet. Whoever gets a receipt where no real
    money is taken must see that. Raises `RenderError`."""
    kind, own = payload["template"], payload.get("wording")
    written = Wording(**own) if own else desk.wordings.get(kind)
    is_test = payload.get("mode") == "test"
    letter = render(kind, payload["values"], written, _stop_url(payload, desk), test=is_test)
    return replace(letter, subject=f"[Test] {letter.subject}") if own or is_test else letter


def _stop_url(payload: Payload, desk: Desk) -> str:
    kind = KINDS.get(payload["template"])
    return desk.stop_url(payload["customer"]) if kind and kind.reminder and payload.get("customer") else ""


def _mail(payload: Payload, desk: Desk) -> Item:
    letter = letter_of(payload, desk)
    return {
        "to": {"email": _address(payload["to"]["email"]), "name": one_line(payload["to"]["name"])},
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "message_id": one_line(payload["message_id"]),
        "unsubscribe": _stop_url(payload, desk),
    }


def _address(text: str) -> str:
    """With the domain in the letters that the network knows: WordPress would leave out all others."""
    if text != one_line(text) or " " in text or "@" not in text:
        raise ValueError("not an e-mail address")
    local, _, domain = text.rpartition("@")
    return text if domain.isascii() else f"{local}@{idna.encode(domain, uts46=True).decode()}"


def _booking_confirmed(payload: Payload, _desk: Desk) -> Item:
    return {"host": payload["host"], "booking": payload["booking"], "package": payload.get("package")}


MAKERS: dict[str, Callable[[Payload, Desk], Item]] = {"mail": _mail, "booking_confirmed": _booking_confirmed}
