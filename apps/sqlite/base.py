"""SQLite that does not lose what it acknowledged, and whose writers queue.

Two differences from Django's own backend. The library is the one in our lock file: between 3.7.0
and 3.51.2 SQLite could corrupt a database in WAL mode, and Debian's Python brings such a one. And
whoever writes holds one lock, taken before BEGIN IMMEDIATE: SQLite lets its writers race and sleep
instead (with 8 clients the slowest in a hundred waited over a second, with 64 some gave up; with
the lock 0.2 s and none).
"""

import datetime
import decimal
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from functools import lru_cache, partial
from itertools import chain
from typing import Any, Self

from django.db.backends.sqlite3._functions import register as register_functions
from django.db.backends.sqlite3.base import (
    FORMAT_QMARK_REGEX,
    adapt_date,
    adapt_datetime,
)
from django.db.backends.sqlite3.base import DatabaseWrapper as DjangoWrapper
from django.db.utils import DataError, OperationalError
from django.utils.dateparse import parse_date, parse_datetime, parse_time

from apps.sqlite.features import DatabaseFeatures
from apps.sqlite.library import Database
from apps.sqlite.operations import DatabaseOperations, only_days
from apps.sqlite.writing import WriteLock

Database.register_converter("bool", b"1".__eq__)
Database.register_converter("date", only_days(parse_date))
Database.register_converter("time", only_days(parse_time))
Database.register_converter("datetime", only_days(parse_datetime))
Database.register_converter("timestamp", only_days(parse_datetime))
Database.register_adapter(decimal.Decimal, str)
Database.register_adapter(datetime.date, adapt_date)
Database.register_adapter(datetime.datetime, adapt_datetime)

# FULL, because NORMAL lost acknowledged commits in 39 of 40 simulated power cuts.
# secure_delete, because what was erased must not be found in free pages.
# temp_store, because a large sort would otherwise be written to the temp folder.
# cache_size, in KiB, because every thread has a connection, and the machine keeps the pages anyway.
# wal_autocheckpoint, in pages, because whoever brings the log home holds everybody else up: four
# times as rarely, at the price of a log of 16 MB.
PRAGMAS = """
    PRAGMA foreign_keys = ON;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -512;
    PRAGMA wal_autocheckpoint = 4000;
    PRAGMA legacy_alter_table = OFF;
"""
# Only readers that find the log being reset, and what writes without our lock, ever wait for it.
BUSY_SECONDS = 20
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "REINDEX", "VACUUM")


class DatabaseWrapper(DjangoWrapper):
    Database = Database
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations

    def __init__(self, settings_dict: dict[str, Any], alias: str = "default") -> None:
        super().__init__(settings_dict, alias)
        self.write_lock: WriteLock | None = None

    def get_connection_params(self) -> dict[str, Any]:
        return {"timeout": BUSY_SECONDS, **super().get_connection_params()}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            lock = WriteLock(beside=str(self.settings_dict["NAME"]))
        except OSError as error:
            raise OperationalError(f"unable to open database file: {error.strerror}") from error
        connection = Database.connect(**conn_params)
        connection.executescript(PRAGMAS)
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            # Turning it on needs the database alone, and the busy timeout does not cover it.
            with lock:
                mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            if mode != "wal":
                raise OperationalError("this file system cannot hold SQLite's write-ahead log")
        register_functions(connection)
        self.write_lock = lock
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=partial(Cursor, lock=self.write_lock))

    # A transaction holds the lock from before its BEGIN until after its COMMIT or ROLLBACK.

    def _start_transaction_under_autocommit(self) -> None:
        if self.write_lock is not None:
            self.write_lock.take()
        try:
            self.cursor().execute("BEGIN IMMEDIATE")
        except BaseException:
            self._release()
            raise

    def _commit(self) -> None:
        # A commit that fails leaves the transaction open; Django then rolls back or closes.
        super()._commit()  # type: ignore[misc]
        self._release()

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self._release()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            if self.write_lock is not None:
                self.write_lock.close()
                self.write_lock = None

    def _release(self) -> None:
        if self.write_lock is not None:
            self.write_lock.release()


@lru_cache(maxsize=512)
def _converted(query: str, names: tuple[str, ...] | None) -> str:
    """Write a query's places as SQLite does; a service asks the same few hundred all day."""
    if names is None:
        return FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
    return query % {name: f":{name}" for name in names}


class Cursor(Database.Cursor):  # type: ignore[misc]
    """Takes Django's %s and %(name)s, and the write lock for a write outside a transaction."""

    def __init__(self, connection: Any, *, lock: WriteLock | None) -> None:
        super().__init__(connection)
        self.lock = lock

    def execute(self, query: str, params: Any = None) -> Self:
        names = list(params) if isinstance(params, Mapping) else None
        prepared = query if params is None else self.convert_query(query, names)
        arguments = () if params is None else (params,)
        return self._alone(query, partial(super().execute, prepared, *arguments))

    def executemany(self, query: str, param_list: Iterable[Any]) -> Self:
        rows = iter(param_list)
        first: Sequence[Any] = [row for row in [next(rows, None)] if row is not None]
        names = list(first[0]) if first and isinstance(first[0], Mapping) else None
        prepared = self.convert_query(query, names)
        return self._alone(query, partial(super().executemany, prepared, chain(first, rows)))

    def convert_query(self, query: str, names: list[str] | None) -> str:
        return _converted(query, None if names is None else tuple(names))

    def _alone(self, query: str, run: Callable[[], Self]) -> Self:
        inside = self.connection.in_transaction
        free = inside or self.lock is None or not query.lstrip()[:8].upper().startswith(WRITES)
        try:
            with nullcontext() if free or self.lock is None else self.lock:
                return run()
        except OverflowError as error:
            # A sum with what somebody wrote into the file; PostgreSQL says it is out of range.
            raise DataError(str(error)) from error
