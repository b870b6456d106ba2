"""The one place that tells the time. Enforcement asks the database's clock; under test the database is told this one."""

from datetime import UTC, datetime


class SystemClock:
    is_real = True

    def now(self) -> datetime:
        return datetime.now(UTC)


class ShiftedClock:
    """Stands still where it is put: for tests and for making the demo's history through the use cases."""

    is_real = False

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment
