"""The line to a mail server: the standard library's, with an end to every answer, however slowly it drips in."""

import contextlib
import re
import smtplib
import socket
import threading
from collections.abc import Iterator
from typing import cast

LINE_WITH_DOT = re.compile(rb"^\.", re.MULTILINE)


class Line(smtplib.SMTP):
    """`timeout` is for a whole answer; the library's own is for each piece of one."""

    def getreply(self) -> tuple[int, bytes]:
        with _ended_after(self.timeout, self.sock):
            return super().getreply()

    def hand_over(self, written: bytes, seconds: float) -> tuple[int, bytes]:
        """A mail's text and the answer to it. The library's own `data` would not tell whether anything was sent."""
        line = cast(socket.socket, self.sock)
        line.settimeout(seconds)
        with _ended_after(seconds, line):
            line.sendall(LINE_WITH_DOT.sub(b"..", written) + b".\r\n")
            answer = super().getreply()
        line.settimeout(self.timeout)
        return answer


class EncryptedLine(Line, smtplib.SMTP_SSL):
    """Encrypted from the first byte on."""


@contextlib.contextmanager
def _ended_after(seconds: float, line: socket.socket | None) -> Iterator[None]:
    """Hangs up when the time is over; whoever reads or writes just then is told so."""
    over = threading.Event()

    def end() -> None:
        over.set()
        if line is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(line, socket.SHUT_RDWR)  # past any encryption: another thread is in the middle of it

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except OSError as error:
        if not over.is_set():
            raise
        raise smtplib.SMTPServerDisconnected(f"timed out after {seconds:g} s") from error
    finally:
        timer.cancel()
    if over.is_set():  # half a line is no answer
        raise smtplib.SMTPServerDisconnected(f"timed out after {seconds:g} s")
