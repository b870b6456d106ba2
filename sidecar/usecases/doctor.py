"""Is everything as it should be? Asked by an operator, answered check by check; nothing is changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sidecar.domain import turns
from sidecar.runtime import Runtime
from sidecar.usecases import leading, reconcile
from wp_bridge import customer_packages, guards, identities, keys, leases, notices
from wp_bridge.database import Transaction
from wp_bridge.identities import Identity

Progress = Callable[[int], None]
CLOCK_SECONDS = 5.0


@dataclass(frozen=True)
class Check:
    """`level` is ok, warning (it works, but) or wrong (a promise is broken); `found` names the offenders."""

    level: str
    sentence: str
    found: tuple[str, ...] = ()


def parts(rt: Runtime) -> Iterator[Check]:
    """The parts that have to be there, quickly."""
    yield rt.db.transact(_guards)
    yield rt.db.transact(_flushing)
    yield rt.db.transact(lambda tx: _clock(rt, tx))
    yield _answered(rt.queue.is_alive(), "Redis answers.", "Redis does not answer; mails go out a little later.")
    connected = rt.db.transact(keys.newest) is not None
    yield _answered(connected, "WordPress is connected.", "WordPress is not connected yet; run: session-packages pair")
    leads = rt.db.transact(lambda tx: leases.is_held(tx, leading.LEASE))
    yield _answered(leads, "A scheduler leads.", "No scheduler runs: nothing lapses, nothing is compared, no mail is repeated.")
    yield rt.db.transact(_outbox)
    yield rt.db.transact(_open_notices)


def books_size(rt: Runtime) -> int:
    """Ids that `books` and `bookings` walk: for a progress bar."""
    walked = rt.db.transact(lambda tx: sum(identities.last_id(tx, identity) for identity in identities.ALL))
    return walked + reconcile.size(rt)


def books(rt: Runtime, progress: Progress = lambda _ids: None) -> Iterator[Check]:
    """Each identity of the books over every row, in short statements that hold up nobody."""
    for identity in identities.ALL:
        found = _offenders(rt, identity, progress)
        yield Check("wrong" if found else "ok", identity.sentence, tuple(found))


def bookings(rt: Runtime, progress: Progress = lambda _ids: None) -> Check:
    """Bookings against redemptions. The scheduler repairs these each minute, so one that stays is worth a look."""
    report = reconcile.reconcile(rt, dry_run=True, progress=progress)
    found = [f"{repair.host} booking {repair.booking}: {repair.what} {repair.detail}".strip() for repair in report.repairs]
    if report.vanished:
        found.append(f"{report.vanished} redeemed bookings are gone")
    level = "wrong" if report.vanished else "warning" if found else "ok"
    return Check(level, "Bookings and redemptions agree.", tuple(found))


def _offenders(rt: Runtime, identity: Identity, progress: Progress) -> list[str]:
    found: list[str] = []
    last = rt.db.transact(lambda tx: identities.last_id(tx, identity))
    for after, through in turns.steps(turns.everything(last)):
        found += rt.db.transact(lambda tx, a=after, t=through: identities.offenders(tx, identity, a, t))  # type: ignore[misc]
        progress(through - after)
    return found


def _guards(tx: Transaction) -> Check:
    missing = guards.missing(tx)
    sentence = f"The database guards by itself ({guards.COUNT} keys, checks and triggers)."
    return Check("wrong" if missing else "ok", sentence, tuple(f"missing: {name}" for name in missing))


def _flushing(tx: Transaction) -> Check:
    return _answered(
        guards.flushes_every_commit(tx),
        "The database keeps every commit (innodb_flush_log_at_trx_commit = 1).",
        "innodb_flush_log_at_trx_commit is not 1: a power cut may lose the last second of what was acknowledged.",
    )


def _clock(rt: Runtime, tx: Transaction) -> Check:
    apart = abs((rt.clock.now() - tx.now()).total_seconds())
    return _answered(
        apart < CLOCK_SECONDS, "The clocks agree.", f"The database's clock differs from this machine's by {apart:.0f} s."
    )


def _outbox(tx: Transaction) -> Check:
    found = identities.undelivered(tx)
    return Check("warning" if found else "ok", "Everything that was to be told was told.", tuple(found))


def _open_notices(tx: Transaction) -> Check:
    blocked = customer_packages.count_blocked(tx)  # also when somebody has marked the notice as done
    if blocked:
        return Check("wrong", f"{blocked} blocked packages wait for a decision: session-packages unblock")
    waiting = notices.count_open(tx)
    return _answered(waiting == 0, "No notice waits for staff.", f"Notices wait for staff in WP Admin: {waiting}")


def _answered(good: bool, yes: str, no: str) -> Check:
    return Check("ok", yes) if good else Check("warning", no)
