"""The fault run of the mails: whatever is killed, flushed or away, each mail that is due arrives, and none twice but where
a process was killed between sending and marking."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from devstack.processes import Process
from devstack.stack import Stack
from sidecar.runtime import Runtime
from sidecar.usecases import mails
from tests.conftest import CORE
from tests.faults.crew import Crew, Letter, kill
from tests.studio import Studio
from tests.worker.mail_server import MailServer
from tests.worker.outbox_rows import until
from tests.worker.site import FakeSite
from tests.worker.smtp_rows import use
from wp_bridge import keys, outbox, settings
from wp_bridge.records import Actor

pytestmark = [pytest.mark.mails, pytest.mark.slow, pytest.mark.timeout(900)]

EACH = 8  # customers of each kind
DOWN_SECONDS = 20
# Days until a package ends, and what is due about that: now, and when ten more days have gone by at once.
ENDS: dict[str, tuple[int, tuple[str, ...], tuple[str, ...]]] = {
    "soon": (5, ("expiring",), ("expired",)),
    "over": (-2, ("expired",), ()),
    "in-between": (8, (), ("expired",)),  # the day of its warning falls into the jump
    "later": (12, (), ("expiring",)),
    "far": (90, (), ()),
    "resting": (5, (), ()),
}


@pytest.fixture
def crew(stack: Stack, rt: Runtime, tmp_path: Path) -> Iterator[Crew]:
    """Nothing runs yet; mails go by SMTP, what booking plugins are told goes to the site."""
    site, server, ahead = FakeSite(), MailServer().up(), tmp_path / "ahead"
    ahead.write_text("0")
    environment = stack.sidecar.environment | {"SP_DATABASE_URL": stack.mariadb.url(CORE), "SP_SITE_URL": site.url}
    key = keys.SiteKey("sp-test", rt.vault.seal(b"k" * 32), "0000-0000", site.url, rt.clock.now())
    rt.db.transact(lambda tx: keys.add(tx, key, "wp_"))
    rt.db.transact(lambda tx: settings.write(tx, {"mail_rules": {"from_hour": 0}}, "test"))
    use(rt, server)
    made = Crew(stack, rt, server, site, environment, ahead)
    yield made
    made.end()
    server.down()
    site.close()


def test_whatever_fails_each_mail_arrives_once(crew: Crew, studio: Studio, capsys: pytest.CaptureFixture[str]) -> None:
    first = crew.start("scheduler", "leading as")
    crew.start("scheduler", "standing by")
    worker = crew.start("worker", "waits for jobs")
    _flushed_redis(crew, studio)
    _mail_server_away(crew)
    worker = _worker_killed(crew, studio, worker, "recipient")
    worker = _worker_killed(crew, studio, worker, "taken")
    _scheduler_killed(crew, first)
    _site_away(crew)
    _ten_days_at_once(crew)
    _judged(crew)
    with capsys.disabled():
        print(f"\nfault run of the mails\n{crew.table()}")  # noqa: T201 - what was measured


def people(kind: str) -> list[Actor]:
    first = 100 + 20 * list(ENDS).index(kind)
    return [Actor("customer", first + n, f"{kind} {n}", f"{kind}-{n}@example.test") for n in range(EACH)]


def _sell(crew: Crew, studio: Studio, buyer: Actor) -> None:
    crew.expected["package_activated", buyer.email] += 1
    studio.sell(buyer)


def _flushed_redis(crew: Crew, studio: Studio) -> None:
    """While packages are sold and their mails go out."""
    crew.server.seconds = 0.05
    since, flushed = time.monotonic(), 0
    for kind in ENDS:
        for buyer in people(kind):
            _sell(crew, studio, buyer)
        crew.rt.queue.redis.flushall()
        flushed += 1
    took = crew.took(lambda: crew.waiting() == 0, 60, since)
    crew.server.seconds = 0.0
    crew.note(f"Redis flushed {flushed} times while {crew.done()} mails went out", f"all out after {took:.1f} s")


def _mail_server_away(crew: Crew) -> None:
    """While the ends of packages come near."""
    before = len(crew.server.mails)
    crew.server.down()
    for kind, (days, _, _) in ENDS.items():
        _set_end(crew, kind, days)
    due = EACH * sum(len(now) for _, now, _ in ENDS.values())
    until(lambda: crew.waiting() == due, 30)
    until(lambda: crew.one("SELECT COUNT(*) FROM {p}outbox WHERE settled = 0 AND last_error <> '' AND attempts = 0"), 30)
    time.sleep(DOWN_SECONDS)
    assert len(crew.server.mails) == before
    crew.server.up()
    took = crew.took(lambda: crew.waiting() == 0, 120, time.monotonic())
    crew.note(f"mail server away for {DOWN_SECONDS} s, {due} mails waiting", f"all out {took:.1f} s after it was back")


def _set_end(crew: Crew, kind: str, days: int) -> None:
    sql = (
        "UPDATE {p}customer_packages p JOIN {p}customers c ON c.id = p.customer_id"
        " SET p.activated_at = p.activated_at - INTERVAL 60 DAY, p.starts_at = p.starts_at - INTERVAL 60 DAY,"
        " p.expires_at = UTC_DATE() + INTERVAL %s DAY, p.valid_through = UTC_DATE() + INTERVAL %s DAY,"
        " p.suspended_by_staff_at = IF(%s, UTC_TIMESTAMP(6), NULL) WHERE c.email LIKE %s"
    )
    crew.rt.db.transact(lambda tx: tx.run(sql, (days, days - 1, kind == "resting", f"{kind}-%")))


def _worker_killed(crew: Crew, studio: Studio, worker: Process, point: str) -> Process:
    """In the middle of a mail; another one is started. Gives that one."""
    number, twice = len(crew.told), len(crew.server.mails)
    crew.server.held.clear()
    crew.server.held_at = point
    _sell(crew, studio, Actor("customer", 500 + number, f"Killed {number}", f"killed-{number}@example.test"))
    assert crew.server.held.wait(20)
    since = time.monotonic()
    kill(worker)
    crew.server.held_at = ""
    new = crew.start("worker", "waits for jobs")
    took = crew.took(lambda: crew.waiting() == 0, 120, since)
    assert took < 120
    sent = len(crew.server.mails) - twice
    crew.note(f"worker killed -9 in a mail ({point})", f"done by another after {took:.1f} s; {sent} mails received")
    return new


def _scheduler_killed(crew: Crew, first: Process) -> None:
    standby = crew.running[1]
    since = time.monotonic()
    kill(first)
    took = crew.took(lambda: "leading as" in standby.tail(200), 30, since)
    crew.note("leading scheduler killed -9", f"the other one leads after {took:.1f} s")


def _site_away(crew: Crew) -> None:
    """Mails do not mind; what booking plugins are told waits."""
    crew.site.mode = "maintenance"
    for number in range(EACH):
        told = {"host": "simple-bookings", "booking": str(number)}
        crew.rt.db.transact(lambda tx, n=number, t=told: outbox.add(tx, mails.BOOKING_CONFIRMED, f"fault:{n}", t, "faults"))  # type: ignore[misc]
    until(lambda: crew.one("SELECT COUNT(*) FROM {p}outbox WHERE last_error LIKE 'the site answered 503'"), 30)
    crew.site.items.clear()
    crew.site.mode = "ok"
    took = crew.took(lambda: crew.waiting("booking_confirmed") == 0, 120, time.monotonic())
    assert Counter(item["booking"] for item in crew.site.items) == Counter(map(str, range(EACH)))
    crew.note(f"WordPress in maintenance, {EACH} messages to a booking plugin waiting", f"all there {took:.1f} s after its end")


def _ten_days_at_once(crew: Crew) -> None:
    before = len(crew.server.mails)
    due = EACH * sum(len(after) for _, _, after in ENDS.values())
    since = time.monotonic()
    crew.jump(10)
    took = crew.took(lambda: len(crew.server.mails) >= before + due, 90, since)
    until(lambda: crew.waiting() == 0)
    crew.note("all clocks 10 days ahead", f"{len(crew.server.mails) - before} of {due} mails after {took:.1f} s")
    time.sleep(10)  # three more rounds of every sweep: nothing more may come


def _judged(crew: Crew) -> None:
    expected = crew.expected + _about_ends()
    assert Counter({letter: n for letter, n in crew.written().items() if letter[0] in {mail for mail, _ in expected}}) == expected
    received, numbers = _received(crew)
    again = received - crew.written()
    assert crew.written() - received == Counter(), "a mail was lost"
    in_doubt = {
        letter for letter in received if letter[1].startswith("killed-") or letter[0] == "staff_transfer"
    }  # of the same sale
    assert set(again) <= in_doubt, "sent twice without need"
    assert sum(again.values()) <= 1
    assert len(numbers) == sum(crew.written().values()), "a resend has the Message-ID of the first"
    assert (crew.waiting(), crew.notices()) == (0, [])
    assert crew.one("SELECT COUNT(*) FROM {p}outbox WHERE dead_at IS NOT NULL") == 0
    crew.note("mails that were due", f"{sum(crew.written().values())}, of them {sum(_about_ends().values())} about an end")
    crew.note("received", f"{sum(received.values())}; {len(numbers)} different ones, {sum(again.values())} sent again")


def _about_ends() -> Counter[Letter]:
    """From the table above alone."""
    return Counter((mail, one.email) for kind, (_, now, after) in ENDS.items() for one in people(kind) for mail in now + after)


def _received(crew: Crew) -> tuple[Counter[Letter], set[str]]:
    """What came, known again by its Message-ID; and the different ones."""
    rows = crew.rt.db.transact(lambda tx: tx.all("SELECT mail, recipient, payload FROM {p}outbox WHERE mail IS NOT NULL"))
    numbers = [str(mail.message["Message-ID"]) for mail in crew.server.mails]
    letters = {number: (row["mail"], row["recipient"]) for row in rows for number in numbers if number in row["payload"]}
    for number, mail in zip(numbers, crew.server.mails, strict=True):
        assert mail.recipients == [letters[number][1]]
    return Counter(letters[number] for number in numbers), set(numbers)
