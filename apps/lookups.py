"""What every page of the desk looks up, put into SQL once for the process.

Django makes the SQL of a query anew each time it is asked, which takes it several times as long as
the database takes to answer; a page asks thirty times. Nothing of an answer is kept.
"""

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
Given = UUID | int | bytes | str
Column = tuple[Any, ...]
# Numbers that stand for others while the SQL is made; they fit into every column.
NUMBERS: Final = range(2**14, 2**15)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where among the parameters something stands that is given."""

    of: int


@dataclass(frozen=True, slots=True)
class _Made:
    """A query as SQL: its parameters, and what its columns are to hold."""

    sql: str
    params: list[Any]
    model: Any
    names: list[str]
    converters: "list[_Converter]"

    def rows(self, given: Sequence[Given], database: BaseDatabaseWrapper) -> list[tuple[Any, ...]]:
        """Return the rows for what is given, each value what its column is to hold."""
        native = database.features.has_native_uuid_field
        params = [
            _stored(given[one.of], native) if isinstance(one, _Place) else one
            for one in self.params
        ]
        with database.cursor() as cursor:
            cursor.execute(self.sql, params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        if not rows:
            return []
        # Column by column: a case has hundreds of rows.
        values = list(zip(*rows, strict=True))
        for one in self.converters:
            values[one.at] = one.converted(values[one.at], database)
        return list(zip(*values, strict=True))


@dataclass(frozen=True, slots=True)
class _Converter:
    """What one column is converted with; ``fine`` are the kinds that it returns as they are."""

    at: int
    convert: Callable[[Any, Any, Any], Any]
    to: Any
    fine: frozenset[type]

    def converted(self, column: Column, database: BaseDatabaseWrapper) -> Column:
        """Convert a column; a kind that is fine as it stands is looked at once for all rows."""
        kinds = set(map(type, column))
        if kinds <= self.fine:
            return column
        if kinds == {str}:
            # A mailbox's ref stands in hundreds of rows.
            known = {one: self.convert(one, self.to, database) for one in set(column)}
            return tuple([known[one] for one in column])
        return tuple([self.convert(one, self.to, database) for one in column])


class Lookup(Generic[M]):
    """Rows by refs, numbers and digests: ``query`` makes the query for some of them.

    It is asked once for so many, for refs that were just drawn, which then show where each stands
    in the SQL.
    """

    def __init__(self, query: Callable[..., QuerySet[M, Any]]) -> None:
        self._query = query
        # SQLite and PostgreSQL write it differently, and a list has as many places as refs.
        self._made = dict[tuple[str, int], _Made]()

    def all(self, *given: Given) -> list[M]:
        """Return the rows of the model for these, in the order of the query."""
        database = connections[DEFAULT_DB_ALIAS]
        made = self._known(given, database)
        model: type[M] = made.model
        rows = made.rows(given, database)
        return [model.from_db(DEFAULT_DB_ALIAS, made.names, row) for row in rows]

    def first(self, *given: Given) -> M | None:
        """Return the first of these rows, None where there is none."""
        return next(iter(self.all(*given)), None)

    def columns(self, *given: Given) -> list[tuple[Any, ...]]:
        """Return the rows for these as tuples, where the query names columns."""
        database = connections[DEFAULT_DB_ALIAS]
        return self._known(given, database).rows(given, database)

    def _known(self, given: Sequence[Given], database: BaseDatabaseWrapper) -> _Made:
        known = database.vendor, len(given)
        made = self._made.get(known)
        if made is None:
            made = self._made[known] = self._make(given, database)
        return made

    def _make(self, given: Sequence[Given], database: BaseDatabaseWrapper) -> _Made:
        drawn = [_drawn(one) for one in given]
        compiler = self._query(*drawn).query.get_compiler(connection=database)
        sql, params = compiler.as_sql()
        columns = [column for column, *_ in compiler.select]
        # Our own SQLite backend names what its converters leave as it is.
        fine = getattr(database.ops, "as_they_are", {})
        native = database.features.has_native_uuid_field
        places = {_stored(one, native): _Place(at) for at, one in enumerate(drawn)}
        return _Made(
            sql,
            [places.get(_bare(one), one) for one in params],
            columns[0].target.model,
            [column.target.attname for column in columns],
            [
                _Converter(at, convert, column, fine.get(convert, frozenset()))
                for at, (converters, column) in compiler.get_converters(columns).items()
                for convert in converters
            ],
        )


def _drawn(like: Given) -> Given:
    if isinstance(like, bytes):
        return os.urandom(32)
    if isinstance(like, str):
        return os.urandom(8).hex()
    return uuid4() if isinstance(like, UUID) else random.choice(NUMBERS)  # noqa: S311


def _stored(given: Given, native: bool) -> Any:
    if isinstance(given, UUID):
        return given if native else given.hex
    return int(given) if isinstance(given, int) else given


def _bare(param: Any) -> Any:
    """Take bytes out of what each database's driver puts them into."""
    return getattr(param, "obj", param)
