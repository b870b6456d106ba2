"""Runs the tests named in declared.py as they are, and once more for each guard, without it: `pytest -p tests.guards.plugin`.

The second run of a test is green when the test was red for the declared reason.
"""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import CORE
from tests.guards.declared import GUARDS
from tests.guards.guard import Guard
from tests.guards.removal import WasReached
from tests.guards.schema import Schema

GUARD = pytest.StashKey[Guard]()
REMOVED = pytest.StashKey[ExitStack]()
REACHED = pytest.StashKey[WasReached]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--guards-report", type=Path, help="where to write what became of each guard, as JSON")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    there = {item.nodeid: item for item in items if isinstance(item, pytest.Function)}
    items += [_copy(there[guard.node], guard) for guard in GUARDS if guard.node in there]


def _copy(item: pytest.Function, guard: Guard) -> pytest.Item:
    made: pytest.Function = pytest.Function.from_parent(
        item.parent,
        name=f"{item.name}[without: {guard.name}]",
        callspec=getattr(item, "callspec", None),
        callobj=item.obj,
        fixtureinfo=item._fixtureinfo,
        originalname=item.originalname,
    )
    made.stash[GUARD] = guard
    return made


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    guard = item.stash.get(GUARD, None)
    if guard is not None and guard.early:
        _remove(item, guard)
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Iterator[None]:
    guard = pyfuncitem.stash.get(GUARD, None)
    if guard is None:
        return (yield)
    if not guard.early:
        _remove(pyfuncitem, guard)
    try:
        yield
    except BaseException as error:  # noqa: BLE001 - pytest's own failures are no Exceptions
        _judge(pyfuncitem, guard, f"{type(error).__name__}: {error}")
    else:
        pytest.fail("the test is green without its guard")
    finally:
        pyfuncitem.stash[REMOVED].close()
    return True  # type: ignore[return-value]


def _remove(item: pytest.Item, guard: Guard) -> None:
    item.stash[REMOVED] = stack = ExitStack()
    url = item._request.getfixturevalue("stack").mariadb.url(CORE)  # type: ignore[attr-defined]
    schema = Schema(url, item._request.getfixturevalue("core"))  # type: ignore[attr-defined]
    item.stash[REACHED] = stack.enter_context(guard.removal.without(schema))


def _judge(item: pytest.Item, guard: Guard, failure: str) -> None:
    if not item.stash[REACHED]():
        pytest.fail(f"the test is red, but never came to what was removed: {failure}")
    if re.search(guard.seen, failure) is None:
        pytest.fail(f"the test is red for another reason than {guard.seen!r}: {failure}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report: pytest.TestReport = yield  # type: ignore[assignment]
    guard = item.stash.get(GUARD, None)
    said = [] if report.passed else [f"{report.when}: {report.longreprtext.strip().splitlines()[-1]}"]
    told = item.config.stash.setdefault(TOLD, {})
    told.setdefault(guard.name if guard else item.nodeid, []).extend(said)
    return report  # type: ignore[return-value]


TOLD = pytest.StashKey[dict[str, list[str]]]()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """By the guard's name (without it) and by node id (with all guards): what went wrong, nothing if all went as it should."""
    path = session.config.getoption("--guards-report")
    if path:
        path.write_text(json.dumps(session.config.stash.get(TOLD, {})), encoding="utf-8")
