"""One furnished site and one browser for all end-to-end tests; everybody has a context of their own."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from devstack.providers import Emulator
from devstack.stack import Stack
from sidecar import config, runtime
from tests.e2e import site as places
from tests.e2e.pages import Person, screenshot_of_failure
from tests.e2e.providers import Shop, environment, subscribe
from tests.e2e.site import PASSWORDS, Counter, Site
from wp_bridge.records import Actor

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
Visitor = Callable[..., Person]


@pytest.fixture(scope="package")
def site(stack: Stack, core_snapshot: Path) -> Iterator[Site]:
    """Web and sidecar run as long as these tests. `core_snapshot` is asked for because it has to see the untouched site."""
    furnished = places.furnish(stack)
    yield furnished
    furnished.rt.db.close()
    stack.sidecar.stop()
    stack.web.stop()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The system's Chromium. It ends with these tests: its loop must not outlive them."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="package")
def people(site: Site, chromium: Browser) -> Iterator[dict[str, Person]]:
    known: dict[str, Person] = {}
    yield known
    for person in known.values():
        person.leave()


@pytest.fixture
def visitor(site: Site, chromium: Browser, people: dict[str, Person]) -> Visitor:
    """`visitor("alice")` is Alice, logged in, the same one in every test."""

    def of(login: str) -> Person:
        if login not in people:
            people[login] = Person(chromium, site.url).login(login, PASSWORDS[login])
        return people[login]

    return of


@pytest.fixture
def alice(visitor: Visitor) -> Person:
    return visitor("alice")


@pytest.fixture
def bob(visitor: Visitor) -> Person:
    return visitor("bob")


@pytest.fixture
def carol(visitor: Visitor) -> Person:
    return visitor("carol")


@pytest.fixture
def guest(site: Site, chromium: Browser) -> Iterator[Person]:
    person = Person(chromium, site.url)
    yield person
    person.leave()
    assert not person.troubles


@pytest.fixture
def counter(site: Site) -> Counter:
    """The connected studio, with its use cases at hand: what other tests did by hand is done quickly."""
    places.connect(site)
    return Counter(site)


@pytest.fixture
def dora(site: Site, counter: Counter) -> Iterator[Actor]:
    """A customer whose packages of one test have expired long ago in the next: nothing stands beside what a test sells her."""
    yield site.dora
    mine = "SELECT id FROM {p}customers WHERE wp_user_id = %s"
    sql = f"UPDATE {{p}}customer_packages SET expires_at = '2020-01-01' WHERE customer_id = ({mine})"
    site.rt.db.transact(lambda tx: tx.run(sql, (site.dora.wp_user_id,)))


@pytest.fixture(scope="module")
def emulated(site: Site) -> Iterator[Emulator]:
    """Stripe and PayPal, and the sidecar in test mode with their keys, as long as the tests of one file."""
    with Emulator() as emulator, environment(site, emulator.settings()):
        subscribe(site, emulator)
        yield emulator
        emulator.unsubscribe()


@pytest.fixture
def shop(site: Site, counter: Counter, emulated: Emulator) -> Iterator[Shop]:
    """Use cases at hand work in test mode too: what was sold there is nothing to a live one."""
    rt = runtime.build(config.load(site.stack.sidecar.environment | emulated.settings()))
    in_test_mode = replace(site, rt=rt)
    yield Shop(in_test_mode, Counter(in_test_mode), emulated)
    emulated.mend()
    resolve = "UPDATE {p}staff_notices SET resolved_at = UTC_TIMESTAMP(6) WHERE resolved_at IS NULL"
    rt.db.transact(lambda tx: tx.run(resolve))
    rt.db.close()


@pytest.fixture(autouse=True)
def nothing_went_wrong_unseen(site: Site, people: dict[str, Person]) -> Iterator[None]:
    """No page of ours complains in the browser's console, no file of ours in PHP's log."""
    yield
    troubles = [trouble for person in people.values() for trouble in person.troubles]
    for person in people.values():
        person.troubles.clear()
    assert not troubles, "\n".join(troubles)
    assert not site.php_complaints()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.when == "call" and report.failed and isinstance(item, pytest.Function):
        for login, person in item.funcargs.get("people", {}).items():
            if path := screenshot_of_failure(person.page, f"{item.name}-{login}"):
                report.sections.append(("screenshot", f"{person.page.url}\n{path}"))
    return report
