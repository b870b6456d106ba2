"""When a sweep is late: a run may take long, and a few may fail, before a person has to look."""

from datetime import datetime

RUNS_MISSED = 3
GRACE_SECONDS = 60.0


def is_late(every_seconds: float, succeeded_at: datetime | None, now: datetime) -> bool:
    """Also when it never succeeded."""
    if succeeded_at is None:
        return True
    return (now - succeeded_at).total_seconds() > RUNS_MISSED * every_seconds + GRACE_SECONDS
