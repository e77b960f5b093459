"""Backups: two sealed files, of which the one with the keys is kept for seven days only.

Content may be kept for as long as one likes: what was erased since is unreadable once the last
keys file that could open it is gone. See docs/operations.md and docs/spec/stream.md.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from django.db import transaction
from django.utils import timezone

from apps.audit.actions import record
from apps.crypto.backup import CONTENT, KEYS, seal_backup
from apps.operations.copying import read_content, read_keys, snapshot
from apps.retention.queries import words_went_on
from apps.web.actions import note_safekeeping

KEYS_KEPT: Final = timedelta(days=7)
_STAMP: Final = "%Y-%m-%d-%H%M%S"
_NAME: Final = re.compile(r"(\d{4}-\d\d-\d\d-\d{6})-(content|keys)\.(sealed|part)")
_PARTS: Final = ((KEYS, "keys", read_keys), (CONTENT, "content", read_content))


class Named(NamedTuple):
    """What the name of a backup's file says; a *part* was never finished."""

    made: datetime
    kind: str
    ending: str


def make_backup(folder: Path, *, public_key: bytes) -> tuple[Path, Path]:
    """Copy the database as it is now into two sealed files; delete keys files over seven days old.

    Returns the content file and the keys file, both durable. A failure leaves nothing that bears a
    backup's name, and old keys go all the same: what was erased must not wait for a better day.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = timezone.now()
    made, backup = _free_names(folder, now), os.urandom(16)
    drafts: list[Path] = []
    # Content goes only once there is a newer one.
    gone: date | None = None
    try:
        with snapshot():
            for path, (kind, _name, read) in zip(made, _PARTS, strict=True):
                sealed = seal_backup(public_key, backup=backup, kind=kind, pieces=read(backup))
                with _draft(path.with_suffix(".part")) as file:
                    drafts.append(path.with_suffix(".part"))
                    file.writelines(sealed)
        _finish(drafts, made, now)
        gone = words_went_on()
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)
        delete_old_keys(folder, now=now, words_gone=gone)
        _sync(folder)
    keys, content = made
    return content, keys


def _free_names(folder: Path, now: datetime) -> list[Path]:
    """Name the files after this second, or the next in which nothing else was made."""
    while True:
        stamp = now.strftime(_STAMP)
        if not any(path.name.startswith(stamp) for path in folder.iterdir()):
            return [folder / f"{stamp}-{name}.sealed" for _kind, name, _read in _PARTS]
        now += timedelta(seconds=1)


def _finish(drafts: list[Path], made: list[Path], now: datetime) -> None:
    """Give the drafts their names together with the entry that says so, or leave none of them."""
    try:
        with transaction.atomic():
            note_safekeeping(backed_up_on=now.date())
            record(person=None, verb="backup_made")
            for draft, path in zip(drafts, made, strict=True):
                draft.rename(path)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise


@contextmanager
def _draft(path: Path) -> Iterator[BinaryIO]:
    """Open a new file for this user alone; its bytes are durable when the block ends."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_name(path: Path) -> Named | None:
    """Read when a file was made and what it holds from its name, or return None."""
    found = _NAME.fullmatch(path.name)
    try:
        made = datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC) if found else None
    except ValueError:
        made = None
    return Named(made, found[2], found[3]) if found and made else None


def delete_old_keys(folder: Path, *, now: datetime, words_gone: date | None = None) -> list[Path]:
    """Delete the keys files made more than seven days ago: what was erased since is unreadable.

    With them goes content of the days until ``words_gone``: words were struck out then, taken back
    or vanished, whose key lives on in the case's. Their age is read from their names, because
    copying a file makes it look new. What a backup left unfinished when it was killed is deleted
    after a day.
    """
    gone = []
    for path in sorted(folder.iterdir()):
        name = read_name(path)
        if name is None:
            continue
        content = (name.kind, name.ending) == ("content", "sealed")
        if content and (words_gone is None or name.made.date() > words_gone):
            continue
        kept = KEYS_KEPT if name.ending == "sealed" else timedelta(days=1)
        if now - name.made > kept:
            path.unlink(missing_ok=True)
            gone.append(path)
    return gone
