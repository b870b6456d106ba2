"""`make bench-books`: the usage of a million ledger entries downloaded through WordPress, beside the `mariadb` client writing the
same query into a file, in one run; then the overview's figures, and what is owed to customers, on the same rows."""

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import requests

from bench import admin_rows
from devstack import procfs
from devstack.stack import Stack
from devstack.wordpress import ADMIN_LOGIN, ADMIN_PASSWORD
from sidecar.runtime import Runtime
from sidecar.usecases import doctor, figures, listed
from tests.conftest import start_with_pristine_site
from tests.e2e import site as places
from tests.e2e.site import Site
from wp_bridge import exports, identities

ROOT = Path(__file__).parents[1]
PER_PACKAGE = 3  # entries of a customer package, about
PLUGIN = ROOT / "wp-plugin-stub" / "simple-bookings"


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.books", description=__doc__)
    parser.add_argument("entries", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--folder", default="bench-books")
    asked = parser.parse_args()
    with Stack(ROOT / "var" / asked.folder, flush_log=0) as stack:
        site = _started(stack)
        stack.sidecar.stop()  # its sweeps would wait for the rows that are made in bulk
        _fill(site.rt, asked.entries // PER_PACKAGE + 1)
        stack.start_sidecar()
        _export(site, "usage", _dumped(site))
        for kind in ("sales", "customer-packages", "liability", "liability-by-package"):
            _export(site, kind)
        _timed("figures of the overview", lambda: figures.show(site.rt))
        _timed("the two identities of money (doctor)", lambda: _identities(site.rt))
        site.rt.db.close()
    return 0


def _started(stack: Stack) -> Site:
    stack.start_stores()
    stack.start_mail()
    start_with_pristine_site(stack)
    stack.mariadb.query("SET GLOBAL innodb_buffer_pool_size = 1073741824")
    stack.wordpress.install_plugin_from_source(PLUGIN)
    stack.wordpress.activate_plugin("simple-bookings/simple-bookings.php")
    site = places.furnish(stack)
    places.connect(site)
    return site


def _fill(rt: Runtime, packages: int) -> None:
    begun = time.monotonic()
    admin_rows.fill(rt, packages)
    for table in ("ledger", "customer_packages", "orders"):
        rt.db.transact(lambda tx, t=table: tx.all(f"ANALYZE TABLE {{p}}{t}"))  # type: ignore[misc]
    listed.fold_tallies(rt)
    listed.see_ended(rt)
    entries = rt.db.transact(lambda tx: tx.scalar("SELECT COUNT(*) FROM {p}ledger"))
    print(f"{entries:,} ledger entries of {packages:,} customer packages made in {time.monotonic() - begun:.0f} s", flush=True)


def _dumped(site: Site) -> float:
    """Seconds of the client for the same query."""
    sql = exports.USAGE.sql().replace("{p}", "wp_sp_")
    known = {"start": "'1000-01-01'", "until": "'9999-12-31'", "mode": "'live'", "after": "0", "through": str(2**62)}
    stack, target = site.stack, site.stack.root / "dumped.tsv"
    begun = time.monotonic()
    with target.open("wb") as out:
        subprocess.run(
            ["mariadb", "--no-defaults", "--socket=db.sock", "--user=root", "--quick", "--batch", stack.wordpress.database],
            input=(sql % known).encode(),
            stdout=out,
            cwd=stack.mariadb.data,
            check=True,
        )
    seconds = time.monotonic() - begun
    rows = sum(1 for _ in target.open("rb")) - 1
    print(
        f"{'the mariadb client, the same query':42} {seconds:7.1f} s {rows:>10,} rows {target.stat().st_size / 1e6:7.0f} MB",
        flush=True,
    )
    return seconds


def _export(site: Site, kind: str, beside: float = 0.0) -> None:
    """Downloaded as the owner does it: from the form on the overview, through PHP."""
    browser = requests.Session()
    login = {"log": ADMIN_LOGIN, "pwd": ADMIN_PASSWORD, "testcookie": "1"}
    browser.post(f"{site.url}/wp-login.php", data=login, cookies={"wordpress_test_cookie": "WP Cookie check"}, timeout=60)
    page = browser.get(f"{site.url}/wp-admin/admin.php?page=session-packages", timeout=60).text
    form = re.search(r'name="do" value="export".*?name="_wpnonce" value="(\w+)"', page, re.S)
    if form is None:
        raise SystemExit(f"no form for exports on the overview: {page[:2000]}")
    asked = {"action": "session_packages", "do": "export", "id": "", "key": "bench-export", "_wpnonce": form[1], "f[kind]": kind}
    begun, rows, size, first, last = time.monotonic(), 0, 0, 0.0, b""
    with browser.post(f"{site.url}/wp-admin/admin-post.php", data=asked, stream=True, timeout=600) as answer:
        for piece in answer.iter_content(1 << 16):
            first = first or time.monotonic() - begun
            rows, size, last = rows + piece.count(b"\n"), size + len(piece), (last + piece)[-300:]
    seconds = time.monotonic() - begun
    if b"INCOMPLETE" in last or "csv" not in answer.headers["content-type"]:
        raise SystemExit(f"{kind} is not whole: {last!r}")
    ratio = f", {seconds / beside:.1f} x the client" if beside else ""
    print(f"{'export ' + kind:42} {seconds:7.1f} s {rows - 1:>10,} rows {size / 1e6:7.0f} MB{ratio}", flush=True)
    print(f"{'':42} first bytes after {first:.2f} s; most memory: {_memory(site.stack)}", flush=True)


def _memory(stack: Stack) -> str:
    """The most that any process of each part has ever had."""
    found = {"php": 0, "session-packages serve": 0}
    for pid in procfs.processes_of(stack.root):
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
        found = {name: max(most, _peak(pid)) if name in command else most for name, most in found.items()}
    return ", ".join(f"{name} {kilobytes / 1024:.0f} MB" for name, kilobytes in found.items())


def _peak(pid: int) -> int:
    try:
        return int(re.findall(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))[0])
    except (OSError, IndexError):
        return 0


def _identities(rt: Runtime) -> None:
    money = [identity for identity in identities.ALL if identity.sentence.startswith(("Every ledger entry has", "Money in"))]
    with mock.patch.object(identities, "ALL", money):
        wrong = [check for check in doctor.books(rt) if check.level != "ok"]
    if wrong:
        raise SystemExit(str(wrong)[:2000])


def _timed(what: str, work: Callable[[], object]) -> None:
    begun = time.monotonic()
    work()
    print(f"{what:42} {time.monotonic() - begun:7.2f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
