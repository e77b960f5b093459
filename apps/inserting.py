"""Rows made ready to be written before the transaction that writes them.

Django makes the SQL of each insert anew, and on SQLite one writes at a time: everybody who writes
would wait for it. Here it is made once for the process, and the values before anybody waits.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Field, Model


class Ready(NamedTuple):
    """A row that only has to be written."""

    sql: str
    values: Sequence[Any]

    def write(self) -> None:
        """Write it; ``IntegrityError`` where it may not be there."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.values)


def ready(row: Model) -> Ready:
    """Return what writes a new row, which brings its own key."""
    sql, fields = _made(type(row), connection.vendor)
    return Ready(
        sql, [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    )


@cache
def _made(model: type[Model], _vendor: str) -> tuple[str, Sequence["Field[Any, Any]"]]:
    fields = model._meta.concrete_fields
    named = connection.ops.quote_name
    columns = ", ".join(named(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {named(model._meta.db_table)} ({columns}) VALUES ({places})", fields  # noqa: S608
