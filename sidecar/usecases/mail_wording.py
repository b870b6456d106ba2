"""The owner's words for mails: looked at, tried, kept, given up for ours."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sidecar import rendering
from sidecar.domain import addresses, samples
from sidecar.domain import wording as words
from sidecar.domain.mail_kinds import KINDS, MailKind
from sidecar.domain.wording import Wording
from sidecar.errors import InvalidFields, NotFound, Refused
from sidecar.rendering import Letter
from sidecar.runtime import Runtime
from sidecar.usecases import mail_rules, mails, once, sites
from sidecar.usecases.mails import Addressee
from sidecar.usecases.once import Answer, Command
from wp_bridge import settings
from wp_bridge.database import Transaction
from wp_bridge.records import Actor


@dataclass(frozen=True)
class MailView:
    """One mail as it is now; `samples` are its placeholders, each with what it may stand for."""

    kind: MailKind
    on: bool
    wording: Wording
    ours: Wording
    samples: Mapping[str, str]

    @property
    def changed(self) -> bool:
        return self.wording != self.ours


@dataclass(frozen=True)
class Unknown:
    field: str
    name: str
    nearest: str | None


def listed(rt: Runtime) -> list[MailView]:
    """All there are."""
    return rt.db.transact(lambda tx: [_view(tx, rt, kind) for kind in KINDS.values()])


def show(rt: Runtime, mail: str) -> MailView:
    """Raises `NotFound('mail_unknown')`."""
    kind = _kind(mail)
    return rt.db.transact(lambda tx: _view(tx, rt, kind))


def update(rt: Runtime, command: Command, mail: str, on: bool, written: Wording) -> Answer:
    """Keeps only what differs from ours: what the owner left alone follows ours. Raises as `show`, and `InvalidFields`."""
    kind = _kind(mail)
    _check(kind, written)
    return _kept(rt, command, kind, {"on": on} | asdict(written))


def reset(rt: Runtime, command: Command, mail: str) -> Answer:
    """Our words again; whether the mail goes out stays as it is. Raises as `show`."""
    return _kept(rt, command, _kind(mail), {})


def preview(rt: Runtime, mail: str, written: Wording) -> tuple[Letter, list[Unknown]]:
    """As it would go out, and the placeholders that would stay as typed. Raises as `show`."""
    kind = _kind(mail)
    site = sites.current(rt)
    stop_url = f"{site.url}/?sp_mails=sample" if kind.reminder else ""
    return rendering.render(kind.id, samples.values(kind.id, site), written, stop_url), _unknown(kind, written)


def send_test(rt: Runtime, command: Command, mail: str, written: Wording) -> str:
    """To whoever asks for it, never to anybody else; the address. Raises as `update`, and `Refused('no_address')`."""
    kind, to = _kind(mail), own_address(command.actor)
    _check(kind, written)

    def work(tx: Transaction) -> Answer:
        mails.test(tx, sites.load(tx, rt.config), kind.id, to, written, command.request_id)
        return {"to": to.email}

    return str(once.run(rt, command, work, subject=mail)["to"])


def own_address(actor: Actor) -> Addressee:
    """Raises `Refused('no_address')`."""
    if not addresses.is_address(actor.email):
        raise Refused("no_address", "your WordPress account has no e-mail address that could be written to")
    return Addressee(actor.name, actor.email)


def _kind(mail: str) -> MailKind:
    if mail not in KINDS:
        raise NotFound("mail_unknown", "there is no such mail")
    return KINDS[mail]


def _view(tx: Transaction, rt: Runtime, kind: MailKind) -> MailView:
    known, shown = settings.read(tx), samples.values(kind.id, sites.load(tx, rt.config))
    written, ours = mail_rules.wording(known, kind.id), rendering.default_wording(kind.id)
    return MailView(kind, mail_rules.is_on(known, kind.id), written, ours, shown)


def _check(kind: MailKind, written: Wording) -> None:
    parts = {"subject": written.subject, "body": written.body}
    found = {name: words.objection(text, kind.placeholders) for name, text in parts.items()}
    if wrong := {name: objection for name, objection in found.items() if objection}:
        raise InvalidFields(wrong)


def _unknown(kind: MailKind, written: Wording) -> list[Unknown]:
    parts = {"subject": written.subject, "body": written.body}
    found = {part: words.unknown(text, kind.placeholders) for part, text in parts.items()}
    return [Unknown(part, name, nearest) for part, names in found.items() for name, nearest in names.items()]


def _kept(rt: Runtime, command: Command, kind: MailKind, wanted: Mapping[str, Any]) -> Answer:
    ours = {"on": True} | asdict(rendering.default_wording(kind.id))

    def work(tx: Transaction) -> Answer:
        values = {"on": mail_rules.is_on(settings.read(tx), kind.id)} | dict(wanted)
        own = {name: value for name, value in values.items() if value != ours[name]}
        settings.write(tx, {mail_rules.setting(kind.id): own}, command.actor.name)
        return {}

    return once.run(rt, command, work, subject=kind.id)
