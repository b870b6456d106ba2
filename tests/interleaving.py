"""Two things at the same moment, made certain: another's step runs exactly where one of ours is about to happen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock


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
