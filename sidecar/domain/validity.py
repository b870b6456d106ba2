"""When a package ends. What is shown and what is enforced come from this one rule."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True)
class Validity:
    """`expires_at` is exclusive and UTC; `valid_through` is the last local day of use, as shown. Both None: never expires."""

    expires_at: datetime | None
    valid_through: date | None


def from_start(start: datetime, days: int, zone: tzinfo) -> Validity:
    """`days` of validity from an instant: the whole local day D+N is still valid; 0 days never ends."""
    if days == 0:
        return Validity(None, None)
    last = start.astimezone(zone).date() + timedelta(days=days)
    return Validity(first_instant(last + timedelta(days=1), zone), last)


def through(last: date, zone: tzinfo) -> Validity:
    return Validity(first_instant(last + timedelta(days=1), zone), last)


def first_instant(day: date, zone: tzinfo) -> datetime:
    """The first instant of a local day, in UTC. Where the clocks skip midnight the day begins at the first time there is."""
    # fold=0 of a skipped midnight names the offset before the change, which is that same instant: the jump itself.
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
