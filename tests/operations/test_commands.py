"""What the operator's commands print, and what they say when something is wrong."""

import io
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.accounts.models import User
from apps.cases.models import Case
from apps.operations.models import BackupKey
from tests.operations.conftest import Backup
from tests.world import World, submit


def run(*command: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def words(house: World) -> str:
    """The 24 words as the command prints them."""
    printed = run("backup_key")
    return " ".join(re.findall(r"^  (?!sealed)(.+)$", printed, re.MULTILINE))


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Any:
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_it_makes_a_key_whose_words_are_nowhere_else(words: str) -> None:
    assert len(words.split()) == 24
    held = bytes(BackupKey.objects.get().public_key)
    assert not [word for word in words.split() if word.encode() in held]


def test_it_makes_no_second_key_unasked(words: str) -> None:
    with pytest.raises(CommandError, match="--again makes a new one"):
        run("backup_key")


def test_it_makes_a_second_key_when_told(words: str) -> None:
    before = bytes(BackupKey.objects.get().public_key)
    run("backup_key", again=True)
    assert bytes(BackupKey.objects.get().public_key) != before


def test_it_names_the_key_a_backup_is_for(house: World, tmp_path: Path) -> None:
    made = run("backup_key")
    told = re.findall(r"sealed to  (.+)", made)
    assert re.findall(r"sealed to  (.+)", run("backup", tmp_path / "b")) == told


def test_it_backs_up_and_brings_back(words: str, tmp_path: Path, type_in: Any) -> None:
    printed = run("backup", tmp_path / "b")
    assert re.findall(r"-(content|keys)\.sealed  [\d,]+ bytes", printed) == ["content", "keys"]
    User.objects.filter(handle="chioma").update(email="")
    type_in(words)
    assert "Done. Cases erased again: 0." in run("restore", tmp_path / "b", replace=True)
    assert User.objects.get(handle="chioma").email == "chioma@example.org"


def test_it_reads_the_words_as_they_are_written_down(
    words: str, tmp_path: Path, type_in: Any
) -> None:
    run("backup", tmp_path / "b")
    type_in("\n".join(word[:4].upper() for word in words.split()) + "\n")
    assert "Done." in run("restore", tmp_path / "b", replace=True)


def test_it_asks_for_a_key_first(house: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no backup key yet: manage\.py backup_key"):
        run("backup", tmp_path / "b")


def test_it_says_that_it_could_not_write(words: str, tmp_path: Path) -> None:
    (tmp_path / "b").touch()
    with pytest.raises(CommandError, match="not backed up: File exists"):
        run("backup", tmp_path / "b")


def test_it_says_that_there_is_nothing_to_bring_back(words: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nothing was changed: there is no folder"):
        run("restore", tmp_path / "b")


@pytest.mark.parametrize("typed", ["", "abandon " * 24, "one two three", "\0" * 30, "é" * 9999])
def test_it_knows_words_that_are_none(words: str, tmp_path: Path, type_in: Any, typed: str) -> None:
    run("backup", tmp_path / "b")
    type_in(typed)
    with pytest.raises(CommandError, match="these are not the 24 words"):
        run("restore", tmp_path / "b", replace=True)


def test_it_knows_words_of_another_key(words: str, tmp_path: Path, type_in: Any) -> None:
    run("backup_key", again=True)
    run("backup", tmp_path / "b")
    type_in(words)
    with pytest.raises(CommandError, match="does not open with these words"):
        run("restore", tmp_path / "b", replace=True)


def test_it_never_gives_up_a_database_unasked(
    house: World, words: str, tmp_path: Path, type_in: Any
) -> None:
    run("backup", tmp_path / "b")
    submit(house)
    type_in(words)
    with pytest.raises(CommandError, match="--replace gives it up"):
        run("restore", tmp_path / "b")
    assert Case.objects.exists()


def test_it_names_a_database_that_does_not_answer(
    house: World, back_up: Backup, tmp_path: Path
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE operations_backupkey RENAME TO away")
    try:
        for command in (("backup", tmp_path / "b"), ("backup_key",)):
            with pytest.raises(CommandError, match="the database does not answer"):
                run(*command)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE away RENAME TO operations_backupkey")
