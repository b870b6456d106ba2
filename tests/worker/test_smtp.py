"""Mails by SMTP, to a real mail server: what its answers mean for one mail, for the others, and for who must mend it."""

import json

import pytest

from sidecar.runtime import Runtime
from sidecar.usecases import mail_delivery, notify
from tests.worker.mail_server import LOGIN, Serve
from tests.worker.outbox_rows import Rows
from tests.worker.site import FakeSite
from tests.worker.smtp_rows import FROM, use, write
from wp_bridge import outbox

pytestmark = [pytest.mark.mails, pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")]

BOB = "bob@example.test"


@pytest.mark.parametrize(("security", "login"), [("none", False), ("starttls", True), ("tls", True)])
def test_a_mail_gets_through(rt: Runtime, rows: Rows, serve: Serve, security: str, login: bool) -> None:
    server = serve(security, login=login)
    use(rt, server)
    number = write(rows)
    assert notify.deliver(rt, [number]) == 1
    [mail] = server.mails
    assert (mail.sender, mail.recipients) == (FROM["from_email"], ["alice@example.test"])
    assert mail.message["From"] == "Lotus Studio <studio@lotus.example>"
    assert mail.message["To"] == "Alice Archer <alice@example.test>"
    assert rows.is_done(number)


def test_a_batch_goes_over_one_connection(rt: Runtime, rows: Rows, serve: Serve) -> None:
    server = serve()
    use(rt, server)
    numbers = [write(rows, f"customer-{n}@example.test") for n in range(5)]
    assert notify.deliver(rt, numbers) == 5
    assert (server.connections, len(server.mails)) == (1, 5)


def test_only_mails_go_there_and_each_road_is_its_own(rt: Runtime, rows: Rows, site: FakeSite, serve: Serve) -> None:
    server = serve()
    use(rt, server)
    mail, event = write(rows), rows.add()
    site.mode = "maintenance"
    assert notify.deliver(rt, [mail, event]) == 1
    assert (rows.is_done(mail), rows.is_done(event)) == (True, False)
    site.mode = "ok"
    server.down()
    rows.pass_time()
    other = write(rows, BOB)
    assert notify.deliver(rt, [other, event]) == 1
    assert (rows.is_done(other), rows.is_done(event)) == (False, True)


def test_without_a_connection_to_the_site_mails_go_out(rt: Runtime, rows: Rows, serve: Serve) -> None:
    use(rt, serve())
    rt.db.transact(lambda tx: tx.run("DELETE FROM {p}site_keys"))
    assert notify.deliver(rt, [write(rows)]) == 1


def test_while_the_server_is_away_mails_wait_and_no_try_counts(rt: Runtime, rows: Rows, site: FakeSite, serve: Serve) -> None:
    server = serve()
    use(rt, server)
    server.down()
    first, other, event = write(rows), write(rows, BOB), rows.add()
    assert notify.deliver(rt, [first]) == 0
    row = rows.get(first)
    assert (row["attempts"], row["unsure"], row["last_error"][:34]) == (0, 0, "the mail server cannot be reached ")
    assert notify.deliver(rt, [other]) == 0, "the first has found out for it"
    assert notify.deliver(rt, [event]) == 1, "this goes by another road"
    assert rows.notices() == []
    server.up()
    rows.pass_time()
    assert notify.deliver(rt, [first, other]) == 2


@pytest.mark.parametrize(
    ("security", "changes", "code", "said"),
    [
        ("tls", {"password": "wrong"}, "login", "the mail server does not accept the login: 535"),
        ("starttls", {"username": "", "password": ""}, "login", "the mail server refuses the sender: 530"),
        ("starttls", {"host": "127.0.0.1"}, "certificate", "the mail server's certificate is not valid"),
        ("none", {"security": "starttls"}, "server", "the mail server cannot do what is asked"),
        ("none", {"security": "tls"}, "certificate", "no encrypted connection to the mail server"),
    ],
)
def test_what_a_person_must_mend_is_told_until_a_mail_gets_through(
    rt: Runtime, rows: Rows, serve: Serve, security: str, changes: dict[str, str], code: str, said: str
) -> None:
    server = serve(security, login=security != "none")
    use(rt, server, **changes)
    number = write(rows)
    for _ in range(3):
        assert notify.deliver(rt, [number]) == 0
        rows.pass_time()
    [notice] = rows.notices()
    assert (notice["kind"], json.loads(notice["payload"])["code"]) == ("mail_delivery_trouble", code)
    assert json.loads(notice["payload"])["message"].startswith(said)
    assert (rows.get(number)["attempts"], rows.get(number)["dead_at"]) == (0, None)
    use(rt, server, **({"username": LOGIN[0], "password": LOGIN[1]} if server.login else {}))
    assert notify.deliver(rt, [number]) == 1
    assert rows.notices()[0]["resolved_by"] == "system"


def test_another_trouble_takes_the_place_of_the_one_before(rt: Runtime, rows: Rows, serve: Serve) -> None:
    server = serve("tls", login=True)
    use(rt, server, host="127.0.0.1")
    number = write(rows)
    notify.deliver(rt, [number])
    use(rt, server, password="wrong")
    rows.pass_time()
    notify.deliver(rt, [number])
    open_ones = [json.loads(notice["payload"])["code"] for notice in rows.notices() if notice["resolved_at"] is None]
    assert open_ones == ["login"]


def test_a_password_sealed_with_another_key_keeps_mails_waiting(rt: Runtime, rows: Rows, serve: Serve) -> None:
    use(rt, serve("tls", login=True))
    sql = "UPDATE {p}settings SET value = JSON_SET(value, '$.smtp.password_encrypted', 'gAAAA') WHERE name = %s"
    rt.db.transact(lambda tx: tx.run(sql, (mail_delivery.SETTING,)))
    number = write(rows)
    assert notify.deliver(rt, [number]) == 0
    assert (rows.get(number)["attempts"], rows.get(number)["last_error"][:13]) == (0, "SP_SECRET_KEY")
    assert rows.notices()[0]["kind"] == "mail_delivery_trouble"


# --- one recipient


def test_an_unknown_recipient_is_given_up_at_once_and_stops_no_other(rt: Runtime, rows: Rows, serve: Serve) -> None:
    server = serve()
    use(rt, server)
    server.refused = {BOB: "550 5.1.1 no such mailbox"}
    refused, other = write(rows, BOB), write(rows)
    assert notify.deliver(rt, [refused, other]) == 1
    row = rows.get(refused)
    assert (row["dead_at"] is not None, row["attempts"]) == (True, 1)
    assert row["last_error"] == "the mail server refuses the recipient: 550 5.1.1 no such mailbox"
    [notice] = rows.notices()
    assert (notice["kind"], json.loads(notice["payload"])["outbox_id"]) == ("undeliverable", refused)
    assert rows.is_done(other)


@pytest.mark.parametrize("answer", ["451 4.7.1 greylisted", "550 5.7.1 relaying denied"])
def test_what_may_pass_is_tried_again(rt: Runtime, rows: Rows, serve: Serve, answer: str) -> None:
    server = serve()
    use(rt, server)
    server.refused = {BOB: answer}
    number = write(rows, BOB)
    for _ in range(2):
        assert notify.deliver(rt, [number]) == 0
        rows.pass_time()
    assert (rows.get(number)["attempts"], rows.get(number)["unsure"], rows.get(number)["dead_at"]) == (2, 0, None)
    server.refused = {}
    assert notify.deliver(rt, [number]) == 1


def test_a_mail_that_is_refused_for_what_it_says_is_tried_twelve_times(rt: Runtime, rows: Rows, serve: Serve) -> None:
    server = serve()
    use(rt, server)
    server.says = {"DATA": "554 5.6.0 looks like spam"}
    number = write(rows)
    for _ in range(outbox.POISON_AFTER + 1):
        notify.deliver(rt, [number])
        rows.pass_time(30_000)
    assert (rows.get(number)["attempts"], rows.get(number)["unsure"]) == (12, 0)
    assert rows.get(number)["last_error"].startswith("the mail server refuses the mail: 554")


@pytest.mark.parametrize(("answer", "told"), [("451 4.3.2 not now", 0), ("553 5.7.1 you may not write as this", 1)])
def test_a_refused_sender_is_no_mails_fault(rt: Runtime, rows: Rows, serve: Serve, answer: str, told: int) -> None:
    server = serve()
    use(rt, server)
    server.says = {"MAIL": answer}
    number = write(rows)
    assert notify.deliver(rt, [number]) == 0
    assert (rows.get(number)["attempts"], len(rows.notices())) == (0, told)
