"""What a backup holds and what it does not, and what its folder is left with."""

import os
import resource
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection, models
from django.utils import timezone

from apps.audit.models import Entry
from apps.cases.models import Case, Submission
from apps.crypto.backup import CONTENT, KEYS, backup_key
from apps.operations.backups import delete_old_keys, make_backup, read_name
from apps.operations.copying import KEY_MODELS
from apps.operations.frames import split_frames
from apps.operations.restoring import _opened
from tests.operations.acts import write
from tests.operations.conftest import Backup
from tests.world import World, desk, submit

DAY = timedelta(days=1)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def opened(path: Path, kind: int, seed: bytes) -> bytes:
    return b"".join(_opened(path, kind, seed))


def labels(path: Path, kind: int, seed: bytes) -> set[str]:
    return {label for label, _columns, rows in split_frames(_opened(path, kind, seed)) if rows}


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """A disk with room for so many bytes a file, as far as this process can tell."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_it_makes_two_files_for_its_own_user_alone(back_up: Backup, folder: Path) -> None:
    before = os.umask(0)
    try:
        made = back_up()
    finally:
        os.umask(before)
    assert [path.stat().st_mode & 0o777 for path in (folder, *made)] == [0o700, 0o600, 0o600]


def test_it_is_recorded(back_up: Backup) -> None:
    before = Entry.objects.count()
    back_up()
    assert Entry.objects.count() == before + 1


def test_it_shares_nothing_readable(back_up: Backup) -> None:
    content, keys = back_up()
    for path in (content, keys):
        assert not [
            word for word in (b"amira", b"Harbour", b"example.org") if word in path.read_bytes()
        ]


def test_it_leaves_out_what_lives_with_the_service(
    house: World, back_up: Backup, seed: bytes
) -> None:
    submit(house)
    desk(house.amira).get("/desk/cases/")
    content, keys = back_up()
    held = labels(content, CONTENT, seed) | labels(keys, KEYS, seed)
    assert {"cases.Case", "cases.CaseKey", "audit.Entry", "accounts.User"} <= held
    assert not held & {"accounts.Session", "accounts.Invite", "cases.Summary", "web.Bucket"}


def test_its_content_file_holds_nothing_that_opens_anything(
    house: World, back_up: Backup, seed: bytes
) -> None:
    for _ in range(3):
        write(house, submit(house), "Still here.")
    desk(house.amira).get("/desk/cases/")
    content, _ = back_up()
    held = opened(content, CONTENT, seed)
    secret = [
        bytes(value)
        for model in KEY_MODELS
        for field in model._meta.concrete_fields
        if isinstance(field, models.BinaryField) and field.name != "public_key"
        for value in model._default_manager.values_list(field.attname, flat=True)
        if len(value or b"") >= 16
    ]
    sent = Submission.objects.exclude(envelope=None)
    secret += [bytes(row or b"") for row in sent.values_list("envelope", flat=True)]
    assert len(secret) > 40
    assert not [value for value in secret if value in held]
    # What lies in the keys file is found in this way.
    assert bytes(Submission.objects.all()[0].sealed_answers) in held


def test_its_keys_file_holds_no_answer_and_no_word(
    house: World, back_up: Backup, seed: bytes
) -> None:
    submit(house)
    _, keys = back_up()
    held = opened(keys, KEYS, seed)
    assert bytes(Submission.objects.get().envelope or b"") in held
    assert bytes(Submission.objects.get().sealed_answers) not in held


def test_it_deletes_keys_after_seven_days_and_keeps_content(back_up: Backup, folder: Path) -> None:
    first = timezone.now().replace(microsecond=0)
    with time_machine.travel(first, tick=False):
        content, keys = back_up()
    with time_machine.travel(first + 7 * DAY, tick=False):
        back_up()
        assert keys.exists()
    with time_machine.travel(first + 7 * DAY + timedelta(seconds=1), tick=False):
        back_up()
    assert not keys.exists()
    assert content.exists()


def test_it_reads_a_files_age_from_its_name(folder: Path) -> None:
    folder.mkdir()
    old = folder / "2026-01-01-000000-keys.sealed"
    old.touch()
    assert delete_old_keys(folder, now=timezone.now()) == [old]


def test_it_deletes_what_a_killed_backup_left(folder: Path) -> None:
    folder.mkdir()
    now = timezone.now()
    for hours in (1, 30):
        stamp = (now - timedelta(hours=hours)).strftime("%Y-%m-%d-%H%M%S")
        for kind in ("content", "keys"):
            (folder / f"{stamp}-{kind}.part").touch()
    assert len(delete_old_keys(folder, now=now)) == 2


@pytest.mark.parametrize(
    "name",
    [
        "2026-01-01-000000-keys.sealed.txt",
        "2026-13-41-000000-keys.sealed",
        "keys.sealed",
        "2026-01-01-000000-content.sealed",
        "notes.txt",
    ],
)
def test_it_touches_nothing_else_in_its_folder(folder: Path, name: str) -> None:
    folder.mkdir()
    (folder / name).touch()
    assert delete_old_keys(folder, now=timezone.now()) == []


def test_it_understands_its_own_names(back_up: Backup) -> None:
    for path, kind in zip(back_up(), ("content", "keys"), strict=True):
        name = read_name(path)
        assert name is not None
        assert (name.kind, name.ending) == (kind, "sealed")
        assert timezone.now() - name.made < timedelta(minutes=1)


def test_it_leaves_nothing_behind_on_a_full_disk(
    house: World, back_up: Backup, folder: Path
) -> None:
    for _ in range(3):
        submit(house)
    content, keys = back_up()
    sizes = keys.stat().st_size, content.stat().st_size
    shutil.rmtree(folder)
    for size in (0, 2000, sizes[0] - 1, min(sizes[0], sizes[1] - 1)):
        with no_file_over(size), pytest.raises(OSError, match="File too large"):
            back_up()
        assert names(folder) == []
    back_up()
    assert len(names(folder)) == 2


def test_it_deletes_old_keys_also_when_it_fails(back_up: Backup, folder: Path) -> None:
    folder.mkdir()
    (folder / "2026-01-01-000000-keys.sealed").touch()
    with no_file_over(0), pytest.raises(OSError, match="File too large"):
        back_up()
    assert names(folder) == []


def test_it_writes_over_no_file_of_the_same_second(back_up: Backup, folder: Path) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        back_up()
        first = {path: path.read_bytes() for path in folder.iterdir()}
        back_up()
    after = {path: path.read_bytes() for path in folder.iterdir()}
    assert len(after) == 4
    assert first.items() <= after.items()


def test_it_holds_one_moment_while_others_write(house: World, seed: bytes, folder: Path) -> None:
    """Whatever is in the content file has its keys in the other, and the other way round."""
    stopping = threading.Event()

    def keep_asking() -> None:
        try:
            while not stopping.is_set():
                write(house, submit(house), "Still here.")
        finally:
            connection.close()

    writers = [threading.Thread(target=keep_asking) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        while Case.objects.count() < 5:
            stopping.wait(0.01)
        public_key = backup_key(seed).public_bytes
        pairs = [make_backup(folder / str(n), public_key=public_key) for n in range(3)]
    finally:
        stopping.set()
        for writer in writers:
            writer.join()
    for content, keys in pairs:
        cases = refs(content, CONTENT, seed, "cases.Case", "ref")
        assert cases == refs(content, CONTENT, seed, "cases.Submission", "case_id")
        assert cases == refs(keys, KEYS, seed, "cases.Submission", "case_id")
        assert sorted(cases * 2) == refs(keys, KEYS, seed, "mailbox.Mailbox", "case_id")


def refs(path: Path, kind: int, seed: bytes, wanted: str, column: str) -> list[str]:
    return sorted(
        row[columns.index(column)]
        for label, columns, rows in split_frames(_opened(path, kind, seed))
        if label == wanted
        for row in rows
    )
