"""Which ids a sweep looks at this minute: small sites whole, each time; large ones the newest and a part of the rest in turn."""

from collections.abc import Iterator
from datetime import datetime

Range = tuple[int, int]  # (after, through]
STEP = 5_000  # ids read by one statement
SHARE = 100_000  # ids of the newest part, and of each part of the rest


def this_minute(last_id: int, now: datetime) -> list[Range]:
    """The newest `SHARE` ids, and the part of the older ones whose turn it is. Needs no memory: the clock says whose turn."""
    newest = (max(0, last_id - SHARE), last_id)
    parts = -(-newest[0] // SHARE)
    if parts == 0:
        return [newest]
    turn = int(now.timestamp() // 60) % parts
    return [(turn * SHARE, min((turn + 1) * SHARE, newest[0])), newest]


def everything(last_id: int) -> list[Range]:
    return [(0, last_id)]


def steps(ranges: list[Range]) -> Iterator[Range]:
    """The ranges in pieces that one statement reads."""
    for after, through in ranges:
        for start in range(after, through, STEP):
            yield start, min(start + STEP, through)
