"""The rows of the whole database as a stream of bytes, and back: what a backup is made of.

A stream is frames, each four bytes of length and a msgpack array: the model's label, its column
names and up to 200 rows. It says nothing of the engine, so that a backup made on SQLite can be
restored on PostgreSQL.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Final

import msgspec
from django.apps import apps
from django.db import connection, models, transaction

from apps.accounts.models import Invite, KeyPair, Session
from apps.cases.models import CaseKey, Submission, Summary
from apps.crypto import CannotOpen
from apps.mailbox.models import Mailbox
from apps.teams.models import Epoch, Share
from apps.web.models import Bucket

ROWS_A_FRAME: Final = 200
# Larger than any frame that is written: 200 rows of the longest body.
LONGEST_FRAME: Final = 256 * 1024 * 1024

# What opens things; of these only the last seven days are kept.
KEY_MODELS: Final = (KeyPair, Share, Epoch, CaseKey, Mailbox)
# What lives with the running service, or can be made again.
LEFT_OUT: Final = (Session, Summary, Bucket, Invite)


def content_models() -> list[type[models.Model]]:
    """Return every table that goes into the content file."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("apps.")]
    return [model for model in ours if model not in KEY_MODELS and model not in LEFT_OUT]


@contextmanager
def snapshot() -> Iterator[None]:
    """Read the database as it is at one moment, without holding writers back."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Not atomic(), which would take the write lock for as long as the copy lasts.
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def read_content() -> Iterator[bytes]:
    """Yield the frames of the content file. An envelope opens keys: it goes to the other file."""
    for model in content_models():
        columns = _columns(model)
        if model is Submission:
            columns.remove("envelope")
        yield from _frames(model, columns)


def read_keys() -> Iterator[bytes]:
    """Yield the frames of the keys file."""
    for model in KEY_MODELS:
        yield from _frames(model, _columns(model))
    yield from _frames(Submission, ["case_id", "envelope"])


def _columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _frames(model: type[models.Model], columns: list[str]) -> Iterator[bytes]:
    rows: list[tuple[Any, ...]] = []
    query = model._default_manager.values_list(*columns)
    for row in query.iterator(chunk_size=ROWS_A_FRAME):
        rows.append(row)
        if len(rows) == ROWS_A_FRAME:
            yield _frame(model, columns, rows)
            rows = []
    yield _frame(model, columns, rows)


def _frame(model: type[models.Model], columns: list[str], rows: list[tuple[Any, ...]]) -> bytes:
    plain = [[_plain(value) for value in row] for row in rows]
    body = msgspec.msgpack.encode([model._meta.label, columns, plain])
    return len(body).to_bytes(4, "big") + body


def _plain(value: Any) -> Any:
    if isinstance(value, memoryview):
        return bytes(value)
    if isinstance(value, uuid.UUID | datetime | date):
        return str(value)
    return value


def split_frames(pieces: Iterable[bytes]) -> Iterator[tuple[str, list[str], list[list[Any]]]]:
    """Yield label, columns and rows of each frame; ``CannotOpen`` where the stream is no frames."""
    waiting = b""
    for piece in pieces:
        waiting += piece
        while len(waiting) >= 4:
            length = int.from_bytes(waiting[:4], "big")
            if length > LONGEST_FRAME:
                raise CannotOpen
            if len(waiting) < 4 + length:
                break
            yield _read_frame(waiting[4 : 4 + length])
            waiting = waiting[4 + length :]
    if waiting:
        raise CannotOpen


def _read_frame(body: bytes) -> tuple[str, list[str], list[list[Any]]]:
    try:
        return msgspec.msgpack.decode(body, type=tuple[str, list[str], list[list[Any]]])
    except msgspec.MsgspecError:
        raise CannotOpen from None


def write_content(pieces: Iterable[bytes]) -> None:
    """Insert the rows of a content file; call it inside a transaction."""
    known = {model._meta.label: model for model in content_models()}
    for label, columns, rows in split_frames(pieces):
        if label not in known:
            raise CannotOpen
        # The envelope follows from the keys file.
        fill = {"envelope": b""} if label == Submission._meta.label else {}
        _insert(known[label], columns, rows, fill)


def write_keys(pieces: Iterable[bytes]) -> None:
    """Insert the rows of a keys file after those of its content file."""
    known = {model._meta.label: model for model in KEY_MODELS}
    for label, columns, rows in split_frames(pieces):
        if label == Submission._meta.label:
            for case, envelope in rows:
                Submission.objects.filter(case=case).update(envelope=envelope)
        elif label in known:
            _insert(known[label], columns, rows, {})
        else:
            raise CannotOpen


def _insert(
    model: type[models.Model], columns: list[str], rows: list[list[Any]], fill: dict[str, Any]
) -> None:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    if set(columns) | fill.keys() != fields.keys():
        raise CannotOpen
    convert: dict[str, Callable[[Any], Any]] = {
        name: (lambda value: value)
        if isinstance(fields[name], models.JSONField | models.BinaryField)
        else _converter(fields[name])
        for name in columns
    }
    model._default_manager.bulk_create(
        [
            model(
                **{name: convert[name](value) for name, value in zip(columns, row, strict=True)},
                **fill,
            )
            for row in rows
        ],
        batch_size=ROWS_A_FRAME,
    )


def _converter(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    if isinstance(field, models.ForeignKey):
        return _converter(field.target_field)
    return field.to_python
