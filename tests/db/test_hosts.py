"""The Python half of the host contract on the reference host's real tables."""

import pytest

from sidecar.usecases import listed, mine
from sidecar.usecases.listed import Ask
from tests.studio import ALICE, BOB, HOST, Studio
from wp_bridge import hosts
from wp_bridge.database import Transaction

pytestmark = pytest.mark.redemption


def test_bookings_are_read_in_the_contracts_words(studio: Studio) -> None:
    mine, other = studio.book(people=2), studio.book(BOB, studio.massage)
    found = studio.rt.db.transact(lambda tx: hosts.bookings(tx, HOST, [mine, other, "999999", "1 OR 1=1", "٣", f"{mine}x"]))
    assert set(found) == {mine, other}
    assert (found[mine].wp_user_id, found[mine].people, found[mine].status) == (ALICE.wp_user_id, 2, "pending")
    assert found[other].service_id == studio.massage
    assert found[mine].starts_at.tzinfo is not None


def test_the_guarded_confirmation_happens_once_and_only_while_the_slot_is_held(studio: Studio) -> None:
    booking, lapsed = studio.book(), studio.book(hold_expires_at="2020-01-01 00:00:00")

    def confirm(number: str) -> bool:
        row = studio.rt.db.transact(lambda tx: hosts.booking(tx, HOST, number))
        assert row is not None
        return studio.rt.db.transact(lambda tx: hosts.HOSTS[HOST].confirm(tx, row, "10 Yoga"))

    assert [confirm(booking), confirm(booking), confirm(lapsed)] == [True, False, False]


def test_a_host_that_is_not_installed_is_silent(studio: Studio) -> None:
    rt = studio.rt
    rt.db.transact(lambda tx: tx.run("RENAME TABLE {wp}sb_bookings TO {wp}sb_away"))
    try:
        assert rt.db.transact(lambda tx: hosts.readable(tx, HOST)) is None
        assert rt.db.transact(hosts.services) == []
    finally:
        rt.db.transact(lambda tx: tx.run("RENAME TABLE {wp}sb_away TO {wp}sb_bookings"))


def test_lists_cost_as_many_statements_for_twenty_as_for_one(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []
    run = Transaction.run
    monkeypatch.setattr(Transaction, "run", lambda tx, sql, params=(): (counted.append(sql), run(tx, sql, params))[1])

    def statements() -> int:
        counted.clear()
        listed.page(studio.rt, Ask())
        mine.my_packages(studio.rt, ALICE)
        studio.offers()
        return len(counted)

    studio.sell()
    one = statements()
    for _ in range(5):
        studio.sell()
    assert statements() == one
