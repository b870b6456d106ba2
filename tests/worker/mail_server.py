"""A real mail server that a test can make refuse, ask for a login, encrypt or go away; and one that follows a script."""

import asyncio
import email
import email.policy
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cache
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography.hazmat.primitives import serialization

from devstack.providers.certificates import make_authority

LOGIN = ("studio@lotus.example", "pass word")


@dataclass(frozen=True)
class Mail:
    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)


@dataclass
class MailServer:
    """`refused` has answers to recipients by address; `says` one to MAIL or DATA instead of 250.

    `held_at` stops it before a "recipient" is accepted, or after a mail is "taken" and before that is said; `held` is set then.
    """

    security: str = "none"
    login: bool = False
    certificate: Path | None = None  # with its key, PEM
    refused: dict[str, str] = field(default_factory=dict)
    says: dict[str, str] = field(default_factory=dict)
    mails: list[Mail] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    seconds: float = 0.0  # that it takes for each mail
    held_at: str = ""
    held: threading.Event = field(default_factory=threading.Event)

    def up(self) -> "MailServer":
        """Under the same port as before."""
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(started,), daemon=True)
        self._thread.start()
        assert started.wait(10)
        return self

    def down(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10)

    def _serve(self, started: threading.Event) -> None:
        context = self._context() if self.certificate else None
        implicit = context if self.security == "tls" else None
        asyncio.set_event_loop(self._loop)
        self.port = self.port or free_port()
        making = self._loop.create_server(lambda: self._protocol(context), "127.0.0.1", self.port, ssl=implicit)
        server = self._loop.run_until_complete(making)
        self._loop.call_soon(started.set)
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.05))
        self._loop.close()

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(str(self.certificate))
        return context

    def _protocol(self, context: ssl.SSLContext | None) -> SMTP:
        self.connections += 1
        return SMTP(
            self,
            enable_SMTPUTF8=True,
            hostname="mail.lotus.example",
            tls_context=context if self.security == "starttls" else None,
            require_starttls=self.security == "starttls",
            auth_required=self.login,
            auth_require_tls=False,
            authenticator=_authenticated,
            loop=self._loop,
        )

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if "MAIL" in self.says:
            return self.says["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if address in self.refused:
            return self.refused[address]
        await self._hold("recipient")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if "DATA" in self.says:
            return self.says["DATA"]
        await asyncio.sleep(self.seconds)
        self.mails.append(Mail(envelope.mail_from or "", list(envelope.rcpt_tos), envelope.original_content or b""))
        await self._hold("taken")
        return "250 OK"

    async def _hold(self, point: str) -> None:
        while self.held_at == point:
            self.held.set()
            await asyncio.sleep(0.02)


def _authenticated(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == LOGIN
    return AuthResult(success=known, handled=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Script:
    """Greets one connection, then gives each line the next answer; a mail's text counts as one line. At the end it hangs up."""

    def __init__(self, *answers: str) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._play, args=(answers,), daemon=True).start()

    def _play(self, answers: tuple[str, ...]) -> None:
        near, _ = self._listener.accept()
        with self._listener, near, near.makefile("rb") as lines:
            for answer in answers:
                near.sendall(f"{answer}\r\n".encode())
                line = lines.readline()
                while answer.startswith("354") and line not in {b"", b".\r\n"}:
                    line = lines.readline()


@cache
def _authority() -> tuple[bytes, bytes]:
    """The root, and a certificate of `localhost` with its key."""
    authority = make_authority()
    issued = authority.issue("localhost")
    key = issued.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return authority.root, issued.chain + key


def certificates(folder: Path) -> tuple[Path, Path]:
    """Files: the root to be trusted, and the server's certificate."""
    files = folder / "root.pem", folder / "server.pem"
    for file, content in zip(files, _authority(), strict=True):
        file.write_bytes(content)
    return files


Serve = Callable[..., MailServer]  # starts one; what it is told goes to MailServer
