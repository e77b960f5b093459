from typing import Any

from django.db.backends.sqlite3.operations import DatabaseOperations as DjangoOperations


class DatabaseOperations(DjangoOperations):
    """What comes out of a column of bytes is bytes, whatever somebody wrote into the file.

    SQLite would hand over an integer or a text that stands there, and `bytes(n)` takes n bytes of
    memory. No bytes at all open nothing, which is the answer to everything else that was changed.
    """

    def get_db_converters(self, expression: Any) -> list[Any]:
        converters: list[Any] = super().get_db_converters(expression)
        if expression.output_field.get_internal_type() == "BinaryField":
            converters.append(only_bytes)
        return converters


def only_bytes(value: Any, _expression: Any, _connection: Any) -> bytes | None:
    """Return a value if it is bytes or null, and else no bytes."""
    return value if value is None or isinstance(value, bytes) else b""
