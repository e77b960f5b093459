"""A person's secret and the two wraps that keep it: by passphrase and by recovery sheet."""

import os
import uuid
from functools import cache
from typing import NamedTuple

from apps.accounts.factors import Factors, new_seed, seal_factors
from apps.accounts.models import KeyPair
from apps.crypto import CannotOpen, Keyring
from apps.crypto.envelope import key_id
from apps.crypto.passphrase import (
    WRAP,
    open_by_passphrase,
    open_by_sheet,
    wrap_by_passphrase,
    wrap_by_sheet,
)
from apps.crypto.stretch import Params
from apps.web.costs import passphrase_cost
from apps.web.stretching import stretching


class Wrap(NamedTuple):
    """A secret under a passphrase: what it cost, and the record."""

    params: bytes
    sealed: bytes


def wrap_passphrase(keyring: Keyring, passphrase: str) -> Wrap:
    """Wrap a person's secret under a passphrase. Takes as long as a sign-in: no transaction."""
    with stretching(front=False):
        params, sealed = wrap_by_passphrase(
            keyring.secret,
            passphrase,
            user=keyring.user,
            key_id=keyring.kem.key_id,
            cost=passphrase_cost(),
        )
    return Wrap(params, sealed)


def wrap_sheet(keyring: Keyring, sheet: str, generation: int) -> bytes:
    """Wrap a person's secret under the recovery sheet of that generation."""
    return wrap_by_sheet(
        keyring.secret,
        sheet,
        user=keyring.user,
        key_id=keyring.kem.key_id,
        generation=generation,
    )


def open_with_passphrase(key_pair: KeyPair, passphrase: str) -> Keyring:
    """Open a person's secret, or raise ``CannotOpen``. Takes a while: no transaction."""
    with stretching(front=False):
        secret = open_by_passphrase(
            bytes(key_pair.sealed_by_passphrase),
            bytes(key_pair.params),
            passphrase,
            user=key_pair.user_id.bytes,
            key_id=key_id(bytes(key_pair.public_key)),
        )
    return _checked(key_pair, secret)


def open_with_sheet(key_pair: KeyPair, sheet: str) -> Keyring:
    """Open a person's secret with the newest sheet, or raise ``CannotOpen``."""
    secret = open_by_sheet(
        bytes(key_pair.sealed_by_sheet),
        sheet,
        user=key_pair.user_id.bytes,
        key_id=key_id(bytes(key_pair.public_key)),
        generation=key_pair.sheet_generation,
    )
    return _checked(key_pair, secret)


@cache
def nobody() -> tuple[KeyPair, Keyring]:
    """Return the person who stands in for unknown handles and wrong passphrases.

    Every step is done with them that would be done with somebody, so that neither time nor
    statements tell who exists. Their wrap is noise: no passphrase opens it.
    """
    ref = uuid.uuid4()
    keyring = Keyring(user=ref.bytes, secret=os.urandom(32))
    key_pair = KeyPair(
        user_id=ref,
        public_key=keyring.kem.public_bytes,
        params=Params.new(passphrase_cost()).to_bytes(),
        sealed_by_passphrase=b"\x01" + os.urandom(WRAP - 1),
        sealed_by_sheet=b"\x01" + os.urandom(WRAP - 1),
        sealed_factors=seal_factors(Factors(totp=new_seed(), last=0, backup=()), keyring),
        sealed_pins=keyring.seal_pins(b"{}"),
    )
    return key_pair, keyring


def _checked(key_pair: KeyPair, secret: bytes) -> Keyring:
    keyring = Keyring(user=key_pair.user_id.bytes, secret=secret)
    # The wrap names eight bytes of the key; colleagues seal to all of it.
    if keyring.kem.public_bytes != bytes(key_pair.public_key):
        raise CannotOpen
    return keyring
