"""SQLite as we need it: durable, clean, its writers in a queue. Silent on PostgreSQL."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import NotSupportedError
from pytest_django import DjangoDbBlocker

from apps.sqlite.base import DatabaseWrapper
from tests.service import environment

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="a SQLite backend")

HOLDER = """
import sys, time
from apps.sqlite.writing import WriteLock
with WriteLock(beside=sys.argv[1]):
    print("held", flush=True)
    time.sleep(60)
"""
WRITER = """
import sys
import django; django.setup()
from django.db import connection, transaction
for number in range(50):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM note")
        cursor.execute("INSERT INTO note VALUES (%s)", [f"{sys.argv[1]} {number}"])
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "small.sqlite3"


@pytest.fixture
def database(path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[DatabaseWrapper]:
    # A database of its own, so what guards the suite's database need not guard this one.
    with django_db_blocker.unblock():
        opened = open_database(path)
        with opened.cursor() as cursor:
            cursor.execute("CREATE TABLE note (words text PRIMARY KEY)")
        yield opened
        opened.close()


def open_database(path: Path) -> DatabaseWrapper:
    settings = connection.settings_dict | {"NAME": str(path), "TIME_ZONE": None}
    return DatabaseWrapper(settings, alias="default")


def write(database: BaseDatabaseWrapper, words: str) -> None:
    with database.cursor() as cursor:
        cursor.execute("INSERT INTO note VALUES (%s)", [words])


def begin(database: BaseDatabaseWrapper) -> None:
    database.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def finish(database: BaseDatabaseWrapper) -> None:
    database.commit()
    database.set_autocommit(True)


def read(database: BaseDatabaseWrapper) -> list[str]:
    with database.cursor() as cursor:
        cursor.execute("SELECT words FROM note ORDER BY words")
        return [row[0] for row in cursor.fetchall()]


def pragma(database: BaseDatabaseWrapper, name: str) -> Any:
    with database.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("secure_delete", 1),
        ("foreign_keys", 1),
        ("temp_store", 2),
        ("cache_size", -512),
        ("busy_timeout", 20_000),
    ],
)
def test_it_opens_every_connection_with(
    database: BaseDatabaseWrapper, name: str, value: object
) -> None:
    assert pragma(database, name) == value


def test_it_brings_its_own_library(database: BaseDatabaseWrapper) -> None:
    with database.cursor() as cursor:
        version = cursor.execute("SELECT sqlite_version()").fetchone()[0]
    assert tuple(int(part) for part in version.split(".")) >= (3, 51, 3)


def test_it_refuses_a_library_that_corrupts(
    database: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "get_database_version", lambda: (3, 40, 1))
    with pytest.raises(
        NotSupportedError, match=r"3\.51\.3 or later is required \(found 3\.40\.1\)"
    ):
        database.check_database_version_supported()


def test_it_speaks_django_of_a_broken_rule(database: BaseDatabaseWrapper) -> None:
    write(database, "one")
    with pytest.raises(IntegrityError):
        write(database, "one")


def test_it_speaks_django_of_a_failure(database: BaseDatabaseWrapper) -> None:
    with pytest.raises(OperationalError), database.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


def test_it_keeps_the_kinds_of_values(database: BaseDatabaseWrapper) -> None:
    now = datetime(2026, 11, 22, 12, 30, tzinfo=UTC).replace(tzinfo=None)
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE kind (b bool, d date, t datetime, n text, x BLOB)")
        cursor.execute(
            "INSERT INTO kind VALUES (%s, %s, %s, %s, %s)",
            [True, now.date(), now, Decimal("1.50"), b"\x00\xff"],
        )
        row = cursor.execute("SELECT * FROM kind").fetchone()
    assert row == (True, now.date(), now, "1.50", b"\x00\xff")


def test_it_takes_named_values_and_many_rows(database: BaseDatabaseWrapper) -> None:
    with database.cursor() as cursor:
        cursor.execute("INSERT INTO note VALUES (%(words)s)", {"words": "100 %"})
        cursor.executemany("INSERT INTO note VALUES (%s)", [["a"], ["b"]])
    assert read(database) == ["100 %", "a", "b"]


def test_it_does_not_hold_up_a_reader(database: BaseDatabaseWrapper, path: Path) -> None:
    reader = open_database(path)
    begin(database)
    write(database, "not yet")
    assert read(reader) == []
    finish(database)
    assert read(reader) == ["not yet"]
    reader.close()


def test_it_lets_a_second_thread_write_after_the_first(
    database: BaseDatabaseWrapper, path: Path
) -> None:
    begin(database)
    write(database, "first")

    def second() -> None:
        other = open_database(path)
        with_transaction(other, "second")
        other.close()

    waiting = threading.Thread(target=second)
    waiting.start()
    time.sleep(0.1)
    assert waiting.is_alive()
    finish(database)
    waiting.join(timeout=10)
    assert read(database) == ["first", "second"]


def with_transaction(database: BaseDatabaseWrapper, words: str) -> None:
    begin(database)
    write(database, words)
    finish(database)


def test_it_lets_go_after_rolling_back(database: BaseDatabaseWrapper, path: Path) -> None:
    begin(database)
    write(database, "never")
    database.rollback()
    database.set_autocommit(True)
    other = open_database(path)
    write(other, "after")
    assert read(database) == ["after"]
    other.close()


def test_it_lets_go_when_closed_in_the_middle(database: BaseDatabaseWrapper, path: Path) -> None:
    begin(database)
    write(database, "never")
    database.close()
    other = open_database(path)
    write(other, "after")
    assert read(other) == ["after"]
    other.close()


def test_it_lets_go_when_a_transaction_cannot_begin(
    database: BaseDatabaseWrapper, path: Path
) -> None:
    stranger = DatabaseWrapper.Database.connect(str(path), isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with database.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 1")
    with pytest.raises(OperationalError):
        begin(database)
    stranger.execute("ROLLBACK")
    stranger.close()
    other = open_database(path)
    write(other, "after")
    assert read(other) == ["after"]
    other.close()


def test_it_frees_the_lock_of_a_killed_process(database: BaseDatabaseWrapper, path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        holder.send_signal(signal.SIGKILL)
    write(database, "after")
    assert read(database) == ["after"]


def test_it_lets_two_processes_write_at_once(database: BaseDatabaseWrapper, path: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, name], env=environment(FARSHORE_DATABASE=str(path))
        )
        for name in ("Amira", "Bo")
    ]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    assert len(read(database)) == 100


@pytest.mark.django_db(transaction=True)
def test_it_nests_transactions() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE nested (words text)")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO nested VALUES ('kept')")
        with pytest.raises(ValueError, match="inner"), transaction.atomic():
            cursor.execute("INSERT INTO nested VALUES ('dropped')")
            raise ValueError("inner")
    with connection.cursor() as cursor:
        rows = cursor.execute("SELECT words FROM nested").fetchall()
        cursor.execute("DROP TABLE nested")
    assert rows == [("kept",)]
