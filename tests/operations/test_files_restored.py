"""Blobs in a backup: they come back with the rows that name them, and not without."""

import os
import resource
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.utils import timezone

from apps.cases.attached import Attached
from apps.cases.files import FileLost, keep_file, open_file, seal_file
from apps.cases.files.storage import name_of
from apps.cases.models import Attachment, Case, Discarded
from apps.crypto import CannotOpen
from apps.crypto.backup import CONTENT, KEYS, backup_key, seal_backup
from apps.operations.blobs import BLOB, COLUMNS, PIECE, Piece, blobs_first, read_blobs
from apps.operations.copying import read_content, read_keys
from apps.operations.frames import frame, split_frames
from apps.operations.restoring import CannotRestore, _opened, restore_backup
from apps.retention.actions import erase_case
from tests.operations.conftest import Backup
from tests.world import World, submit

BIG = 3 * PIECE + 5


@pytest.fixture
def folder_of_blobs() -> Iterator[Path]:
    """A folder that is empty before and after, whatever other tests left there."""
    folder = Path(settings.BLOBS)
    _empty(folder)
    yield folder
    _empty(folder)


def _empty(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()


@pytest.fixture
def case(house: World, folder_of_blobs: Path) -> Case:
    return Case.objects.get(ref=submit(house).ref)


def attach(case: Case, data: bytes) -> Attached:
    return keep_file(seal_file([data], name="a.pdf", kind="pdf"), case)


def path_of(attached: Attached) -> Path:
    return Path(settings.BLOBS) / name_of(UUID(hex=attached.ref))


def read(attached: Attached) -> bytes:
    return b"".join(open_file(attached))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_it_brings_files_back(case: Case, back_up: Backup, seed: bytes) -> None:
    data = {size: os.urandom(size) for size in (0, 1, PIECE, BIG)}
    attached = {size: attach(case, data[size]) for size in data}
    made = back_up()
    for one in attached.values():
        path_of(one).unlink()
    restore_backup(*made, seed=seed, replace=True)
    assert {size: read(one) for size, one in attached.items()} == data
    assert {path_of(one).stat().st_mode & 0o777 for one in attached.values()} == {0o600}


def test_it_mends_a_blob_that_was_damaged(case: Case, back_up: Backup, seed: bytes) -> None:
    one = attach(case, b"a ticket" * 1000)
    made = back_up()
    path_of(one).write_bytes(os.urandom(path_of(one).stat().st_size))
    restore_backup(*made, seed=seed, replace=True)
    assert read(one) == b"a ticket" * 1000


def test_it_removes_the_files_that_it_replaces(
    case: Case, back_up: Backup, seed: bytes, folder_of_blobs: Path
) -> None:
    one = attach(case, b"before")
    made = back_up()
    attach(case, b"after")
    restore_backup(*made, seed=seed, replace=True)
    assert names(folder_of_blobs) == {one.ref}
    assert not Discarded.objects.exists()


def test_it_erases_again_what_was_erased(
    case: Case, back_up: Backup, seed: bytes, folder_of_blobs: Path
) -> None:
    attach(case, b"a photograph")
    made = back_up()
    erase_case(case=case, today=timezone.localdate())
    assert restore_backup(*made, seed=seed, replace=True) == 1
    assert names(folder_of_blobs) == set()
    assert not Attachment.objects.exists()


def test_it_backs_up_what_there_is_where_a_blob_is_lost(
    case: Case, back_up: Backup, seed: bytes
) -> None:
    lost, cut, whole = (attach(case, os.urandom(5000)) for _ in range(3))
    path_of(lost).unlink()
    path_of(cut).write_bytes(path_of(cut).read_bytes()[:-1])
    made = back_up()
    path_of(whole).unlink()
    restore_backup(*made, seed=seed, replace=True)
    assert len(read(whole)) == 5000
    with pytest.raises(FileLost):
        open_file(lost)
    with pytest.raises(CannotOpen):
        open_file(cut)


def test_its_content_file_holds_blobs_as_they_lie_and_its_keys_file_none(
    case: Case, back_up: Backup, seed: bytes
) -> None:
    one = attach(case, b"a ticket")
    blob = path_of(one).read_bytes()
    content, keys = back_up()
    assert blob in b"".join(_opened(content, CONTENT, seed))
    assert blob not in b"".join(_opened(keys, KEYS, seed))


def test_it_needs_no_more_memory_for_a_larger_file(
    case: Case, back_up: Backup, seed: bytes
) -> None:
    def peak(size: int) -> int:
        Attachment.objects.all().delete()
        keep_file(seal_file(iter([bytes(PIECE)] * size), name="a", kind="pdf"), case)
        tracemalloc.start()
        made = back_up()
        restore_backup(*made, seed=seed, replace=True)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(1)
    assert peak(24) < peak(3) + PIECE


def test_it_changes_nothing_where_the_disk_is_full(
    case: Case, back_up: Backup, seed: bytes, folder_of_blobs: Path
) -> None:
    one = attach(case, os.urandom(BIG))
    made = back_up()
    path_of(one).unlink()
    two = attach(case, b"after")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * PIECE, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            restore_backup(*made, seed=seed, replace=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert names(folder_of_blobs) == {two.ref}
    assert Attachment.objects.count() == 2


def test_it_changes_nothing_where_rows_do_not_fit(
    case: Case, seed: bytes, tmp_path: Path, folder_of_blobs: Path
) -> None:
    one = attach(case, b"a ticket")

    odd = []
    for each in read_content(bytes(16)):
        label, columns, rows = next(split_frames([each]))
        if label == "cases.Attachment":
            ((ref, case_ref, size),) = rows
            each = frame(label, columns, [(ref, case_ref, size + 16)])
        odd.append(each)
    with pytest.raises(CannotRestore):
        _restore(tmp_path, seed, odd)
    assert read(one) == b"a ticket"
    path_of(one).unlink()
    with pytest.raises(CannotRestore):
        _restore(tmp_path, seed, odd)
    assert names(folder_of_blobs) == set()


def test_it_brings_no_blob_that_no_row_names(
    case: Case, seed: bytes, tmp_path: Path, folder_of_blobs: Path
) -> None:
    stray = frame(BLOB, COLUMNS, [(REF, 1, 0, b"x")])
    first, *rest = read_content(bytes(16))
    with pytest.raises(CannotRestore):
        _restore(tmp_path, seed, [first, stray, *rest])
    assert names(folder_of_blobs) == set()


def _restore(folder: Path, seed: bytes, content: Iterable[bytes]) -> None:
    public, paths = backup_key(seed).public_bytes, (folder / "content", folder / "keys")
    for path, kind, read in ((paths[0], CONTENT, content), (paths[1], KEYS, read_keys(bytes(16)))):
        path.write_bytes(
            b"".join(seal_backup(public, backup=bytes(16), kind=kind, pieces=list(read)))
        )
    restore_backup(*paths, seed=seed, replace=True)


REF = "6a1d1e0c-8b1b-4b7e-9d4e-3f1c2b5a6d7e"
OTHER = "11111111-8b1b-4b7e-9d4e-3f1c2b5a6d7e"


@pytest.mark.parametrize(
    "rows",
    [
        [(REF, 4, 0, b"ab")],
        [(REF, 4, 0, b"ab"), (REF, 4, 2, b"c")],
        [(REF, 4, 2, b"cd")],
        [(REF, 4, 0, b"ab"), (REF, 4, 0, b"ab")],
        [(REF, 4, 0, b"ab"), (OTHER, 4, 2, b"cd")],
        [(REF, 4, 0, b"ab"), (REF, 5, 2, b"cde")],
        [(REF, 4, 0, b"abcde")],
        [(REF, 4, 0, b"")],
        [(REF, -1, 0, b"a")],
        [(REF, 4, -1, b"abcde")],
        [("no ref", 4, 0, b"abcd")],
        [(5, 4, 0, b"abcd")],
        [(REF, 4, 0, "abcd")],
        [(REF, "4", 0, b"abcd")],
        [(REF, 4, 0)],
    ],
)
def test_it_takes_no_blob_that_is_not_whole(rows: list[tuple[object, ...]]) -> None:
    made = b"".join(frame(BLOB, COLUMNS, [row]) for row in rows)
    with pytest.raises(CannotOpen):
        list(blobs_first(split_frames([made])))


def test_it_takes_blobs_that_stand_first_and_are_whole() -> None:
    rows = [(REF, 4, 0, b"ab"), (REF, 4, 2, b"cd"), (OTHER, 1, 0, b"x")]
    made = b"".join(frame(BLOB, COLUMNS, [row]) for row in rows)
    made += frame("cases.Case", ["ref"], [])
    *pieces, rest = blobs_first(split_frames([made]))
    assert [piece.data for piece in pieces if isinstance(piece, Piece)] == [b"ab", b"cd", b"x"]
    assert list(rest) == [("cases.Case", ["ref"], [])]


def test_it_reads_each_blob_in_pieces(case: Case) -> None:
    attach(case, bytes(BIG))
    sizes = [len(each) for each in read_blobs()]
    assert len(sizes) == 4
    assert max(sizes) < PIECE + 200
