"""What every page of the desk looks up, put into SQL once for the process.

Django makes the SQL of a query anew each time it is asked, which takes it several times as long as
the database takes to answer; a page asks thirty times. Nothing of an answer is kept.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
Given = UUID | int
Converters = Sequence[Callable[[Any, Any, Any], Any]]
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
    columns: list[Any]
    converters: list[tuple[int, Converters]]

    def rows(self, given: Sequence[Given]) -> list[tuple[Any, ...]]:
        """Return the rows for what is given, each value what its column is to hold."""
        params = [_stored(given[one.of]) if isinstance(one, _Place) else one for one in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        # Column by column: a case has hundreds of rows.
        values = [list(column) for column in zip(*rows, strict=True)] if rows else []
        for at, converters in self.converters if rows else ():
            for convert in converters:
                values[at] = [convert(one, self.columns[at], connection) for one in values[at]]
        return list(zip(*values, strict=True))


class Lookup(Generic[M]):
    """Rows by refs and numbers: ``query`` makes the query for some of them.

    It is asked once, for refs that were just drawn, which then show where each stands in the SQL.
    """

    def __init__(self, query: Callable[..., QuerySet[M, Any]]) -> None:
        self._query = query
        # SQLite and PostgreSQL write it differently.
        self._made = dict[str, _Made]()

    def all(self, *given: Given) -> list[M]:
        """Return the rows of the model for these, in the order of the query."""
        made = self._known(given)
        names = [column.target.attname for column in made.columns]
        model: type[M] = made.columns[0].target.model
        return [model.from_db(connection.alias, names, row) for row in made.rows(given)]

    def first(self, *given: Given) -> M | None:
        """Return the first of these rows, None where there is none."""
        return next(iter(self.all(*given)), None)

    def columns(self, *given: Given) -> list[tuple[Any, ...]]:
        """Return the rows for these as tuples, where the query names columns."""
        return self._known(given).rows(given)

    def _known(self, given: Sequence[Given]) -> _Made:
        made = self._made.get(connection.vendor)
        if made is None:
            made = self._made[connection.vendor] = self._make(given)
        return made

    def _make(self, given: Sequence[Given]) -> _Made:
        drawn = [_drawn(one) for one in given]
        compiler = self._query(*drawn).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        columns = [column for column, *_ in compiler.select]
        found = compiler.get_converters(columns)
        places = {_stored(one): _Place(at) for at, one in enumerate(drawn)}
        return _Made(
            sql,
            [places.get(one, one) for one in params],
            columns,
            [(at, converters) for at, (converters, _column) in found.items()],
        )


def _drawn(like: Given) -> Given:
    return uuid4() if isinstance(like, UUID) else random.choice(NUMBERS)  # noqa: S311


def _stored(given: Given) -> Any:
    if not isinstance(given, UUID):
        return int(given)
    return given if connection.features.has_native_uuid_field else given.hex
