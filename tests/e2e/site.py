"""The studio's website as a customer finds it before the first package was ever sold, and a look behind its counter."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from devstack.stack import Stack
from devstack.wordpress import ADMIN_LOGIN, ADMIN_PASSWORD
from sidecar import config, runtime
from sidecar.runtime import Runtime
from sidecar.usecases import site_settings
from tests.studio import ALICE, CAROL, HOST, SETTINGS, Studio, command
from wp_bridge.records import Actor

PAGES = (
    ("Packages", "packages", "<!-- wp:shortcode -->[packages]<!-- /wp:shortcode -->"),
    ("Book", "book", "<!-- wp:shortcode -->[simple_bookings]<!-- /wp:shortcode -->"),
    ("My Bookings", "my-bookings", "<!-- wp:shortcode -->[my_bookings]<!-- /wp:shortcode -->"),
)
AWKWARD = 'Zoë O\'Brien-Łukasz "Q" & <b>\\ 日本'  # a name that other programs stumble over
BOOKED = itertools.count()
PLUGIN = "session-packages/session-packages.php"
PASSWORDS = {ADMIN_LOGIN: ADMIN_PASSWORD} | {login: f"{login}-demo" for login in ("alice", "bob", "dora", "edith")}
YOGA = """
$yoga = SimpleBookings\\create_service( [ 'name' => 'Yoga', 'description' => 'Calm flow for every level.', 'duration_min' => 60,
    'price_minor' => 4000, 'currency' => 'EUR', 'capacity' => 8 ] );
SimpleBookings\\set_hours( array_fill( 0, 7, [ [ '08:00', '20:00' ] ] ) );
wp_update_user( [ 'ID' => 1, 'display_name' => 'Carol Clark' ] );
return $yoga;
"""


@dataclass
class Site:
    """The site on its stack. `rt` works on the very database of the site, as the sidecar's own processes do."""

    stack: Stack
    alice: Actor
    bob: Actor
    dora: Actor
    yoga: str
    rt: Runtime

    @property
    def url(self) -> str:
        return self.stack.wordpress.url

    def php(self, code: str, data: object = None) -> Any:
        return self.stack.wordpress.run_php(code, data)

    def connection(self) -> dict[str, Any]:
        found = self.stack.wordpress.get_option("session_packages_connection")
        return found if isinstance(found, dict) else {}

    def rows(self, sql: str, *params: Any) -> list[dict[str, Any]]:
        return self.rt.db.transact(lambda tx: tx.all(sql, params))

    def one(self, sql: str, *params: Any) -> Any:
        return self.rt.db.transact(lambda tx: tx.scalar(sql, params))

    def booking_by_token(self, token: str) -> dict[str, Any]:
        (row,) = self.rows("SELECT * FROM {wp}sb_bookings WHERE token = %s", token)
        return row

    def outbox_is_empty(self) -> bool:
        return self.one("SELECT COUNT(*) FROM {p}outbox WHERE settled = 0") == 0

    def forget_failures(self) -> None:
        """As if the pause after the last failed call was over: the plugin asks the sidecar again."""
        sql = "DELETE FROM {wp}options WHERE option_name LIKE '\\_transient%%session\\_packages\\_breaker'"
        self.rt.db.transact(lambda tx: tx.run(sql))

    def php_complaints(self) -> list[str]:
        """What PHP wrote into its log about files of our two plugins."""
        log = self.stack.root / "log" / "php-errors.log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        return [line for line in lines if "plugins/session-packages" in line or "plugins/simple-bookings" in line]


class Counter(Studio):
    """The studio's use cases on the real site: its service is the booking plugin's own, its settings are kept if there are any."""

    def __init__(self, site: Site) -> None:
        self.site = site
        super().__init__(site.rt)

    def book(self, who: Actor = ALICE, service: str | None = None, *, people: int = 1, **columns: Any) -> str:
        """Each at another time: no class is full because of what other tests booked."""
        start = self.rt.clock.now() + timedelta(days=3, minutes=40 * next(BOOKED))
        return super().book(who, service, people=people, **{"starts_at": start, "ends_at": start + timedelta(hours=1)} | columns)

    def __post_init__(self) -> None:
        self.yoga = self.massage = self.site.yoga
        if not self.rows("SELECT 1 FROM {p}settings LIMIT 1"):
            site_settings.update(self.rt, command("settings", CAROL, SETTINGS), SETTINGS)


def wait_for(condition: Callable[[], bool], what: str, timeout: float = 10.0) -> None:
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, f"waited {timeout:g} s in vain for {what}"
        time.sleep(0.03)


def furnish(stack: Stack) -> Site:
    """Pages, people and one service; the packages plugin is not there yet. Web and sidecar run."""
    (stack.root / "log" / "php-errors.log").unlink(missing_ok=True)
    stack.redis.flush()
    stack.mailbox.clear()
    yoga = str(stack.wordpress.run_php(YOGA))
    for title, slug, content in PAGES:
        stack.wordpress.create_page(title, slug, content)
    names = {"alice": "Alice Archer", "bob": "Bob Baker", "dora": "Dora Dahl"}
    people = {login: add_customer(stack, login, name) for login, name in names.items()}
    stack.wordpress.add_user("edith", "edith@example.test", "Edith Ellis", PASSWORDS["edith"], role="editor")
    stack.start_web()
    stack.start_sidecar()
    return Site(stack, **people, yoga=yoga, rt=runtime.build(config.load(stack.sidecar.environment)))


def add_customer(stack: Stack, login: str, name: str, role: str = "subscriber") -> Actor:
    email = f"{login}@example.test"
    number = stack.wordpress.add_user(login, email, name, PASSWORDS[login], role=role)
    return Actor("customer", number, name, email)


def connect(site: Site) -> None:
    """What the journey's first step does by hand: for tests that are run without it."""
    if site.connection():
        return
    stack = site.stack
    stack.wordpress.install_plugin_from_source(Path(__file__).parents[2] / "wp-plugin-stub" / "session-packages")
    stack.wordpress.activate_plugin(PLUGIN)
    pair = "$done = SessionPackages\\pair( $input ); return $done->ok ? true : new WP_Error( $done->code, $done->message );"
    site.php(pair, stack.sidecar.pair())


def entries_of(site: Site, booking: object) -> int:
    return int(site.one("SELECT COUNT(*) FROM {p}ledger WHERE host = %s AND booking_id = %s", HOST, str(booking)))
