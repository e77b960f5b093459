"""Killed in an answer, a backup, a restore or an erasing: all of it is done, or none."""

import re
from pathlib import Path

import pytest

from apps.operations.restoring import CannotRestore, newest_backup
from tests.crash.conftest import Asked
from tests.crash.house import House, filled
from tests.crash.injecting import FAULTS, injected, killed_in, needs_strace

pytestmark = [needs_strace, pytest.mark.soak]


@pytest.fixture
def asked(asked_for: Asked, tmp_path: Path) -> House:
    """Three requests, of which none has been read."""
    return asked_for(3, tmp_path, listed=False)


def words_of(house: House) -> str:
    """The 24 words of a new backup key."""
    printed = house.manage("backup_key").stdout
    return " ".join(re.findall(r"^  (?!sealed)(.+)$", printed, re.MULTILINE))


def test_it_stores_all_of_an_answer_or_nothing(asked: House) -> None:
    for n, fault in enumerate(FAULTS):
        told = {"amira": asked.amira, "text": f"Answer {n}."}
        broken = injected(asked, fault, 20 if "write" in fault else 1)
        assert asked.call("answer", told, under=broken) is None, fault
    assert asked.report()["faults"] == []


def test_it_leaves_a_whole_backup_or_none(asked: House, tmp_path: Path) -> None:
    words = words_of(asked)
    folder = tmp_path / "backups"
    for call, n in (("fsync", 1), ("fsync", 2), ("rename", 1), ("rename", 2)):
        assert asked.manage("backup", str(folder), under=killed_in(call, n)).returncode
        with pytest.raises(CannotRestore):
            newest_backup(folder)
    assert asked.manage("backup", str(folder)).returncode == 0
    assert asked.manage("restore", str(folder), "--replace", words=words).returncode == 0
    found = asked.report()
    assert (found["cases"], found["faults"]) == (3, [])


def test_it_brings_back_all_or_nothing(asked: House, tmp_path: Path) -> None:
    words, folder = words_of(asked), str(tmp_path / "backups")
    assert asked.manage("backup", folder).returncode == 0
    with asked.steady() as steady:
        page = filled(steady)
        assert page is not None
        asked.acknowledged[steady(page).code] = []
    for fault, n in (("killed in a write", 9), ("disk full from a write on", 40)):
        broken = injected(asked, fault, n)
        assert asked.manage("restore", folder, "--replace", words=words, under=broken).returncode
        found = asked.report()
        assert (found["cases"], found["faults"]) == (4, []), fault
    assert asked.manage("restore", folder, "--replace", words=words).returncode == 0
    asked.acknowledged.popitem()
    found = asked.report()
    assert (found["cases"], found["faults"]) == (3, [])


def test_it_ends_an_erasing_that_broke_off(asked: House) -> None:
    asked.call("due")
    asked.acknowledged.clear()
    for fault, n in (("killed in a write", 30), ("killed in a sync", 2)):
        assert asked.manage("upkeep", under=injected(asked, fault, n)).returncode, fault
        assert asked.report()["faults"] == []
    assert asked.manage("upkeep").returncode == 0
    found = asked.report()
    assert (found["cases"], found["owed"], found["faults"]) == (0, 0, [])
