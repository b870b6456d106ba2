"""What people do in the browser, in their own words, and what must hold on every page they see."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Response,
    ViewportSize,
    expect,
)

from devstack.paths import VAR
from tests.studio import HOST

SCREENSHOTS = VAR / "screenshots"
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}
ELSEWHERE = re.compile(
    r"gravatar\.com|s\.w\.org|/favicon\.ico"
)  # not ours: WordPress's own pages ask for them, and emulated ones
FITS = "() => [document.documentElement.scrollWidth, window.innerWidth]"


class Person:
    """Somebody with a browser of their own: one context, one page, and a note of everything that went wrong in it."""

    def __init__(self, browser: Browser, site_url: str, state: Any = None) -> None:
        self.context: BrowserContext = browser.new_context(base_url=site_url, viewport=WIDE, storage_state=state)
        self.context.set_default_timeout(10_000)
        self.troubles: list[str] = []
        self._refused: set[str] = set()
        self.page: Page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._response)

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.request.is_navigation_request():
            self._refused.add(response.url)  # the browser complains about pages that are refused on purpose

    def _console(self, message: ConsoleMessage) -> None:
        url = message.location.get("url", "")
        if message.type == "error" and url not in self._refused and not ELSEWHERE.search(url + message.text):
            self.troubles.append(f"{self.page.url}: {message.text} ({url})")

    def login(self, name: str, password: str) -> "Person":
        """By the request that the login form sends."""
        self.context.request.get("/wp-login.php")
        form = {"log": name, "pwd": password, "wp-submit": "Log In", "testcookie": "1"}
        answer = self.context.request.post("/wp-login.php", form=form, max_redirects=0)
        assert answer.status == 302, f"{name} cannot log in"
        return self

    def logs_in_here(self, name: str, password: str) -> None:
        """By hand, in WordPress's own form."""
        login = self.page.get_by_label("Username or Email Address")
        expect(login).to_be_focused()  # WordPress puts the cursor there a moment after the page is ready
        login.fill(name)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.press("Log In")

    def twin(self, browser: Browser, site_url: str) -> "Person":
        """The same person at another device."""
        return Person(browser, site_url, self.context.storage_state())

    def open(self, path: str) -> Page:
        self.page.goto(path, wait_until="load")
        return self.page

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name)

    def press(self, name: str | re.Pattern[str]) -> None:
        self.button(name).click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def reads(self, *texts: str | re.Pattern[str]) -> None:
        """Every text can be seen on the page."""
        for text in texts:
            expect(self.page.get_by_text(text).locator("visible=true").first).to_be_visible()

    def reads_not(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text).locator("visible=true")).to_have_count(0)

    def looks(self, name: str) -> None:
        """The page fits on a phone; how it looks there and on a desk is kept in var/screenshots."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.wait_for_load_state("load")
        try:
            self._picture(SCREENSHOTS / f"{name}-1280.png", WIDE)
            self._picture(SCREENSHOTS / f"{name}-390.png", NARROW)
            width, room = self.page.evaluate(FITS)
            assert width <= room, f"{name}: {self.page.url} is {width} px wide on a phone of {room} px"
        finally:
            self.page.set_viewport_size(WIDE)

    def _picture(self, path: Path, size: ViewportSize) -> None:
        """The whole page. A frame is only drawn where the window shows it, so for a page with one the window is made as tall."""
        self.page.set_viewport_size(size)
        if self.page.locator("iframe").count():
            height = self.page.evaluate("document.documentElement.scrollHeight")
            self.page.set_viewport_size({"width": size["width"], "height": height})
            self.page.wait_for_timeout(300)
        self.page.screenshot(path=path, full_page=True)

    def leave(self) -> None:
        self.context.close()


def screenshot_of_failure(page: Page, name: str) -> Path | None:
    """Where the page was when a test failed."""
    path = SCREENSHOTS / f"failed-{name}.png"
    try:
        page.screenshot(path=path, full_page=True)
    except Error:
        return None
    return path


# --- booking


def choose_time(person: Person, day: int = 1, slot: int = 0) -> None:
    """Service, then the n-th of the days with free times, then one of its times."""
    person.open("/book/")
    person.follow("Choose Yoga")
    expect(person.page.get_by_role("heading", name="When would you like to come?")).to_be_visible()
    person.page.get_by_role("link", name=re.compile(r"\d+ free times?$")).nth(day).click()
    person.page.locator("a.sb-slot").nth(slot).click()


def hold_booking(person: Person, day: int = 1, slot: int = 0) -> str:
    """Up to the payment step; the booking's token."""
    choose_time(person, day, slot)
    person.press("Continue to payment")
    expect(person.page.get_by_role("heading", name="How would you like to pay?")).to_be_visible()
    return token_of(person.page)


def token_of(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query)["sb_booking"][0]


def method(person: Person, name: str | re.Pattern[str]) -> Locator:
    """A way to pay on the payment step."""
    return person.page.get_by_role("radio", name=name)


def pay_at_studio(person: Person) -> None:
    method(person, re.compile("Pay at the studio")).check()
    person.press("Confirm booking")
    expect(person.page.get_by_role("heading", name="Your booking is confirmed")).to_be_visible()


# --- packages


@dataclass(frozen=True)
class Form:
    """A form as the browser would send it, to be sent by hand."""

    action: str
    fields: dict[str, str]


def form_of(page: Page, selector: str) -> Form:
    script = "form => [form.getAttribute('action'), Object.fromEntries(new FormData(form))]"
    action, fields = page.locator(selector).evaluate(script)
    return Form(action, fields)


def order_of(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query)["sp_order"][0]


def admin_tab(person: Person, tab: str = "", **query: str) -> Page:
    more = "".join(f"&{key}={value}" for key, value in query.items())
    return person.open(f"/wp-admin/admin.php?page=session-packages{tab and '&tab=' + tab}{more}")


def row(page: Page, text: str | re.Pattern[str]) -> Locator:
    """The row of a table with this text."""
    return page.get_by_role("row").filter(has_text=text)


def cell(line: Locator, column: str) -> Locator:
    """A cell of WordPress's own lists by the heading of its column."""
    return line.locator(f'td[data-colname="{column}"]')


# --- a booking as staff see it


def booking_screen(booking: str, host: str = HOST) -> str:
    return "/wp-admin/admin.php?" + urlencode({"page": "session-packages", "tab": "customers", "host": host, "booking": booking})


def change_screen(booking: str) -> str:
    return f"/wp-admin/admin.php?page=simple-bookings&sb_change={booking}"


def list_row(carol: Person, booking: str) -> Locator:
    """The booking in the host's list, found by its number."""
    carol.open(f"/wp-admin/admin.php?page=simple-bookings&s={booking}")
    return carol.page.get_by_role("row").filter(has=carol.page.locator(f"#cb-{booking}"))


def row_action(carol: Person, booking: str, action: str) -> None:
    """Row actions show themselves under the mouse."""
    line = list_row(carol, booking)
    line.hover()
    line.get_by_role("link", name=action).click()
