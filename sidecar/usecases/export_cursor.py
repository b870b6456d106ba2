"""How far an export has come: what the first page fixed, and where the next one begins. It travels with the caller."""

import base64
import json
import re
from dataclasses import astuple, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sidecar.domain.books import Account
from wp_bridge.exports import FIRST, Place

LIMIT = 2**63
MOST = 2_000  # characters; more is none of ours


@dataclass(frozen=True)
class Tally:
    """What the customer packages of one package for sale add up to, in one currency."""

    count: int = 0
    left: int = 0
    paid_left: int = 0
    account: Account = field(default_factory=Account)

    def plus(self, left: int, paid_left: int, account: Account) -> "Tally":
        return Tally(self.count + 1, self.left + left, self.paid_left + paid_left, self.account + account)


@dataclass(frozen=True)
class Cursor:
    """`ranges` are the ids ``(after, through]`` that each part still has; of sums by package, `place` and `tallies` so far."""

    moment: datetime
    ranges: tuple[tuple[int, int], ...] = ()
    whole: int = 0
    place: Place = field(default_factory=Place)
    tallies: dict[str, Tally] = field(default_factory=dict)

    @property
    def left(self) -> int:
        return sum(max(0, through - after) for after, through in self.ranges)

    def beyond(self, last: int) -> "Cursor":
        """Past row `last` of the first part; past that part where it has no more."""
        (_, through), *others = self.ranges
        rest = [(last, through)] if last < through else []
        return replace(self, ranges=(*rest, *others))


def written(cursor: Cursor) -> str:
    place = (cursor.place.package_id, cursor.place.purchased_at.isoformat(), cursor.place.id)
    tallies = {name: (t.count, t.left, t.paid_left, *astuple(t.account)) for name, t in cursor.tallies.items()}
    known = [cursor.moment.isoformat(), cursor.ranges, cursor.whole, place, tallies]
    return base64.urlsafe_b64encode(json.dumps(known, separators=(",", ":")).encode()).decode()


def read(text: str, parts: int) -> Cursor:
    """Of a sheet with so many parts. Raises ValueError for anything that `written` did not make."""
    try:
        moment, ranges, whole, place, tallies = json.loads(base64.urlsafe_b64decode(text[:MOST].encode()))
        return Cursor(
            _moment(moment),
            tuple((_whole(after), _whole(through)) for after, through in ranges[:parts]),
            _whole(whole),
            Place(_whole(place[0]), _naive(place[1]), _whole(place[2])),
            {_currency(name): _tally(values) for name, values in tallies.items()},
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, LookupError) as error:
        raise ValueError("not a cursor") from error


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text).astimezone(UTC)
    if not 2000 < found.year < 3000:
        raise ValueError("not of our time")
    return found


def _currency(name: str) -> str:
    if not re.fullmatch("[A-Z]{3}", name):
        raise ValueError("not a currency")
    return name


def _tally(values: list[Any]) -> Tally:
    count, left, paid_left, *figures = (_whole(value) for value in values)
    return Tally(count, left, paid_left, Account(*figures))


def _whole(value: object) -> int:
    if type(value) is not int or not -LIMIT < value < LIMIT:
        raise ValueError("not a number")
    return value


def _naive(text: str) -> datetime:
    """As the database has it: without a zone."""
    return max(datetime.fromisoformat(text).replace(tzinfo=None), FIRST)
