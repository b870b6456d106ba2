"""An item of the outbox as the message that a mail server takes."""

import re
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, quote
from typing import Any

import idna

WIDTH = 76
PLAIN_AT_MOST = 200  # letters that may stand in one line as they are
# In ours, as they are given: the library reads a value before it writes it, and takes the encoded words in it for what they
# say. A customer named `=?utf-8?q?=0ABcc:…?=` would write a header; and a folded address is one that no program follows.
OURS = {"from", "to", "subject", "message-id", "list-unsubscribe", "list-unsubscribe-post"}
DOMAIN = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[A-Za-z0-9.:]+\]")


class BadAddress(ValueError):
    """No mail server could be told this address."""


class _Policy(EmailPolicy):
    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        return (name, value) if name.lower() in OURS else super().header_store_parse(name, value)

    def fold(self, name: str, value: str) -> str:
        return f"{name}: {value}{self.linesep}" if name.lower() in OURS else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode() if name.lower() in OURS else super().fold_binary(name, value)


POLICY = _Policy(linesep=SMTP.linesep)


def address(text: str, name: str = "") -> Address:
    """With the domain in the letters that the network knows. Raises `BadAddress`."""
    local, _, domain = text.rpartition("@")
    try:
        known = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
        if not (local and local.isprintable() and DOMAIN.fullmatch(known)) or "=?" in local:
            raise ValueError
        return Address(name, local, known)
    except (ValueError, IndexError) as error:  # what `idna` and `email` make of it
        raise BadAddress(f"{text} is not an address that can be written to") from error


def is_international(*addresses: Address) -> bool:
    """Whether the server has to know SMTPUTF8 for it."""
    return not all(one.username.isascii() for one in addresses)


def message(item: dict[str, Any], sender: Address, recipient: Address) -> EmailMessage:
    """Raises `ValueError` for a header that is none."""
    made = EmailMessage(policy=POLICY)
    made["From"], made["To"], made["Subject"] = _written(sender), _written(recipient), _words(item["subject"])
    made["Date"] = format_datetime(datetime.now(UTC))
    made["Message-ID"] = _line(item["message_id"])
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    if item.get("unsubscribe"):
        made["List-Unsubscribe"] = f"<{_line(item['unsubscribe'])}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(item["text"], cte="quoted-printable")
    made.add_alternative(item["html"], subtype="html", cte="quoted-printable")
    return made


def _written(one: Address) -> str:
    name = one.display_name.strip()
    if not name:
        return one.addr_spec
    shown = _words(name)
    if shown == name and not re.fullmatch(r"[\w !#$%&'*+/=?^`{|}~-]+", name):
        shown = f'"{quote(name)}"'
    return f"{shown} <{one.addr_spec}>"


def _words(text: str) -> str:
    """As it is where nothing in it could be taken for anything else, otherwise in encoded words."""
    if _line(text).isascii() and text.isprintable() and "=?" not in text and len(text) < PLAIN_AT_MOST:
        return text
    return Header(text, "utf-8", maxlinelen=WIDTH, header_name="Subject").encode(linesep=SMTP.linesep)


def _line(text: str) -> str:
    if "\r" in text or "\n" in text:
        raise ValueError("a line break in a header")
    return text
