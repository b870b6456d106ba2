"""Rows as lines of CSV that any spreadsheet program reads: text that is no formula, plain numbers, days and times of the site."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any, Literal

from sidecar.domain import money

Cell = Callable[[Any, int], str]
Kind = Literal["text", "number", "amount", "percent", "day", "time"]
# What a spreadsheet takes for a formula, also behind what nobody sees.
RISKY = re.compile(r"[\t\r\n]|[\s\x00-\x1f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@＝＋－＠]")
BOM = "\ufeff"  # without it Excel reads UTF-8 as something else


@dataclass(frozen=True)
class Column:
    """`amount` is in the minor units of the row's column ``currency``, `percent` in hundredths."""

    name: str
    kind: Kind = "text"


def heading(columns: Sequence[Column]) -> str:
    return ",".join(column.name for column in columns) + "\r\n"


def lines(columns: Sequence[Column], rows: Iterable[Sequence[Any]], zone: tzinfo, limit: int) -> tuple[str, int]:
    """The rows as text, up to about `limit` characters; how many they were. At least one, if there is any."""
    out, done = io.StringIO(), 0
    write = csv.writer(out, lineterminator="\r\n").writerow
    cells = [_cell(column.kind, zone) for column in columns]
    currency = [column.name for column in columns].index("currency")
    for row in rows:
        places = _places(row[currency])
        write([cell(value, places) for cell, value in zip(cells, row, strict=False)])
        done += 1
        if out.tell() > limit:
            break
    return out.getvalue(), done


def text(value: str) -> str:
    """An apostrophe before what would be a formula."""
    return f"'{value}" if RISKY.match(value) else value


def untext(cell: str) -> str:
    """What `text` was made of, also when a spreadsheet has saved it since."""
    return cell[1:] if cell.startswith("'") and RISKY.match(cell, 1) else cell


def plain(minor: int, places: int) -> str:
    """``-350.00``: as `money.plain`, for a million of them."""
    if not places:
        return str(minor)
    digits = str(abs(minor)).rjust(places + 1, "0")
    return f"{'-' if minor < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def _cell(kind: Kind, zone: tzinfo) -> Cell:
    def moment(value: Any, _places: int) -> str:
        return str(value.replace(tzinfo=UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")) if value else ""

    cells: dict[Kind, Cell] = {
        "text": lambda value, _places: text(value) if value else "",
        "number": lambda value, _places: "" if value is None else str(int(value)),
        "amount": lambda value, places: "" if value is None else plain(int(value), places),
        "percent": lambda value, _places: plain(int(value), 2),
        "day": lambda value, _places: value.isoformat() if value else "",
        "time": moment,
    }
    return cells[kind]


_known: dict[str, int] = {}


def _places(currency: str) -> int:
    if currency not in _known:
        _known[currency] = money.decimals(currency)
    return _known[currency]
