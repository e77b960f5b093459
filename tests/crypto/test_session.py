import os

import pytest

from apps.crypto.errors import CannotOpen
from apps.crypto.session import open_session, seal_session

TOKEN, BOOT, AMIRA = bytes(range(32)), bytes(32), bytes(16)


@pytest.fixture
def sealed() -> bytes:
    return seal_session(b"her secret", token=TOKEN, boot_key=BOOT, user=AMIRA)


def test_it_opens_with_cookie_and_boot_key(sealed: bytes) -> None:
    assert open_session(sealed, token=TOKEN, boot_key=BOOT, user=AMIRA) == b"her secret"


def test_it_stays_closed_after_a_restart(sealed: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_session(sealed, token=TOKEN, boot_key=os.urandom(32), user=AMIRA)


def test_it_stays_closed_to_another_cookie(sealed: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_session(sealed, token=os.urandom(32), boot_key=BOOT, user=AMIRA)


def test_it_stays_closed_when_its_row_names_another_person(sealed: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_session(sealed, token=TOKEN, boot_key=BOOT, user=os.urandom(16))


@pytest.mark.parametrize("size", [0, 31, 33])
def test_it_stays_closed_to_a_cookie_of_another_size(sealed: bytes, size: int) -> None:
    with pytest.raises(CannotOpen):
        open_session(sealed, token=bytes(size), boot_key=BOOT, user=AMIRA)
