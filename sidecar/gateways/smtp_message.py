"""An item of the outbox as the message that a mail server takes."""

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any

import idna

# Folded, a long address becomes an encoded word, which no mail program follows.
WHOLE = {"list-unsubscribe", "list-unsubscribe-post", "message-id"}


class BadAddress(ValueError):
    """No mail server could be told this address."""


class _Policy(EmailPolicy):
    def fold(self, name: str, value: str) -> str:
        return f"{name}: {value}{self.linesep}" if name.lower() in WHOLE else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return (
            self.fold(name, value).encode("ascii", "surrogateescape")
            if name.lower() in WHOLE
            else super().fold_binary(name, value)
        )


PLAIN = _Policy(linesep=SMTP.linesep)
INTERNATIONAL = PLAIN.clone(utf8=True)


def address(text: str, name: str = "") -> Address:
    """With the domain in the letters that the network knows. Raises `BadAddress`."""
    local, _, domain = text.rpartition("@")
    try:
        if not local or not domain:
            raise ValueError
        return Address(name, local, domain if domain.isascii() else idna.encode(domain, uts46=True).decode())
    except (ValueError, IndexError) as error:  # what `idna` and `email` make of it
        raise BadAddress(f"{text} is not an address that can be written to") from error


def is_international(*addresses: Address) -> bool:
    """Whether the server has to know SMTPUTF8 for it."""
    return not all(one.username.isascii() for one in addresses)


def message(item: dict[str, Any], sender: Address, recipient: Address) -> EmailMessage:
    """Raises `ValueError` for a header that is none."""
    made = EmailMessage(policy=INTERNATIONAL if is_international(sender, recipient) else PLAIN)
    made["From"], made["To"], made["Subject"] = sender, recipient, item["subject"]
    made["Date"] = format_datetime(datetime.now(UTC))
    made["Message-ID"] = item["message_id"]
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    if item.get("unsubscribe"):
        made["List-Unsubscribe"] = f"<{item['unsubscribe']}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(item["text"], cte="quoted-printable")
    made.add_alternative(item["html"], subtype="html", cte="quoted-printable")
    return made
