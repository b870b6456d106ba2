"""Building the demo's studio on a freshly installed stack."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from demo import online
from demo.history import History, Visit, visits
from demo.plan import HOURS, PEOPLE, PURCHASES, SERVICES, TITLE, TODAY
from devstack.stack import Stack
from sidecar import config
from sidecar.errors import Refused
from wp_bridge.records import Actor

HERE = Path(__file__).parent
PLUGINS = HERE.parent / "wp-plugin-stub"
HOST_PLUGIN = "simple-bookings/simple-bookings.php"
PLUGIN = "session-packages/session-packages.php"
PAGES = (
    ("Packages", "packages", "<!-- wp:shortcode -->[packages]<!-- /wp:shortcode -->"),
    ("Book", "book", "<!-- wp:shortcode -->[simple_bookings]<!-- /wp:shortcode -->"),
    ("My Bookings", "my-bookings", "<!-- wp:shortcode -->[my_bookings]<!-- /wp:shortcode -->"),
)
# Double quotes: WordPress looks for class="…" when it adds a block's layout.
BUTTON = (
    '<!-- wp:button --><div class="wp-block-button"><a class="wp-block-button__link wp-element-button" href="{}">{}</a></div>'
    "<!-- /wp:button -->"
)
HOME = (
    "<!-- wp:paragraph --><p>A quiet place for yoga, pilates and massage. Come once, or take a package and save.</p>"
    "<!-- /wp:paragraph -->"
    '<!-- wp:buttons --><div class="wp-block-buttons">'
    + BUTTON.format("/packages/", "See our packages")
    + BUTTON.format("/book/", "Book a visit")
    + "</div><!-- /wp:buttons -->"
)


def build(stack: Stack) -> None:
    """Pages, people and six months of history. The packages plugin stays off meanwhile: history's bookings are told to us
    by the use cases at their own time, not by the plugin today."""
    site = stack.wordpress
    site.install_plugin_from_source(PLUGINS / "simple-bookings")
    site.activate_plugin(HOST_PLUGIN)
    made: Any = site.run_php(HERE / "site.php", {"people": _people(), "services": SERVICES, "hours": HOURS})
    site.set_front_page(site.create_page(TITLE, "home", HOME))
    for title, slug, content in PAGES:
        site.create_page(title, slug, content)
    stack.sidecar.run_cli("migrate")
    _live(stack, made["users"], {name: str(number) for name, number in made["services"].items()})


def _people() -> list[dict[str, str]]:
    return [{"login": p.login, "name": p.name, "email": p.email, "password": p.password} for p in PEOPLE]


def _live(stack: Stack, user_ids: dict[str, int], services: dict[str, str]) -> None:
    today = datetime.now(UTC)
    users = {p.login: Actor("customer", user_ids[p.login], p.name, p.email) for p in PEOPLE}
    history = History(config.load(stack.sidecar.environment), users, services, today)
    on_sale = history.open_studio(today - timedelta(days=200))
    held = {
        index: history.buy(deal, on_sale[deal.package], today)
        for index, deal in sorted(enumerate(PURCHASES), key=lambda pair: -pair[1].days_ago)
    }
    planned = visits(today)
    numbers = _book(stack, planned, users, services)
    kept = _spend(history, planned, numbers, held)
    _finish(stack, history, kept)
    history.clock.moment = today
    for who, name, method in TODAY:
        online.buy(history.rt, stack.providers.client, users[who], on_sale[name], method)
    history.close()


def _book(stack: Stack, planned: list[Visit], users: dict[str, Actor], services: dict[str, str]) -> list[int]:
    rows = [
        {
            "service_id": int(services[visit.service]),
            "user_id": users[visit.who].wp_user_id,
            "customer_name": users[visit.who].name,
            "customer_email": users[visit.who].email,
            "starts_at": f"{visit.starts_at:%Y-%m-%d %H:%M:%S}",
            "booked_at": int(visit.booked_at.timestamp()),
        }
        for visit in planned
    ]
    numbers: Any = stack.wordpress.run_php(HERE / "bookings.php", rows)
    return list(numbers)


def _spend(
    history: History, planned: list[Visit], numbers: list[int], held: dict[int, str | None]
) -> list[tuple[Visit, int, bool]]:
    """(visit, booking, paid by package); once a package is used up or over, the customer pays at the studio."""
    done = []
    for count, (visit, number) in enumerate(zip(planned, numbers, strict=True), start=1):
        try:
            history.spend(visit, held[visit.purchase] or "", str(number))
            done.append((visit, number, True))
        except Refused:
            done.append((visit, number, False))
        if count % 25 == 0:
            print(f"  … {100 * count // len(planned)} % of the studio's history", flush=True)
    return done


def _finish(stack: Stack, history: History, kept: list[tuple[Visit, int, bool]]) -> None:
    """First the booking plugin learns what became of each, then we are told, as it happens in life."""
    told = [
        {"id": number, "status": status, "by": _by(status), "at": int(min(visit.starts_at, visit.booked_at).timestamp())}
        for visit, number, paid in kept
        for status in (([] if paid else ["confirmed"]) + ([] if visit.fate == "confirmed" else [visit.fate]))
    ]
    stack.wordpress.run_php(HERE / "fates.php", told)
    for visit, number, paid in kept:
        if paid and visit.fate != "confirmed":
            history.finish(visit, str(number))


def _by(status: str) -> str:
    return "customer" if status == "cancelled" else "staff"
