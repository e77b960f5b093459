"""What becomes of blobs: given up, orphaned, lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from unittest import mock
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from apps.cases.attached import Attached
from apps.cases.files import FileLost, keep_file, open_file, remove_file, seal_file
from apps.cases.files import keeping as keeping_of_files
from apps.cases.files.keeping import FEW, look_over
from apps.cases.files.sealing import Sealing
from apps.cases.files.storage import DiskBlobs, name_of
from apps.cases.models import Attachment, Case, Discarded, WordsGone
from apps.operations.keeping import keep_up
from apps.retention.actions import erase_case, erase_withdrawn, purge_due
from apps.web.models import Safekeeping
from tests.world import make_world, submit

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=2)


@pytest.fixture
def cases() -> list[Case]:
    world = make_world()
    return [Case.objects.get(ref=submit(world).ref) for _ in range(2)]


@pytest.fixture
def case(cases: list[Case]) -> Case:
    return cases[0]


def attach(case: Case, data: bytes = b"a ticket") -> Attached:
    return keep_file(seal_file([data], name="a.pdf", kind="pdf"), case)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def path_of(folder: Path, attached: Attached) -> Path:
    return folder / name_of(UUID(hex=attached.ref))


@contextmanager
def broken_disk() -> Iterator[None]:
    with mock.patch.object(DiskBlobs, "delete", side_effect=OSError(5, "Input/output error")):
        yield


def test_it_removes_one_file_and_its_blob_alone(blobs: Path, case: Case) -> None:
    one, two = attach(case), attach(case, b"another")
    with transaction.atomic():
        remove_file(case=case, ref=UUID(hex=one.ref))
        # Until the commit it might still be wanted.
        assert path_of(blobs, one).exists()
    assert names(blobs) == {two.ref}
    assert b"".join(open_file(two)) == b"another"
    with pytest.raises(FileLost):
        open_file(one)
    assert not Discarded.objects.exists()
    # Its key stays in the case's: backups that hold it are replaced.
    assert WordsGone.objects.get().day == TODAY


def test_it_removes_no_file_of_another_case(blobs: Path, cases: list[Case]) -> None:
    one = attach(cases[0])
    with transaction.atomic():
        remove_file(case=cases[1], ref=UUID(hex=one.ref))
        remove_file(case=cases[1], ref=uuid4())
    assert b"".join(open_file(one)) == b"a ticket"
    assert not WordsGone.objects.exists()


def test_it_keeps_the_blob_of_what_was_not_removed_after_all(blobs: Path, case: Case) -> None:
    one = attach(case)
    with pytest.raises(RuntimeError), transaction.atomic():
        remove_file(case=case, ref=UUID(hex=one.ref))
        raise RuntimeError
    assert b"".join(open_file(one)) == b"a ticket"


def test_it_erases_all_blobs_with_a_case_and_no_other(blobs: Path, cases: list[Case]) -> None:
    for _ in range(3):
        attach(cases[0])
    other = attach(cases[1])
    erase_case(case=cases[0], today=TODAY)
    assert names(blobs) == {other.ref}
    assert Attachment.objects.count() == 1


def test_it_erases_the_blobs_of_what_is_due(blobs: Path, case: Case) -> None:
    attach(case)
    Case.objects.update(erase_by=TODAY)
    purge_due(today=TODAY)
    assert names(blobs) == set()


def test_it_erases_every_file_of_what_was_taken_back(blobs: Path, case: Case) -> None:
    attach(case)
    erase_withdrawn(case=case, mailbox=uuid4(), own_numbers=[], days=3, today=TODAY)
    assert names(blobs) == set()
    assert not Attachment.objects.exists()


def test_it_ends_an_erasing_whose_disk_failed(blobs: Path, case: Case) -> None:
    attach(case)
    with broken_disk():
        erase_case(case=case, today=TODAY)
    assert len(names(blobs)) == Discarded.objects.count() == 1
    with broken_disk():
        assert keep_up() == ["files"]
    assert keep_up() == []
    assert names(blobs) == set()
    assert not Discarded.objects.exists()


def test_it_removes_orphans_older_than_a_day_and_nothing_else(blobs: Path, case: Case) -> None:
    kept = attach(case)
    orphan = seal_file([b"nobody's"], name="a", kind="pdf").ref.hex
    broken_off = Sealing()
    broken_off.add(bytes(200_000))
    draft = f"{broken_off.ref.hex}.part"
    strange = blobs / kept.ref[:2] / "README"
    strange.touch()
    assert look_over(today=TODAY) == 0
    assert look_over(today=TODAY + timedelta(days=1)) == 0
    assert names(blobs) == {kept.ref, orphan, draft, "README"}
    assert look_over(today=LATER) == 0
    assert names(blobs) == {kept.ref, "README"}
    broken_off.abandon()


def test_it_removes_none_where_the_database_is_another_houses(
    blobs: Path, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(FEW + 1):
        seal_file([b""], name="a", kind="pdf")
    look_over(today=LATER)
    assert len(names(blobs)) == FEW + 1
    assert "none is removed" in caplog.text


def test_it_counts_what_is_lost_once_a_day(blobs: Path, case: Case) -> None:
    attach(case)
    path_of(blobs, attach(case)).unlink()
    assert keep_up() == []
    assert Safekeeping.objects.get().files_lost == 1
    assert Safekeeping.objects.get().files_looked_over_on == timezone.now().date()
    with mock.patch.object(keeping_of_files, "refs_in", side_effect=AssertionError):
        assert keep_up() == []


def test_it_counts_no_file_that_comes_while_it_looks(blobs: Path, case: Case) -> None:
    late: list[Attached] = []

    def rows(shard: str) -> list[UUID]:
        # Stored and committed after its folder was read.
        if shard == "ff":
            late.append(attach(case))
            return [UUID(hex=late[0].ref)]
        return []

    with mock.patch.object(keeping_of_files, "_rows_of", rows):
        assert look_over(today=LATER) == 0
    assert names(blobs) == {late[0].ref}
