"""What WordPress says about itself. wp_options is read only: what WordPress caches, WordPress changes."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wp_bridge.database import Transaction

NAMES = ("home", "blogname", "timezone_string", "gmt_offset", "WPLANG", "date_format", "time_format", "admin_email")


def options(tx: Transaction) -> dict[str, str]:
    marks = ", ".join(["%s"] * len(NAMES))
    rows = tx.all(f"SELECT option_name, option_value FROM {{wp}}options WHERE option_name IN ({marks})", NAMES)
    return {row["option_name"]: row["option_value"] for row in rows}


def zone(found: dict[str, str]) -> tuple[tzinfo, str]:
    """The site's zone and its name. WordPress stores either a named zone or a fixed offset in hours, e.g. ``5.5``."""
    name = found.get("timezone_string", "")
    if name:
        try:
            return ZoneInfo(name), name
        except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: `Europe` is a folder
            pass  # a name this machine does not know: the offset below is WordPress's own fallback
    return _fixed(found.get("gmt_offset", "0"))


def _fixed(text: str) -> tuple[tzinfo, str]:
    hours = float(text) if re.fullmatch(r"[+-]?[0-9]{1,2}(\.[0-9]+)?", text) else 0.0
    if not 0 < abs(hours) < 24:
        return UTC, "UTC"
    offset = timezone(timedelta(hours=hours))
    return offset, offset.tzname(None) or "UTC"
