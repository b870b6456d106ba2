"""Balances from another system: checked row by row, imported once whatever happens, and the books agree."""

import json
from dataclasses import replace
from typing import Any

import pytest

from devstack.stack import Stack
from sidecar import runtime
from sidecar.errors import InvalidFields, Refused
from sidecar.runtime import Runtime
from sidecar.usecases import give_back, imports, refunds, tasks
from sidecar.usecases.imports import File
from tests import books
from tests.interleaving import in_the_middle
from tests.studio import ALICE, CAROL, HOST, Studio, command
from wp_bridge import tasks as rows
from wp_bridge.job_names import WORK_TASK

pytestmark = pytest.mark.admin

HEAD = "email,name,package,sessions_left,sessions_total,valid_until,paid_value,reference,note\n"
ADA = "ada@example.test,Ada Archer,10 Yoga Sessions,7,10,2035-02-20,350.00,A-1,old card\n"
BEN = "ben@example.test,Ben Bell,10 Yoga Sessions,10,,,,,\n"


@pytest.fixture
def package(studio: Studio) -> str:
    return studio.add_package()


def check(studio: Studio, text: str, *, accounts: bool = True, mails: bool = False, key: str = "") -> str:
    file = File("balances.csv", (HEAD + text).encode(), accounts, mails)
    return str(imports.check(studio.rt, command("import", CAROL, {}, key), file)["task"])


def carry_out(studio: Studio, task: str) -> rows.Task:
    tasks.start(studio.rt, command("task_start", CAROL), task)
    tasks.work(studio.rt, rows.first_turn(tasks.show(studio.rt, task).id), 60)
    return tasks.show(studio.rt, task)


def codes(studio: Studio, task: str, view: str = "all") -> list[tuple[str, str]]:
    return [(one.item.state, one.item.code) for one in tasks.items(studio.rt, task, view, 0)[0]]


def test_looking_at_a_file_makes_nothing_and_tells_what_it_would(studio: Studio, package: str) -> None:
    task = tasks.show(studio.rt, check(studio, ADA + BEN + "nobody,,No Such,x,,,,,\n"))
    assert (task.status, task.total, task.bad) == ("checked", 3, 1)
    assert json.loads(task.asked) | {"file": ""} == {
        **{"mode": "live", "accounts": True, "mails": False, "file": "", "to_accounts": 0, "sessions": 17, "value": "€245.00"}
    }
    bad = tasks.items(studio.rt, task.public_id, "bad", 0)[0][0]
    assert set(json.loads(bad.item.data)["wrong"]) == {"email", "package", "sessions_left"}
    assert studio.one("SELECT COUNT(*) FROM {p}orders") == studio.one("SELECT COUNT(*) FROM {p}customers") == 0


def test_good_rows_become_packages_with_their_value_and_no_receipt(studio: Studio, package: str) -> None:
    done = carry_out(studio, check(studio, ADA + BEN))
    assert (done.status, done.made, done.skipped) == ("done", 2, 0)
    ada, ben = studio.rows("SELECT cp.*, o.* FROM {p}customer_packages cp JOIN {p}orders o ON o.id = cp.order_id ORDER BY cp.id")
    assert (ada["paid_balance"], ada["free_balance"], ada["paid_minor"], ada["tax_minor"]) == (7, 0, 24500, 3912)
    assert (ada["method"], ada["receipt_number"], ada["paid_at"], str(ada["valid_through"])) == (
        "import",
        None,
        None,
        "2035-02-20",
    )
    assert (ben["paid_balance"], ben["free_balance"], ben["paid_minor"], ben["valid_through"]) == (0, 10, 0, None)
    (entry, _) = studio.rows("SELECT * FROM {p}ledger ORDER BY id")
    assert (entry["kind"], entry["actor_name"], entry["reason"]) == (
        "grant",
        "Carol Clark",
        "7/10 · A-1 · old card · balances.csv:2",
    )
    assert studio.one("SELECT COUNT(*) FROM {p}outbox") == 0
    assert studio.one("SELECT sold FROM {p}packages") == 0, "it was sold elsewhere"
    assert studio.version(package) == 1, "what is for sale is as it was"
    books.agree(studio)


def test_what_was_imported_can_be_refunded_by_hand_for_what_is_left(studio: Studio, package: str) -> None:
    carry_out(studio, check(studio, ADA))
    holding = studio.one("SELECT public_id FROM {p}customer_packages")
    wish = refunds.Wish("unused_value", 2)
    assert refunds.preview(studio.rt, holding, wish).by_hand
    refunds.start(studio.rt, command("refund", CAROL), holding, wish, "70.00", "moved away")
    books.agree(studio)


def test_the_same_file_and_the_same_reference_are_imported_once(studio: Studio, package: str) -> None:
    first, second = check(studio, ADA + BEN), check(studio, ADA + BEN)
    assert carry_out(studio, first).made == 2
    after = carry_out(studio, second)
    assert (after.made, after.skipped) == (0, 2), "a file that was checked before the other was imported"
    assert codes(studio, second) == [("skipped", "imported_before")] * 2
    third = check(studio, ADA.replace("7,10", "5,10") + BEN)
    assert codes(studio, third) == [("bad", "imported_before")] * 2
    assert studio.one("SELECT COUNT(*) FROM {p}customer_packages") == 2


def test_two_rows_that_say_the_same_need_references(studio: Studio, package: str) -> None:
    task = check(studio, BEN + BEN + BEN.replace(",,\n", ",B-2,\n"))
    assert codes(studio, task) == [("good", ""), ("bad", "invalid_fields"), ("good", "")]


def test_the_same_form_sent_twice_checks_once_and_begins_once(studio: Studio, package: str) -> None:
    task = check(studio, ADA, key="form-0001")
    assert check(studio, ADA, key="form-0001") == task
    carry_out(studio, task)
    with pytest.raises(Refused) as refused:
        tasks.start(studio.rt, command("task_start", CAROL), task)
    assert refused.value.code == "task_started"


def test_what_was_checked_as_a_test_is_not_made_real_and_the_reverse(studio: Studio, package: str) -> None:
    """A row is known by its mode, too: made in the other one it would be imported twice."""
    live, test = studio.rt, runtime.build(studio.rt.config.model_copy(update={"mode": "test"}))
    task, begun = check(replace(studio, rt=test), ADA), check(replace(studio, rt=test), BEN)
    with pytest.raises(Refused) as refused:
        carry_out(studio, task)
    assert (refused.value.code, tasks.show(live, task).status) == ("task_other_mode", "checked")
    tasks.start(test, command("task_start", CAROL), begun)
    tasks.work(live, rows.first_turn(tasks.show(live, begun).id), 60)
    assert codes(studio, begun) == [("skipped", "task_other_mode")]
    assert studio.one("SELECT COUNT(*) FROM {p}orders") == 0


def test_what_was_reckoned_in_one_currency_is_not_taken_over_in_another(studio: Studio, package: str) -> None:
    task = check(studio, ADA)
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}package_versions SET currency = 'JPY'"))
    carry_out(studio, task)
    assert codes(studio, task) == [("skipped", "offer_changed")]
    assert studio.one("SELECT COUNT(*) FROM {p}orders") == 0


def test_rows_go_to_accounts_only_where_staff_want_it(studio: Studio, package: str) -> None:
    admin = studio.rows("SELECT ID, user_email FROM {wp}users ORDER BY ID LIMIT 1")[0]
    row = BEN.replace("ben@example.test", admin["user_email"].upper())
    assert json.loads(tasks.show(studio.rt, check(studio, row)).asked)["to_accounts"] == 1
    carry_out(studio, check(studio, row))
    carry_out(studio, check(studio, row.replace(",,\n", ",C-3,\n"), accounts=False))
    owners = studio.rows(
        "SELECT c.wp_user_id FROM {p}customer_packages cp JOIN {p}customers c ON c.id = cp.customer_id ORDER BY cp.id"
    )
    assert [row["wp_user_id"] for row in owners] == [admin["ID"], None]


def test_mails_go_out_where_they_are_wanted(studio: Studio, package: str) -> None:
    carry_out(studio, check(studio, ADA, mails=True))
    assert [row["mail"] for row in studio.rows("SELECT mail FROM {p}outbox")] == ["package_activated"]


@pytest.mark.parametrize(("name", "value"), [("valid_until", "soon"), ("key", "x" * 65), ("value_minor", -1)])
def test_what_goes_wrong_with_one_row_stops_no_other(studio: Studio, package: str, name: str, value: object) -> None:
    """Whoever notices: we ourselves, or the database."""
    task = check(studio, ADA + BEN)
    broken = "UPDATE {p}task_items SET data = JSON_SET(data, %s, %s) WHERE number = 2"
    studio.rt.db.transact(lambda tx: tx.run(broken, (f"$.{name}", value)))
    done = carry_out(studio, task)
    assert (done.made, done.skipped, codes(studio, task)) == (1, 1, [("skipped", "internal"), ("made", "")])
    assert studio.one("SELECT COUNT(*) FROM {p}orders") == 1, "nothing is left of it"
    books.agree(studio)


class Killed(BaseException):
    pass


def test_a_crash_in_the_middle_goes_on_where_it_was(studio: Studio, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(f"c{n}@example.test,,10 Yoga Sessions,3,,,,,\n" for n in range(7))
    task = check(studio, text)
    monkeypatch.setattr(tasks, "BATCH", 2)
    real, calls = tasks.STEPS["import"], []

    def dies(*args: Any) -> Any:
        calls.append(1)
        if len(calls) == 4:
            raise Killed
        return real(*args)

    monkeypatch.setitem(tasks.STEPS, "import", dies)
    with pytest.raises(Killed):
        carry_out(studio, task)
    assert (tasks.show(studio.rt, task).status, studio.one("SELECT COUNT(*) FROM {p}customer_packages")) == ("running", 2)
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}tasks SET touched_at = touched_at - INTERVAL 1 MINUTE"))
    assert tasks.sweep(studio.rt, offer=False) == 1
    assert (tasks.show(studio.rt, task).made, studio.one("SELECT COUNT(*) FROM {p}customer_packages")) == (7, 7)
    assert tasks.sweep(studio.rt, offer=False) == 0
    books.agree(studio)


def test_a_turn_ends_and_asks_for_the_next_so_that_other_jobs_have_theirs(
    studio: Studio, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "BATCH", 1)
    task = check(studio, ADA + BEN)
    tasks.start(studio.rt, command("task_start", CAROL), task)
    turn = rows.first_turn(tasks.show(studio.rt, task).id)
    assert studio.rt.queue.waiting(WORK_TASK) == {turn}
    tasks.work(studio.rt, turn, 0)
    assert (studio.rt.queue.waiting(WORK_TASK), tasks.show(studio.rt, task).made) == ({turn, turn ^ 1}, 1)
    assert tasks.sweep(studio.rt) == 0, "somebody has just worked at it"
    studio.rt.queue.redis.flushall()
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}tasks SET touched_at = touched_at - INTERVAL 1 MINUTE"))
    assert (tasks.sweep(studio.rt), studio.rt.queue.waiting(WORK_TASK)) == (1, {turn})
    tasks.work(studio.rt, turn ^ 1, 60)
    assert tasks.show(studio.rt, task).status == "done"


def test_two_who_work_at_it_at_once_do_each_row_once(studio: Studio, package: str, stack: Stack) -> None:
    task = check(studio, ADA + BEN)
    tasks.start(studio.rt, command("task_start", CAROL), task)
    turn = rows.first_turn(tasks.show(studio.rt, task).id)
    with in_the_middle(stack.mariadb, rows, "settle", lambda: tasks.work(studio.rt, turn)):
        tasks.work(studio.rt, turn)
    done = tasks.show(studio.rt, task)
    assert (done.status, done.made, done.skipped) == ("done", 2, 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no rows"),
        (HEAD.encode(), "no rows"),
        (b"email,package\n1,2", "no column sessions_left"),
        (b"\0\1", "text file"),
        (b"x" * (imports.MOST_BYTES + 1), "at most 3 MB"),
        ((HEAD + BEN * (imports.MOST_ROWS + 1)).encode(), "at most 25000 rows"),
    ],
)
def test_a_file_that_is_none_is_refused_with_what_was_expected(rt: Runtime, content: bytes, said: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        imports.check(rt, command("import", CAROL), File("x.csv", content, False, False))
    assert said in refused.value.fields["file"]


def test_what_was_not_imported_can_be_mended_in_a_spreadsheet(studio: Studio, package: str) -> None:
    task = check(studio, ADA + "=cmd(),x,10 Yoga Sessions,1,,,,,\n")
    text, following = tasks.as_csv(studio.rt, task, 0)
    assert following is None
    heading, row = text.splitlines()
    assert heading.startswith("email,name,package") and heading.endswith("line,problem")
    assert row.startswith("'=cmd(),x,10 Yoga Sessions") and "email must be an e-mail address" in row


def test_mended_it_is_imported_as_it_is_with_what_was_told_beside_it(studio: Studio, package: str) -> None:
    task = check(studio, ADA + "bob,-Bob,10 Yoga Sessions,2,,-,,=B-1,\n")
    text, _ = tasks.as_csv(studio.rt, task, 0)
    assert "'-Bob" in text and "'=B-1" in text
    mended = File("mended.csv", text.replace("bob", "bob@example.test", 1).encode(), accounts=False, mails=False)
    again = str(imports.check(studio.rt, command("import", CAROL), mended)["task"])
    assert carry_out(studio, again).made == 1
    assert studio.rows("SELECT name FROM {p}customers") == [{"name": "-Bob"}]
    assert studio.one("SELECT valid_through FROM {p}customer_packages") is None
    same = check(studio, "bob@example.test,-Bob,10 Yoga Sessions,2,,-,,=B-1,\n")
    assert codes(studio, same) == [("bad", "imported_before")]


def test_columns_that_are_empty_and_have_no_name_do_not_matter(studio: Studio, package: str) -> None:
    text = "email;package;sessions left;;\nada@example.test;10 Yoga Sessions;7;;\nben@example.test;10 Yoga Sessions;7;;x\n;;;;\n"
    task = str(imports.check(studio.rt, command("import", CAROL), File("x.csv", text.encode(), False, False))["task"])
    assert codes(studio, task) == [("good", ""), ("bad", "invalid_fields")]


def test_the_end_that_a_file_names_is_not_undone_by_the_first_use_that_was_none(studio: Studio) -> None:
    studio.add_package(validity_from="first_use")
    admin = studio.rows("SELECT ID, user_email FROM {wp}users ORDER BY ID LIMIT 1")[0]
    carry_out(studio, check(studio, ADA.replace("ada@example.test", admin["user_email"])))
    package, owner = studio.again(studio.one("SELECT id FROM {p}customer_packages")), replace(ALICE, wp_user_id=admin["ID"])
    booking = studio.book(owner)
    studio.redeem(package, booking, who=owner)
    studio.set_booking(booking, "cancelled")
    give_back.observe(studio.rt, give_back.StatusEvent(HOST, booking, "cancelled", "staff", "", CAROL, "test-request"))
    now = studio.again(package)
    assert (now.balance, now.first_used_at, now.starts_at, str(now.valid_through)) == (7, None, package.starts_at, "2035-02-20")
    books.agree(studio)


def test_old_files_are_forgotten(studio: Studio, package: str) -> None:
    task = check(studio, ADA)
    assert tasks.forget(studio.rt) == 0
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}tasks SET touched_at = touched_at - INTERVAL 91 DAY"))
    assert tasks.forget(studio.rt) == 1
    assert tasks.items(studio.rt, task, "all", 0) == ([], None)
