"""The end of erasing: deleted bytes leave the database's own files.

SQLite keeps them in its write-ahead log long after an ordinary checkpoint, PostgreSQL in dead rows.
What the medium below remembers, and PostgreSQL's recycled log, stay stated limits.
"""

import time
from typing import Final

from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper

from apps.cases.models import Unfinished
from apps.sqlite.base import BUSY_SECONDS

TRIES: Final = 5
WAIT_MILLISECONDS: Final = 500
LOCK_SECONDS: Final = 5

# The tables that hold keys are small; named here because one belongs to an app below.
KEYS: Final = (
    "cases_casekey",
    "cases_handedkeys",
    "cases_submission",
    "mailbox_mailbox",
    "teams_epoch",
)
# Words whose key lives on in the case key: only after something was taken back.
WORDS: Final = ("cases_message", "cases_summary", "cases_event", "cases_snapshot")

EARLIER: Final = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start <= %s
"""


def finish_erasing() -> bool:
    """Cut out what was erased since the last time; False where somebody was in the way: try again.

    Runs outside of every transaction, since it waits for those that can still see the rows.
    """
    if connection.in_atomic_block:
        raise RuntimeError("erasing is finished outside of every transaction")
    owed = list(Unfinished.objects.all())
    if not owed:
        return True
    words = any(one.words for one in owed)
    if not (_cut_log() if connection.vendor == "sqlite" else _write_anew(words=words)):
        return False
    Unfinished.objects.filter(ref__in=[one.ref for one in owed]).delete()
    return True


def _cut_log() -> bool:
    """Move the whole log into the database and cut it to nothing; secure_delete did the rest."""
    with connection.cursor() as cursor:
        # While it waits for readers, nobody writes: so it waits in short steps.
        cursor.execute(f"PRAGMA busy_timeout = {WAIT_MILLISECONDS}")
        try:
            return any(_is_cut(cursor) for _ in range(TRIES))
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def _is_cut(cursor: CursorWrapper) -> bool:
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    busy, _in_log, _moved = cursor.fetchone()
    return not busy


def _write_anew(*, words: bool) -> bool:
    """Write the tables anew without their dead rows; nobody is kept waiting for long."""
    with connection.cursor() as cursor:
        if not _earlier_ones_end(cursor):
            return False
        cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
        try:
            for table in (*KEYS, *(WORDS if words else ())):
                cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(table)}")
        except OperationalError:
            return False
        finally:
            cursor.execute("RESET lock_timeout")
    return True


def _earlier_ones_end(cursor: CursorWrapper) -> bool:
    """Wait until every transaction of now is over: rows that one of them still sees are kept."""
    cursor.execute("SELECT clock_timestamp()")
    (now,) = cursor.fetchone()
    until = time.monotonic() + LOCK_SECONDS
    while True:
        cursor.execute(EARLIER, [now])
        if not cursor.fetchone()[0]:
            return True
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
