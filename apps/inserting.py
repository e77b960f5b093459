"""Rows made ready to be written before the transaction that writes them.

Django makes the SQL of each insert anew, and on SQLite one writes at a time: everybody who writes
would wait for it. Here it is made once for the process, and the values before anybody waits.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter, methodcaller
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Field, Model
from django.db.models.fields.related import RelatedField

# What both databases' drivers take as it is.
AS_THEY_ARE: Final = frozenset(
    {
        "BinaryField",
        "BooleanField",
        "CharField",
        "PositiveBigIntegerField",
        "PositiveIntegerField",
        "PositiveSmallIntegerField",
        "TextField",
    }
)


class Ready(NamedTuple):
    """Rows of a table that only have to be written."""

    sql: str
    values: Sequence[Any]


class _Column(NamedTuple):
    """A column: its name among a model's attributes, and what brings a value into its shape."""

    name: str
    shaped: Callable[[Any], Any] | None
    default: Callable[[], Any]


class _Made(NamedTuple):
    """What an insert into a table begins with, and the places of one row."""

    begin: str
    places: str
    columns: Sequence[_Column]

    def ready(self, rows: Sequence[Mapping[str, Any]]) -> "Ready":
        values = [
            value if value is None or shaped is None else shaped(value)
            for row in rows
            for name, shaped, default in self.columns
            for value in (row[name] if name in row else default(),)
        ]
        return Ready(self.begin + ", ".join([self.places] * len(rows)), values)


def write(rows: Iterable[Ready]) -> None:
    """Write rows in their order; ``IntegrityError`` where one may not be there."""
    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute(row.sql, row.values)


def ready(row: Model) -> Ready:
    """Return what writes a new row, which brings its own key."""
    return _made(type(row), connection.vendor).ready([vars(row)])


def fresh(model: type[Model], *rows: Mapping[str, Any]) -> Ready:
    """Return what writes new rows of these values, the others as the model has them at first.

    Columns are named as its attributes are, so ``team_id`` and not ``team``.
    """
    made = _made(model, connection.vendor)
    known = {one.name for one in made.columns}
    if odd := {name for row in rows for name in row} - known:
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(odd))}")
    return made.ready(rows)


def once(row: Ready) -> Ready:
    """Return what writes a row where there is none of its key yet, and else changes nothing."""
    return row._replace(sql=f"{row.sql} ON CONFLICT DO NOTHING")


@cache
def _made(model: type[Model], vendor: str) -> _Made:
    fields = model._meta.concrete_fields
    named = connection.ops.quote_name
    columns = ", ".join(named(str(field.column)) for field in fields)
    return _Made(
        f"INSERT INTO {named(model._meta.db_table)} ({columns}) VALUES ",  # noqa: S608
        f"({', '.join(['%s'] * len(fields))})",
        [_Column(field.attname, _shaped(field, vendor), field.get_default) for field in fields],
    )


def _shaped(field: "Field[Any, Any]", vendor: str) -> Callable[[Any], Any] | None:
    kind = field
    while isinstance(kind, RelatedField):
        kind = kind.target_field
    shape = kind.get_internal_type()
    # PostgreSQL knows refs and days; SQLite keeps them as text.
    if shape in AS_THEY_ARE or (vendor == "postgresql" and shape in {"UUIDField", "DateField"}):
        return None
    if shape == "UUIDField":
        return attrgetter("hex")
    if shape == "DateField":
        return methodcaller("isoformat")
    return lambda value: field.get_db_prep_save(value, connection)
