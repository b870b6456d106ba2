"""Clears up after a stack whose process was killed: `python -m devstack.watchdog ROOT`.

It waits for the end of its standard input, which comes when the stack's process is gone, however that happened, and
then ends every process that carries the stack's mark. It holds the folder's lock until it is done.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

from devstack.paths import PROJECT
from devstack.procfs import end_all


class Watchdog:
    """Starts watching; `stop` is called after everything else was stopped."""

    def __init__(self, root: Path, lock: IO[str]) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "devstack.watchdog", str(root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=PROJECT,
            start_new_session=True,
            pass_fds=[lock.fileno()],
        )

    def stop(self) -> None:
        """Lets it look once more for leftovers and waits for its end."""
        self._child.communicate()


def main(root: Path) -> None:
    """Waits for the end of the watched process, then ends its stack."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # they are meant for the stack, which we have to outlive
    while os.read(sys.stdin.fileno(), 1024):
        pass
    end_all(root)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
