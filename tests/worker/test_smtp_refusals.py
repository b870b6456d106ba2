"""What a mail server's refusals and broken sentences mean: for the mail, for the others, for the account."""

import pytest

from sidecar.runtime import Runtime
from sidecar.usecases import notify
from tests.worker.mail_server import MailServer, Script
from tests.worker.outbox_rows import Rows
from tests.worker.smtp_rows import use, write

pytestmark = pytest.mark.mails

HELLO = ("220 mail.lotus.example", "250 mail.lotus.example")
TO = ("250 sender", "250 recipient")
BOB = "bob@example.test"


def sent(rt: Runtime, rows: Rows, *answers: str) -> dict[str, object]:
    """The row of a mail to which a server gave these answers, and hung up."""
    use(rt, MailServer(port=Script(*answers).port))
    number = write(rows)
    assert notify.deliver(rt, [number]) == 0
    return rows.get(number)


@pytest.mark.parametrize(
    "answers",
    [
        (*HELLO, "250 sender", "550 5.1.1 no such mailbox"),
        (*HELLO, *TO, "554 5.7.1 looks like spam"),
        (*HELLO, *TO, "354 go on", "554 5.7.1 looks like spam"),
    ],
)
def test_a_server_that_refuses_and_hangs_up_has_refused(rt: Runtime, rows: Rows, answers: tuple[str, ...]) -> None:
    """Otherwise one such mail would be the first of every batch for ever, and hold back the others each time."""
    row = sent(rt, rows, *answers)
    assert (row["attempts"], "refuses" in str(row["last_error"])) == (1, True)


@pytest.mark.parametrize(
    ("answer", "dead"),
    [
        ("550 5.1.1 no such mailbox", True),
        ("550 5.2.1 the account is disabled", True),
        ("553-5.1.3 bad address", True),
        ("550 relay not permitted", False),
        ("550-Please turn on SMTP Authentication in your mail client.", False),
        ("550 5.4.5 Daily user sending limit exceeded", False),
        ("550 5.1.8 sender address rejected", False),
        ("550 5.1.10 no mail is taken there", True),
        ("550 5.1.90 you have reached your daily limit for recipients", False),
        ("552 5.2.2 mailbox full", False),
    ],
)
def test_only_that_the_mailbox_does_not_exist_ends_a_mail_at_once(rt: Runtime, rows: Rows, answer: str, dead: bool) -> None:
    """Everything else may be the account's fault, and would end all that waits."""
    code = answer[:3]
    answers = (answer,) if answer[3] == " " else (f"{answer}\r\n{code} 5.1.3 sorry",)
    row = sent(rt, rows, *HELLO, "250 sender", *answers, "250 reset")
    assert (row["dead_at"] is not None, row["attempts"]) == (dead, 1)


@pytest.mark.parametrize("answer", ["what is this", "354 go on", "999 well"])
def test_an_answer_that_is_none_leaves_it_open_whether_the_mail_was_taken(rt: Runtime, rows: Rows, answer: str) -> None:
    """Counted as a refusal it would go out twelve times."""
    row = sent(rt, rows, *HELLO, *TO, "354 go on", answer)
    assert (row["attempts"], row["sending_at"] is not None) == (1, True)


def test_any_yes_is_one(rt: Runtime, rows: Rows) -> None:
    use(rt, MailServer(port=Script(*HELLO, *TO, "354 go on", "251 taken", "221 bye").port))
    assert notify.deliver(rt, [write(rows)]) == 1


def test_a_sender_that_the_server_cannot_write_is_the_accounts_matter(rt: Runtime, rows: Rows) -> None:
    """Not each mail's, which would end it."""
    use(rt, MailServer(port=Script(*HELLO, "221 bye").port), from_email="büro@lotus.example")
    number = write(rows)
    assert notify.deliver(rt, [number]) == 0
    row = rows.get(number)
    assert (row["attempts"], row["dead_at"]) == (0, None)
    assert "büro@lotus.example" in row["last_error"]
    assert rows.notices()[0]["kind"] == "mail_delivery_trouble"
