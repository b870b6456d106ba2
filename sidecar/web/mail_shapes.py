"""Mails, their rules and their log as JSON, in the shapes of docs/api.md."""

from typing import Any

from sidecar.rendering import Letter
from sidecar.usecases.mail_log import Entry, Opened
from sidecar.usecases.mail_rules import MailRules
from sidecar.usecases.mail_wording import MailView, Unknown
from sidecar.web.shapes import instant

Json = dict[str, Any]


def listed(found: MailView) -> Json:
    kind = found.kind
    return {"id": kind.id, "audience": kind.audience, "reminder": kind.reminder, "on": found.on, "changed": found.changed}


def mail(found: MailView) -> Json:
    return listed(found) | {
        "subject": found.wording.subject,
        "body": found.wording.body,
        "box": found.wording.box,
        "default": {"subject": found.ours.subject, "body": found.ours.body},
        "placeholders": [{"name": name, "sample": sample} for name, sample in found.samples.items()],
    }


def letter(found: Letter) -> Json:
    return {"subject": found.subject, "text": found.text, "html": found.html}


def unknown(found: Unknown) -> Json:
    return {"field": found.field, "name": found.name, "nearest": found.nearest}


def rules(found: MailRules) -> Json:
    return {
        "warn_days": list(found.warn_days),
        "low_balance": found.low_balance,
        "from_hour": found.from_hour,
        "staff_to": found.staff_to,
    }


def entry(found: Entry) -> Json:
    row = found.row
    return {
        "id": row.id,
        "kind": row.mail,
        "status": row.mail_status,
        "to": {"name": row.recipient_name, "email": row.recipient},
        "at": instant(row.created_at),
        "sent_at": instant(row.done_at),
        "attempts": row.attempts,
        "error": row.last_error,
        "next_try_at": instant(found.next_try_at),
        "customer_package": row.customer_package,
        "test": found.is_test,
    }


def opened(found: Opened) -> Json:
    return entry(found.entry) | letter(found.letter) | {"message_id": found.message_id, "error": found.error}
