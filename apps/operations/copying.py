"""The rows of the whole database as frames, and back: what a backup is made of beside its blobs.

Frames of rows are named after their tables. They say nothing of the engine, so that a backup made
on SQLite can be restored on PostgreSQL.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.apps import apps
from django.db import OperationalError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from apps.accounts.models import Invite, KeyPair, Session
from apps.cases.models import CaseKey, HandedKeys, Segment, Snapshot, Submission, Summary
from apps.crypto import CannotOpen
from apps.mailbox.models import Mailbox
from apps.operations.blobs import read_blobs
from apps.operations.frames import FIRST, Frame, frame
from apps.teams.models import Epoch, Share
from apps.web.models import Bucket, Safekeeping

ROWS_A_FRAME: Final = 200

LOCK_TRIES: Final = 1000
LOCK_PAUSE_SECONDS: Final = 0.02

# What opens things; of these only the last seven days are kept.
KEY_MODELS: Final = (KeyPair, Share, Epoch, CaseKey, HandedKeys, Mailbox)
# What lives with the running service, or can be made again. An invitation that was used since must
# not come back: whoever kept its address could join in its owner's place.
LEFT_OUT: Final = (Session, Summary, Segment, Snapshot, Bucket, Invite, Safekeeping)

ENVELOPES: Final = ["case_id", "envelope"]


def our_models() -> list[type[models.Model]]:
    """Return every table there is; Django's own list of migrations is none of ours."""
    return [model for model in apps.get_models() if model.__module__.startswith("apps.")]


def content_models() -> list[type[models.Model]]:
    """Return every table that goes into the content file."""
    return [model for model in our_models() if model not in KEY_MODELS + LEFT_OUT]


def schema() -> dict[str, str]:
    """Return the newest migration of each app: rows fit the tables that these made."""
    leaves = MigrationLoader(None).graph.leaf_nodes()
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("apps.")}
    return {app: name for app, name in leaves if app in ours}


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


def read_content(backup: bytes) -> Iterator[bytes]:
    """Yield the frames of the content file. An envelope opens keys: it goes to the other file."""
    yield _first_frame(backup)
    yield from read_blobs()
    for model in content_models():
        columns = _columns(model)
        if model is Submission:
            columns.remove("envelope")
        yield from _frames(model, columns)


def read_keys(backup: bytes) -> Iterator[bytes]:
    """Yield the frames of the keys file."""
    yield _first_frame(backup)
    for model in KEY_MODELS:
        yield from _frames(model, _columns(model))
    yield from _frames(Submission, ENVELOPES)


def _first_frame(backup: bytes) -> bytes:
    return frame(FIRST, ["backup", "schema"], [(backup, schema())])


def _columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _frames(model: type[models.Model], columns: list[str]) -> Iterator[bytes]:
    rows: list[tuple[Any, ...]] = []
    query = model._default_manager.values_list(*columns)
    for row in query.iterator(chunk_size=ROWS_A_FRAME):
        rows.append(row)
        if len(rows) == ROWS_A_FRAME:
            yield frame(model._meta.label, columns, rows)
            rows = []
    yield frame(model._meta.label, columns, rows)


def write_content(frames: Iterable[Frame]) -> None:
    """Insert the rows of a content file; call it inside a transaction."""
    known = {model._meta.label: model for model in content_models()}
    for label, columns, rows in frames:
        if label not in known:
            raise CannotOpen
        # The envelope follows from the keys file.
        fill = {"envelope": b""} if label == Submission._meta.label else {}
        _insert(known[label], columns, rows, fill)


def write_keys(frames: Iterable[Frame]) -> None:
    """Insert the rows of a keys file after those of its content file."""
    known = {model._meta.label: model for model in KEY_MODELS}
    for label, columns, rows in frames:
        if label in known:
            _insert(known[label], columns, rows, {})
        elif label == Submission._meta.label and columns == ENVELOPES:
            for case, envelope in rows:
                Submission.objects.filter(case=case).update(envelope=envelope)
        else:
            raise CannotOpen
    if Submission.objects.filter(envelope=b"").exists():
        raise CannotOpen


def _insert(
    model: type[models.Model], columns: list[str], rows: list[list[Any]], fill: dict[str, Any]
) -> None:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    if set(columns) | fill.keys() != fields.keys():
        raise CannotOpen
    convert = {name: _converter(fields[name]) for name in columns}
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
    if isinstance(field, models.JSONField):
        return lambda value: value
    if isinstance(field, models.BinaryField):
        return _bytes_or_none
    return field.to_python


def _bytes_or_none(value: Any) -> bytes | None:
    # A text would be decoded as Base64 here, and stored as a text there.
    if value is None or isinstance(value, bytes):
        return value
    raise CannotOpen


def empty_tables() -> None:
    """Empty every table, inside a transaction that nobody else writes beside.

    On PostgreSQL the old rows' files go with the commit; on SQLite their bytes are overwritten.
    """
    names = [connection.ops.quote_name(model._meta.db_table) for model in our_models()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(names)}")
            return
        for name in names:
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608  (a name of our own)


def hold_writers_off() -> bool:
    """Wait until nobody writes, and let nobody begin before the transaction ends.

    False where somebody was always in the way.
    """
    # On SQLite the transaction itself does.
    if connection.vendor == "sqlite":
        return True
    names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in our_models())
    for _ in range(LOCK_TRIES):
        try:
            # Never waiting with some of them in hand: a writer might wait for those.
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE NOWAIT")
        except OperationalError:
            time.sleep(LOCK_PAUSE_SECONDS)
        else:
            return True
    return False
