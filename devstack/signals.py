"""Ending on a signal with everything cleared up."""

import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_TERMINAL_BITS = sum(1 << (number - 1) for number in (signal.SIGINT, signal.SIGHUP))


@contextmanager
def interruptible() -> Iterator[None]:
    """The first SIGINT, SIGTERM or SIGHUP raises KeyboardInterrupt; later ones do not disturb the clearing up.

    Put it outside of `with Stack(…)`. SIGINT is taken even where the shell told us to ignore it, as with `make demo &`.
    """
    threading.Thread(target=_follow_make, args=(os.getppid(),), daemon=True).start()
    previous = {number: signal.signal(number, _interrupt) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _interrupt(number: int, frame: FrameType | None) -> None:
    for other in _SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt


def _follow_make(parent: int) -> None:
    """Ends us when `make` is killed, or gets a SIGINT or SIGHUP of its own.

    make hands SIGTERM on to its children, but counts on the terminal for the other two: sent to make alone they only
    make it wait for us. While it waits it has the signal blocked, which is how we know.
    """
    if not _status(parent).startswith("Name:\tmake\n"):
        return
    while os.getppid() == parent and not _is_waiting_to_end(parent):
        time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGTERM)


def _is_waiting_to_end(pid: int) -> bool:
    blocked = re.search(r"^SigBlk:\s*(\w+)$", _status(pid), re.MULTILINE)
    return blocked is not None and bool(int(blocked[1], 16) & _TERMINAL_BITS)


def _status(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return ""
