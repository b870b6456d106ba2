"""`make bench-mails`: 100,000 packages that end soon, their warnings written, beside one transaction per warning."""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from devstack.stack import Stack
from sidecar import runtime
from sidecar.runtime import Runtime
from sidecar.usecases import expiry
from tests.conftest import CORE, core_config, start_with_pristine_site
from tests.reset import Reset
from tests.studio import Studio
from wp_bridge import schema, settings

ROOT = Path(__file__).parents[1]
ALONE = 1000
COPIED = "customer_id, package_id, package_version_id, mode, sessions_total, paid_total, paid_balance, free_balance, purchased_at"


@dataclass
class Timed:
    """A database whose transactions are counted and timed."""

    original: Callable[..., Any]
    longest: float = 0.0

    def transact(self, *args: Any, **kwargs: Any) -> Any:
        begun = time.monotonic()
        try:
            return self.original(*args, **kwargs)
        finally:
            self.longest = max(self.longest, time.monotonic() - begun)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.mails", description=__doc__)
    parser.add_argument("packages", type=int, nargs="?", default=100_000)
    asked = parser.parse_args()
    with Stack(ROOT / "var" / "bench") as stack:
        rt = _prepared(stack)
        single, _ = _measured(rt, ALONE, 1)
        together, longest = _measured(rt, asked.packages, expiry.BATCH)
        print(f"{asked.packages} packages, {expiry.BATCH} per transaction: {together:.0f} packages a second")
        print(f"longest transaction: {longest * 1000:.0f} ms")
        print(f"{ALONE} packages, one per transaction: {single:.0f} a second; together {together / single:.1f} times as fast")
        rt.db.close()
    return 0


def _prepared(stack: Stack) -> Runtime:
    """An installed site and our empty tables, with the host's services that the studio needs."""
    stack.start_stores()
    stack.start_mail()
    start_with_pristine_site(stack)
    stack.wordpress.install_plugin_from_source(ROOT / "wp-plugin-stub" / "simple-bookings")
    stack.wordpress.activate_plugin("simple-bookings/simple-bookings.php")
    stack.mariadb.create_database(CORE)
    stack.mariadb.restore(CORE, stack.mariadb.snapshot(stack.wordpress.database, "fresh"))
    rt = runtime.build(core_config(stack))
    schema.migrate(rt.db, "bench")
    Reset(stack.mariadb.url(CORE)).wipe()
    Studio(rt).sell()
    return rt


def _measured(rt: Runtime, packages: int, batch: int) -> tuple[float, float]:
    """Packages a second and the longest transaction, in seconds. Each call makes its own packages."""
    _make(rt, packages)
    timed = Timed(rt.db.transact)
    with mock.patch.object(rt.db, "transact", timed.transact), mock.patch.object(expiry, "BATCH", batch):
        begun = time.monotonic()
        written = expiry.warn_due(rt)
    seconds = time.monotonic() - begun
    if written != packages:
        raise SystemExit(f"{written} mails for {packages} packages")
    return packages / seconds, timed.longest


def _make(rt: Runtime, packages: int) -> None:
    """Copies of the one package that was sold, that end within the week at the same midnight."""
    columns = f"{COPIED}, public_id, activated_at, starts_at, expires_at, valid_through"
    ends = "UTC_DATE() + INTERVAL 5 DAY"
    copies = (
        f"INSERT INTO {{p}}customer_packages ({columns}) SELECT {COPIED}, CONCAT('B', LPAD(s.seq + %s, 25, '0')),"
        f" UTC_TIMESTAMP(6) - INTERVAL 60 DAY, UTC_TIMESTAMP(6) - INTERVAL 60 DAY, {ends}, DATE({ends}) - INTERVAL 1 DAY"
        " FROM {p}customer_packages cp JOIN seq_1_to_%s s WHERE cp.order_id IS NOT NULL"
    )
    rt.db.transact(lambda tx: tx.run(copies, (int(tx.scalar("SELECT MAX(id) FROM {p}customer_packages")), packages)))
    hour = {"mail_rules": {"from_hour": 0}}
    rt.db.transact(lambda tx: settings.write(tx, hour, "bench"))


if __name__ == "__main__":
    sys.exit(main())
