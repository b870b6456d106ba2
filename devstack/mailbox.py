"""Reading what the mail catcher stored."""

import email.policy
import time
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from devstack.errors import StackError


class Mailbox:
    """The mails in one folder, oldest first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def files(self) -> list[Path]:
        """The stored mails; a name begins with the time of arrival."""
        return sorted(self.folder.glob("*.eml"))

    def messages(self, to: str = "", subject_contains: str = "") -> list[EmailMessage]:
        """The mails to an address and with these words in the subject; without arguments all of them."""
        found = (read(path) for path in self.files())
        return [mail for mail in found if to in str(mail["To"]) and subject_contains in str(mail["Subject"])]

    def wait_for(self, to: str = "", subject_contains: str = "", timeout: float = 10.0) -> EmailMessage:
        """The newest such mail, waiting for it; StackError naming what did arrive when none comes."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if found := self.messages(to, subject_contains):
                return found[-1]
            time.sleep(0.03)
        arrived = [f"{mail['To']}: {mail['Subject']}" for mail in self.messages()]
        raise StackError(f"No mail to {to!r} with {subject_contains!r} within {timeout:g} s; arrived: {arrived}")

    def clear(self) -> None:
        """Forgets all mails."""
        for path in self.files():
            path.unlink(missing_ok=True)


def read(path: Path) -> EmailMessage:
    """One stored mail."""
    return BytesParser(EmailMessage, policy=email.policy.default).parsebytes(path.read_bytes())


def body_of(mail: EmailMessage, kind: str) -> str:
    """The mail's part of this kind, `plain` or `html`; empty when it has none."""
    part = mail.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""
