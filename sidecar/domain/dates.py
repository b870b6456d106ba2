"""Days and times as the site writes them: WordPress's formats (PHP's letters) in the site's language and zone."""

import re
from collections.abc import Callable
from datetime import date, datetime
from datetime import time as time_of_day

from babel import Locale
from babel.dates import format_datetime

from sidecar.domain import money
from wp_bridge.records import Site

PART = re.compile(r"\\(?P<as_is>.)|(?P<letter>[dDjlSFMmnYygGhHisaA])", re.DOTALL)
LETTERS: dict[str, Callable[[datetime], str]] = {
    "d": lambda at: f"{at.day:02}",
    "j": lambda at: str(at.day),
    "S": lambda at: _ordinal(at.day),
    "m": lambda at: f"{at.month:02}",
    "n": lambda at: str(at.month),
    "Y": lambda at: f"{at.year:04}",
    "y": lambda at: f"{at.year % 100:02}",
    "g": lambda at: str(at.hour % 12 or 12),
    "G": lambda at: str(at.hour),
    "h": lambda at: f"{at.hour % 12 or 12:02}",
    "H": lambda at: f"{at.hour:02}",
    "i": lambda at: f"{at.minute:02}",
    "s": lambda at: f"{at.second:02}",
}
NAMES = {"D": "EEE", "l": "EEEE", "F": "MMMM", "M": "MMM", "a": "a", "A": "a"}  # CLDR's patterns
ALONE = {"F": "LLLL", "M": "LLL"}  # many languages write a month without a day differently


def day(moment: date, site: Site) -> str:
    """`February 21, 2027`."""
    midnight = datetime.combine(moment, time_of_day())
    return _written(midnight, site.date_format.strip() or "F j, Y", site)


def time(moment: datetime, site: Site) -> str:
    """`6:30 pm`, in the site's zone."""
    return _written(moment.astimezone(site.zone), site.time_format.strip() or "g:i a", site)


def local_day(moment: datetime, site: Site) -> date:
    return moment.astimezone(site.zone).date()


def _written(moment: datetime, pattern: str, site: Site) -> str:
    """Letters that are not known here stay as they are."""
    locale = money.known_locale(site.locale)
    names = NAMES if any(found["letter"] in ("d", "j") for found in PART.finditer(pattern)) else NAMES | ALONE

    def part(found: re.Match[str]) -> str:
        letter = found["letter"]
        if not letter:
            return found["as_is"]
        return LETTERS[letter](moment) if letter in LETTERS else _name(letter, names[letter], moment, locale)

    return PART.sub(part, pattern)


def _name(letter: str, pattern: str, moment: datetime, locale: Locale) -> str:
    name = str(format_datetime(moment.replace(tzinfo=None), pattern, locale=locale))
    return {"a": name.lower(), "A": name.upper()}.get(letter, name)


def _ordinal(number: int) -> str:
    """English in every language, as PHP has it."""
    return "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
