from collections.abc import Callable
from pathlib import Path

import pytest

from apps.crypto.backup import backup_key, new_backup_seed
from apps.operations.backups import make_backup
from apps.operations.models import BackupKey
from tests.operations.acts import write
from tests.world import World, desk, make_world, submit

Backup = Callable[[], tuple[Path, Path]]


@pytest.fixture
def house(transactional_db: None) -> World:
    """The organisation, in a database that commits: a backup reads what others wrote."""
    return make_world()


@pytest.fixture
def seed(house: World) -> bytes:
    """What the 24 words stand for; the database has the public key alone."""
    made = new_backup_seed()
    BackupKey.objects.create(public_key=backup_key(made).public_bytes)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def back_up(seed: bytes, folder: Path) -> Backup:
    def make() -> tuple[Path, Path]:
        return make_backup(folder, public_key=backup_key(seed).public_bytes)

    return make


@pytest.fixture
def worked(house: World) -> World:
    """Requests that were read, answered and left alone, and somebody who waits to join."""
    for number in range(3):
        sent = submit(house)
        write(house, sent, f"Still here, {number}.")
    desk(house.amira).get("/desk/cases/")
    submit(house)
    return house
