"""Who has another address in their WordPress account by now is written to there, whatever it was when they bought."""

from collections.abc import Iterator

import pytest

from sidecar.usecases import corrections, expiry, refunds
from tests.letters import letters
from tests.studio import ALICE, CAROL, Studio, command
from wp_bridge import customers, settings
from wp_bridge.database import Transaction

pytestmark = [pytest.mark.redemption, pytest.mark.mails]

NEW = "alice@new-home.test"


def moves(studio: Studio, address: str = NEW) -> None:
    """In WordPress's profile, which tells us nothing."""
    sql = (
        "INSERT INTO {wp}users (ID, user_login, user_pass, user_nicename, user_email, user_registered, display_name)"
        " VALUES (%s, 'alice', '', 'alice', %s, UTC_TIMESTAMP(), 'Alice')"
    )
    studio.rt.db.transact(lambda tx: tx.run(sql, (ALICE.wp_user_id, address)))


@pytest.fixture
def moved(studio: Studio) -> Iterator[Studio]:
    yield studio
    studio.rt.db.transact(lambda tx: tx.run("DELETE FROM {wp}users WHERE ID = %s", (ALICE.wp_user_id,)))


def test_every_later_mail_goes_to_the_new_address(moved: Studio) -> None:
    package = moved.sell()
    moves(moved)
    moved.redeem(package, moved.book())
    corrections.adjust(moved.rt, command("adjust", CAROL), package.public_id, 1, paid=False, reason="a gift")
    moved.rt.db.transact(lambda tx: settings.write(tx, {"mail_rules": {"from_hour": 0}}, "test"))
    sql = "UPDATE {p}customer_packages SET starts_at = starts_at - INTERVAL 85 DAY, expires_at = expires_at - INTERVAL 85 DAY"
    moved.rt.db.transact(lambda tx: tx.run(sql))
    assert expiry.warn_due(moved.rt) == 1
    wish = refunds.Wish(sessions=9)
    begun = refunds.start(moved.rt, command("refund", CAROL), package.public_id, wish, "315.00", "moved away")
    refunds.sent(moved.rt, command("refund_sent", CAROL), begun["refund"])
    sent = {letter.kind: letter.to for letter in letters(moved, "redeemed", "package_changed", "expiring", "refunded")}
    assert sent == dict.fromkeys(("redeemed", "package_changed", "expiring", "refunded"), NEW)


def test_who_has_taken_the_address_out_of_the_account_is_not_written_to(moved: Studio) -> None:
    package = moved.sell()
    moves(moved, "")
    assert moved.redeem(package, moved.book()).remaining == 9
    assert letters(moved) == []


def test_an_account_that_is_gone_or_cannot_be_looked_at_is_written_to_as_it_was_known(
    moved: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = moved.sell()
    moved.redeem(package, moved.book())
    moves(moved)
    ask = Transaction.all
    monkeypatch.setattr(Transaction, "all", lambda tx, sql, *args: ask(tx, sql.replace("{wp}users", "{wp}no_such"), *args))
    moved.redeem(package, moved.book())
    assert [sent.to for sent in letters(moved)] == [ALICE.email, ALICE.email]
    assert moved.rt.db.transact(lambda tx: customers.reach(tx, package.customer_id)).email == ALICE.email
