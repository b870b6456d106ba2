"""The product as the torture handles it: real MariaDB and Redis, the time as it is set, other plugins' hands in their tables."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sidecar.clock import ShiftedClock
from sidecar.errors import InvalidFields, Refused
from sidecar.runtime import Runtime
from sidecar.usecases import changes, corrections, doctor, give_back, holds, reconcile, redeem, reinstate, site_settings
from sidecar.usecases.once import Command
from tests.broken_commits import broken_commits
from tests.reset import Reset
from tests.studio import ALICE, CAROL, HOST, SETTINGS, Studio, command
from tests.torture.facts import Visit
from wp_bridge.database import Transaction
from wp_bridge.errors import BridgeError
from wp_bridge.records import Actor, CustomerPackage

OTHER = "other-host"
SYSTEM = Actor("system", name="host")
PATIENCE = 6  # times that a caller repeats what got no answer
LEDGER = (
    "SELECT COUNT(*) AS n, COALESCE(MAX(id), 0) AS last, COALESCE(BIT_XOR(CRC32(CONCAT_WS('|', id, customer_package_id, entry_key, kind,"
    " delta_paid, delta_free, balance_after, actor_kind, reason, created_at))), 0) AS checksum FROM {p}ledger WHERE id <= %s"
)


@dataclass
class World:
    rt: Runtime
    clock: ShiftedClock
    reset: Reset
    begun: int = 0
    operations: int = 0
    broken: int = 0  # of these, connections broken at COMMIT
    fate: str = ""  # of the next write's COMMIT: kept or lost
    answers: Counter[str] = field(default_factory=Counter)

    def begin(self, moment: datetime, cancel_hours: int) -> None:
        """An empty studio at this moment."""
        self.reset.wipe()
        self.begun += 1
        self.clock.moment, self.fate = moment, ""
        self.studio = Studio(self.rt)
        self.services = {"yoga": self.studio.yoga, "massage": self.studio.massage, "pilates": "77"}
        site_settings.update(self.rt, command("settings", CAROL), SETTINGS | {"cancel_hours": cancel_hours})
        self._seen: dict[str, Any] = {"n": 0, "last": 0, "checksum": 0}

    def tried(self, work: Callable[[], object]) -> str:
        """The code of its refusal, "" when it was done; repeated by the caller while it has no answer."""
        with broken_commits(*filter(None, [self.fate])) as left:
            answer = self._answer(work)
        if self.fate and not left:
            self.broken, self.fate = self.broken + 1, ""
        self.operations += 1
        self.answers[answer or "done"] += 1
        return answer

    def _answer(self, work: Callable[[], object]) -> str:
        for _ in range(PATIENCE):
            try:
                work()
            except InvalidFields as refused:
                return ",".join(refused.fields)
            except Refused as refused:
                return refused.code
            except BridgeError:
                continue
            return ""
        return "no answer"

    def package(self, public_id: str) -> CustomerPackage:
        return self.studio.again(int(self.studio.one("SELECT id FROM {p}customer_packages WHERE public_id = %s", public_id)))

    def visits(self, bookings: Sequence[tuple[str, Visit]]) -> tuple[redeem.Line, ...]:
        return tuple(redeem.Line(name, self.services[v.service], v.starts, v.people) for name, v in bookings)

    def reserve(self, key: str, package: str, wish: Sequence[tuple[str, Visit]]) -> object:
        asked = redeem.RedeemRequest(OTHER, key, package, self.visits(wish), ALICE, "torture")
        return redeem.redeem(self.rt, asked)

    def commit(self, key: str) -> object:
        return holds.commit(self.rt, OTHER, key, (), "torture", ALICE, "torture")

    def release(self, key: str) -> object:
        return holds.release(self.rt, OTHER, key, "", ALICE, "torture")

    def tell(self, host: str, booking: str, status: str, by: str) -> object:
        actor = {"customer": ALICE, "staff": CAROL}.get(by, SYSTEM)
        return give_back.observe(self.rt, give_back.StatusEvent(host, booking, status, by, "", actor, "torture"))

    def set_row(self, booking: str, **columns: Any) -> None:
        """The booking plugin, or somebody with a database client, changes a row."""
        if "service" in columns:
            name = columns.pop("service")
            columns |= {"service_id": self.services[name], "service_name": name.title()}
        names = ", ".join(f"{name} = %s" for name in columns)
        self._sql(f"UPDATE {{wp}}sb_bookings SET {names} WHERE id = %s", *columns.values(), booking)

    def delete_row(self, booking: str) -> None:
        self._sql("DELETE FROM {wp}sb_bookings WHERE id = %s", booking)

    def change(self, booking: str, asked: Command) -> object:
        return changes.change(self.rt, asked, HOST, booking, changes.Change())

    def sweep(self) -> None:
        reconcile.follow_bookings(self.rt)

    def lapse(self) -> None:
        holds.lapse_due(self.rt)

    def reinstate(self, booking: str, asked: Command) -> object:
        return reinstate.reinstate(self.rt, asked, HOST, booking, "torture")

    corrections = corrections

    # --- what is compared

    def looked_at(self) -> tuple[dict[str, tuple[Any, ...]], dict[str, tuple[Any, ...]], bool]:
        """Packages by public id, our host's bookings by number, and whether every ledger entry seen before is there as it was."""
        return self.rt.db.transact(lambda tx: (_packages(tx), _rows(tx), self._ledger_only_grew(tx)))

    def _ledger_only_grew(self, tx: Transaction) -> bool:
        before = tx.all(LEDGER, (self._seen["last"],))[0]
        same = (before["n"], before["checksum"]) == (self._seen["n"], self._seen["checksum"])
        self._seen = tx.all(LEDGER, (2**62,))[0]
        return same

    def broken_identities(self) -> list[str]:
        """What the doctor finds in the books, and bookings that no redemption follows."""
        checks = [*doctor.books(self.rt), doctor.bookings(self.rt)]
        return [f"{check.sentence} {check.found}" for check in checks if check.level != "ok"]

    def _sql(self, statement: str, *params: Any) -> None:
        self.rt.db.transact(lambda tx: tx.run(statement, params))


def _packages(tx: Transaction) -> dict[str, tuple[Any, ...]]:
    rows = tx.all(
        "SELECT public_id, paid_balance, free_balance, used, held, sessions_total, valid_through, starts_at IS NOT NULL AS started,"
        " suspended_by_staff_at IS NOT NULL AS paused FROM {p}customer_packages"
    )
    return {row.pop("public_id"): tuple(row.values()) for row in rows}


def _rows(tx: Transaction) -> dict[str, tuple[Any, ...]]:
    rows = tx.all("SELECT id, status, payment_method, payment_state = 'paid' AS paid FROM {wp}sb_bookings")
    return {str(row["id"]): (row["status"], row["payment_method"], bool(row["paid"])) for row in rows}
