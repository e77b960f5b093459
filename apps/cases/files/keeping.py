"""Giving files up, and looking after what is left: orphans, and files whose blob is lost."""

import logging
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import Error, transaction

from apps.cases.files.storage import SHARDS, blobs, day_of, name_of, refs_in, remove_blob
from apps.cases.models import Attachment, Case, Discarded
from apps.cases.owing import words_gone

log = logging.getLogger("farshore")

# A request that is still going on has written its blob and not yet its row.
ORPHANED_AFTER: Final = timedelta(days=1)
# More orphans than this and than files are no accident of the service's.
FEW: Final = 100


def remove_file(*, case: Case, ref: UUID) -> None:
    """Give up one file of a case, in the transaction that strikes out what names it.

    Its blob goes after the commit. Its key lay under the case's own, which stays: so backups that
    hold it are replaced as where words were struck out.
    """
    if Attachment.objects.filter(case=case, ref=ref).delete()[0]:
        discard([ref])
        words_gone(case.ref)


def discard_all(case: Case) -> None:
    """Give up all files of a case that is held, in the transaction that erases it."""
    rows = Attachment.objects.filter(case=case)
    refs = list(rows.values_list("ref", flat=True))
    rows.delete()
    discard(refs)


def discard(refs: Collection[UUID]) -> None:
    """Let blobs go once the transaction that deletes their rows has committed."""
    Discarded.objects.bulk_create([Discarded(ref) for ref in refs], ignore_conflicts=True)
    transaction.on_commit(lambda: _remove_soon(refs), robust=True)


def _remove_soon(refs: Iterable[UUID]) -> None:
    try:
        _remove(refs)
    except (OSError, Error) as error:
        log.warning("files: blobs wait for upkeep (%s)", type(error).__name__)


def _remove(refs: Iterable[UUID]) -> None:
    gone = []
    try:
        for ref in refs:
            remove_blob(ref)
            gone.append(ref)
    finally:
        Discarded.objects.filter(ref__in=gone).delete()


def remove_discarded() -> None:
    """Remove the blobs of files that were given up or erased, whatever came between."""
    _remove(list(Discarded.objects.values_list("ref", flat=True)))


def look_over(*, today: date) -> int:
    """Remove orphaned blobs older than a day; return how many files have lost their blob.

    Where most blobs seem to be orphans none is removed: that is another house's database.
    """
    kept = lost = 0
    orphans: list[str] = []
    for shard in SHARDS:
        found = list(refs_in(shard))
        rows = set(_rows_of(shard))
        own = {ref for ref, name in found if name == name_of(ref)}
        kept += len(rows & own)
        lost += sum(map(_is_lost, rows - own))
        orphans += [name for ref, name in found if ref not in rows or name != name_of(ref)]
    old = [name for name in orphans if is_old(name, today)]
    if len(old) > max(FEW, kept):
        log.warning(
            "files: %d blobs belong to no case here, %d do; none is removed", len(old), kept
        )
    else:
        for name in old:
            blobs().delete(name)
    return lost


def is_old(name: str, today: date) -> bool:
    """Tell whether a blob was written so long ago that no request that wrote it goes on."""
    try:
        return today - day_of(name) > ORPHANED_AFTER
    except FileNotFoundError:
        # Another upkeep was faster, or the request that wrote it has ended.
        return False


def _is_lost(ref: UUID) -> bool:
    """Look once more: it may have come, or gone for good, since the folder was read."""
    return not blobs().exists(name_of(ref)) and Attachment.objects.filter(ref=ref).exists()


def _rows_of(shard: str) -> Iterable[UUID]:
    first, last = (UUID(hex=shard + end * 30) for end in "0f")
    return Attachment.objects.filter(ref__range=(first, last)).values_list("ref", flat=True)
