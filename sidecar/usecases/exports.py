"""Exports for accounting, page by page. What is counted is fixed with the first page, so that one export agrees with itself."""

from dataclasses import astuple, dataclass, replace
from datetime import date, datetime, timedelta

from sidecar.domain import books, sheets, validity
from sidecar.errors import InvalidFields, NotFound
from sidecar.runtime import Runtime
from sidecar.usecases import export_cursor, export_sheets, sites
from sidecar.usecases.export_cursor import Cursor, Tally
from sidecar.usecases.export_sheets import PACKAGES, SHEETS, Sheet
from wp_bridge import exports, values
from wp_bridge.database import Transaction
from wp_bridge.exports import Period, Place, Row
from wp_bridge.records import Site

TEXT = 450_000  # characters of a page: below what the plugin takes, in whatever letters


@dataclass(frozen=True)
class Ask:
    """Days are the site's, both inclusive; `on` is the day at whose end something stood so."""

    kind: str
    start: date | None = None
    until: date | None = None
    on: date | None = None
    mode: str = "live"
    excel: bool = False
    cursor: str = ""


@dataclass(frozen=True)
class Page:
    file: str
    text: str
    done: int
    whole: int
    next: str | None


def page(rt: Runtime, ask: Ask) -> Page:
    """The next page of an export; without a cursor its first, with the headings. Raises `InvalidFields`."""
    sheet = SHEETS.get(ask.kind)
    if sheet is None:
        raise NotFound()
    if ask.start and ask.until and ask.until < ask.start:
        raise InvalidFields({"until": "must not be before the first day"})
    given = _given(ask, sheet)

    def work(tx: Transaction) -> Page:
        site = sites.load(tx, rt.config)
        cursor = given or _begun(tx, ask, sheet, site)
        period = _period(ask, cursor.moment, site)
        text, rest = _sums(tx, period, cursor, site) if not sheet.parts else _rows(tx, sheet, period, cursor, site)
        head = "" if given else (sheets.BOM if ask.excel else "") + sheets.heading(sheet.columns)
        following = export_cursor.written(rest) if rest else None
        return Page(_name(ask, cursor, site), head + text, cursor.whole - (rest.left if rest else 0), cursor.whole, following)

    return rt.db.transact(work)


def _given(ask: Ask, sheet: Sheet) -> Cursor | None:
    try:
        return export_cursor.read(ask.cursor, len(sheet.parts)) if ask.cursor else None
    except ValueError:
        raise InvalidFields({"cursor": "must be the `next` of the page before"}) from None


def _begun(tx: Transaction, ask: Ask, sheet: Sheet, site: Site) -> Cursor:
    """As of a day is as of its end, or as of now where that is still to come."""
    now = tx.now()
    moment = min(now, _after(ask.on, site)) if ask.on and sheet.is_as_of else now
    period = _period(ask, moment, site)
    ranges = tuple(part.bounds(tx, period) for part in sheet.parts)
    whole = sum(max(0, through - after) for after, through in ranges)
    return Cursor(moment, ranges, whole)


def _period(ask: Ask, moment: datetime, site: Site) -> Period:
    if ask.kind in SHEETS and SHEETS[ask.kind].is_as_of:
        return Period(None, moment, ask.mode, moment)
    start = validity.first_instant(ask.start, site.zone) if ask.start else None
    return Period(start, _after(ask.until, site) if ask.until else None, ask.mode, moment)


def _after(day: date, site: Site) -> datetime:
    return validity.first_instant(day + timedelta(days=1), site.zone)


def _rows(tx: Transaction, sheet: Sheet, period: Period, cursor: Cursor, site: Site) -> tuple[str, Cursor | None]:
    """As many rows as fit; the next part only with the next page."""
    if not cursor.ranges:
        return "", None
    part = sheet.parts[len(sheet.parts) - len(cursor.ranges)]
    (after, through), *_ = cursor.ranges
    found = part.rows(tx, period, after, through, sheet.page)
    shown = export_sheets.with_figures(tx, sheet, found, period) if sheet.added_up else found
    text, done = sheets.lines(sheet.columns, (row[1:] for row in shown), site.zone, TEXT)
    last_read = found[-1][0] if len(found) == sheet.page else through
    rest = cursor.beyond(shown[done - 1][0] if done < len(shown) else last_read)
    return text, rest if rest.ranges else None


def _sums(tx: Transaction, period: Period, cursor: Cursor, site: Site) -> tuple[str, Cursor | None]:
    """Some more customer packages of the package for sale that is at hand; its lines once there are no more."""
    found = exports.of_package(tx, period, cursor.place, PACKAGES) if cursor.place.package_id else []
    tallies = _added(tx, period, cursor.tallies, found)
    if len(found) == PACKAGES:
        number, at, *_ = found[-1]
        return "", replace(cursor, place=Place(cursor.place.package_id, at, number), tallies=tallies)
    text = _lines(tx, period, cursor, tallies, site)
    following = exports.next_package(tx, cursor.place.package_id)
    return text, replace(cursor, place=Place(following), tallies={}) if following is not None else None


def _added(tx: Transaction, period: Period, before: dict[str, Tally], found: list[Row]) -> dict[str, Tally]:
    there = {number: currency for number, _, currency, mode, began in found if mode == period.mode and began}
    tallies = dict(before)
    for number, sums in values.at(tx, list(there), period.moment).items():
        tally = tallies.get(there[number], Tally())
        account = books.balanced(sums, period.moment)
        tallies[there[number]] = tally.plus(sums.sessions, sums.paid_sessions, account)
    return tallies


def _lines(tx: Transaction, period: Period, cursor: Cursor, tallies: dict[str, Tally], site: Site) -> str:
    if not tallies:
        return ""
    names = exports.named(tx, cursor.place.package_id)
    rows = [
        (*names, currency, period.mode, tally.count, tally.left, tally.paid_left, *astuple(tally.account))
        for currency, tally in sorted(tallies.items())
    ]
    return sheets.lines(export_sheets.SUMS, rows, site.zone, TEXT)[0]


def _name(ask: Ask, cursor: Cursor, site: Site) -> str:
    """``usage-2026-01-01-2026-11-29.csv``"""
    today = (cursor.moment - timedelta(microseconds=1)).astimezone(site.zone).date()
    days = (today,) if SHEETS[ask.kind].is_as_of else tuple(day for day in (ask.start, ask.until or today) if day)
    test = ["test"] if ask.mode == "test" else []
    return "-".join(["session-packages", ask.kind, *test, *(day.isoformat() for day in days)]) + ".csv"
