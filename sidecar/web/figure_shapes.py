"""Figures as JSON, with the bars of their charts, in the shapes of docs/api.md."""

from dataclasses import asdict

from sidecar.domain import charts, dates
from sidecar.usecases.figures import Figures
from sidecar.web.shapes import Json, amount, day
from wp_bridge.figures import Held


def figures(found: Figures) -> Json:
    return {
        "mode": found.site.mode,
        "weeks": _weeks(found),
        "outstanding": _held(found.outstanding, found),
        "ending": _held(found.ending, found),
        "forfeited": _held(found.forfeited, found),
        "best": _best(found),
        "most": {
            "money": amount(max(week.money_minor for week in found.weeks.values()), found.site.currency, found.site),
            "sessions": max(week.sessions for week in found.weeks.values()),
        },
        "width": charts.STEP * len(found.weeks),
        "height": charts.HEIGHT,
    }


def _weeks(found: Figures) -> list[Json]:
    weeks, site = list(found.weeks.values()), found.site
    sales, usage = charts.bars([week.money_minor for week in weeks]), charts.bars([week.sessions for week in weeks])
    return [
        {
            "starts_on": day(first),
            "label": dates.day(first, site),
            "orders": week.orders,
            "money": amount(week.money_minor, site.currency, site),
            "sessions": week.sessions,
            "used": amount(week.used_minor, site.currency, site),
            "sales_bar": asdict(sold),
            "usage_bar": asdict(used),
        }
        for (first, week), sold, used in zip(found.weeks.items(), sales, usage, strict=True)
    ]


def _held(held: Held, found: Figures) -> Json:
    money = amount(held.minor, found.site.currency, found.site)
    return {"packages": held.packages, "sessions": held.sessions, "money": money}


def _best(found: Figures) -> list[Json]:
    shares = charts.shares([sold.minor for sold in found.best])
    return [
        {
            "id": sold.public_id,
            "name": sold.name,
            "orders": sold.orders,
            "money": amount(sold.minor, found.site.currency, found.site),
            "percent": share,
        }
        for sold, share in zip(found.best, shares, strict=True)
    ]
