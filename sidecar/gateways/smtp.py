"""Mails straight to a mail server, over one connection for as many as there are. What its answers mean for each mail.

A refusal of one recipient is that mail's; whatever the server says before it has heard of a recipient is the account's.
"""

import contextlib
import re
import smtplib
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.headerregistry import Address
from typing import Any

from sidecar.delivery import Result, Unreachable
from sidecar.gateways.smtp_line import EncryptedLine, Line
from sidecar.gateways.smtp_message import BadAddress, address, is_international, message

TIMEOUT = 8  # seconds for each answer
DATA_TIMEOUT = 30  # for a mail's text and the answer to it: the server may look through it first
MAIL_SECONDS = 3 * TIMEOUT + DATA_TIMEOUT  # at most for a mail: sender, recipient, DATA, the text; below the claim on a row
OPENING_SECONDS = 40  # in which we are let in; so long that the claims run out, nothing would ever be begun
TROUBLES = ("login", "certificate", "sender", "server")
NOT_LET_IN = {530, 534, 535, 538}
# No such mailbox, or none that takes mail (RFC 3463, 7505). All else may be the account's fault, or have no code at all.
NO_MAILBOX = re.compile(rb"5\.(1\.([1236]|10)|2\.1)(\s|$)")


@dataclass(frozen=True)
class Account:
    host: str
    port: int
    security: str  # starttls | tls | none
    username: str
    password: str
    from_email: str
    from_name: str = ""


@contextlib.contextmanager
def connected(account: Account) -> Iterator["Connection"]:
    """Ready to send. Raises `Unreachable`."""
    sender = _sender(account)
    client = _opened(account, sender)
    try:
        yield Connection(client, sender)
    finally:
        with contextlib.suppress(OSError):
            client.quit()
        client.close()


class Connection:
    def __init__(self, client: Line, sender: Address) -> None:
        self._client, self._sender = client, sender

    def send(self, item: dict[str, Any]) -> Result:
        """Raises `Unreachable` when this mail certainly did not arrive, and the server is not to be asked for more now."""
        try:
            recipient = address(item["to"]["email"], item["to"]["name"])
            international = is_international(self._sender, recipient)
            if international and not self._client.has_extn("smtputf8"):
                return Result(False, "the mail server knows no addresses with such letters", final=True)
            written = message(item, self._sender, recipient).as_bytes()
        except ValueError as error:  # an address or a header that is none
            return Result(False, str(error), final=True)
        refused = self._named(recipient, international)
        return refused or self._handed_over(written)

    def _named(self, recipient: Address, international: bool) -> Result | None:
        """Sender and recipient told; the refusal, if the recipient is."""
        options = ["SMTPUTF8", "BODY=8BITMIME"] if international else []
        with _waiting():
            code, said = self._client.mail(self._sender.addr_spec, options)
            if code != 250:
                raise Unreachable(_said("the mail server refuses the sender", code, said), _trouble(code, "sender"))
            code, said = self._client.rcpt(recipient.addr_spec)
            if code == 421 or code in NOT_LET_IN:
                raise Unreachable(_said("the mail server takes no mail", code, said), _trouble(code, "server"))
            if code in {250, 251}:
                return None
        self._reset()
        return Result(False, _said("the mail server refuses the recipient", code, said), final=_is_final(code, said))

    def _handed_over(self, written: bytes) -> Result:
        """From the first byte on it may arrive, whatever is heard of it."""
        with _waiting():
            code, said = self._client.docmd("DATA")
            if code == 421:
                raise Unreachable(_said("the mail server takes no mail", code, said))
        if code != 354:
            self._reset()
            return Result(False, _said("the mail server refuses the mail", code, said))
        try:
            return _outcome(*self._client.hand_over(written, DATA_TIMEOUT))
        except OSError as error:  # smtplib's own are among them
            self._client.close()
            return Result(False, f"the connection broke while the mail was handed over ({error})"[:500], unknown=True)

    def _reset(self) -> None:
        """A server may hang up on what it refuses; refused is refused, and the next mail finds out."""
        with contextlib.suppress(OSError):
            self._client.rset()


def _sender(account: Account) -> Address:
    try:
        return address(account.from_email, account.from_name)
    except BadAddress as error:
        raise Unreachable(str(error), "sender") from error


def _opened(account: Account, sender: Address) -> Line:
    begun = time.monotonic()
    with _waiting():
        client = _client(account, sender.domain)
        with contextlib.ExitStack() as unless_let_in:
            unless_let_in.callback(client.close)
            _let_in(client, account)
            if is_international(sender) and not client.has_extn("smtputf8"):
                raise Unreachable(f"the mail server knows no addresses with such letters: {sender.addr_spec}", "sender")
            if time.monotonic() - begun > OPENING_SECONDS:
                raise TimeoutError(f"it took longer than {OPENING_SECONDS} s to let us in")
            unless_let_in.pop_all()
        return client


def _client(account: Account, own_name: str) -> Line:
    """`own_name` is how we greet: smtplib would ask the DNS for a name of this machine, which may take long."""
    host = account.host if account.host.isascii() else address(f"x@{account.host}").domain
    if account.security == "tls":
        return EncryptedLine(host, account.port, own_name, timeout=TIMEOUT, context=ssl.create_default_context())
    return Line(host, account.port, own_name, timeout=TIMEOUT)


def _let_in(client: Line, account: Account) -> None:
    if account.security == "starttls":
        client.ehlo_or_helo_if_needed()
        client.starttls(context=ssl.create_default_context())
    client.ehlo_or_helo_if_needed()
    if account.username:
        client.login(account.username, account.password)


@contextlib.contextmanager
def _waiting() -> Iterator[None]:
    """Nothing was taken, whatever goes wrong in here."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        said = _said("the mail server does not accept the login", error.smtp_code, _bytes(error.smtp_error))
        raise Unreachable(said, _trouble(error.smtp_code, "login")) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Unreachable(f"the mail server cannot do what is asked: {error}", "server") from error
    except smtplib.SMTPResponseException as error:
        said = _said("the mail server takes no mail", error.smtp_code, _bytes(error.smtp_error))
        raise Unreachable(said, _trouble(error.smtp_code, "server")) from error
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(f"the mail server's certificate is not valid: {error.verify_message}", "certificate") from error
    except ssl.SSLError as error:
        raise Unreachable(f"no encrypted connection to the mail server: {error.reason}", "certificate") from error
    except (OSError, ValueError) as error:  # smtplib's own are among them
        raise Unreachable(f"the mail server cannot be reached ({type(error).__name__}: {error})"[:500]) from error


def _trouble(code: int, what: str) -> str:
    """What passes by itself (4xx) is none."""
    return "" if code < 500 else "login" if code in NOT_LET_IN else what


def _is_final(code: int, said: bytes) -> bool:
    """That there is no such mailbox is final. What may be the account's fault could hit every mail, and is tried again."""
    return 500 <= code < 600 and bool(NO_MAILBOX.match(said.lstrip()))


def _outcome(code: int, said: bytes) -> Result:
    """What the answer to a mail means. One that is none leaves it open."""
    if 200 <= code < 300:
        return Result(True)
    if 400 <= code < 600:
        return Result(False, _said("the mail server refuses the mail", code, said))
    raise smtplib.SMTPServerDisconnected(_said("not an answer", code, said))


def _said(what: str, code: int, said: bytes) -> str:
    return f"{what}: {code} {said.decode('utf-8', 'replace')}"[:500]


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()
