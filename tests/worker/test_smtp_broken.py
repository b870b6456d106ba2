"""Mail servers that hang up, are silent or slow, and processes that are killed: what is in doubt, and what is not."""

import pytest

from sidecar.gateways import smtp
from sidecar.runtime import Runtime
from sidecar.usecases import notify, roads
from tests.worker.mail_server import MailServer, Script, Serve
from tests.worker.outbox_rows import Rows
from tests.worker.smtp_rows import use, write
from wp_bridge import outbox

pytestmark = [pytest.mark.mails, pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")]

Patch = pytest.MonkeyPatch
BOB = "bob@example.test"
HELLO = ("220 mail.lotus.example", "250 mail.lotus.example")
TO = ("250 sender", "250 recipient")


@pytest.mark.parametrize(
    ("answers", "attempts", "unsure"),
    [
        (("421 too many connections",), 0, 0),
        (("554 no mail here",), 0, 0),
        (("what is this",), 0, 0),
        (HELLO, 0, 0),
        ((*HELLO, "250 sender"), 0, 0),
        ((*HELLO, "250 sender", "421 closing"), 0, 0),
        ((*HELLO, *TO), 0, 0),
        ((*HELLO, *TO, "421 closing"), 0, 0),
        ((*HELLO, *TO, "554 no", "250 reset"), 1, 0),
        ((*HELLO, *TO, "354 go on"), 1, 1),
        ((*HELLO, *TO, "354 go on", "451 disk full"), 1, 0),
    ],
)
def test_a_connection_that_ends_early(rt: Runtime, rows: Rows, answers: tuple[str, ...], attempts: int, unsure: int) -> None:
    """Counted as perhaps sent only where the mail was handed over."""
    use(rt, MailServer(port=Script(*answers).port))
    first, other = write(rows), write(rows, BOB)
    assert notify.deliver(rt, [first, other]) == 0
    assert rows.get(first)["attempts"] == attempts
    assert (rows.get(first)["sending_at"] is not None) == bool(unsure)
    assert (rows.get(other)["attempts"], rows.get(other)["sending_at"]) == (0, None), "it was not begun"


def test_a_mail_lost_after_it_was_handed_over_is_sent_once_more_and_no_more(rt: Runtime, rows: Rows) -> None:
    number = write(rows)
    for _ in range(3):
        use(rt, MailServer(port=Script(*HELLO, *TO, "354 go on").port))
        notify.deliver(rt, [number])
        rows.pass_time()
    row = rows.get(number)
    assert (row["dead_at"] is not None, row["unsure"], row["last_error"]) == (True, 2, notify.PERHAPS_TWICE)


def test_a_mail_of_which_nothing_is_known_lets_the_trouble_pass_first(rt: Runtime, rows: Rows) -> None:
    number = write(rows)
    use(rt, MailServer(port=Script(*HELLO, *TO, "354 go on").port))
    notify.deliver(rt, [number])
    rows.pass_time(outbox.UNSURE_PAUSE - 30)
    assert rt.db.transact(lambda tx: outbox.due(tx, 10)) == []
    rows.pass_time(40)
    assert rt.db.transact(lambda tx: outbox.due(tx, 10)) == [number]


def test_a_server_that_does_not_answer_is_not_waited_for(rt: Runtime, rows: Rows, serve: Serve, monkeypatch: Patch) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 1.0)
    monkeypatch.setattr(smtp, "DATA_TIMEOUT", 1.0)
    server = serve()
    use(rt, server)
    number = write(rows)
    for point, unsure in (("recipient", False), ("taken", True)):
        server.held_at = point
        assert notify.deliver(rt, [number]) == 0
        assert (rows.get(number)["sending_at"] is not None) == unsure
        rows.pass_time()
    assert "timed out" in rows.get(number)["last_error"]


def test_a_slow_server_is_left_what_it_has_no_time_for(rt: Runtime, rows: Rows, serve: Serve, monkeypatch: Patch) -> None:
    """Free for another job at once, and no try of theirs is counted."""
    monkeypatch.setattr(roads, "BATCH_SECONDS", 1.0)
    server = serve()
    server.seconds = 1.1
    use(rt, server)
    numbers = [write(rows, f"customer-{n}@example.test") for n in range(3)]
    assert notify.deliver(rt, numbers) == 1
    assert [rows.get(number)["attempts"] for number in numbers] == [1, 0, 0]
    assert rt.db.transact(lambda tx: outbox.due(tx, 10)) == numbers[1:]


class Killed(BaseException):
    """As good as kill -9: nothing of ours catches it."""


def test_a_process_killed_in_a_batch_leaves_one_mail_in_doubt(rt: Runtime, rows: Rows, serve: Serve, monkeypatch: Patch) -> None:
    server = serve()
    use(rt, server)
    numbers = [write(rows, f"customer-{n}@example.test") for n in range(5)]
    settle, count = notify._settle, iter(range(5))

    def killed_at_third(*given: object) -> int:
        if next(count) == 2:
            raise Killed
        return settle(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(notify, "_settle", killed_at_third)
    with pytest.raises(Killed):
        notify.deliver(rt, numbers)
    monkeypatch.undo()
    rows.pass_time(notify.CLAIM_SECONDS)
    assert notify.deliver(rt, numbers) == 3
    recipients = [mail.recipients[0] for mail in server.mails]
    assert sorted(recipients) == sorted([f"customer-{n}@example.test" for n in range(5)] + [recipients[2]])
    assert len({mail.message["Message-ID"] for mail in server.mails}) == 5
