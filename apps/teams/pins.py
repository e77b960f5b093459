"""What one person remembers of their teams' epochs, sealed under their own key.

A pin is all that tells a team from a forgery: the digest of its first epoch, as confirmed aloud,
and the newest epoch that the person has seen.
"""

import msgspec
from django.db import transaction

from apps.accounts.models import KeyPair, User
from apps.accounts.pins import read_pins, write_pins
from apps.crypto import CannotOpen, Keyring
from apps.teams.chain import Chain
from apps.teams.errors import TeamAlarm
from apps.teams.models import Team


class Pin(msgspec.Struct, frozen=True):
    """Digests in hex. ``refused``: the person said that these are not the team's words."""

    first: str
    number: int
    digest: str
    refused: bool = False


def pin_to(chain: Chain, *, refused: bool = False) -> Pin:
    """Pin a chain as it stands."""
    newest = chain.newest
    return Pin(chain.first.digest.hex(), newest.number, newest.digest.hex(), refused)


def read_pin(*, team: Team, keyring: Keyring) -> Pin | None:
    """Return what the person remembers of the team; raises ``TeamAlarm`` if it cannot be read."""
    try:
        pin = read_pins(keyring).get(team.ref.hex)
        return None if pin is None else msgspec.convert(pin, Pin)
    except (CannotOpen, msgspec.ValidationError):
        raise TeamAlarm("pins") from None


def check_pin(pin: Pin, chain: Chain | None) -> None:
    """Raise ``TeamAlarm`` unless the chain follows from what the person saw before."""
    if pin.refused:
        raise TeamAlarm("words_refused")
    if chain is None or chain.newest.number < pin.number:
        raise TeamAlarm("rolled_back")
    if chain.first.digest.hex() != pin.first:
        raise TeamAlarm("other_team")
    if chain.at(pin.number).digest.hex() != pin.digest:
        raise TeamAlarm("forked")


def write_pin(*, team: Team, user: User, keyring: Keyring, pin: Pin) -> None:
    """Remember the pin beside those of other teams."""
    with transaction.atomic():
        # Another of this person's windows may be pinning another team.
        KeyPair.objects.select_for_update().get(user=user)
        pins = {**read_pins(keyring), team.ref.hex: msgspec.structs.asdict(pin)}
        write_pins(user=user, pins=pins, keyring=keyring)
