"""By which road mails leave: the site's own mail, or a mail server that the owner names."""

import re
from collections.abc import Mapping
from typing import Any

from ulid import ULID

from sidecar.domain import placeholders
from sidecar.errors import InvalidFields
from sidecar.gateways import smtp
from sidecar.gateways.smtp_message import BadAddress, address
from sidecar.rendering import default_wording
from sidecar.runtime import Runtime
from sidecar.usecases import mail_wording, mails, once, sites
from sidecar.usecases.mails import Addressee
from sidecar.usecases.once import Answer, Command
from wp_bridge import notices, outbox, settings
from wp_bridge.database import Transaction
from wp_bridge.records import Site

SETTING = "mail_delivery"  # name of the settings' row
SMTP = "smtp"
TEST = "delivery_test"
WAITING = "mails_waiting"  # the one notice about all of them
LATE_SECONDS = 3600
PASSWORD = "password_encrypted"  # noqa: S105
DEFAULT = {"host": "", "port": 587, "security": "starttls", "username": "", "from_email": "", "from_name": ""}
ADDRESS = re.compile(r"[^\s<>()\[\],;:\"\\@]+@[^\s<>()\[\],;:\"\\@]+\.[^\s<>()\[\],;:\"\\@.]+")
Known = Mapping[str, Any]


def by(known: Known) -> str:
    """`known` are all settings as they are stored."""
    return str((known.get(SETTING) or {}).get("by", "wp_mail"))


def account(rt: Runtime, known: Known) -> smtp.Account:
    """Raises `ConfigError` when the password was sealed with another key."""
    stored = known[SETTING][SMTP]
    sealed = stored.get(PASSWORD, "")
    plain = {name: stored[name] for name in DEFAULT}
    return smtp.Account(**plain, password=rt.vault.open(sealed).decode() if sealed else "")


def show(rt: Runtime) -> dict[str, Any]:
    """As the Settings tab has it; without the password."""
    site, known = rt.db.transact(lambda tx: (sites.load(tx, rt.config), settings.read(tx)))
    stored = (known.get(SETTING) or {}).get(SMTP) or {}
    proposed = DEFAULT | {"from_email": site.admin_email, "from_name": site.name}
    shown = {name: stored.get(name, proposed[name]) for name in DEFAULT}
    return {"by": by(known), SMTP: shown | {"has_password": bool(stored.get(PASSWORD))}}


def update(rt: Runtime, command: Command, values: Known) -> Answer:
    """`values` has the shape of docs/api.md, types checked by the door. Raises `InvalidFields`."""

    def work(tx: Transaction) -> Answer:
        before = settings.read(tx).get(SETTING) or {}
        settings.write(tx, {SETTING: _stored(rt, before, values)}, command.actor.name)
        return {}

    return once.run(rt, command, work)


def test(rt: Runtime, command: Command) -> Answer:
    """A short mail to who asks for it, by the road that is saved. What becomes of it is in the log. Raises `Refused('no_address')`."""
    to = mail_wording.own_address(command.actor)

    def work(tx: Transaction) -> Answer:
        key = f"{TEST}:{ULID()}"
        payload = _letter(sites.load(tx, rt.config), to, key)
        outbox.add(tx, mails.MAIL, key, payload, command.request_id, outbox.About(TEST, to.email, to.name))
        return {"to": to.email}

    return once.run(rt, command, work)


def note(tx: Transaction, code: str, message: str) -> None:
    """Staff are told once that a person has to mend something, until a mail gets through."""
    notices.settle(tx, *(_name(other) for other in smtp.TROUBLES if other != code))
    notices.add_again(tx, "mail_delivery_trouble", _name(code), {"code": code, "message": message[:300]})


def settle(tx: Transaction) -> None:
    notices.settle(tx, *map(_name, smtp.TROUBLES))


def late(tx: Transaction) -> outbox.Waiting | None:
    """The oldest mail that has been waiting for more than an hour."""
    return outbox.waits_since(tx, mails.MAIL, LATE_SECONDS)


def watch(rt: Runtime) -> int:
    """Staff are told while any mail waits for more than an hour, whatever the reason; 1 when one does."""

    def work(tx: Transaction) -> int:
        found = late(tx)
        if found is None:
            notices.settle(tx, WAITING)
            return 0
        notices.add_again(
            tx, "mails_waiting", WAITING, {"waiting_since": found.since.isoformat() + "Z", "error": found.error[:300]}
        )
        return 1

    return rt.db.transact(work)


def _name(code: str) -> str:
    return f"mail_delivery:{code}"


def _stored(rt: Runtime, before: Known, values: Known) -> dict[str, Any]:
    saved, typed = before.get(SMTP) or {}, values.get(SMTP)
    if typed is None:
        typed = saved
    wrong = _problems(values["by"], saved, typed)
    if wrong:
        raise InvalidFields(wrong)
    return {"by": values["by"], SMTP: {name: typed.get(name, DEFAULT[name]) for name in DEFAULT} | _password(rt, saved, typed)}


def _password(rt: Runtime, saved: Known, typed: Known) -> dict[str, str]:
    password = typed.get("password")
    if password is None:
        return {PASSWORD: saved.get(PASSWORD, "")}
    return {PASSWORD: rt.vault.seal(password.encode()) if password else ""}


def _problems(way: str, saved: Known, typed: Known) -> dict[str, str]:
    wrong = {}
    if way == SMTP:
        wrong = {f"{SMTP}.{name}": "is needed to send by SMTP" for name in ("host", "from_email") if not typed.get(name)}
    if typed.get("from_email") and not _is_address(typed["from_email"]):
        wrong[f"{SMTP}.from_email"] = "is not a valid e-mail address"
    elsewhere = saved.get("host") and typed.get("host") != saved["host"]
    if elsewhere and saved.get(PASSWORD) and typed.get("password") is None:
        wrong[f"{SMTP}.password"] = "must be typed again: the saved one is told to no other server"
    return wrong


def _is_address(text: str) -> bool:
    """One bare address; without the signs that belong around one."""
    try:
        return bool(ADDRESS.fullmatch(text)) and bool(address(text))
    except BadAddress:
        return False


def _letter(site: Site, to: Addressee, key: str) -> dict[str, Any]:
    written = default_wording(TEST)
    return {
        "template": TEST,
        "to": {"name": to.name, "email": to.email},
        "customer": "",
        "values": {
            "customer_name": to.name or to.email,
            "site_name": site.name or site.url,
            "site_url": site.url,
            "admin_url": placeholders.page_url(site, "admin"),
        },
        "wording": {"subject": written.subject, "body": written.body, "box": False},
        "message_id": mails.message_id(site.url, key),
    }
