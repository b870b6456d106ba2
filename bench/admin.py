"""`make bench-admin`: the owner's lists on 1,000,000 customer packages beside the same on 1,000, in one run."""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from bench.admin_rows import fill
from devstack.stack import Stack
from sidecar import runtime
from sidecar.runtime import Runtime
from sidecar.usecases import activity, catalogue, customer_view, listed, manage, order_list
from sidecar.usecases.listed import Ask
from tests.conftest import core_config, start_with_pristine_site
from wp_bridge import customer_packages, listing, schema
from wp_bridge.database import Transaction

ROOT = Path(__file__).parents[1]
FEW = 1000
TIMES = 9
Screen = Callable[[Runtime], object]


def screens() -> Iterator[tuple[str, Screen]]:
    """What is measured; each as the sidecar answers it."""
    for view in listing.VIEWS:
        yield f"view {view}", _list(view=view)
    for sort in listing.SORTS:
        for order in ("asc", "desc"):
            yield f"sort by {sort}, {order}", _list(sort=sort, order=order)
            yield f"expired by {sort}, {order}", _list(view="expired", sort=sort, order=order)
    for what, text in (
        ("nobody", "xylophone"),
        ("one customer", "rare7"),
        ("few", "rare"),
        ("a frequent name", "anna"),
        ("two frequent names", "anna archer"),
        ("a letter", "a"),
        ("a frequent package", "yoga"),
        ("an old package", "retired"),
        ("a name and a package", "zoe massages"),
        ("a name and an old package", "zoe retired"),
        ("a reference", "SP-000000J7"),
    ):
        yield f"search {what}", _list(search=text)
    yield "search a frequent name among the suspended", _list(search="anna", view="suspended")
    yield "search few, by customer", _list(search="rare", sort="customer")
    yield "a hundred on a page", _list(per_page=100)
    yield "last page", _list(last=True)
    for view, sort in (("all", "purchased"), ("expired", "purchased"), ("active", "customer"), ("all", "expiry")):
        yield f"deep in {view} by {sort}, forwards", _deep(view, sort, back=False)
        yield f"deep in {view} by {sort}, backwards", _deep(view, sort, back=True)
    yield "one customer", _customer
    yield "orders awaiting payment", lambda rt: order_list.page(rt, order_list.Ask())
    yield "orders awaiting payment, last page", lambda rt: order_list.page(rt, order_list.Ask(last=True))
    yield "orders awaiting payment, search", lambda rt: order_list.page(rt, order_list.Ask(search="zoe weber"))
    yield "packages for sale", catalogue.managed
    for kind, person in (("", None), ("refunds", None), ("", 3), ("refunds", 3), ("sessions", 7)):
        yield f"activity of {f'person {person}' if person else 'all'}, {kind or 'everything'}", _activity(kind, person)
    yield "overview", manage.overview


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.admin", description=__doc__)
    parser.add_argument("packages", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--folder", default="bench")
    parser.add_argument("--again", action="store_true", help="measure what an earlier run has made")
    asked = parser.parse_args()
    with Stack(ROOT / "var" / asked.folder, flush_log=0) as stack:
        _started(stack)
        made = _connected if asked.again else _filled
        few, many = (made(stack, f"bench_{count}", count) for count in (FEW, asked.packages))
        _compare(few, many, asked.packages)
    return 0


def _started(stack: Stack) -> None:
    stack.start_stores()
    stack.start_mail()
    start_with_pristine_site(stack)
    stack.mariadb.query("SET GLOBAL innodb_buffer_pool_size = 1073741824")  # a million rows fit, as on a server for them


def _filled(stack: Stack, name: str, count: int) -> Runtime:
    begun = time.monotonic()
    stack.mariadb.create_database(name)
    stack.mariadb.restore(name, stack.mariadb.snapshot(stack.wordpress.database, "fresh"))
    rt = _connected(stack, name, count)
    schema.migrate(rt.db, "bench")
    fill(rt, count)
    made = time.monotonic()
    ended, folded = listed.see_ended(rt), listed.fold_tallies(rt)
    stack.mariadb.query(
        "; ".join(f"ANALYZE TABLE wp_sp_{t}" for t in ("customer_packages", "customer_words", "orders", "ledger")), name
    )
    print(
        f"{count:,} packages made in {made - begun:.0f} s, {folded:,} notes folded, {ended:,} ends seen in {time.monotonic() - made:.0f} s"
    )
    return rt


def _connected(stack: Stack, name: str, _count: int) -> Runtime:
    url = stack.mariadb.url(name).replace("mysql:", "mysql+pymysql:")
    return runtime.build(core_config(stack).model_copy(update={"database_url": url}))


def _compare(few: Runtime, many: Runtime, count: int) -> None:
    print(f"\n{'':45} {FEW:>9,} {count:>11,}   ratio  statements")
    for name, screen in screens():
        small, _ = _timed(few, screen)
        large, statements = _timed(many, screen)
        print(f"{name:45} {small:6.1f} ms {large:8.1f} ms {large / small:6.1f}x {statements:6}", flush=True)
    for rt in (few, many):
        rt.db.close()


def _timed(rt: Runtime, screen: Screen) -> tuple[float, int]:
    """Milliseconds (the median) and statements."""
    screen(rt)
    with _counted() as seen:
        screen(rt)
    statements, took = len(seen), []
    for _ in range(TIMES):
        begun = time.monotonic()
        screen(rt)
        took.append((time.monotonic() - begun) * 1000)
    return statistics.median(took), statements


@contextmanager
def _counted() -> Iterator[list[str]]:
    seen: list[str] = []
    run = Transaction.run
    with mock.patch.object(Transaction, "run", lambda tx, sql, params=(): (seen.append(sql), run(tx, sql, params))[1]):
        yield seen


def _activity(kind: str, person: int | None) -> Screen:
    return lambda rt: activity.page(rt, kind, person, "")


def _list(**asked: object) -> Screen:
    ask = Ask(**asked)  # type: ignore[arg-type]
    return lambda rt: listed.page(rt, ask)


def _deep(view: str, sort: str, *, back: bool) -> Screen:
    """From the middle of the list; which row is there is found out only once for each database."""
    known: dict[int, str] = {}

    def screen(rt: Runtime) -> object:
        if id(rt) not in known:
            known[id(rt)] = rt.db.transact(lambda tx: _middle(tx, view, sort))
        return listed.page(rt, Ask(view=view, sort=sort, **{"before" if back else "after": known[id(rt)]}))  # type: ignore[arg-type]

    return screen


def _customer(rt: Runtime) -> object:
    return customer_view.show(rt, "C" + "7".rjust(25, "0"), None)


def _middle(tx: Transaction, view: str, sort: str) -> str:
    half = int(tx.scalar(f"SELECT COUNT(*) FROM {{p}}customer_packages cp WHERE {listing.VIEWS[view]}")) // 2
    column = listing.SORTS[sort]
    row = tx.one(
        f"SELECT id FROM {{p}}customer_packages cp WHERE {listing.VIEWS[view]} ORDER BY {column}, id LIMIT 1 OFFSET {half}"
    ) or {"id": 1}
    return listed.cursor(sort, customer_packages.get(tx, int(row["id"])))


if __name__ == "__main__":
    sys.exit(main())
