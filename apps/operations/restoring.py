"""Bringing a backup back: all of it in one transaction, or nothing, and nothing erased with it."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.actions import record
from apps.cases.files.keeping import discard
from apps.cases.models import Attachment, Case, Discarded, Summary
from apps.crypto import CannotOpen
from apps.crypto.backup import CONTENT, KEYS, backup_key, open_backup
from apps.mailbox.actions import carry_out_withdrawals
from apps.mailbox.models import Withdrawal
from apps.operations.backups import read_name
from apps.operations.blobs import Brought, Piece, blobs_first
from apps.operations.copying import (
    empty_tables,
    hold_writers_off,
    schema,
    write_content,
    write_keys,
)
from apps.operations.frames import Frame, read_first, split_frames
from apps.retention.actions import finish_erasing, owe, purge_restored
from apps.retention.models import ErasedRef
from apps.web.models import Organisation

PIECE: Final = 1024 * 1024
# Whoever has the public key can seal a file of rows that fit no table.
UNFIT: Final = (
    CannotOpen,
    IntegrityError,
    DataError,
    ValidationError,
    TypeError,
    ValueError,
    OverflowError,
)


class CannotRestore(Exception):
    """The backup cannot be brought back, and the database is as it was; the reason says why."""


def newest_backup(folder: Path) -> tuple[Path, Path]:
    """Return the newest pair of content and keys in a folder, or raise ``CannotRestore``."""
    if not folder.is_dir():
        raise CannotRestore(f"there is no folder {folder}")
    found: dict[str, set[str]] = {"content": set(), "keys": set()}
    for path in folder.iterdir():
        name = read_name(path)
        if name is not None and name.ending == "sealed":
            found[name.kind].add(path.name.removesuffix(f"-{name.kind}.sealed"))
    pairs = found["content"] & found["keys"]
    if not pairs:
        raise CannotRestore(
            "no content file in this folder has its keys file beside it: keys files are kept for "
            "seven days, and without them nothing can be opened"
        )
    return folder / f"{max(pairs)}-content.sealed", folder / f"{max(pairs)}-keys.sealed"


def restore_backup(content: Path, keys: Path, *, seed: bytes, replace: bool = False) -> int:
    """Bring a backup back and erase again what may not come again; return how many cases that was.

    Both files are checked to their end before the database is touched. What is replaced leaves no
    trace in the database's own files. Blobs are written first, since a row may name none that is
    not there yet. Raises ``CannotRestore``.
    """
    _check_pair(content, keys, seed)
    _refuse_to_overwrite(replace=replace)
    brought = Brought()
    try:
        rows = brought.write(_frames(content, CONTENT, seed)[1])
        purged = _write_rows(rows, _frames(keys, KEYS, seed)[1], brought, replace=replace)
    except UNFIT:
        brought.undo()
        raise CannotRestore("the files hold rows that fit no table of this version") from None
    except BaseException:
        brought.undo()
        raise
    finish_erasing()
    return purged


@transaction.atomic
def _write_rows(
    content: Iterator[Frame], keys: Iterator[Frame], brought: Brought, *, replace: bool
) -> int:
    """Put the rows of a backup in the place of all that is there, and purge them again."""
    if not hold_writers_off():
        raise CannotRestore("the service writes without a pause: stop it first")
    _refuse_to_overwrite(replace=replace)
    # What this database knows to be erased or taken back is younger than the backup.
    taken: list[models.Model] = [*ErasedRef.objects.all(), *Withdrawal.objects.all()]
    files = _files()
    empty_tables()
    write_content(content)
    write_keys(keys)
    for row in taken:
        row.save()
    brought.insist_on_rows()
    discard(files - _files())
    _begin_summaries()
    record(person=None, verb="restored")
    purged = _purge_again()
    owe(words=True)
    return purged


def _files() -> set[UUID]:
    return set(Attachment.objects.values_list("ref", flat=True)) | set(
        Discarded.objects.values_list("ref", flat=True)
    )


def _check_pair(content: Path, keys: Path, seed: bytes) -> None:
    refs: list[Any] = []
    for path, kind in ((content, CONTENT), (keys, KEYS)):
        try:
            (ref, made), frames = _frames(path, kind, seed)
            refs.append(ref)
            for one in blobs_first(frames):
                for _ in () if isinstance(one, Piece) else one:
                    continue
        except CannotOpen:
            raise CannotRestore(
                f"{path.name} does not open with these words, or was changed"
            ) from None
        if made != schema():
            raise CannotRestore(
                f"{path.name} was made by another version of Farshore: restore with that version, "
                "then bring it up to date"
            )
    if refs[0] != refs[1]:
        raise CannotRestore("the two files are not of the same backup")


def _frames(path: Path, kind: int, seed: bytes) -> tuple[tuple[Any, Any], Iterator[Frame]]:
    frames = split_frames(_opened(path, kind, seed))
    return read_first(frames), frames


def _opened(path: Path, kind: int, seed: bytes) -> Iterator[bytes]:
    with path.open("rb") as file:
        pieces = iter(partial(file.read, PIECE), b"")
        yield from open_backup(backup_key(seed), kind=kind, pieces=pieces)


def _refuse_to_overwrite(*, replace: bool) -> None:
    in_use = Organisation.objects.exists() or User.objects.exists() or Case.objects.exists()
    if in_use and not replace:
        raise CannotRestore("the database is not empty: --replace gives it up for the backup")


def _begin_summaries() -> None:
    """Summaries are made again by whoever lists next: they are no part of a backup."""
    cases = Case.objects.values_list("ref", "team")
    Summary.objects.bulk_create(
        [Summary(case_id=ref, team_id=team) for ref, team in cases], batch_size=1000
    )


def _purge_again() -> int:
    """Erase anew what had been erased, taken back or due since the backup was made."""
    today = timezone.localdate()
    return carry_out_withdrawals(today=today) + purge_restored(today=today)
