"""What the torture's own ledger is about: packages, visits, bookings, and the sessions that paid them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

ENDED, KEPT, LIVING = {"cancelled", "deleted"}, {"no_show", "completed"}, {"confirmed", "completed", "no_show"}
ZONE = ZoneInfo("Europe/Berlin")


NUMBERS = count()


class No(Exception):
    """A refusal, by its code."""


@dataclass(eq=False)
class Pack:
    paid: int
    free: int
    days: int
    first_use: bool
    per_person: bool
    any_service: bool  # or for yoga only
    strict: bool  # the visit too must take place before expiry
    last: date | None = None  # the last day of use
    started: bool = True
    paused_on: date | None = None
    granted: int = 0
    used: int = 0
    held: int = 0
    made_by_roll: bool = False
    moved: tuple[int, int] = (0, 0)  # what the one in its place received of it
    heir: "Pack | None" = None
    closed: bool = False

    def to_be_changed(self) -> None:
        if self.closed:
            raise No("not_active")

    def pass_on(self) -> None:
        """What came back to one that was rolled over goes on to the last one in its place."""
        heir = self
        while heir.heir:
            heir = heir.heir
        if heir is self:
            return
        heir.paid, heir.free, heir.granted = heir.paid + self.paid, heir.free + self.free, heir.granted + self.paid + self.free
        self.paid = self.free = 0

    @property
    def end(self) -> datetime | None:
        return None if self.last is None else datetime.combine(self.last + timedelta(days=1), time(), ZONE)

    def needs(self, people: int) -> int:
        return people if self.per_person else 1

    def check(self, visits: Sequence["Visit"], now: datetime) -> int:
        needed = sum(self.needs(visit.people) for visit in visits)
        self.usable(now)
        self.fits(visits, now)
        if needed > self.paid + self.free:
            raise No("too_few_sessions")
        return needed

    def usable(self, now: datetime) -> None:
        self.to_be_changed()
        if self.paused_on:
            raise No("suspended")
        if self.paid + self.free == 0 and self.used:
            raise No("no_sessions_left")
        if self.end and self.end <= now:
            raise No("expired")

    def fits(self, visits: Sequence["Visit"], now: datetime) -> None:
        if not self.any_service and any(visit.service != "yoga" for visit in visits):
            raise No("wrong_service")
        end = self.end
        if self.first_use and not self.started and self.days:
            end = datetime.combine(day(now) + timedelta(days=self.days + 1), time(), ZONE)
        if self.strict and end and any(visit.starts >= end for visit in visits):
            raise No("visit_after_expiry")

    def start(self, now: datetime) -> None:
        if self.first_use and not self.started:
            self.started = True
            self.last = day(now) + timedelta(days=self.days) if self.days else None

    def unstart(self, now: datetime) -> None:
        if self.first_use and not self.made_by_roll and self.started and not self.used and not (self.end and self.end <= now):
            self.started, self.last = False, None


@dataclass(frozen=True)
class Visit:
    service: str
    starts: datetime
    people: int


@dataclass(eq=False)
class Line:
    pack: Pack
    visit: Visit
    state: str  # held | committed | given_back | lapsed
    heard: str = ""  # the booking's status when it was last dealt with
    paid: int = 0
    free: int = 0
    number: int = field(default_factory=lambda: next(NUMBERS))

    @property
    def lives(self) -> bool:
        return self.state in {"held", "committed"}


@dataclass(eq=False)
class Booking:
    """At our own host with a row (status, how it is paid, who cancelled it and when); at others only its lines are known."""

    visit: Visit
    hold_until: datetime | None = None
    status: str = "pending"
    method: str = ""
    paid: bool = False
    by: str = "unknown"
    at: datetime | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def newest(self) -> Line | None:
        return self.lines[-1] if self.lines else None

    @property
    def live(self) -> Line | None:
        return self.newest if self.newest and self.newest.lives else None

    @property
    def claims(self) -> bool:
        return self.method == "package" and self.paid


@dataclass
class Attempt:
    state: str
    pack: str
    wish: tuple[tuple[str, Visit], ...]
    lines: list[tuple[str, Line]]  # of its latest round, each with its booking
    until: datetime | None = None

    @property
    def lives(self) -> bool:
        return any(line.lives for _, line in self.lines)


def day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


def came_back(before: str, after: str) -> bool:
    return (before in ENDED and after in LIVING) or (before in KEPT and after == "confirmed")


def ends(before: str, after: str) -> bool:
    """Deleting what was over already is tidying up."""
    return after in ENDED and not (after == "deleted" and before in ENDED | KEPT)
