import uuid
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

import msgspec
from django.db import DataError
from django.db.backends.sqlite3.operations import DatabaseOperations as DjangoOperations


class DatabaseOperations(DjangoOperations):
    """What comes out of a column is of its kind, whatever somebody wrote into the file.

    SQLite keeps anything in any column. Where bytes belong, an integer would be the worst, since
    `bytes(n)` takes n bytes of memory: no bytes at all open nothing, which is the answer to
    everything else that was changed. Elsewhere it is the database that failed: `DataError`.
    """

    as_they_are: ClassVar[Mapping[Callable[..., Any], frozenset[type]]]

    def get_db_converters(self, expression: Any) -> list[Any]:
        kind = expression.output_field.get_internal_type()
        if kind == "UUIDField":
            return [only_refs]
        converters: list[Any] = super().get_db_converters(expression)
        if kind == "BinaryField":
            converters.append(only_bytes)
        elif kind in WHOLE or kind == "FloatField":
            converters.append(only_numbers)
        elif kind in TEXT:
            converters.append(only_text)
        elif kind == "JSONField":
            converters.append(only_json)
        return converters


WHOLE: Final = frozenset(
    {
        "BigIntegerField",
        "IntegerField",
        "PositiveBigIntegerField",
        "PositiveIntegerField",
        "PositiveSmallIntegerField",
        "SmallIntegerField",
    }
)
TEXT: Final = frozenset({"CharField", "TextField"})
NUMBERS: Final = (int, float)


def only_bytes(value: Any, _expression: Any, _connection: Any) -> bytes | None:
    """Return a value if it is bytes or null, and else no bytes."""
    return value if value is None or isinstance(value, bytes) else b""


def only_numbers(value: Any, _expression: Any, _connection: Any) -> float | None:
    """Return a value if it is a number or null; else raise ``DataError``."""
    if value is None or isinstance(value, NUMBERS):
        return value
    raise DataError("no number stands in a column of numbers")


def only_text(value: Any, _expression: Any, _connection: Any) -> str | None:
    """Return a value if it is text or null; else raise ``DataError``."""
    if value is None or isinstance(value, str):
        return value
    raise DataError("no text stands in a column of text")


def only_json(value: Any, _expression: Any, _connection: Any) -> Any:
    """Return a value if it is JSON or null; else raise ``DataError``."""
    try:
        if value is not None:
            msgspec.json.decode(value)
    except (msgspec.MsgspecError, TypeError, ValueError):
        raise DataError("no JSON stands in a column of JSON") from None
    return value


def only_refs(value: Any, _expression: Any, _connection: Any) -> uuid.UUID | None:
    """Return a value as a ref, or null; else raise ``DataError``."""
    try:
        return None if value is None else uuid.UUID(value)
    except (AttributeError, TypeError, ValueError):
        raise DataError("no ref stands in a column of refs") from None


def only_days(parse: Callable[[str], Any]) -> Callable[[bytes], Any]:
    """Return a reader of a column of days or times, which raises ``DataError`` for all else."""

    def read(raw: bytes) -> Any:
        try:
            found = parse(raw.decode())
        except ValueError:
            found = None
        if found is None:
            raise DataError("no day stands in a column of days")
        return found

    return read


# Kinds of values that each converter returns as they are.
DatabaseOperations.as_they_are = {
    only_bytes: frozenset({bytes, type(None)}),
    only_numbers: frozenset({int, float, type(None)}),
    only_text: frozenset({str, type(None)}),
}
