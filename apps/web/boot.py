"""The boot key: 32 bytes that live in memory only, and die with the power.

Sessions, form states and limits hang on it, so a stolen disk or backup opens none of them.
"""

import os
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings

BOOT_KEY_SIZE = 32


class NoBootKey(Exception):
    """There is no usable boot key; the message says what to do."""


@cache
def boot_key() -> bytes:
    """This boot's key, 32 bytes, read once per process. Raises NoBootKey."""
    path: Path = settings.BOOT_KEY_FILE
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        raise NoBootKey(
            f"there is no boot key at {path}: `manage.py serve` makes it, "
            "or FARSHORE_BOOT_KEY_FILE names one"
        ) from None
    if len(key) != BOOT_KEY_SIZE:
        raise NoBootKey(f"{path} does not hold {BOOT_KEY_SIZE} bytes")
    return key


def make_boot_key() -> None:
    """Make this boot's key unless there is one. Raises NoBootKey where it could be read or kept."""
    path: Path = settings.BOOT_KEY_FILE
    # A key that is handed in lies where its giver put it; in the runtime folder it must be ours.
    if path.parent == settings.RUNTIME or not path.exists():
        _own_folder(path.parent)
    if path.exists():
        return
    # Linked into place whole: whoever else starts at this moment finds none or all of it.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(BOOT_KEY_SIZE))
        path.hardlink_to(draft)
    except FileExistsError:
        pass  # somebody was faster; theirs is as good
    finally:
        draft.unlink()


def _own_folder(folder: Path) -> None:
    # Anybody may make folders in /dev/shm, also one that waits for our key.
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat(follow_symlinks=False)
    if found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise NoBootKey(f"{folder} belongs to somebody else; FARSHORE_RUNTIME names another folder")
