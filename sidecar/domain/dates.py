"""Days and times as the site writes them: WordPress's formats (PHP's letters) in the site's language and zone."""

from datetime import date, datetime

from babel.dates import format_date, format_time

from sidecar.domain import money
from wp_bridge.records import Site


def day(moment: date, site: Site) -> str:
    """`February 21, 2027`."""
    return str(format_date(moment, format="long", locale=money.known_locale(site.locale)))


def time(moment: datetime, site: Site) -> str:
    """`6:30 pm`, in the site's zone."""
    return str(format_time(moment.astimezone(site.zone), format="short", locale=money.known_locale(site.locale)))


def local_day(moment: datetime, site: Site) -> date:
    return moment.astimezone(site.zone).date()
