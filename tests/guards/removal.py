"""Ways to take a guard away while one test runs. A removal that changes nothing, or is never come to, is an error."""

import contextlib
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from unittest import mock

from tests.guards.schema import Schema

WasReached = Callable[[], bool]


class Removal(Protocol):
    """`describe` says it in docs/guards.md; `without` yields whether the test came to what was changed."""

    def describe(self) -> str: ...

    def without(self, schema: Schema) -> contextlib.AbstractContextManager[WasReached]: ...


@dataclass(frozen=True)
class Source:
    """A function of `owner` (module, class or object) with a piece of its text replaced."""

    owner: Any
    function: str
    old: str
    new: str = ""
    said: str = ""

    def describe(self) -> str:
        where, old, new = f"`{_name(self.owner)}.{self.function}`", _condition(self.old), _condition(self.new)
        if self.said:
            return f"{where} {self.said}"
        return f"{where}: `{new}` instead of `{old}`" if new and "%s" not in new else f"{where} without `{old}`"

    @contextlib.contextmanager
    def without(self, schema: Schema) -> Iterator[WasReached]:
        changed, reached = _rewritten(getattr(self.owner, self.function), self.old, self.new), set[str]()

        def function(*args: Any, **kwargs: Any) -> Any:
            reached.add(self.function)
            return changed(*args, **kwargs)

        is_instance = not inspect.ismodule(self.owner) and not inspect.isclass(self.owner)
        with mock.patch.object(type(self.owner) if is_instance else self.owner, self.function, function):
            yield lambda: bool(reached)


@dataclass(frozen=True)
class Value:
    """A constant of a module with another value."""

    owner: Any
    name: str
    value: Any
    said: str

    def describe(self) -> str:
        return f"`{_name(self.owner)}.{self.name}`: {self.said}"

    @contextlib.contextmanager
    def without(self, schema: Schema) -> Iterator[WasReached]:
        with mock.patch.object(self.owner, self.name, self.value):
            yield lambda: True


@dataclass(frozen=True)
class Unique:
    """A unique key that is an ordinary index for once: the same plans, but nothing is refused."""

    table: str
    key: str

    def describe(self) -> str:
        return f"unique key `{self.table}.{self.key}`"

    @contextlib.contextmanager
    def without(self, schema: Schema) -> Iterator[WasReached]:
        with schema.without_unique(self.table, self.key):
            yield lambda: True


@dataclass(frozen=True)
class Check:
    """A CHECK constraint dropped."""

    table: str
    name: str

    def describe(self) -> str:
        return f"`CHECK` `{self.name}` of `{self.table}`"

    @contextlib.contextmanager
    def without(self, schema: Schema) -> Iterator[WasReached]:
        with schema.without_check(self.table, self.name):
            yield lambda: True


@dataclass(frozen=True)
class Trigger:
    name: str

    def describe(self) -> str:
        return f"trigger `{self.name}`"

    @contextlib.contextmanager
    def without(self, schema: Schema) -> Iterator[WasReached]:
        with schema.without_trigger(self.name):
            yield lambda: True


@dataclass(frozen=True)
class Both:
    """Two guards that stand for each other: only without both is anything missed."""

    parts: tuple[Removal, Removal]

    def describe(self) -> str:
        return "; ".join(part.describe() for part in self.parts)

    @contextlib.contextmanager
    def without(self, schema: Schema) -> Iterator[WasReached]:
        with contextlib.ExitStack() as stack:
            entered = [stack.enter_context(part.without(schema)) for part in self.parts]
            yield lambda: all(was_reached() for was_reached in entered)


def _condition(text: str) -> str:
    """A piece of SQL or Python as a reader wants to see it: without what only joins it to its neighbours."""
    bare = text.strip().removesuffix(",").removeprefix("AND ").removesuffix(" AND").removeprefix("or ").removesuffix(" or")
    return bare if bare.count('"') % 2 == 0 else bare.strip('"')


def _name(owner: Any) -> str:
    if inspect.ismodule(owner):
        return owner.__name__.rsplit(".", 1)[-1]
    return owner.__name__ if inspect.isclass(owner) else type(owner).__name__


def _rewritten(function: Any, old: str, new: str) -> Any:
    source = textwrap.dedent(inspect.getsource(function))
    if source.count(old) != 1:
        raise LookupError(
            f"{function.__qualname__} does not say {old!r} once; the guard has moved, and its declaration must follow"
        )
    made: dict[str, Any] = {}
    exec(compile(source.replace(old, new), function.__code__.co_filename, "exec"), function.__globals__, made)
    return made[re.sub(r".*\.", "", function.__qualname__)]
