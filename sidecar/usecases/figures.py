"""The owner's figures: sales and usage week by week, what is owed to customers, what ended, what sells best."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sidecar.domain import validity
from sidecar.runtime import Runtime
from sidecar.usecases import sites
from wp_bridge import figures
from wp_bridge.database import Transaction
from wp_bridge.figures import Held, Sold, Span, Week
from wp_bridge.records import Site

WEEKS = 26
SOON = timedelta(days=30)
BEST = 5
EVER, NEVER = datetime(1000, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True)
class Figures:
    """`weeks` by their first day, the present one last. Real sales; where the site takes test payments, its tests."""

    site: Site
    weeks: dict[date, Week]
    outstanding: Held
    ending: Held
    forfeited: Held
    best: list[Sold]


def show(rt: Runtime) -> Figures:
    def work(tx: Transaction) -> Figures:
        site, now = sites.load(tx, rt.config), tx.now()
        days = first_days(now.astimezone(site.zone).date())
        spans = [
            Span(validity.first_instant(day, site.zone), validity.first_instant(day + timedelta(7), site.zone)) for day in days
        ]
        whole = Span(spans[0].start, spans[-1].until)
        known = (site.mode, site.currency)
        return Figures(
            site,
            dict(zip(days, figures.weeks(tx, spans, *known), strict=True)),
            figures.held(tx, Span(now, NEVER), *known),
            figures.held(tx, Span(now, now + SOON), *known),
            figures.held(tx, Span(EVER, now), *known),
            figures.best(tx, whole, *known, BEST),
        )

    return rt.db.transact(work)


def first_days(today: date) -> list[date]:
    """The Mondays of the last weeks, this one's last."""
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
