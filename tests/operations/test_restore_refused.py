"""What a restore refuses, with the database as it was before."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from apps.accounts.models import User
from apps.cases.models import Case, Submission
from apps.crypto.backup import CONTENT, KEYS, backup_key, new_backup_seed, seal_backup
from apps.operations.backups import make_backup
from apps.operations.copying import schema
from apps.operations.restoring import CannotRestore, _frames, restore_backup
from tests.operations.acts import all_rows
from tests.operations.conftest import Backup
from tests.world import World


def test_it_refuses_to_write_over_what_is_there(
    worked: World, back_up: Backup, seed: bytes
) -> None:
    made = back_up()
    before = all_rows()
    with pytest.raises(CannotRestore, match="--replace"):
        restore_backup(*made, seed=seed)
    assert all_rows() == before


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def flip_first(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[0] ^= 1
    path.write_bytes(data)


def flip_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\x00")


@pytest.mark.parametrize("spoil", [cut, halve, empty, flip_first, flip_middle, append])
@pytest.mark.parametrize("which", [0, 1], ids=["content", "keys"])
def test_it_refuses_a_spoilt_file(
    worked: World, back_up: Backup, seed: bytes, spoil: Callable[[Path], None], which: int
) -> None:
    made = back_up()
    spoil(made[which])
    before = all_rows()
    with pytest.raises(CannotRestore, match=made[which].name):
        restore_backup(*made, seed=seed, replace=True)
    assert all_rows() == before


def test_it_refuses_wrong_words(worked: World, back_up: Backup) -> None:
    made = back_up()
    before = all_rows()
    with pytest.raises(CannotRestore, match="does not open with these words"):
        restore_backup(*made, seed=new_backup_seed(), replace=True)
    assert all_rows() == before


def test_it_refuses_swapped_files(worked: World, back_up: Backup, seed: bytes) -> None:
    content, keys = back_up()
    before = all_rows()
    with pytest.raises(CannotRestore):
        restore_backup(keys, content, seed=seed, replace=True)
    assert all_rows() == before


def test_it_refuses_files_of_two_backups(
    worked: World, back_up: Backup, seed: bytes, tmp_path: Path
) -> None:
    content, _ = back_up()
    _, keys = make_backup(tmp_path / "second", public_key=backup_key(seed).public_bytes)
    before = all_rows()
    with pytest.raises(CannotRestore, match="not of the same backup"):
        restore_backup(content, keys, seed=seed, replace=True)
    assert all_rows() == before


def test_it_refuses_a_backup_for_another_key(worked: World, seed: bytes, tmp_path: Path) -> None:
    foreign = backup_key(new_backup_seed()).public_bytes
    made = make_backup(tmp_path / "foreign", public_key=foreign)
    with pytest.raises(CannotRestore):
        restore_backup(*made, seed=seed, replace=True)


def forged(folder: Path, seed: bytes, content: list[Any], keys: list[Any], **first: Any) -> Any:
    """What anybody can make who has the public key: a pair that opens."""
    folder.mkdir(exist_ok=True)
    head = {"backup": bytes(16), "schema": schema()} | first
    made = []
    for name, kind, frames in (("content", CONTENT, content), ("keys", KEYS, keys)):
        rows = [["backup", ["backup", "schema"], [[head["backup"], head["schema"]]]], *frames]
        bodies = [msgspec.msgpack.encode(row) for row in rows]
        pieces = [len(body).to_bytes(4, "big") + body for body in bodies]
        path = folder / name
        public_key = backup_key(seed).public_bytes
        path.write_bytes(
            b"".join(seal_backup(public_key, backup=bytes(16), kind=kind, pieces=pieces))
        )
        made.append(path)
    return made


USER = [field.attname for field in User._meta.concrete_fields]
NOBODY: list[Any] = [str(uuid4()), "eve", "", False, False, True, "en", 60, False, None]
CASE = [field.attname for field in Case._meta.concrete_fields]
NO_TEAM: list[Any] = [str(uuid4()), str(uuid4()), b"o" * 32, "2026-01-01", "2027-01-01", None]


@pytest.mark.parametrize(
    ("content", "keys"),
    [
        ([["accounts.Session", ["id"], [[b"x"]]]], []),
        ([["accounts.KeyPair", ["user_id"], [["x"]]]], []),
        ([["no.Table", ["id"], [[1]]]], []),
        ([["accounts.User", ["ref"], [["x"]]]], []),
        ([["accounts.User", [*USER, "is_admin"], [[*NOBODY, True]]]], []),
        ([["accounts.User", USER, [NOBODY, NOBODY]]], []),
        ([["accounts.User", USER, [["no ref", *NOBODY[1:]]]]], []),
        ([["accounts.User", USER, [NOBODY[:3]]]], []),
        ([["accounts.User", USER, [[*NOBODY[:7], 7, *NOBODY[8:]]]]], []),
        ([["cases.Case", CASE, [NO_TEAM]]], []),
        ([["cases.Case", CASE, [[*NO_TEAM[:2], "text", *NO_TEAM[3:]]]]], []),
        ([["cases.Case", CASE, [[*NO_TEAM[:3], "no day", *NO_TEAM[4:]]]]], []),
        ([], [["cases.Submission", ["case_id", "envelope"], [["x"]]]]),
        ([], [["cases.Submission", ["case_id", "epoch"], [[str(uuid4()), 7]]]]),
        ([], [["web.Organisation", ["id"], [[1]]]]),
    ],
)
def test_it_refuses_rows_that_fit_no_table(
    worked: World, seed: bytes, tmp_path: Path, content: list[Any], keys: list[Any]
) -> None:
    made = forged(tmp_path / "forged", seed, content, keys)
    before = all_rows()
    with pytest.raises(CannotRestore, match="fit no table"):
        restore_backup(*made, seed=seed, replace=True)
    assert all_rows() == before


def test_it_refuses_a_request_without_its_envelope(
    worked: World, seed: bytes, back_up: Backup, tmp_path: Path
) -> None:
    content, keys = back_up()
    held = [list(_frames(*place, seed)[1]) for place in ((content, CONTENT), (keys, KEYS))]
    held[1] = [frame for frame in held[1] if frame[0] != "cases.Submission"]
    made = forged(tmp_path / "forged", seed, *held)
    with pytest.raises(CannotRestore, match="fit no table"):
        restore_backup(*made, seed=seed, replace=True)
    assert Submission.objects.count() == 4


def test_it_names_another_version(worked: World, seed: bytes, tmp_path: Path) -> None:
    older = {**schema(), "cases": "0000_before"}
    made = forged(tmp_path / "forged", seed, [], [], schema=older)
    with pytest.raises(CannotRestore, match="another version of Farshore"):
        restore_backup(*made, seed=seed, replace=True)
