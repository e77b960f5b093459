"""Bringing a backup back: all of it or nothing, and nothing that was erased."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import msgspec
import psycopg
import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.models import Invite, Session, User
from apps.audit.models import Entry, Head, Journal
from apps.audit.queries import head_words, verify
from apps.cases.admission import list_cases
from apps.cases.models import Case, Segment, Submission, Summary
from apps.crypto import CannotOpen
from apps.crypto.backup import backup_words
from apps.crypto.code import code_digits
from apps.mailbox.models import Mailbox
from apps.operations.copying import empty_tables, our_models
from apps.operations.frames import split_frames
from apps.operations.keeping import keep_up
from apps.operations.restoring import CannotRestore, newest_backup, restore_backup
from apps.retention.actions import erase_case
from apps.web.models import Bucket, Organisation, Safekeeping
from tests import postgresql
from tests.operations.acts import all_rows, take_back, write
from tests.operations.conftest import Backup
from tests.service import ROOT, environment
from tests.world import STORY, World, desk, fresh, submit

MADE_ANEW = (Session, Summary, Segment, Bucket, Invite, Safekeeping)
# A restore is an entry too.
RECORD = (Entry, Head, Journal)


def test_it_brings_every_row_back(worked: World, back_up: Backup, seed: bytes) -> None:
    before = all_rows(but=MADE_ANEW + RECORD)
    made = back_up()
    submit(worked)
    User.objects.filter(handle="chioma").update(email="somewhere@else.example")
    Mailbox.objects.all()[0].delete()
    restore_backup(*made, seed=seed, replace=True)
    after = all_rows(but=MADE_ANEW + RECORD)
    after["cases.Unfinished"] = before["cases.Unfinished"]
    assert after == before


def test_it_brings_the_record_back_whole(worked: World, back_up: Backup, seed: bytes) -> None:
    entries, head = list(Entry.objects.order_by("number")), head_words()
    made = back_up()
    restore_backup(*made, seed=seed, replace=True)
    found = list(Entry.objects.order_by("number"))
    assert [bytes(entry.digest) for entry in found[:-1]] == [
        bytes(entry.digest) for entry in entries
    ]
    assert len(found) == len(entries) + 1
    assert verify(mailed=head) == []


def test_it_shows_overseers_that_entries_are_gone(
    worked: World, back_up: Backup, seed: bytes
) -> None:
    made = back_up()
    for _ in range(3):
        desk(worked.amira).get("/desk/cases/")
    mailed = head_words()
    restore_backup(*made, seed=seed, replace=True)
    assert [fault.what for fault in verify(mailed=mailed)] == ["cut off"]


def test_it_makes_the_summaries_anew(worked: World, back_up: Backup, seed: bytes) -> None:
    made = back_up()
    restore_backup(*made, seed=seed, replace=True)
    assert not Summary.objects.exclude(sealed_summary=None).exists()
    listed = list_cases(user=worked.amira.user, keyring=fresh(worked.amira))
    assert len(listed.rows) == 4
    assert all(row.body for row in listed.rows)


def test_it_ends_every_session(worked: World, back_up: Backup, seed: bytes) -> None:
    browser = desk(worked.amira)
    made = back_up()
    restore_backup(*made, seed=seed, replace=True)
    assert browser.get("/desk/cases/").status_code != 200
    assert not Session.objects.exists()


def test_it_opens_at_the_desk_and_by_the_code(house: World, back_up: Backup, seed: bytes) -> None:
    sent = submit(house)
    write(house, sent, "Still here.")
    made = back_up()
    restore_backup(*made, seed=seed, replace=True)
    assert STORY in desk(house.bo).get(sent.url).content.decode()
    page = Client().post("/ru/return/", {"code": code_digits(sent.code)})
    assert "Still here." in page.content.decode()


def test_it_takes_requests_again(house: World, back_up: Backup, seed: bytes) -> None:
    made = back_up()
    restore_backup(*made, seed=seed, replace=True)
    sent = submit(house)
    assert STORY in desk(house.amira).get(sent.url).content.decode()


def test_it_does_not_bring_back_what_was_erased_since(
    house: World, back_up: Backup, seed: bytes
) -> None:
    erased, kept = submit(house), submit(house)
    made = back_up()
    erase_case(case=Case.objects.get(ref=erased.ref), today=timezone.localdate())
    assert restore_backup(*made, seed=seed, replace=True) == 1
    assert list(Case.objects.values_list("ref", flat=True)) == [kept.ref]


@pytest.mark.parametrize("read_before", [True, False])
@pytest.mark.parametrize("carried_out", [True, False])
def test_it_does_not_bring_back_what_was_taken_back_since(
    house: World, back_up: Backup, seed: bytes, carried_out: bool, read_before: bool
) -> None:
    sent = submit(house)
    if read_before:
        desk(house.amira).get(sent.url)
    made = back_up()
    take_back(house, sent)
    if carried_out:
        keep_up()
    restore_backup(*made, seed=seed, replace=True)
    assert not Submission.objects.exists()
    assert not Mailbox.objects.exists()


def test_it_erases_what_fell_due_meanwhile(house: World, back_up: Backup, seed: bytes) -> None:
    sent = submit(house)
    Case.objects.filter(ref=sent.ref).update(erase_by=timezone.localdate())
    made = back_up()
    Case.objects.filter(ref=sent.ref).update(erase_by=timezone.localdate().replace(year=2999))
    assert restore_backup(*made, seed=seed, replace=True) == 1
    assert not Case.objects.exists()


@given(st.lists(st.binary(max_size=40)))
def test_it_reads_any_bytes_as_frames_or_as_none(pieces: list[bytes]) -> None:
    try:
        for label, columns, rows in split_frames(pieces):
            assert (type(label), type(columns), type(rows)) == (str, list, list)
    except CannotOpen:
        pass


@given(size=st.integers(1, 50))
def test_it_reads_frames_from_pieces_of_any_size(size: int) -> None:
    frames = [("a", ["b"], [[n, b"x" * n, "é"]]) for n in range(20)]
    bodies = [msgspec.msgpack.encode(frame) for frame in frames]
    stream = b"".join(len(body).to_bytes(4, "big") + body for body in bodies)
    pieces = [stream[start : start + size] for start in range(0, len(stream), size)]
    assert list(split_frames(pieces)) == frames


def test_it_takes_the_newest_pair(tmp_path: Path) -> None:
    for name in (
        "2026-01-01-000000-content",
        "2026-01-01-000000-keys",
        "2026-01-02-000000-content",
        "2026-01-02-000000-keys",
        "2026-01-03-000000-content",
        "2026-01-04-000000-keys",
    ):
        (tmp_path / f"{name}.sealed").touch()
    (tmp_path / "2026-01-03-000000-keys.part").touch()
    assert [path.name[:10] for path in newest_backup(tmp_path)] == ["2026-01-02"] * 2


@pytest.mark.parametrize(
    ("files", "words"), [(None, "no folder"), ([], "seven days"), (["x-keys.sealed"], "seven days")]
)
def test_it_says_why_there_is_no_pair(tmp_path: Path, files: list[str] | None, words: str) -> None:
    folder = tmp_path / "there"
    if files is not None:
        folder.mkdir()
        for name in files:
            (folder / name).touch()
    with pytest.raises(CannotRestore, match=words):
        newest_backup(folder)


def test_it_leaves_no_trace_of_what_it_replaced(house: World, back_up: Backup, seed: bytes) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL gives the old tables' files back to the disk")
    made = back_up()
    gone = [submit(house) for _ in range(20)]
    User.objects.create(handle="zz-only-in-what-is-replaced")
    marks = [b"zz-only-in-what-is-replaced"]
    marks += [bytes(row) for row in Mailbox.objects.values_list("locator_hash", flat=True)]
    marks += [sent.submission.envelope[-200:] for sent in gone]
    marks += [sent.submission.answers[-200:] for sent in gone]
    assert all(mark in on_disk() for mark in marks)
    restore_backup(*made, seed=seed, replace=True)
    assert not [mark for mark in marks if mark in on_disk()]


def on_disk() -> bytes:
    name = connection.settings_dict["NAME"]
    return b"".join(
        path.read_bytes() for end in ("", "-wal") if (path := Path(f"{name}{end}")).exists()
    )


def test_it_lets_a_running_service_go_on(house: World, back_up: Backup, seed: bytes) -> None:
    """Whoever writes meanwhile comes before or after the whole of it, never in between."""
    made = back_up()
    stopping = threading.Event()

    def keep_asking() -> None:
        while not stopping.is_set():
            # A request may go under between its two acts; then its applicant is told.
            with contextlib.suppress(ObjectDoesNotExist, DatabaseError):
                write(house, submit(house), "Still here.")
        connection.close()

    writer = threading.Thread(target=keep_asking, daemon=True)
    writer.start()
    try:
        for _ in range(3):
            while not Case.objects.exists() and writer.is_alive():
                stopping.wait(0.01)
            restore_backup(*made, seed=seed, replace=True)
    finally:
        stopping.set()
        writer.join()
    refs = set(Case.objects.values_list("ref", flat=True))
    assert refs == set(Submission.objects.values_list("case_id", flat=True))
    assert refs == set(Summary.objects.values_list("case_id", flat=True))
    assert sorted([*refs, *refs]) == sorted(Mailbox.objects.values_list("case_id", flat=True))
    assert len(list_cases(user=house.amira.user, keyring=fresh(house.amira)).rows) == len(refs)


COMPARER = """
import json, sys
import django
django.setup()
from tests.operations.acts import all_rows
sys.stdout.write(json.dumps(all_rows(), default=repr, sort_keys=True))
"""


def test_it_moves_a_house_from_sqlite_to_postgresql(
    worked: World, back_up: Backup, seed: bytes, folder: Path, tmp_path: Path
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the other way round is the same code")
    back_up()
    name = f"moved_{os.getpid()}"
    address = postgresql.address()
    other = environment(
        FARSHORE_DATA=str(tmp_path / "data"),
        FARSHORE_RUNTIME=str(tmp_path / "run"),
        FARSHORE_DATABASE=address.replace("/postgres?", f"/{name}?"),
        FARSHORE_SECRET_KEY="k" * 50,
        PYTHONPATH=str(ROOT),
    )
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())

    def run(*command: str, words: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=other,
            input=words,
            capture_output=True,
            text=True,
        )

    unprepared = run("manage.py", "restore", str(folder), words=backup_words(seed))
    assert unprepared.returncode == 1
    assert "serve --prepare" in unprepared.stderr
    assert run("manage.py", "migrate").returncode == 0
    restored = run("manage.py", "restore", str(folder), words=backup_words(seed))
    assert restored.returncode == 0, restored.stderr
    found = json.loads(run("-c", COMPARER).stdout)
    here = json.loads(json.dumps(all_rows(), default=repr, sort_keys=True))
    for model in our_models():
        label = model._meta.label
        if model not in MADE_ANEW + RECORD and label != "cases.Unfinished":
            assert found[label] == here[label], label


def test_its_backup_comes_back_into_an_empty_house(
    worked: World, back_up: Backup, seed: bytes
) -> None:
    made = back_up()
    with transaction.atomic():
        empty_tables()
    restore_backup(*made, seed=seed)
    assert Organisation.objects.get().name == "Harbour Light"
    assert Case.objects.count() == 4
