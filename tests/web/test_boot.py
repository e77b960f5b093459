"""The boot key: made once, whole, for its own user alone."""

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pytest_django import Settings

from apps.web.boot import NoBootKey, boot_key, make_boot_key


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    settings.BOOT_KEY_FILE = tmp_path / "run" / "boot.key"
    boot_key.cache_clear()
    yield settings.BOOT_KEY_FILE
    boot_key.cache_clear()


def test_it_has_32_bytes_for_its_own_user(place: Path) -> None:
    make_boot_key()
    assert len(boot_key()) == 32
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_it_stays_when_made_again(place: Path) -> None:
    make_boot_key()
    before = place.read_bytes()
    make_boot_key()
    assert place.read_bytes() == before


def test_it_is_one_however_many_start_at_once(place: Path) -> None:
    def made(_: int) -> bytes:
        make_boot_key()
        return place.read_bytes()

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(made, range(32)))) == 1
    assert [path.name for path in place.parent.iterdir()] == ["boot.key"]


def test_it_says_how_it_is_made_when_it_is_missing() -> None:
    with pytest.raises(NoBootKey, match="serve"):
        boot_key()


def test_it_refuses_a_key_of_another_size(place: Path) -> None:
    place.parent.mkdir()
    place.write_bytes(b"short")
    with pytest.raises(NoBootKey, match="32 bytes"):
        boot_key()


def test_it_refuses_a_folder_that_others_may_write_to(place: Path) -> None:
    place.parent.mkdir()
    place.parent.chmod(0o777)
    with pytest.raises(NoBootKey, match="FARSHORE_RUNTIME"):
        make_boot_key()


def test_it_refuses_a_key_that_waited_in_a_folder_of_somebody_else(
    place: Path, settings: Settings
) -> None:
    settings.RUNTIME = place.parent
    place.parent.mkdir()
    place.write_bytes(bytes(32))
    place.parent.chmod(0o777)
    with pytest.raises(NoBootKey, match="belongs to somebody else"):
        make_boot_key()


def test_it_takes_a_key_that_is_handed_in_as_it_lies(place: Path) -> None:
    place.parent.mkdir(mode=0o755)
    place.parent.chmod(0o777)
    place.write_bytes(bytes(32))
    make_boot_key()
    assert boot_key() == bytes(32)
