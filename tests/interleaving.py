"""Two things at the same moment, made certain: another's step runs exactly where one of ours is about to happen."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from unittest import mock

from devstack.mariadb import MariaDB


@contextmanager
def just_before(module: Any, name: str, other: Callable[[], object]) -> Iterator[None]:
    """`other` runs once, right before the first call of `module.name` (which then does its own work)."""
    original, waiting = getattr(module, name), [other]

    def stepped(*args: Any, **kwargs: Any) -> Any:
        while waiting:
            waiting.pop()()
        return original(*args, **kwargs)

    with mock.patch.object(module, name, stepped):
        yield


WAITING = "SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'"


@contextmanager
def in_the_middle(mariadb: MariaDB, module: Any, name: str, other: Callable[[], object]) -> Iterator[Future[object]]:
    """`other` begins right before the first call of `module.name`, which waits until `other` is done or stands at a lock of ours.

    For steps that must wait for each other: a lock lets `other` go on only after us, and without it, it is done before.
    """
    with ThreadPoolExecutor(1) as pool:
        begun: list[Future[object]] = []

        def begin() -> None:
            begun.append(pool.submit(other))
            end = time.monotonic() + 10
            while not begun[0].done() and mariadb.query(WAITING).split()[1] == "0":
                assert time.monotonic() < end, "it neither came to an end nor to a lock"
                time.sleep(0.01)

        outcome: Future[object] = Future()
        with just_before(module, name, begin):
            yield outcome
        try:
            outcome.set_result(begun[0].result())
        except BaseException as error:  # noqa: BLE001 - told to whoever asks for the result
            outcome.set_exception(error)
