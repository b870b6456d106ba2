"""Balances of another system as a file has them: which columns there are, and what is wrong with a row."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sidecar.domain import addresses, money
from sidecar.domain.books import worth

NEEDED = ("email", "package", "sessions_left")
COLUMNS = ("email", "name", "package", "sessions_left", "sessions_total", "valid_until", "paid_value", "reference", "note")
TOLD = ("line", "problem")  # what we write beside rows that were not imported: a mended file may still have it
OTHER_NAMES = {"e_mail": "email", "mail": "email", "ref": "reference"}
LONGEST = {"name": 190, "reference": 100, "note": 190}
NEVER = {"", "never", "-"}
MOST_SESSIONS = 1000
MOST_SHOWN = 300  # characters of a cell that are kept


@dataclass(frozen=True)
class Offer:
    """A package that balances can be of."""

    id: int
    public_id: str
    name: str
    currency: str


@dataclass
class Row:
    """`wrong`: what was expected, by column."""

    line: int
    values: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)
    package_id: int = 0
    left: int = 0
    total: int = 0
    value_minor: int = 0  # of the sessions that are left
    currency: str = ""
    valid_until: date | None = None
    key: str = ""


def columns(heading: Sequence[str]) -> tuple[list[str], str]:
    """The heading in our names, and what is wrong with it."""
    names = [re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") for name in heading]
    names = [OTHER_NAMES.get(name, name) for name in names]
    missing = [name for name in NEEDED if name not in names]
    unknown = [given for given, name in zip(heading, names, strict=True) if name not in COLUMNS + TOLD]
    if missing:
        return names, "has no column " + ", ".join(missing)
    if unknown:
        return names, f"has a column that is not known: {unknown[0][:50]}; known are " + ", ".join(COLUMNS)
    twice = [name for name, count in Counter(names).items() if count > 1]
    return names, f"has the column {twice[0]} twice" if twice else ""


def read(line: int, values: Mapping[str, str], offers: Mapping[str, Sequence[Offer]], today: date, mode: str) -> Row:
    """`offers` by id and by name in small letters; under "row" in `values`: a cell too many."""
    row = Row(line, {name: values.get(name, "")[:MOST_SHOWN] for name in COLUMNS})
    if "row" in values:
        row.wrong["row"] = "has more cells than there are columns; put text that has a separator in it into quotation marks"
    _who(row)
    offer = _package(row, offers)
    _sessions(row)
    _end(row, today)
    if offer and "sessions_left" not in row.wrong:
        _value(row, offer.currency)
    row.key = _key(row, mode)
    return row


def _who(row: Row) -> None:
    if not addresses.is_address(row.values["email"]):
        row.wrong["email"] = "must be an e-mail address such as name@example.com"
    for name, longest in LONGEST.items():
        if len(row.values[name]) > longest or re.search(r"[\x00-\x1f\x7f]", row.values[name]):
            row.wrong[name] = f"must be a single line of at most {longest} characters"


def _package(row: Row, offers: Mapping[str, Sequence[Offer]]) -> Offer | None:
    found = offers.get(row.values["package"].lower(), ())
    if len(found) == 1:
        row.package_id, row.currency = found[0].id, found[0].currency
        return found[0]
    row.wrong["package"] = "must be the name or the id of one of your packages"
    if found:
        row.wrong["package"] = "is the name of several packages; write the id: " + ", ".join(o.public_id for o in found[:3])
    return None


def _sessions(row: Row) -> None:
    left, total = (_whole(row.values[name]) for name in ("sessions_left", "sessions_total"))
    row.left, row.total = left or 0, total or left or 0
    if left is None or not 1 <= left <= MOST_SESSIONS:
        row.wrong["sessions_left"] = f"must be a whole number from 1 to {MOST_SESSIONS}"
    elif row.values["sessions_total"] and (total is None or not left <= total <= MOST_SESSIONS):
        row.wrong["sessions_total"] = "must be a whole number, not less than the sessions left"


def _end(row: Row, today: date) -> None:
    text = row.values["valid_until"]
    if text.lower() in NEVER:
        return
    row.valid_until = _day(text)
    if row.valid_until is None:
        row.wrong["valid_until"] = "must be a date such as 2027-02-20 or 20.02.2027, or empty: it never expires"
    elif row.valid_until < today:
        row.wrong["valid_until"] = "must not be over already"


def _value(row: Row, currency: str) -> None:
    text = row.values["paid_value"]
    try:
        paid = money.parse(text, currency) if text else 0
    except ValueError:
        row.wrong["paid_value"] = f"must be an amount such as {money.plain(35000, currency)}, or empty: the sessions are free"
        return
    row.value_minor = worth(paid, row.total, row.left) if row.total else 0


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else None


def _day(text: str) -> date | None:
    """Only forms that nobody reads otherwise: 03/04 is April to one and March to another."""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return found if 2000 <= found.year <= 2200 else None
    return None


def _key(row: Row, mode: str) -> str:
    """By which a row is recognised when it comes again: its reference, or all that it says."""
    told = [row.values[name] for name in COLUMNS if name not in {"package", "reference"}]
    parts = ["reference", row.values["reference"].lower()] if row.values["reference"] else ["row", str(row.package_id), *told]
    return hashlib.sha256("\x1f".join([mode, *parts]).encode()).hexdigest()
