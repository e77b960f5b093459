"""Backups: two sealed files, of which the one with the keys is kept for seven days only.

Content may be kept for as long as one likes: what was erased since is unreadable once the last
keys file that could open it is gone. See docs/operations.md and docs/spec/stream.md.
"""

import os
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.actions import record
from apps.cases.models import Case, Summary
from apps.crypto import CannotOpen
from apps.crypto.backup import CONTENT, KEYS, backup_key, open_backup, seal_backup
from apps.mailbox.actions import carry_out_withdrawals
from apps.operations.copying import (
    content_models,
    read_content,
    read_keys,
    snapshot,
    split_frames,
    write_content,
    write_keys,
)
from apps.retention.actions import finish_erasing, purge_restored
from apps.retention.models import ErasedRef
from apps.web.models import Organisation

KEYS_KEPT: Final = timedelta(days=7)
PIECE: Final = 1024 * 1024
_STAMP: Final = "%Y-%m-%d-%H%M%S"
_NAME: Final = re.compile(r"(\d{4}-\d\d-\d\d-\d{6})-(content|keys)\.sealed")


class CannotRestore(Exception):
    """The backup cannot be brought back, and the database is as it was; the reason says why."""


def make_backup(folder: Path, *, public_key: bytes) -> tuple[Path, Path]:
    """Copy the database as it is now into two sealed files; delete keys files over seven days old.

    Both files are durable when this returns. Half-written ones never bear a backup's name.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = timezone.now()
    backup = os.urandom(16)
    made: list[Path] = []
    with snapshot():
        for kind, name, read in ((CONTENT, "content", read_content), (KEYS, "keys", read_keys)):
            path = folder / f"{now.strftime(_STAMP)}-{name}.sealed"
            sealed = seal_backup(public_key, backup=backup, kind=kind, pieces=read())
            _write_durably(path, sealed)
            made.append(path)
    delete_old_keys(folder, now=now)
    with transaction.atomic():
        record(person=None, verb="backup_made")
    return made[0], made[1]


def _write_durably(path: Path, pieces: Iterable[bytes]) -> None:
    draft = path.with_suffix(".part")
    try:
        with draft.open("xb") as file:
            draft.chmod(0o600)
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def delete_old_keys(folder: Path, *, now: datetime) -> list[Path]:
    """Delete the keys files made more than seven days ago: what was erased since is unreadable."""
    gone = []
    for path in folder.iterdir():
        found = _NAME.fullmatch(path.name)
        if found and found[2] == "keys":
            made = datetime.strptime(found[1], _STAMP).replace(tzinfo=now.tzinfo)
            if now - made > KEYS_KEPT:
                path.unlink()
                gone.append(path)
    return gone


def newest_backup(folder: Path) -> tuple[Path, Path]:
    """Return the newest pair of files in a folder, or raise ``CannotRestore``."""
    stamps = {"content": set[str](), "keys": set[str]()}
    for path in folder.iterdir() if folder.is_dir() else ():
        if found := _NAME.fullmatch(path.name):
            stamps[found[2]].add(found[1])
    pairs = stamps["content"] & stamps["keys"]
    if not pairs:
        raise CannotRestore(
            "no content file in this folder has its keys file beside it: keys files are kept for "
            "seven days, and without them nothing can be opened"
        )
    newest = max(pairs)
    return folder / f"{newest}-content.sealed", folder / f"{newest}-keys.sealed"


def restore_backup(content: Path, keys: Path, *, seed: bytes, replace: bool = False) -> int:
    """Bring a backup back in one transaction, then purge again; return how many cases were purged.

    Both files are checked to their end before the database is touched. Raises ``CannotRestore``.
    """
    try:
        for path, kind in ((content, CONTENT), (keys, KEYS)):
            for _ in split_frames(_opened(path, kind, seed)):
                continue
    except CannotOpen:
        raise CannotRestore("a file does not open with these words, or was changed") from None
    erased = list(ErasedRef.objects.all())
    try:
        with transaction.atomic():
            _make_room(replace=replace)
            write_content(_opened(content, CONTENT, seed))
            write_keys(_opened(keys, KEYS, seed))
            ErasedRef.objects.bulk_create(erased, ignore_conflicts=True)
            _begin_summaries()
            record(person=None, verb="restored")
    except CannotOpen:
        raise CannotRestore("the files are of another version of Farshore") from None
    return purge_again()


def _opened(path: Path, kind: int, seed: bytes) -> Iterator[bytes]:
    with path.open("rb") as file:
        pieces = iter(partial(file.read, PIECE), b"")
        yield from open_backup(backup_key(seed), kind=kind, pieces=pieces)


def _make_room(*, replace: bool) -> None:
    in_use = Organisation.objects.exists() or User.objects.exists() or Case.objects.exists()
    if in_use and not replace:
        raise CannotRestore("the database is not empty: --replace gives it up for the backup")
    models = content_models()
    for model in reversed(models):
        model._default_manager.all().delete()


def _begin_summaries() -> None:
    """Summaries are made again by whoever lists next: they are no part of a backup."""
    Summary.objects.bulk_create(
        [
            Summary(case_id=ref, team_id=team)
            for ref, team in Case.objects.values_list("ref", "team")
        ]
    )


def purge_again() -> int:
    """Erase anew what had been erased, taken back or due since the backup was made."""
    today = timezone.localdate()
    carry_out_withdrawals(today=today)
    purged = purge_restored(today=today)
    finish_erasing()
    return purged
