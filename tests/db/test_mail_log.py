"""The log of mails reads about as many rows as it shows, however many there are."""

from typing import Any

import pytest

from tests import mail_rows
from tests.studio import Studio
from wp_bridge import mail_log
from wp_bridge.mail_log import Wanted

pytestmark = pytest.mark.mails

MANY = 3000
COPIES = (
    "INSERT INTO {p}outbox (kind, dedupe_key, payload, available_at, request_id, created_at, mail, recipient, recipient_name, done_at)"
    " SELECT kind, CONCAT('copy:', s.seq), payload, available_at, request_id, created_at, mail,"
    " CONCAT('c', s.seq, '@example.test'), CONCAT('Client ', s.seq), UTC_TIMESTAMP(6)"
    f" FROM {{p}}outbox JOIN seq_1_to_{MANY} s WHERE id = %s"
)


def rows_read(tx: Any, work: Any) -> int:
    def so_far() -> int:
        return sum(int(row["Value"]) for row in tx.all("SHOW SESSION STATUS LIKE 'Handler\\_read%%'"))

    before = so_far()
    work()
    return so_far() - before


@pytest.fixture
def many(studio: Studio) -> Studio:
    first = mail_rows.add(studio.rt, "failed")
    studio.rt.db.transact(lambda tx: tx.run(COPIES, (first,)))
    studio.rt.db.transact(lambda tx: tx.all("ANALYZE TABLE {p}outbox"))
    return studio


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(after=1000),
        Wanted("sent"),
        Wanted("failed"),
        Wanted("queued"),
        Wanted(search="c77@"),
        Wanted(search="Client 77"),
        Wanted("failed", "alice"),
        Wanted(package=1),
    ],
    ids=str,
)
def test_a_page_reads_little(many: Studio, wanted: Wanted) -> None:
    read = many.rt.db.transact(lambda tx: rows_read(tx, lambda: mail_log.find(tx, wanted)))
    assert read < MANY / 10


def test_counts_read_only_what_they_count(many: Studio) -> None:
    assert many.rt.db.transact(lambda tx: rows_read(tx, lambda: mail_log.counts(tx))) < MANY / 10
    assert many.rt.db.transact(mail_log.counts) == {"queued": 0, "retrying": 0, "failed": 1}
