"""What a studio meets on a bad day: a sidecar that is away or hangs, impatient fingers, two devices, a visit called off."""

import itertools
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from devstack.ports import is_free
from tests.e2e.pages import Person, admin_tab, choose_time, form_of, hold_booking, method, order_of, pay_at_studio, row
from tests.e2e.site import Counter, Site, entries_of, wait_for
from wp_bridge.records import CustomerPackage

Trouble = Callable[[Site], AbstractContextManager[None]]
NUMBERS = itertools.count(1)
BUDGET = 5.0  # seconds that a page may take while the sidecar does not answer


# --- the sidecar does not answer


@contextmanager
def stopped(site: Site) -> Iterator[None]:
    """Nobody listens on the sidecar's port."""
    site.stack.sidecar.web.kill9()
    wait_for(lambda: is_free(site.stack.ports.sidecar), "the last of its processes to end")
    try:
        yield
    finally:
        site.stack.sidecar.web.start()
        site.stack.sidecar.wait_until_healthy()
        site.forget_failures()


@contextmanager
def hanging(site: Site) -> Iterator[None]:
    """Whoever calls the sidecar gets a connection and never an answer."""
    with stopped(site), socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", site.stack.ports.sidecar))
        listener.listen(128)  # the kernel connects; nobody ever accepts
        yield


@contextmanager
def in_time(site: Site, what: str) -> Iterator[None]:
    """Within the budget, although no failure before made the plugin careful."""
    site.forget_failures()
    started = time.monotonic()
    yield
    took = time.monotonic() - started
    assert took < BUDGET, f"{what} took {took:.1f} s"


@pytest.fixture
def ten(counter: Counter, site: Site) -> CustomerPackage:
    """Alice has ten sessions, and the studio has something on sale."""
    return counter.sell(site.alice, name=f"Ten {next(NUMBERS)}")


@pytest.mark.redemption
@pytest.mark.parametrize("trouble", [stopped, hanging])
def test_everything_else_goes_on_without_the_sidecar(
    trouble: Trouble, site: Site, ten: CustomerPackage, alice: Person, carol: Person
) -> None:
    alice.open("/packages/")  # so that the site knows what is on sale
    chosen = hold_booking(alice, day=4)
    method(alice, re.compile("^Use Package Session")).first.check()
    with trouble(site):
        a_chosen_package_is_refused_for_now(site, alice)
        packages_wait(site, alice, trouble.__name__)
        an_ordinary_booking_works(site, alice)
        with in_time(site, "My Bookings"):
            alice.open("/my-bookings/")
        alice.reads("Your packages cannot be shown at the moment. They are safe; please come back in a few minutes.", "Yoga")
        with in_time(site, "the list of bookings"):
            carol.open("/wp-admin/admin.php?page=simple-bookings")
        expect(row(carol.page, "Alice Archer").first).to_be_visible()
        alice.looks(f"{trouble.__name__}-my-bookings")
        admin_tab(carol)
        carol.reads("The package service cannot be reached at the moment.", re.compile("Nothing is lost"))
        carol.looks(f"{trouble.__name__}-overview")
    everything_is_back(alice, carol, chosen)


def a_chosen_package_is_refused_for_now(site: Site, alice: Person) -> None:
    """The payment step was drawn before the trouble began."""
    with in_time(site, "the refusal"):
        alice.press("Confirm booking")
        alice.reads(re.compile("You can try again: you will never be charged twice."))
    expect(alice.page.get_by_role("radio")).to_have_count(1)


def packages_wait(site: Site, alice: Person, name: str) -> None:
    with in_time(site, "Packages"):
        alice.open("/packages/")
    alice.reads("Packages cannot be bought at the moment. Please come back in a few minutes.")
    expect(alice.page.get_by_role("article").first).to_be_visible()
    expect(alice.button("Buy Package").first).to_be_disabled()
    alice.looks(f"{name}-packages")


def an_ordinary_booking_works(site: Site, alice: Person) -> None:
    with in_time(site, "choosing a time"):
        choose_time(alice, day=3)
    with in_time(site, "the payment step"):
        alice.press("Continue to payment")
        expect(method(alice, re.compile("Pay at the studio"))).to_be_checked()
    expect(alice.page.get_by_role("radio")).to_have_count(1)
    with in_time(site, "the confirmation"):
        pay_at_studio(alice)


def everything_is_back(alice: Person, carol: Person, chosen: str) -> None:
    alice.open("/packages/")
    expect(alice.page.get_by_role("link", name=re.compile("^Buy Package")).first).to_be_visible()
    alice.open(f"/book/?sb_booking={chosen}")
    method(alice, re.compile("^Use Package Session")).first.check()
    alice.press("Confirm booking")
    alice.reads("Your booking is confirmed")
    alice.open("/my-bookings/")
    alice.reads(re.compile("sessions remaining"))
    admin_tab(carol)
    carol.reads("Active packages")


# --- impatience


@pytest.mark.payments
def test_the_same_order_form_twice_is_one_order(counter: Counter, site: Site, alice: Person) -> None:
    package = counter.add_package(name="Double Click")
    alice.open(f"/packages/?sp_buy={package}")
    urls = alice.page.evaluate(
        """() => { const form = document.querySelector('.sp-checkout form');
        const send = () => fetch(form.action, {method: 'POST', body: new URLSearchParams(new FormData(form))});
        return Promise.all([send(), send()]).then(answers => answers.map(answer => answer.url)); }"""
    )
    assert urls[0] == urls[1]
    assert "sp_order=" in urls[0]
    again = form_of(alice.page, ".sp-checkout form")
    assert alice.context.request.post(again.action, form=again.fields).url == urls[0]
    assert orders_of(site, package) == 1


@pytest.mark.payments
def test_a_double_click_is_one_order(counter: Counter, site: Site, alice: Person) -> None:
    package = counter.add_package(name="Double Click 2")
    alice.open(f"/packages/?sp_buy={package}")
    alice.button(re.compile("^Order for")).dblclick()
    alice.reads("We are waiting for your transfer.")
    assert orders_of(site, package) == 1
    assert site.one("SELECT COUNT(*) FROM {p}orders WHERE public_id = %s", order_of(alice.page)) == 1


def orders_of(site: Site, package: str) -> int:
    sql = "SELECT COUNT(*) FROM {p}orders o JOIN {p}packages p ON p.id = o.package_id WHERE p.public_id = %s"
    return int(site.one(sql, package))


@pytest.mark.redemption
def test_paying_twice_takes_one_session(site: Site, counter: Counter, ten: CustomerPackage, alice: Person) -> None:
    token = site_token(counter, site)
    alice.open(f"/book/?sb_booking={token}")
    method(alice, re.compile("^Use Package Session")).last.check()
    form = form_of(alice.page, "form.sb-payment")
    for _ in range(2):
        alice.context.request.post(form.action, form=form.fields)
    assert site.booking_by_token(token)["status"] == "confirmed"
    assert entries_of(site, site.booking_by_token(token)["id"]) == 1


def site_token(counter: Counter, site: Site) -> str:
    """A booking of Alice's that waits for payment."""
    return str(counter.booking(counter.book(site.alice))["token"])


@pytest.mark.redemption
def test_two_devices_race_for_the_last_session(site: Site, counter: Counter, alice: Person, chromium: Browser) -> None:
    last = counter.sell(site.alice, name="Last One", sessions=1, price="40.00")
    other = alice.twin(chromium, site.url)
    pages = [alice.page, other.page]
    for page in pages:
        page.goto(f"/book/?sb_booking={site_token(counter, site)}")
        page.locator(f'input[value="package:{last.public_id}"]').check()
    pressed: list[Request] = []
    for page in pages:
        page.on("request", lambda request: pressed.append(request) if request.method == "POST" else None)
    press_at_once(pages)
    for page in pages:
        expect(page.locator(".sb-done, .sb-errors")).to_be_visible()
    flights = [(request.timing["startTime"], request.timing["responseStart"]) for request in pressed]
    assert len(flights) == 2
    assert max(start for start, _ in flights) < min(start + wait for start, wait in flights), "both were under way at once"
    (winner,) = [page for page in pages if page.locator(".sb-done").count()]
    (loser,) = [page for page in pages if page is not winner]
    assert counter.again(last).balance == 0
    (alice if loser is alice.page else other).looks("x-race-lost")
    the_loser_can_still_pay(loser)
    other.leave()


PRESS = """at => setTimeout(() => [...document.querySelectorAll('form.sb-payment button')].pop().click(), at - Date.now())"""


def press_at_once(pages: list[Page]) -> None:
    """Two people whose fingers come down in the same millisecond: both browsers press at an instant that is still to come."""
    soon = pages[0].evaluate("Date.now() + 500")
    for page in pages:
        page.evaluate(PRESS, soon)
    assert pages[-1].evaluate("Date.now()") < soon, "both have been told in time"


def the_loser_can_still_pay(page: Page) -> None:
    reason = re.compile("(All sessions have been used|not enough sessions).*Please choose another way to pay.")
    expect(page.locator(".sb-errors")).to_contain_text(reason)
    page.get_by_role("radio", name=re.compile("Pay at the studio")).check()
    page.get_by_role("button", name="Confirm booking").click()
    expect(page.get_by_role("heading", name="Your booking is confirmed")).to_be_visible()


# --- when PHP dies


@pytest.mark.redemption
@pytest.mark.mails
def test_the_confirmation_goes_out_although_the_customers_request_died(site: Site, counter: Counter) -> None:
    """The sidecar committed and nobody in PHP was left to hear it: the outbox is the sender of record."""
    package = counter.sell(site.alice, name="Cut Off", sessions=2, price="80.00")
    asked = "return SimpleBookings\\create_pending( $input );"
    when = (datetime.now(UTC) + timedelta(days=4)).strftime("%Y-%m-%d 09:00:00")
    person = {"user_id": site.alice.wp_user_id, "customer_name": "Zoë Müller-Łukasz", "customer_email": "zoe@example.test"}
    booking = str(site.php(asked, {"service_id": int(site.yoga), "people": 1, "starts_at": when, "force": True} | person))
    counter.redeem(package, booking, who=site.alice)
    mail = site.stack.mailbox.wait_for("zoe@example.test", "Confirmed")
    assert "Zoë Müller-Łukasz" in mail.get_content()
    wait_for(site.outbox_is_empty, "the outbox to be worked off")
    assert len(site.stack.mailbox.messages("zoe@example.test", "Confirmed")) == 1
