"""Mails about the end of a package: each once for one end, the right one after an outage, none where there is nothing to say."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from devstack.stack import Stack
from sidecar import runtime
from sidecar.clock import ShiftedClock
from sidecar.errors import Refused
from sidecar.usecases import corrections, expiry, give_back
from tests.conftest import core_config
from tests.db.test_last_days import Calendar
from tests.interleaving import in_the_middle
from tests.reset import Reset
from tests.studio import ALICE, BOB, CAROL, HOST, Studio, command
from wp_bridge import expiry as bridge
from wp_bridge import settings
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.mails

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class Post(Calendar):
    """What was written about ends, and the sweeps that write it."""

    def sweep(self) -> list[str]:
        """Both sweeps, now; the keys of the new mails as `expiring:7` or `expired`."""
        before = self._mails()
        wrote = expiry.warn_due(self.studio.rt) + expiry.tell_expired(self.studio.rt)
        new = self._mails()[len(before) :]
        assert wrote == len(new)
        return [":".join([key.split(":")[0], *key.split(":")[3:]]) for key in new]

    def _mails(self) -> list[str]:
        sql = "SELECT dedupe_key FROM {p}outbox WHERE mail IN ('expiring', 'expired') ORDER BY id"
        return [row["dedupe_key"] for row in self.studio.rows(sql)]

    def later(self, **delta: float) -> None:
        self.clock.moment += timedelta(**delta)

    def rules(self, **rules: object) -> None:
        self.studio.rt.db.transact(lambda tx: settings.write(tx, {"mail_rules": rules}, "test"))

    def change(self, columns: str) -> None:
        self.studio.rt.db.transact(lambda tx: tx.run(f"UPDATE {{p}}customer_packages SET {columns}"))

    def end(self, package: CustomerPackage) -> datetime:
        end = self.studio.again(package).expires_at
        assert end is not None
        return end

    def extend(self, package: CustomerPackage, days: int) -> None:
        last = (self.clock.moment + timedelta(days=days)).date()
        corrections.set_validity(self.studio.rt, command("validity", CAROL), package.public_id, last, "asked to")


@pytest.fixture
def post(stack: Stack, core: Reset) -> Iterator[Post]:
    core.wipe()
    clock = ShiftedClock(NOON)
    rt = runtime.build(core_config(stack), clock)
    yield Post(Studio(rt), clock)
    rt.db.close()


def test_a_warning_and_the_end_are_each_told_once(post: Post) -> None:
    package = post.studio.sell(validity_days=90)
    post.at(post.end(package) - 7 * DAY - timedelta(minutes=1))
    post.rules(from_hour=0)
    assert post.sweep() == []
    post.later(minutes=1)
    assert (post.sweep(), post.sweep()) == (["expiring:7"], [])
    for _ in range(6):
        post.later(days=1)
        assert post.sweep() == []
    post.at(post.end(package) - timedelta(microseconds=1))
    assert post.sweep() == []
    post.at(post.end(package))
    assert (post.sweep(), post.sweep()) == (["expired"], [])
    post.later(days=10)
    assert post.sweep() == []


def test_the_mail_says_what_the_package_was_at_that_moment(post: Post) -> None:
    package = post.studio.sell(validity_days=90)
    post.at(post.end(package) - 6 * DAY + timedelta(hours=12))
    assert post.sweep() == ["expiring:7"]
    row = post.studio.rows("SELECT * FROM {p}outbox WHERE mail = 'expiring'")[0]
    values = json.loads(row["payload"])["values"]
    assert (values["sessions_remaining"], values["days_left"], values["package_expiry"]) == ("10", "5", "May 31, 2026")
    assert (row["recipient"], row["customer_package_id"], row["settled"]) == (ALICE.email, package.id, 0)


@pytest.mark.parametrize(("days_before", "told"), [(8, []), (7, ["expiring:7"]), (3, ["expiring:3"]), (1, ["expiring:1"])])
def test_each_of_several_warnings_in_its_turn(post: Post, days_before: int, told: list[str]) -> None:
    post.rules(warn_days=[7, 1, 3], from_hour=0)
    package = post.studio.sell(validity_days=90)
    for days in range(10, days_before, -1):
        post.at(post.end(package) - days * DAY)
        post.sweep()
    post.at(post.end(package) - days_before * DAY)
    assert (post.sweep(), post.sweep()) == (told, [])


@pytest.mark.parametrize(
    ("away", "told"), [(1, ["expiring:7"]), (5, ["expiring:3"]), (7, ["expiring:1"]), (8, ["expired"]), (40, [])]
)
def test_after_an_outage_only_the_most_urgent_is_told(post: Post, away: int, told: list[str]) -> None:
    post.rules(warn_days=[7, 3, 1])
    package = post.studio.sell(validity_days=90)
    post.at(post.end(package) - 8 * DAY + timedelta(hours=12))
    assert post.sweep() == []
    post.later(days=away)
    assert (post.sweep(), post.sweep()) == (told, [])


def test_an_extension_earns_a_warning_and_an_end_of_its_own(post: Post) -> None:
    package = post.studio.sell(validity_days=10)
    post.later(days=5)
    assert post.sweep() == ["expiring:7"]
    post.extend(package, 30)
    assert post.sweep() == []
    post.later(days=25)
    assert (post.sweep(), post.sweep()) == (["expiring:7"], [])
    post.later(days=10)
    assert post.sweep() == ["expired"]
    post.extend(package, 20)
    post.later(days=30)
    assert (post.sweep(), post.sweep()) == (["expired"], [])


def test_an_extension_while_the_warning_is_written_still_earns_its_own(post: Post, stack: Stack) -> None:
    package = post.studio.sell(validity_days=10)
    post.later(days=5)
    with in_the_middle(stack.mariadb, bridge, "mark", lambda: post.extend(package, 30)):
        assert expiry.warn_due(post.studio.rt) == 1
    post.later(days=25)
    assert expiry.warn_due(post.studio.rt) == 1


@pytest.mark.parametrize(
    "columns",
    [
        "refunded_sessions = 10, paid_balance = 0",
        "refund_pending = 10",
        "suspended_by_staff_at = UTC_TIMESTAMP(6)",
        "suspended_by_dispute_at = UTC_TIMESTAMP(6)",
        "blocked_at = UTC_TIMESTAMP(6)",
        "closed_at = UTC_TIMESTAMP(6)",
        "paid_balance = 0, used = 10",
        "paid_balance = 0",
        "mode = IF(mode = 'test', 'live', 'test')",
    ],
)
def test_nothing_is_told_of_a_package_that_nobody_could_use(post: Post, columns: str) -> None:
    package = post.studio.sell(validity_days=90)
    post.change(columns)
    for moment in (post.end(package) - DAY / 2, post.end(package) + DAY / 2):
        post.at(moment)
        assert post.sweep() == []


def test_what_is_resumed_before_its_end_is_warned_of_then(post: Post) -> None:
    package = post.studio.sell(validity_days=90)
    post.change("suspended_by_staff_at = UTC_TIMESTAMP(6)")
    post.at(post.end(package) - 2 * DAY - DAY / 2)
    assert post.sweep() == []
    post.change("suspended_by_staff_at = NULL")
    assert post.sweep() == ["expiring:7"]


def test_what_never_ends_is_never_told_of(post: Post) -> None:
    post.studio.sell(validity_days=0)
    post.studio.sell(validity_from="first_use", validity_days=10)
    for _ in range(5):
        assert post.sweep() == []
        post.later(days=300)


@pytest.mark.parametrize(("days", "told"), [(3, []), (6, []), (9, ["expiring:7"])])
def test_a_package_shorter_than_the_warning_is_not_warned_of_at_once(post: Post, days: int, told: list[str]) -> None:
    package = post.studio.sell(validity_days=days)
    assert post.sweep() == []
    post.at(post.end(package) - DAY / 2)
    assert post.sweep() == told
    post.at(post.end(package) + DAY / 2)
    assert post.sweep() == ["expired"]


def test_a_package_unstarted_and_started_again_is_warned_of_for_its_new_end(post: Post) -> None:
    studio = post.studio
    package = studio.sell(validity_from="first_use", validity_days=20)
    booking = studio.book(starts_at=NOON + 200 * DAY)
    studio.redeem(package, booking)
    post.later(days=14)
    assert post.sweep() == ["expiring:7"]
    studio.set_booking(booking, "cancelled")
    give_back.observe(studio.rt, give_back.StatusEvent(HOST, booking, "cancelled", "staff", "", CAROL, "test-request"))
    assert studio.again(package).expires_at is None
    post.later(days=30)
    assert post.sweep() == []
    studio.redeem(package, studio.book(starts_at=NOON + 200 * DAY))
    assert post.sweep() == []
    post.later(days=14)
    assert (post.sweep(), post.sweep()) == (["expiring:7"], [])


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kathmandu", "Europe/Berlin", "-9.5"])
def test_nobody_is_told_before_eight_in_the_morning_at_the_site(post: Post, zone: str) -> None:
    post.zone(zone)
    package = post.studio.sell(validity_days=90)
    near = post.end(package) - 3 * DAY
    clock = post.clock
    local = near.astimezone(expiry._begun(post.studio.rt).site.zone).replace(hour=7, minute=59)
    post.at(local.astimezone(UTC))
    assert post.sweep() == []
    clock.moment += timedelta(minutes=1)
    assert post.sweep() == ["expiring:7"]


def test_stopped_reminders_are_marked_and_the_end_is_told_all_the_same(post: Post) -> None:
    package = post.studio.sell(validity_days=90)
    stop = "UPDATE {p}customers SET reminders_off_at = "
    post.studio.rt.db.transact(lambda tx: tx.run(f"{stop} UTC_TIMESTAMP(6)"))
    post.at(post.end(package) - 3 * DAY + DAY / 2)
    assert post.sweep() == []
    assert post.studio.one("SELECT warned_days FROM {p}customer_packages WHERE warned_for = expires_at") == 7
    post.studio.rt.db.transact(lambda tx: tx.run(f"{stop} NULL"))
    assert post.sweep() == []
    post.at(post.end(package) + DAY / 2)
    assert post.sweep() == ["expired"]


def test_mails_that_are_off_are_marked_and_not_made_up_for(post: Post) -> None:
    package = post.studio.sell(validity_days=90)
    off: dict[str, object] = {"mail:expiring": {"on": False}, "mail:expired": {"on": False}}
    post.studio.rt.db.transact(lambda tx: settings.write(tx, off, "test"))
    for moment in (post.end(package) - DAY / 2, post.end(package) + DAY / 2):
        post.at(moment)
        assert post.sweep() == []
    post.studio.rt.db.transact(lambda tx: settings.write(tx, {key: {"on": True} for key in off}, "test"))
    assert post.sweep() == []


def test_no_warning_days_no_warnings(post: Post) -> None:
    post.rules(warn_days=[])
    package = post.studio.sell(validity_days=90)
    post.at(post.end(package) - DAY / 2)
    assert post.sweep() == []


def test_however_late_the_sweep_is_an_ended_package_is_refused_and_an_extended_one_is_not(post: Post) -> None:
    package = post.studio.sell(validity_days=10)
    post.later(days=20)
    with pytest.raises(Refused) as refused:
        post.studio.redeem(package, post.studio.book())
    assert refused.value.code == "expired"
    post.extend(package, 5)
    post.studio.redeem(package, post.studio.book())
    assert post.studio.again(package).balance == 9


def test_two_sweeps_at_once_write_each_mail_once(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiry, "BATCH", 2)
    packages = [post.studio.sell(buyer, validity_days=90) for buyer in (ALICE, BOB) * 4]
    post.at(post.end(packages[0]) - DAY / 2)
    with ThreadPoolExecutor(2) as pool:
        wrote = list(pool.map(lambda _: expiry.warn_due(post.studio.rt), range(2)))
    missed = expiry.warn_due(post.studio.rt)  # what each left to the other
    assert sum(wrote) + missed == 8 == len(post._mails())
    assert post.studio.one("SELECT COUNT(DISTINCT customer_package_id) FROM {p}outbox WHERE mail = 'expiring'") == 8


def test_more_than_a_batch_with_one_end_are_all_told(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiry, "BATCH", 2)
    packages = [post.studio.sell(validity_days=90) for _ in range(5)]
    post.at(post.end(packages[0]) + DAY / 2)
    assert post.sweep() == ["expired"] * 5
