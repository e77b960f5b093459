"""After erasing, the bytes are not in the database's files any more."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from apps.cases.actions import send_message
from apps.cases.models import CaseKey, Message, Submission, Unfinished
from apps.mailbox.actions import carry_out_withdrawals, withdraw
from apps.mailbox.days import today
from apps.mailbox.models import Mailbox
from apps.mailbox.visits import enter_by_code
from apps.retention import finishing
from apps.retention.actions import erase_case, finish_erasing, owe
from apps.retention.finishing import KEYS, WORDS
from tests.mailbox import cast

pytestmark = pytest.mark.django_db(transaction=True)

PIECE = 24


@pytest.fixture
def house(transactional_db: None) -> tuple[cast.Harbour, cast.Noor]:
    if connection.vendor == "postgresql":
        # Whoever an earlier test left behind would still see the rows that go.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    cast.found()
    harbour = cast.harbour()
    noor = cast.noor(harbour.team)
    noor.write(noor.come_back(), "Are you there?")
    send_message(harbour.hand(noor.case.ref), text="We are here.")
    return harbour, noor


@pytest.fixture
def alone() -> None:
    """PostgreSQL keeps dead rows while anybody on the server is at work: `make test` has a turn."""
    several = os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1") != "1"
    if connection.vendor == "postgresql" and several:
        pytest.skip("runs in a process of its own")


def files() -> Iterator[Path]:
    """Every file that the database keeps tables in; SQLite's log too."""
    if connection.vendor == "sqlite":
        yield from Path(str(connection.settings_dict["NAME"])).parent.glob("test*.sqlite3*")
        return
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT setting FROM pg_settings WHERE name = 'data_directory'")
        yield from (
            path for path in Path(cursor.fetchone()[0], "base").rglob("*") if path.is_file()
        )


def found(secrets: dict[str, bytes]) -> set[str]:
    """Which of these bytes stand in a file; a piece of each, since long values are cut in pages."""
    held = [path.read_bytes() for path in files()]
    return {
        name
        for name, value in secrets.items()
        if any(value[8 : 8 + PIECE] in data for data in held)
    }


def sealed_bytes() -> dict[str, bytes]:
    return {
        "answers": bytes(Submission.objects.get().sealed_answers),
        "case key": bytes(CaseKey.objects.get().sealed_keys),
        "mailbox key": bytes(Mailbox.objects.get(position=0).sealed_mailbox_key),
        "own words": bytes(Message.objects.get(number=1).sealed_body or b""),
    }


def test_it_leaves_no_key_of_an_erased_case(
    alone: None, house: tuple[cast.Harbour, cast.Noor]
) -> None:
    secrets = sealed_bytes()
    assert found(secrets) >= {"case key", "mailbox key"}
    erase_case(case=house[1].case, today=today())
    assert finish_erasing()
    assert not found({name: secrets[name] for name in ("case key", "mailbox key")})


def test_it_leaves_none_of_the_words_that_were_taken_back(
    alone: None,
    house: tuple[cast.Harbour, cast.Noor],
) -> None:
    secrets = sealed_bytes()
    assert found(secrets) >= {"answers", "own words"}
    entered = enter_by_code(house[1].words)
    assert isinstance(entered, tuple)
    withdraw(visit=entered[0], proof=entered[1].withdrawal)
    carry_out_withdrawals(today=today())
    assert finish_erasing()
    assert found(secrets) == {"case key"}


def test_it_remembers_what_is_owed_until_it_succeeds(
    house: tuple[cast.Harbour, cast.Noor],
) -> None:
    erase_case(case=house[1].case, today=today())
    assert Unfinished.objects.count() == 1
    assert finish_erasing()
    assert not Unfinished.objects.exists()


def test_it_tries_again_while_somebody_reads(
    house: tuple[cast.Harbour, cast.Noor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finishing, "TRIES", 1)
    monkeypatch.setattr(finishing, "WAIT_MILLISECONDS", 50)
    monkeypatch.setattr(finishing, "LOCK_SECONDS", 1)
    reading, done = Event(), Event()

    def read() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT count(*) FROM cases_casekey")
            cursor.fetchone()
            reading.set()
            done.wait()
            cursor.execute("ROLLBACK")
        connection.close()

    reader = Thread(target=read)
    reader.start()
    reading.wait()
    try:
        erase_case(case=house[1].case, today=today())
        assert not finish_erasing()
        assert Unfinished.objects.exists()
    finally:
        done.set()
        reader.join()
    assert finish_erasing()


def test_it_is_finished_outside_of_every_transaction(transactional_db: None) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        owe()
        finish_erasing()


def test_it_names_the_tables_that_there_are() -> None:
    assert {*KEYS, *WORDS} <= set(connection.introspection.table_names())
