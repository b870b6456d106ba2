"""The owner's wishes about mails: which, in what words, when, by which road."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sidecar.domain.mail_kinds import KINDS
from sidecar.domain.wording import Wording
from sidecar.rendering import default_wording
from sidecar.runtime import Runtime
from sidecar.usecases import once
from sidecar.usecases.once import Answer, Command
from wp_bridge import settings
from wp_bridge.database import Transaction

RULES = "mail_rules"  # name of the settings' row


@dataclass(frozen=True)
class MailRules:
    """`warn_days`: how long before the end a warning goes out, the longest first. `low_balance`: sessions, 0 for never.
    `from_hour`: warnings and news of an end are not written before this hour of the site's day."""

    warn_days: tuple[int, ...] = (7,)
    low_balance: int = 1
    from_hour: int = 8
    staff_to: str = ""  # who gets staff's mails, separated by commas; '' is the site's own address


def rules(known: Mapping[str, Any]) -> MailRules:
    """`known` are all settings as they are stored."""
    stored = dict(known.get(RULES) or {})
    if "warn_days" in stored:
        stored["warn_days"] = tuple(sorted(stored["warn_days"], reverse=True))
    return MailRules(**{name: value for name, value in stored.items() if name in MailRules.__dataclass_fields__})


def show(rt: Runtime) -> MailRules:
    return rules(rt.db.transact(settings.read))


def update(rt: Runtime, command: Command, wanted: MailRules) -> Answer:
    """The door has checked them."""

    def work(tx: Transaction) -> Answer:
        settings.write(tx, {RULES: asdict(wanted)}, command.actor.name)
        return {}

    return once.run(rt, command, work)


def setting(kind: str) -> str:
    """The name of the settings' row of one mail: ``{"on", "subject", "body", "box"}``, where it differs from ours."""
    return f"mail:{kind}"


def is_on(known: Mapping[str, Any], kind: str) -> bool:
    return bool((known.get(setting(kind)) or {}).get("on", True))


def wording(known: Mapping[str, Any], kind: str) -> Wording:
    """The owner's, or ours."""
    own = known.get(setting(kind)) or {}
    return replace(default_wording(kind), **{name: own[name] for name in ("subject", "body", "box") if name in own})


def wordings(known: Mapping[str, Any]) -> dict[str, Wording]:
    return {kind: wording(known, kind) for kind in KINDS}
