import pytest

from apps.crypto.errors import CannotOpen, KeyringLocked
from apps.crypto.keyring import EpochSecret, Keyring
from tests.crypto.conftest import Team, new_keyring


def test_it_opens_its_own_factors_and_pins() -> None:
    amira = new_keyring()
    assert amira.open_factors(amira.seal_factors(b"totp")) == b"totp"
    assert amira.open_pins(amira.seal_pins(b"seen")) == b"seen"


def test_it_does_not_take_pins_for_factors() -> None:
    amira = new_keyring()
    with pytest.raises(CannotOpen):
        amira.open_factors(amira.seal_pins(b"{}"))


def test_it_does_not_open_another_persons_factors() -> None:
    amira, bo = new_keyring(), new_keyring()
    with pytest.raises(CannotOpen):
        bo.open_factors(amira.seal_factors(b"totp"))


def test_it_does_not_open_its_factors_under_another_name() -> None:
    amira = new_keyring()
    twin = Keyring(user=bytes(16), secret=amira.secret)
    with pytest.raises(CannotOpen):
        twin.open_factors(amira.seal_factors(b"totp"))


def test_it_hides_how_many_factors_there_are() -> None:
    amira = new_keyring()
    assert len(amira.seal_factors(b"")) == len(amira.seal_factors(bytes(2000))) == 29 + 2048


def test_it_gives_only_the_epochs_that_were_added(harbour: Team) -> None:
    amira = new_keyring()
    amira.add_epoch(harbour.secrets[0])
    assert amira.epoch(harbour.ref, 1) is harbour.secrets[0]
    assert not amira.holds(harbour.ref, 2)
    with pytest.raises(KeyringLocked):
        amira.epoch(harbour.ref, 2)


def test_it_shows_no_secret_when_printed(harbour: Team) -> None:
    shown = f"{harbour.amira!r} {harbour.secrets[0]!r} {vars(harbour.amira).keys()}"
    assert harbour.amira.secret.hex() not in shown
    assert repr(harbour.amira.secret) not in shown


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_it_takes_no_secret_of_another_size(size: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Keyring(user=bytes(16), secret=bytes(size))
    with pytest.raises(ValueError, match="32 bytes"):
        EpochSecret(team=bytes(16), number=1, secret=bytes(size))
