"""The settings of a mail server, saved as the owner saves them, and mails that wait for it."""

from typing import Any

from sidecar.runtime import Runtime
from sidecar.usecases import mail_delivery
from tests.studio import CAROL, command
from tests.worker.mail_server import LOGIN, MailServer
from tests.worker.outbox_rows import MAIL, Rows

FROM = {"from_email": "studio@lotus.example", "from_name": "Lotus Studio"}


def use(rt: Runtime, server: MailServer, **changes: Any) -> None:
    """From now on mails go to this server."""
    login = {"username": LOGIN[0], "password": LOGIN[1]} if server.login else {}
    typed = mail_delivery.DEFAULT | {"host": "localhost", "port": server.port, "security": server.security} | FROM | login
    values = {"by": "smtp", "smtp": typed | changes}
    mail_delivery.update(rt, command("mail_delivery", CAROL, values), values)


def write(rows: Rows, email: str = "alice@example.test", name: str = "Alice Archer", **changes: Any) -> int:
    """A mail that waits."""
    message_id = f"<{len(email)}.{email.encode().hex()}@lotus.example>"
    return rows.add("mail", MAIL | {"to": {"name": name, "email": email}, "message_id": message_id} | changes)
