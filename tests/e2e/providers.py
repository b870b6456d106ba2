"""The emulated providers beside the site, its sidecar in test mode, and what a buyer does on their pages."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from devstack.providers import Providers
from tests.e2e.pages import Person, order_of
from tests.e2e.site import Counter, Site, wait_for

FORWARDED = "/?rest_route=/session-packages/v1/webhooks/"
ADDRESSES = ("SP_MODE", "SP_STRIPE_API_URL", "SP_PAYPAL_API_URL", "SP_PAYPAL_CERTIFICATES")


@dataclass
class Shop:
    """The studio's shop with both providers."""

    site: Site
    counter: Counter
    emulator: Providers

    def order_row(self, order: str) -> dict[str, Any]:
        (row,) = self.site.rows("SELECT * FROM {p}orders WHERE public_id = %s", order)
        return row

    def packages_of(self, order: str) -> int:
        sql = "SELECT COUNT(*) FROM {p}customer_packages cp JOIN {p}orders o ON o.id = cp.order_id WHERE o.public_id = %s"
        return int(self.site.one(sql, order))

    def payments_of(self, order: str) -> list[dict[str, Any]]:
        sql = "SELECT p.* FROM {p}payments p JOIN {p}orders o ON o.id = p.order_id WHERE o.public_id = %s ORDER BY p.id"
        return self.site.rows(sql, order)

    def wait_until_paid(self, order: str) -> None:
        wait_for(lambda: self.packages_of(order) == 1, "the package")


@contextmanager
def environment(site: Site, settings: Mapping[str, str]) -> Iterator[None]:
    """The site's sidecar with further settings, until the block ends."""
    sidecar = site.stack.sidecar
    processes = (sidecar.web, sidecar.worker, sidecar.scheduler)
    before = [dict(process.env) for process in processes]
    _restart(site, [env | dict(settings) for env in before])
    try:
        yield
    finally:
        _restart(site, before)


def _restart(site: Site, environments: list[dict[str, str]]) -> None:
    sidecar = site.stack.sidecar
    sidecar.stop()
    for process, env in zip((sidecar.web, sidecar.worker, sidecar.scheduler), environments, strict=True):
        process.env = env
    sidecar.start()
    site.forget_failures()


def subscribe(site: Site, emulator: Providers) -> None:
    """One provider's news come through WordPress, the other's straight to the sidecar."""
    emulator.subscribe("stripe", f"{site.url}{FORWARDED}stripe")
    emulator.subscribe("paypal", f"{site.stack.sidecar.url}/webhooks/paypal")


# --- the buyer


def choose(person: Person, package: str, way: str) -> None:
    """Orders a package to be paid in a way, as far as the provider's page or the instructions."""
    person.open(f"/packages/?sp_buy={package}")
    person.page.get_by_role("radio", name=re.compile(f"^{way}")).check()
    person.press(re.compile("^Order for"))


def at_stripe(person: Person) -> str:
    """On Stripe's page; the checkout's id."""
    person.page.wait_for_url(re.compile("/c/pay/cs_"))
    return urlsplit(person.page.url).path.rpartition("/")[2]


def at_paypal(person: Person) -> str:
    """On PayPal's page; PayPal's order id."""
    person.page.wait_for_url(re.compile("/checkoutnow"))
    return parse_qs(urlsplit(person.page.url).query)["token"][0]


def approve(person: Person) -> None:
    person.page.get_by_role("button", name="Approve", exact=True).click()


def pay_by_card(person: Person, package: str) -> str:
    """Buys a package by card; the order."""
    choose(person, package, "Card")
    at_stripe(person)
    person.press(re.compile("^Pay [^b]"))
    return is_paid(person)


def pay_by_paypal(person: Person, package: str) -> str:
    choose(person, package, "PayPal")
    at_paypal(person)
    approve(person)
    return is_paid(person)


def is_paid(person: Person) -> str:
    expect(person.page.get_by_role("heading", name="Your package is ready")).to_be_visible()
    return order_of(person.page)
