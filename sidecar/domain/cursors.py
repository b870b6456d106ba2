"""Where a page of a list begins: the order it was made for, the row's place in that order, its id. Opaque to whoever passes it on."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from sidecar.errors import InvalidFields

NONE_OF_OURS = "must be the `next` or `previous` of a page in the same order"
LONGEST = 190
T = TypeVar("T")


@dataclass(frozen=True)
class Cursor:
    value: str
    id: int
    name: str  # of the field it came in


def write(sort: str, value: str, number: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([sort, value, number], ensure_ascii=False).encode()).decode()


def asked(after: str, before: str, sort: str) -> Cursor | None:
    """Raises `InvalidFields` for anything that `write` did not make, also for another sort, and for both at once."""
    if after and before:
        raise InvalidFields({"before": "cannot be told together with `after`"})
    name = "before" if before else "after"
    try:
        return _read(name, before or after, sort) if before or after else None
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise InvalidFields({name: NONE_OF_OURS}) from None


def moment(found: Cursor) -> datetime:
    """The value as an instant; the database holds the years of every other cursor of ours."""
    try:
        return datetime.fromisoformat(found.value).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidFields({found.name: NONE_OF_OURS}) from None


def cut(found: Sequence[T], limit: int, *, back: bool) -> Sequence[T]:
    """Without the row more that says that the list goes on."""
    return found[-limit:] if back else found[:limit]


def sides(found: Sequence[object], limit: int, *, back: bool, placed: bool) -> tuple[bool, bool]:
    """Whether there are rows before and after. `placed`: the page did not begin at an end of the list."""
    more = len(found) > limit
    return (more, placed) if back else (placed, more)


def _read(name: str, text: str, sort: str) -> Cursor:
    made_for, value, number = json.loads(base64.urlsafe_b64decode(text.encode()))
    if made_for != sort or not isinstance(value, str) or type(number) is not int or not 0 < number < 2**63:
        raise ValueError("not a cursor")
    value.encode()  # half of a surrogate pair is no text
    return Cursor(value[:LONGEST], number, name)
