"""How long a mail server may take: no mail outlives its claim, no sweep waits for a slow server for ever."""

import socket
import threading
import time

import pytest

from sidecar import mailer, queue
from sidecar.gateways import smtp
from sidecar.runtime import Runtime
from sidecar.usecases import notify, roads
from tests.worker.mail_server import MailServer
from tests.worker.outbox_rows import Rows
from tests.worker.smtp_rows import use, write
from wp_bridge import job_names, outbox

pytestmark = pytest.mark.mails

Patch = pytest.MonkeyPatch


class Dripping:
    """Answers each line by one more letter every moment, and never comes to an end from `line` on."""

    ANSWERS = ("220 mail", "250 mail", "250 sender", "250 recipient", "354 go on", "250 taken")

    def __init__(self, line: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port, self._line = int(self._listener.getsockname()[1]), line
        threading.Thread(target=self._play, daemon=True).start()

    def _play(self) -> None:
        near, _ = self._listener.accept()
        with self._listener, near, near.makefile("rb") as lines:
            for number, answer in enumerate(self.ANSWERS):
                if number == self._line:
                    self._drip(near)
                    return
                near.sendall(f"{answer}\r\n".encode())
                line = lines.readline()
                while answer.startswith("354") and line not in {b"", b".\r\n"}:
                    line = lines.readline()

    def _drip(self, near: socket.socket) -> None:
        try:
            while True:  # until we hang up
                near.sendall(b"2")
                time.sleep(0.02)
        except OSError:
            return


@pytest.mark.parametrize(("line", "unsure"), [(0, False), (1, False), (2, False), (4, False), (5, True)])
def test_an_answer_that_drips_in_is_not_waited_for(rt: Runtime, rows: Rows, line: int, unsure: bool, monkeypatch: Patch) -> None:
    """Each letter of it comes within the time-out of the line."""
    monkeypatch.setattr(smtp, "TIMEOUT", 1.0)
    monkeypatch.setattr(smtp, "DATA_TIMEOUT", 1.0)
    use(rt, MailServer(port=Dripping(line).port))
    number = write(rows)
    assert notify.deliver(rt, [number]) == 0
    assert (rows.get(number)["attempts"], rows.get(number)["sending_at"] is not None) == (int(unsure), unsure)
    assert "timed out" in rows.get(number)["last_error"]


def test_a_server_that_lets_nobody_in_before_the_claim_is_over_is_told_of(rt: Runtime, rows: Rows, monkeypatch: Patch) -> None:
    """Otherwise nothing would be begun, and everything tried again at once, without a word."""
    monkeypatch.setattr(smtp, "OPENING_SECONDS", 0.0)
    server = MailServer().up()
    use(rt, server)
    number = write(rows)
    assert notify.deliver(rt, [number]) == 0
    server.down()
    row = rows.get(number)
    assert (row["attempts"], row["sending_at"], "to let us in" in row["last_error"]) == (0, None, True)
    assert rt.db.transact(lambda tx: outbox.due(tx, 10)) == []


def test_no_mail_outlives_its_claim() -> None:
    assert smtp.MAIL_SECONDS < notify.CLAIM_SECONDS
    assert smtp.OPENING_SECONDS + smtp.TIMEOUT < notify.CLAIM_SECONDS


def test_no_job_is_killed_in_the_middle_of_a_mail() -> None:
    site = sum(mailer.TIMEOUT)
    batch = smtp.OPENING_SECONDS + roads.BATCH_SECONDS + smtp.MAIL_SECONDS + smtp.TIMEOUT
    assert batch < queue.TIMEOUTS[job_names.DELIVER]
    assert notify.DRAIN_SECONDS + site + batch < queue.TIMEOUTS[job_names.DRAIN]
