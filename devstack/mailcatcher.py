"""Catches all mail of a stack: `python -m devstack.mailcatcher SMTP_PORT WEB_PORT FOLDER`.

Nothing leaves the machine. Each mail becomes a file in FOLDER and can be read in the browser at WEB_PORT.
"""

import itertools
import sys
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from devstack import mailpages
from devstack.mailbox import Mailbox
from devstack.paths import PROJECT
from devstack.processes import Process, answers


class MailCatcher:
    """The catcher as one process of a stack."""

    def __init__(self, root: Path, smtp_port: int, web_port: int) -> None:
        self.mailbox = Mailbox(root / "mail")
        self.url = f"http://127.0.0.1:{web_port}"
        command = [
            sys.executable,
            "-m",
            "devstack.mailcatcher",
            str(smtp_port),
            str(web_port),
            str(self.mailbox.folder),
        ]
        self.process = Process("mail", command, root, cwd=PROJECT)

    def start(self) -> None:
        """Starts the catcher; the web page comes last, so once it answers mails are taken too."""
        self.process.start()
        self.process.wait_until(lambda: answers(self.url), 20, "the mail catcher's page")

    def stop(self) -> None:
        """Stops the catcher; the mails stay."""
        self.process.stop(grace=2)


class _Store:
    """aiosmtpd's handler: one file per mail, complete the moment its name appears."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        path = self.folder / f"{time.time_ns():020d}-{next(self.numbers)}.eml"
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(envelope.original_content or b"")
        unfinished.rename(path)
        return "250 OK"


def _pages(mailbox: Mailbox) -> type[BaseHTTPRequestHandler]:
    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = mailpages.page(mailbox, self.path)
            self.send_response(HTTPStatus.OK if page else HTTPStatus.NOT_FOUND)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", mailpages.POLICY)
            self.end_headers()
            self.wfile.write((page or "Not found").encode())

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing: the list reloads itself every few seconds."""

    return Pages


def main(smtp_port: int, web_port: int, folder: Path) -> None:
    """Serves both until it is ended."""
    folder.mkdir(parents=True, exist_ok=True)
    Controller(_Store(folder), hostname="127.0.0.1", port=smtp_port).start()
    ThreadingHTTPServer(("127.0.0.1", web_port), _pages(Mailbox(folder))).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
