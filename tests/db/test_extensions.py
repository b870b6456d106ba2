"""Extending many at once: who is touched is shown first, each is extended once, and what changed meanwhile is left alone."""

from datetime import date, timedelta
from typing import Any

import pytest

from devstack.stack import Stack
from sidecar.errors import InvalidFields, Refused
from sidecar.usecases import corrections, extending, tasks
from sidecar.usecases.extending import Change
from tests import books
from tests.interleaving import in_the_middle
from tests.studio import ALICE, BOB, CAROL, Studio, command
from wp_bridge import tasks as rows
from wp_bridge.extensions import Filter
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.admin

WEEK = Change(7, None, "we were closed")


@pytest.fixture
def three(studio: Studio) -> list[CustomerPackage]:
    """Alice's for 90 days, Bob's for 30, and one of Alice's that is over."""
    over = studio.sell(name="Over")
    studio.rt.db.transact(
        lambda tx: tx.run("UPDATE {p}customer_packages SET expires_at = '2026-01-11', valid_through = '2026-01-10'")
    )
    return [studio.sell(name="Long"), studio.sell(BOB, name="Short", validity_days=30), over]


def ends(studio: Studio, *packages: CustomerPackage) -> list[date | None]:
    return [studio.again(package).valid_through for package in packages]


def begin(studio: Studio, wanted: Filter, change: Change, expected: int, key: str = "") -> str:
    return str(extending.begin(studio.rt, command("extension", CAROL, {}, key), wanted, change, expected)["task"])


def carry_out(studio: Studio, task: str) -> rows.Task:
    tasks.work(studio.rt, rows.first_turn(tasks.show(studio.rt, task).id), 60)
    return tasks.show(studio.rt, task)


def seen(studio: Studio, change: Change = WEEK, **wanted: Any) -> list[str]:
    found = extending.preview(studio.rt, Filter(**({"status": "active"} | wanted)), change)
    assert found.count == len(found.first)
    return [view.holding.version.name for view, _ in found.first]


def test_who_is_touched_is_chosen_by_status_package_and_end(studio: Studio, three: list[CustomerPackage]) -> None:
    long, short, over = three
    studio.sell(name="Endless", validity_days=0)
    studio.sell(name="Later", validity_from="first_use")
    corrections.suspend(studio.rt, command("suspend", CAROL), studio.sell(name="Resting").public_id, "ill")
    assert seen(studio) == ["Short", "Long"]
    assert seen(studio, status="expired") == ["Over"]
    assert seen(studio, status="both") == ["Over", "Short", "Long"]
    assert seen(studio, ids=(long.public_id, over.public_id)) == ["Long"]
    assert seen(studio, packages=(studio.one("SELECT public_id FROM {p}packages WHERE id = %s", short.package_id),)) == ["Short"]
    last = short.valid_through
    assert last
    assert seen(studio, ends_from=last, ends_until=last) == ["Short"]
    assert seen(studio, ends_from=last + timedelta(days=1)) == ["Long"]
    assert seen(studio, Change(None, last + timedelta(days=1), "")) == ["Short"], "nobody's end comes nearer"


def test_each_gets_its_days_with_an_entry_and_a_mail_where_it_is_wanted(studio: Studio, three: list[CustomerPackage]) -> None:
    long, short, over = three
    (_, first_end), _ = extending.preview(studio.rt, Filter("active"), WEEK).first
    task = begin(studio, Filter("both"), Change(7, None, "we were closed", mails=True), 3)
    done = carry_out(studio, task)
    assert (done.status, done.made, done.skipped) == ("done", 3, 0)
    assert ends(studio, short, over) == [first_end, date(2026, 1, 17)]
    entries = studio.rows("SELECT * FROM {p}ledger WHERE kind = 'validity'")
    assert {(e["actor_name"], e["reason"], e["delta"]) for e in entries} == {("Carol Clark", "we were closed", 0)}
    assert (len(entries), studio.one("SELECT COUNT(*) FROM {p}outbox WHERE mail = 'package_changed'")) == (3, 3)
    assert carry_out(studio, task).made == 3, "done again, it does nothing"
    assert long.valid_through
    assert ends(studio, long) == [long.valid_through + timedelta(days=7)]
    books.agree(studio)


def test_without_the_wish_nobody_is_written_to(studio: Studio, three: list[CustomerPackage]) -> None:
    carry_out(studio, begin(studio, Filter("active"), Change(None, date(2035, 1, 1), "moved"), 2))
    assert set(ends(studio, *three[:2])) == {date(2035, 1, 1)}
    assert studio.one("SELECT COUNT(*) FROM {p}outbox WHERE mail = 'package_changed'") == 0


def test_what_end_changed_is_left_alone_and_said(studio: Studio, three: list[CustomerPackage]) -> None:
    long = three[0]
    task = begin(studio, Filter("active"), WEEK, 2)
    corrections.set_validity(studio.rt, command("set_validity", CAROL), long.public_id, date(2030, 1, 1), "promised")
    done = carry_out(studio, task)
    assert (done.made, done.skipped) == (1, 1)
    (left,) = tasks.items(studio.rt, task, "skipped", 0)[0]
    assert (left.item.code, left.customer, left.customer_package) == ("end_changed", ALICE.name, long.public_id)
    assert ends(studio, long) == [date(2030, 1, 1)]


def test_it_is_begun_once_and_only_for_as_many_as_were_shown(studio: Studio, three: list[CustomerPackage]) -> None:
    with pytest.raises(Refused) as refused:
        begin(studio, Filter("active"), WEEK, 3)
    assert refused.value.code == "extension_changed"
    assert begin(studio, Filter("active"), WEEK, 2, "form-0001") == begin(studio, Filter("active"), WEEK, 2, "form-0001")
    assert studio.one("SELECT COUNT(*) FROM {p}tasks") == 1


def test_two_who_work_at_it_at_once_extend_each_once(studio: Studio, three: list[CustomerPackage], stack: Stack) -> None:
    task = begin(studio, Filter("active"), WEEK, 2)
    turn = rows.first_turn(tasks.show(studio.rt, task).id)
    with in_the_middle(stack.mariadb, rows, "settle", lambda: tasks.work(studio.rt, turn)):
        tasks.work(studio.rt, turn)
    assert (tasks.show(studio.rt, task).made, tasks.show(studio.rt, task).skipped) == (2, 0)


@pytest.mark.parametrize(
    ("wanted", "change", "field"),
    [
        (Filter("active"), Change(None, None, "x"), "days"),
        (Filter("active"), Change(7, date(2030, 1, 1), "x"), "days"),
        (Filter("active", ends_from=date(2030, 1, 2), ends_until=date(2030, 1, 1)), WEEK, "ends_until"),
        (Filter("active"), Change(7, None, " "), "reason"),
    ],
)
def test_what_does_not_go_together_is_named(studio: Studio, wanted: Filter, change: Change, field: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        begin(studio, wanted, change, 1)
    assert set(refused.value.fields) == {field}
