"""Workers and schedulers as real processes that can be killed; a site and a mail server that can go away; what was received."""

import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devstack.paths import PROJECT
from devstack.processes import Process
from devstack.stack import Stack
from sidecar.runtime import Runtime
from tests.faults.jumping import AHEAD
from tests.worker.mail_server import MailServer
from tests.worker.outbox_rows import until
from tests.worker.site import FakeSite

Letter = tuple[str, str]  # which mail, to whom


@dataclass
class Crew:
    stack: Stack
    rt: Runtime
    server: MailServer
    site: FakeSite
    settings: dict[str, str]
    ahead: Path
    expected: Counter[Letter] = field(default_factory=Counter)
    told: list[tuple[str, str]] = field(default_factory=list)
    running: list[Process] = field(default_factory=list)

    def start(self, command: str, ready: str) -> Process:
        name = f"faults-{command}-{len(self.running)}"
        line = [sys.executable, "-m", "tests.faults.jumping", command]
        process = Process(name, line, self.stack.root, env=self.settings | {AHEAD: str(self.ahead)}, cwd=PROJECT)
        self.running.append(process)
        process.start()
        process.wait_until(lambda: ready in process.tail(200), 20, ready)
        return process

    def end(self) -> None:
        for process in self.running:
            kill(process)

    def jump(self, days: int) -> None:
        """Every clock at once, the database's included."""
        self.ahead.write_text(str(days * 86400))

    # --- what is so

    def waiting(self, kind: str = "mail") -> int:
        return int(self.one("SELECT COUNT(*) FROM {p}outbox WHERE settled = 0 AND kind = %s", kind))

    def done(self) -> int:
        return int(self.one("SELECT COUNT(*) FROM {p}outbox WHERE done_at IS NOT NULL AND kind = 'mail'"))

    def written(self) -> Counter[Letter]:
        rows = self.rt.db.transact(lambda tx: tx.all("SELECT mail, recipient FROM {p}outbox WHERE mail IS NOT NULL"))
        return Counter((row["mail"], row["recipient"]) for row in rows)

    def notices(self) -> list[str]:
        sql = "SELECT kind FROM {p}staff_notices WHERE resolved_at IS NULL ORDER BY id"
        return [row["kind"] for row in self.rt.db.transact(lambda tx: tx.all(sql))]

    def one(self, sql: str, *params: Any) -> Any:
        return self.rt.db.transact(lambda tx: tx.scalar(sql, params))

    # --- what happens

    def note(self, what: str, figure: str) -> None:
        self.told.append((what, figure))

    def took(self, condition: Callable[[], Any], seconds: float, since: float) -> float:
        """Seconds from `since` until it was so; fails when it is not within `seconds` from now."""
        until(condition, seconds)
        return time.monotonic() - since

    def table(self) -> str:
        width = max(len(what) for what, _ in self.told)
        return "\n".join(f"  {what:<{width}}  {figure}" for what, figure in self.told)


def kill(process: Process) -> None:
    """The process and the work horses it has forked, which are groups of their own; -9."""
    horses = _children(process.pid) if process.alive else []
    process.kill9()
    for horse in horses:
        os.kill(horse, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
