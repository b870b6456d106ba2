"""An update of a site that has sold: what the new tables say of the old rows, also where a step was broken off and is done again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command as alembic

from devstack.stack import Stack
from sidecar import config, runtime
from sidecar.usecases import corrections, listed
from sidecar.usecases.listed import Ask
from sidecar.usecases.refunds import Wish
from tests import books
from tests.money.till import till
from tests.studio import ALICE, BOB, CAROL, Studio, command
from wp_bridge import listing, reports, schema
from wp_bridge.database import Transaction

pytestmark = pytest.mark.admin

OLD = "old"
BEFORE_VALUES = "0040"
BEFORE_THE_LISTS = "0044"


@pytest.fixture
def old(stack: Stack, core_snapshot: Path) -> Iterator[Studio]:
    """A studio in a database of its own, whose tables may be put back."""
    stack.mariadb.drop_database(OLD)
    stack.mariadb.create_database(OLD)
    stack.mariadb.restore(OLD, core_snapshot)
    rt = runtime.build(config.load(stack.sidecar.environment | {"SP_DATABASE_URL": stack.mariadb.url(OLD)}))
    yield Studio(rt)
    rt.db.close()
    stack.mariadb.drop_database(OLD)


def _put_back(studio: Studio, revision: str) -> None:
    with schema._connection(studio.rt.db, patient=True) as connection:
        known = schema._config()
        known.attributes.update(connection=connection, prefix=studio.rt.db.prefix, on_step=lambda **_: None)
        alembic.downgrade(known, revision)
        connection.commit()


def _live(studio: Studio) -> None:
    used = studio.sell()
    studio.redeem(used, studio.book())
    all_used = studio.sell(BOB, sessions=1, name="One")
    studio.redeem(all_used, studio.book(BOB), who=BOB)
    ended = studio.sell(name="Ended", validity_days=1)
    move = "UPDATE {p}customer_packages SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 DAY WHERE id = %s"
    studio.rt.db.transact(lambda tx: tx.run(move, (ended.id,)))
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}customers SET name = 'Łucja Groß-Ñandú' WHERE wp_user_id = %s", (11,)))
    assert ALICE.wp_user_id == 11


def _told(studio: Studio) -> dict[str, object]:
    """What the lists are made of."""

    def work(tx: Transaction) -> dict[str, object]:
        words = tx.all("SELECT customer_id, word FROM {p}customer_words ORDER BY customer_id, word")
        names = tx.all("SELECT id, sort_name, list_state FROM {p}customer_packages ORDER BY id")
        return {"counts": listing.counts(tx), "totals": reports.totals(tx, "live"), "words": words, "names": names}

    return studio.rt.db.transact(work)


def _compare(studio: Studio, before: dict[str, object]) -> None:
    assert _told(studio) == before, "told otherwise"
    assert [len(listed.page(studio.rt, Ask(search=typed)).items) for typed in ("łucja", "gross", "one", "baker")] == [2, 2, 1, 1]


@pytest.mark.parametrize("lost", ["", "0044", "0045", "0046", "0047", "0049"])
def test_the_lists_of_a_site_that_has_sold_are_right_after_an_update(old: Studio, lost: str) -> None:
    _live(old)
    listed.see_ended(old.rt)
    before = _told(old)
    _put_back(old, BEFORE_THE_LISTS)
    assert schema.migrate(old.rt.db, "first") == schema.head()
    if lost:
        old.rt.db.transact(lambda tx: tx.run("UPDATE {p}schema_version SET version_num = %s", (lost,)))
        assert schema.migrate(old.rt.db, "again") == schema.head()
    _compare(old, before)


def _valued(studio: Studio) -> object:
    entries = studio.rows("SELECT id, value_minor FROM {p}ledger ORDER BY id")
    return entries, studio.rows("SELECT id, value_order_id, value_minor FROM {p}customer_packages ORDER BY id")


@pytest.mark.parametrize("again", [False, True])
def test_what_was_sold_before_sessions_had_a_value_has_it_after_an_update(old: Studio, again: bool) -> None:
    at_till = till(old)
    package = at_till.buy(price="99.99", sessions=7)
    for _ in range(2):
        old.redeem(package, old.book())
    at_till.work(at_till.refund(package, "20.00", Wish("custom", 2, "20.00")))
    corrections.adjust(old.rt, command("adjust", CAROL), package.public_id, 3, True, "sorry")
    old.sell(BOB, price="0")
    before = _valued(old)
    _put_back(old, BEFORE_VALUES)
    assert schema.migrate(old.rt.db, "first") == schema.head()
    if again:  # broken off after its last step, before it was noted
        old.rt.db.transact(lambda tx: tx.run("UPDATE {p}schema_version SET version_num = %s", (BEFORE_VALUES,)))
        assert schema.migrate(old.rt.db, "again") == schema.head()
    assert _valued(old) == before
    books.agree(old)
