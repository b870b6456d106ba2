"""A process of the product whose clock, and with it the database's, can be moved: `python -m tests.faults.jumping worker`.

How many seconds it is ahead stands in a file. Sweeps that come every few minutes come every few seconds.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jobs import cli, sweeps
from sidecar import runtime

AHEAD = "FAULTS_AHEAD"  # names the file
SWEEP_SECONDS = 3.0


class JumpingClock:
    is_real = False

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=int(Path(os.environ[AHEAD]).read_text() or 0))


if __name__ == "__main__":
    setattr(runtime, "SystemClock", JumpingClock)  # noqa: B010 - a name that mypy knows only inside
    for sweep in sweeps.ALL:
        object.__setattr__(sweep, "seconds", min(sweep.seconds, SWEEP_SECONDS))
    cli.main()
