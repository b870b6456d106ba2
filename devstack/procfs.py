"""Finding and ending the processes of one stack, whoever started them.

Every process of a stack carries a mark in its environment, and so do its children. The mark decides what may be
killed. A pid file could not: by the time it is read, its number may belong to somebody else.
"""

import contextlib
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

MARK = "DEVSTACK_ROOT"


def mark_of(root: Path) -> str:
    """The value of the mark for the stack under this folder."""
    return str(root.resolve())


def _environment(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:  # gone, or another user's
        return []


def belongs_to(pid: int, root: Path) -> bool:
    """Whether this very process was started by the stack under `root`."""
    return f"{MARK}={mark_of(root)}".encode() in _environment(pid)


def processes_of(root: Path) -> list[int]:
    """Every living process of the stack under `root`, except the caller."""
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in pids if pid != os.getpid() and belongs_to(pid, root)]


def members(root: Path, group: int) -> list[int]:
    """The living processes of the stack that are in this process group."""
    return [pid for pid in processes_of(root) if _group_of(pid) == group]


def _group_of(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def end_all(root: Path, grace: float = 10.0) -> list[int]:
    """Ends what is left of the stack under `root` (TERM, then KILL) and says what was found."""
    found = processes_of(root)
    _signal(found, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while processes_of(root) and time.monotonic() < deadline:
        time.sleep(0.02)
    _signal(processes_of(root), signal.SIGKILL)
    return found


def _signal(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
