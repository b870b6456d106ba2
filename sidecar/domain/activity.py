"""What staff do, for the list of it: of which kind each act is, what it is done to, and what of it is worth telling."""

from collections.abc import Mapping
from dataclasses import dataclass

KINDS = ("sales", "sessions", "corrections", "refunds", "offers", "mails", "settings", "notices")
MOST_TEXT = 300
MOST_ITEMS = 50


@dataclass(frozen=True)
class Act:
    """`about` says what its subject is, by the name that its answer may have for it; `tells` names values of body and answer,
    none of them secret."""

    kind: str
    about: str = ""
    tells: tuple[str, ...] = ()


ACTS = {
    "sale": Act("sales", "order", ("method", "expected")),
    "confirm_transfer": Act("sales", "order", ("amount",)),
    "cancel_order": Act("sales", "order"),
    "import": Act("corrections", "task"),
    "task_start": Act("corrections", "task"),
    "extension": Act("corrections", "task", ("days", "until")),
    "reserve": Act("sessions", "customer_package", ("host", "bookings")),
    "reinstate": Act("sessions", "booking", ("host", "sessions")),
    "adjust": Act("corrections", "customer_package", ("sessions", "paid")),
    "validity": Act("corrections", "customer_package", ("valid_through",)),
    "suspend": Act("corrections", "customer_package"),
    "resume": Act("corrections", "customer_package", ("extend",)),
    "roll_over": Act("corrections", "customer_package", ("valid_through",)),
    "reassign": Act("corrections", "customer_package", ("email",)),
    "undo": Act("corrections", "customer_package"),
    "refund": Act("refunds", "customer_package", ("rule", "sessions", "expected")),
    "refund_surplus": Act("refunds", "payment"),
    "refund_sent": Act("refunds", "refund"),
    "refund_withdraw": Act("refunds", "refund"),
    "refund_take": Act("refunds", "refund", ("sessions",)),
    "package_create": Act("offers", "package"),
    "package_update": Act("offers", "package", ("new_terms",)),
    "package_move": Act("offers", "package"),
    "package_status": Act("offers", "package", ("status",)),
    "mail": Act("mails", "mail_kind", ("on",)),
    "mail_reset": Act("mails", "mail_kind"),
    "mail_test": Act("mails", "mail_kind"),
    "mail_resend": Act("mails", "mail"),
    "mail_rules": Act("mails"),
    "mail_delivery": Act("mails", "", ("by",)),
    "mail_delivery_test": Act("mails"),
    "settings": Act("settings", "", ("changed",)),
    "access": Act("settings", "", ("changed",)),
    "pair": Act("settings"),
    "disconnect": Act("settings"),
    "resolve_notice": Act("notices", "notice"),
}


def act(action: str) -> Act:
    """One that nobody has described is listed all the same."""
    return ACTS.get(action, Act("settings"))


def told(wanted: Act, *values: Mapping[str, object]) -> dict[str, object]:
    """What the list says of it. Of values with one name the last that is there."""
    known = {name: value for each in values for name, value in each.items()}
    return {name: _short(known[name]) for name in wanted.tells if known.get(name) not in (None, "", [])}


def _short(value: object) -> object:
    if isinstance(value, list):
        return [_short(item) for item in value[:MOST_ITEMS]]
    return value if isinstance(value, bool | int) else str(value)[:MOST_TEXT]
