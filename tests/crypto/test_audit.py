import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.crypto.audit import (
    entry_digest,
    open_entry,
    open_journal_key,
    seal_entry,
    seal_journal_key,
)
from apps.crypto.errors import CannotOpen
from tests.crypto.conftest import Team

KEY, BEFORE, JOURNAL = bytes(32), bytes(range(32)), bytes(16)


@given(st.binary(max_size=600), st.integers(0, 2**64 - 1))
def test_it_opens_an_entry_at_its_place(body: bytes, number: int) -> None:
    sealed = seal_entry(body, key=KEY, number=number, previous=BEFORE)
    assert open_entry(sealed, key=KEY, number=number, previous=BEFORE) == body


def test_it_makes_every_short_entry_285_bytes_long() -> None:
    sizes = {
        len(seal_entry(bytes(n), key=KEY, number=1, previous=BEFORE)) for n in range(0, 256, 15)
    }
    assert sizes == {285}


def test_it_stays_closed_at_another_place() -> None:
    sealed = seal_entry(b"{}", key=KEY, number=2, previous=BEFORE)
    for number, previous in ((1, BEFORE), (2, os.urandom(32))):
        with pytest.raises(CannotOpen):
            open_entry(sealed, key=KEY, number=number, previous=previous)


def test_it_covers_everything_in_the_digest() -> None:
    row = {"number": 1, "previous": BEFORE, "journal": JOURNAL, "month": 24312, "sealed": b"x"}
    changes = (
        {"number": 2},
        {"previous": os.urandom(32)},
        {"journal": os.urandom(16)},
        {"month": 24313},
        {"sealed": b"y"},
    )
    digests = {entry_digest(**(row | change)) for change in ({}, *changes)}  # type: ignore[arg-type]
    assert len(digests) == 6


def test_it_seals_a_journal_key_to_oversight_at_its_place(harbour: Team, lantern: Team) -> None:
    epoch, public = harbour.secrets[0], harbour.epochs[0].public_key
    sealed = seal_journal_key(KEY, public, team=harbour.ref, epoch=1, journal=JOURNAL, first=7)
    assert open_journal_key(sealed, epoch=epoch, journal=JOURNAL, first=7) == KEY
    for other, journal, first in (
        (lantern.secrets[0], JOURNAL, 7),
        (harbour.secrets[1], JOURNAL, 7),
        (epoch, os.urandom(16), 7),
        (epoch, JOURNAL, 8),
    ):
        with pytest.raises(CannotOpen):
            open_journal_key(sealed, epoch=other, journal=journal, first=first)
