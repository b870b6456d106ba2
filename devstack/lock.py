"""One stack per folder at a time."""

import fcntl
import os
import time
from pathlib import Path
from typing import IO

from devstack.errors import StackError


def take(root: Path, patience: float = 20.0) -> IO[str]:
    """Takes the folder's lock, an open file that has to be kept. StackError when another stack uses the folder.

    After a killed run its watchdog keeps the lock while it clears up; that is waited for.
    """
    root.mkdir(parents=True, exist_ok=True)
    file = (root / "lock").open("a+")
    deadline = time.monotonic() + patience
    while not _try(file):
        holder = _holder(root)
        if _lives(holder) or time.monotonic() > deadline:
            raise StackError(f"{root} is in use by process {holder}. Stop that one first.")
        time.sleep(0.05)
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def _try(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(root: Path) -> int:
    return int((root / "lock").read_text() or 0)


def _lives(pid: int) -> bool:
    return pid > 0 and Path(f"/proc/{pid}").exists()
