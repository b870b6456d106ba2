"""Connections and transactions: pooled, UTC, READ COMMITTED, strict, with time limits on everything."""

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

import pymysql
import sqlalchemy
from pymysql.cursors import Cursor, DictCursor
from sqlalchemy.pool import NullPool, PoolProxiedConnection
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_random_exponential

from wp_bridge.errors import BridgeError, CommitUnknown, DatabaseUnavailable, DuplicateKey, TransientConflict, Unforeseen
from wp_bridge.records import load

Row = dict[str, Any]
Params = Sequence[Any] | Mapping[str, Any]
Offer = tuple[str, int]  # a job's name and the id of the row it is to look at
T = TypeVar("T")
R = TypeVar("R")
NOW = object()
"""In `Transaction.add`: the database's clock, at the moment of the statement."""

MAX_TRIES = 5
# 1213 deadlock (on Galera also at COMMIT), 1205 lock wait timeout (rolls back the statement only, so we roll back
# the rest ourselves), 1020 MariaDB's snapshot isolation.
CONFLICTS = frozenset({1213, 1205, 1020})
# After the first 2006/2013 PyMySQL raises InterfaceError(0, '') for the same dead connection.
LOST = frozenset({0, 2006, 2013, 2055, 1053, 1927, 4031})
UNREACHABLE = frozenset({2002, 2003, 2005, 1040, 1044, 1045, 1049})
CONNECT: dict[str, Any] = {"charset": "utf8mb4", "connect_timeout": 3, "read_timeout": 15, "write_timeout": 15}
SESSION = (
    "SET SESSION time_zone = '+00:00', "
    "sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION', "
    "innodb_lock_wait_timeout = 1"
)


class Clock(Protocol):
    """What tells the time. `is_real` is false under test, where the database is told the same time."""

    is_real: bool

    def now(self) -> datetime: ...


class Transaction:
    """One open transaction. In SQL, ``{p}`` stands for the prefix of our tables and ``{wp}`` for the site's."""

    def __init__(self, connection: PoolProxiedConnection, prefix: str) -> None:
        self._connection = connection
        self.prefix = prefix
        self._cursor: Any = connection.cursor(DictCursor)
        self.offers: list[Offer] = []
        """What `after_commit` was told; handed to `Database.on_commit` once it is certain."""

    def after_commit(self, job: str, number: int) -> None:
        """Offer the job (a name of `wp_bridge.job_names`) about row `number` once what is written here is certain."""
        self.offers.append((job, number))

    def run(self, sql: str, params: Params = ()) -> int:
        """Execute and return the number of *changed* rows (an UPDATE that writes equal values counts 0)."""
        text = sql.replace("{p}", f"{self.prefix}sp_").replace("{wp}", self.prefix)
        return int(self._cursor.execute(text, _naive_utc(params)))

    def insert(self, sql: str, params: Params = ()) -> int:
        """Execute an INSERT and return its AUTO_INCREMENT id."""
        self.run(sql, params)
        return int(self._cursor.lastrowid)

    def all(self, sql: str, params: Params = ()) -> list[Row]:
        self.run(sql, params)
        return list(self._cursor.fetchall())

    def table(self, sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
        """Rows by position, moments without a zone: for very many of them."""
        mapped, self._cursor = self._cursor, self._connection.cursor(Cursor)
        try:
            return [tuple(row) for row in self.all(sql, params)]
        finally:
            self._cursor = mapped

    def one(self, sql: str, params: Params = ()) -> Row | None:
        self.run(sql, params)
        row: Row | None = self._cursor.fetchone()
        return row

    def find(self, record: type[R], sql: str, params: Params = ()) -> R | None:
        """The first row as a record, or None."""
        row = self.one(sql, params)
        return load(record, row) if row else None

    def get(self, record: type[R], sql: str, params: Params = ()) -> R:
        """A row that must be there, by a foreign key or because it was just written; `LookupError` means a bug of ours."""
        found = self.find(record, sql, params)
        if found is None:
            raise LookupError(f"no {record.__name__} {list(params)}")
        return found

    def records(self, record: type[R], sql: str, params: Params = ()) -> list[R]:
        return [load(record, row) for row in self.all(sql, params)]

    def by_id(self, record: type[R], table: str, ids: Iterable[int]) -> dict[int, R]:
        """Rows of one of our tables by their ids, with one statement however many there are."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        marks = ", ".join(["%s"] * len(wanted))
        rows = self.all(f"SELECT * FROM {{p}}{table} WHERE id IN ({marks})", wanted)
        return {row["id"]: load(record, row) for row in rows}

    def add(self, table: str, values: Mapping[str, Any]) -> int:
        """Insert a row into one of our tables and return its id. Column names are ours; a value may be `NOW`."""
        marks = ", ".join("UTC_TIMESTAMP(6)" if value is NOW else "%s" for value in values.values())
        sql = f"INSERT INTO {{p}}{table} ({', '.join(values)}) VALUES ({marks})"
        return self.insert(sql, [value for value in values.values() if value is not NOW])

    def scalar(self, sql: str, params: Params = ()) -> Any:
        row = self.one(sql, params)
        return None if row is None else next(iter(row.values()))

    def attempt(self, work: Callable[[], T]) -> T:
        """`work` as a part that can fail alone: then it has changed nothing. Raises what it raised, `DuplicateKey`, or
        `Unforeseen` for what else the database refuses; a conflict or a lost connection ends the whole transaction, as ever."""
        self.run("SAVEPOINT attempt")
        offered = len(self.offers)
        try:
            return work()
        except Exception as error:
            known = translated(error) if isinstance(error, pymysql.MySQLError) else error
            if isinstance(known, TransientConflict | DatabaseUnavailable):
                raise
            self.run("ROLLBACK TO SAVEPOINT attempt")
            del self.offers[offered:]
            raise (Unforeseen(str(error)) if isinstance(known, pymysql.MySQLError) else known) from error

    def now(self) -> datetime:
        """The database's clock, which is the one that enforces."""
        moment: datetime = self.scalar("SELECT UTC_TIMESTAMP(6)")
        return moment.replace(tzinfo=UTC)


class Database:
    """The site's database. Built once per process, after any fork."""

    def __init__(
        self, url: str, prefix: str, clock: Clock, on_commit: Callable[[Sequence[Offer]], None] = lambda _offers: None
    ) -> None:
        self.prefix = prefix
        self._clock = clock
        self._on_commit = on_commit
        self.engine = sqlalchemy.create_engine(
            url,
            pool_size=10,
            max_overflow=5,
            pool_timeout=2,
            pool_pre_ping=True,
            pool_recycle=1800,
            # Every transaction is ended by us; the pool's own rollback of a connection that has died in between only fails loudly.
            pool_reset_on_return=None,
            isolation_level="READ COMMITTED",
            # SQLAlchemy's dialect asks for FOUND_ROWS; our guards and upserts read the number of rows *changed*.
            connect_args={**CONNECT, "client_flag": 0},
        )
        sqlalchemy.event.listen(self.engine, "connect", _prepare_session)

    def patient(self) -> sqlalchemy.Engine:
        """For one connection that waits as long as it takes: a million rows are not rebuilt in seconds. Its caller disposes of it."""
        forever = CONNECT | {"read_timeout": None, "write_timeout": None, "client_flag": 0}
        engine = sqlalchemy.create_engine(
            self.engine.url, poolclass=NullPool, pool_reset_on_return=None, isolation_level="READ COMMITTED", connect_args=forever
        )
        sqlalchemy.event.listen(engine, "connect", _prepare_session)
        return engine

    def transact(self, work: Callable[[Transaction], T], *, deadline: float | None = None) -> T:
        """Run `work` in a transaction and commit; on conflicts repeat it whole, up to 5 times, not past `deadline`.

        `deadline` is a `time.monotonic()` instant. Raises `DuplicateKey`, `CommitUnknown`, `DatabaseUnavailable`, or
        what `work` raised, after a rollback.
        """
        retrying = Retrying(
            retry=retry_if_exception_type(TransientConflict),
            wait=wait_random_exponential(multiplier=0.01, max=0.3),
            stop=lambda state: _give_up(state, deadline),
            reraise=True,
        )
        try:
            result: T = retrying(self._once, work)
            return result
        except TransientConflict as error:
            raise DatabaseUnavailable(str(error)) from error

    def is_alive(self) -> bool:
        try:
            return bool(self.transact(lambda tx: tx.scalar("SELECT 1"), deadline=time.monotonic()))
        except BridgeError:
            return False

    def close(self) -> None:
        self.engine.dispose()

    def _once(self, work: Callable[[Transaction], T]) -> T:
        connection = self._connect()
        try:
            tx = Transaction(connection, self.prefix)
            result = self._worked(connection, tx, work)
            self._commit(connection)
        finally:
            connection.close()
        if tx.offers:
            self._on_commit(tx.offers)
        return result

    def _connect(self) -> PoolProxiedConnection:
        try:
            return self.engine.raw_connection()
        except (sqlalchemy.exc.TimeoutError, sqlalchemy.exc.DBAPIError, pymysql.MySQLError) as error:
            raise DatabaseUnavailable(reason(error)) from error

    def _worked(self, connection: PoolProxiedConnection, tx: Transaction, work: Callable[[Transaction], T]) -> T:
        try:
            if not self._clock.is_real:
                tx.run("SET @@timestamp = %s", (self._clock.now().timestamp(),))
            return work(tx)
        except pymysql.MySQLError as error:
            _roll_back(connection, error)
            raise translated(error) from error
        except BaseException:
            _roll_back(connection, None)
            raise

    def _commit(self, connection: PoolProxiedConnection) -> None:
        try:
            connection.commit()
        except pymysql.MySQLError as error:
            _roll_back(connection, error)
            known = translated(error)
            raise (CommitUnknown(str(error)) if _code(error) in LOST else known) from error


def translated(error: pymysql.MySQLError) -> Exception:
    """A driver's error as one of ours; anything that means a bug of ours stays as it is."""
    code = _code(error)
    if code == 1062:
        found = re.search(r"for key '(?:[^'.]*\.)?([^']+)'", str(error))
        return DuplicateKey(found.group(1) if found else "?")
    if code in CONFLICTS or code in LOST:
        return TransientConflict(str(error))
    if code in UNREACHABLE:
        return DatabaseUnavailable(reason(error))
    return error


def _give_up(state: RetryCallState, deadline: float | None) -> bool:
    return state.attempt_number >= MAX_TRIES or (deadline is not None and time.monotonic() >= deadline)


def _prepare_session(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SESSION)


def _roll_back(connection: PoolProxiedConnection, error: pymysql.MySQLError | None) -> None:
    if error is not None and _code(error) in LOST:
        connection.invalidate(error)
        return
    try:
        connection.rollback()
    except pymysql.MySQLError as broken:
        connection.invalidate(broken)


def _code(error: pymysql.MySQLError) -> int:
    first = error.args[0] if error.args else 0
    return first if isinstance(first, int) else 0


def reason(error: Exception) -> str:
    """Without the connection's URL: it carries the password."""
    origin = getattr(error, "orig", None) or error
    return f"{type(origin).__name__}: {origin.args[-1] if origin.args else origin}"


def _naive_utc(params: Params) -> Params:
    """PyMySQL writes a datetime without its zone; make sure that what it writes is UTC."""
    if isinstance(params, Mapping):
        return {name: _plain(value) for name, value in params.items()}
    return [_plain(value) for value in params]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value
