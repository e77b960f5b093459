"""Whatever somebody wrote into a row, opening ends in `CannotOpen` and nothing else.

SQLite keeps an integer or a text in a column of bytes, if that is what was put there.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.crypto import audit, casekey, chain, epoch, passphrase, session, submission
from apps.crypto.contexts import context
from apps.crypto.envelope import envelope_key_id, seal_envelope
from apps.crypto.epoch import SealedEpoch
from apps.crypto.errors import CannotOpen
from apps.crypto.keyring import EpochSecret, Keyring
from apps.crypto.record import open_record
from apps.crypto.stretch import CHEAP, Params

REF, DIGEST, KEY = bytes(16), bytes(32), bytes(range(32))
SECRET = EpochSecret(team=REF, number=1, secret=KEY)
AMIRA = Keyring(user=REF, secret=KEY)
EPOCH = epoch.make_epoch(secret=SECRET, members={REF: AMIRA.kem.public_bytes})
KEYS = casekey.new_case_keys(intake=KEY, mailbox=KEY, second=KEY)
PARAMS = Params.new(CHEAP).to_bytes()

junk = st.one_of(
    st.none(),
    st.integers(),
    st.just(10**10),
    st.floats(allow_nan=False),
    st.text(max_size=40),
    st.binary(max_size=90),
    st.binary(max_size=90).map(lambda data: b"\x01" + data),
    st.integers(0, 1300).map(bytes),
)


def a_row(value: Any) -> submission.SealedMailbox:
    return submission.SealedMailbox(DIGEST, value, value, DIGEST)


def an_epoch(**change: Any) -> SealedEpoch:
    return replace(EPOCH, **change)


def an_event(**change: Any) -> bytes | None:
    link = chain.Link(number=1, digest=DIGEST, sealed=b"", generation=1)
    link = msgspec.structs.replace(link, **change)
    return chain.open_event(link, keys=KEYS, case=REF, previous=DIGEST)


def a_message(**change: Any) -> bytes | None:
    link = msgspec.structs.replace(chain.Link(number=1, digest=DIGEST, sealed=b""), **change)
    return chain.open_message(link, key=KEY, mailbox=REF, previous=DIGEST)


def a_wrap(wrap: Any, params: Any) -> bytes:
    return passphrase.open_by_passphrase(wrap, params, "six words", user=REF, key_id=bytes(8))


OPENINGS: dict[str, Callable[[Any], object]] = {
    "record": lambda value: open_record(KEY, context("factors", REF), value),
    "context": lambda value: context("previous", value, value),
    "envelope": lambda value: AMIRA.kem.open(b"", value),
    "envelope key id": envelope_key_id,
    "public key": lambda value: seal_envelope(value, b"", b""),
    "params": Params.read,
    "wrap": lambda value: a_wrap(value, PARAMS),
    "params of a wrap": lambda value: a_wrap(b"\x01" + bytes(60), value),
    "sheet wrap": lambda value: passphrase.open_by_sheet(
        value, "abandon " * 11 + "about", user=REF, key_id=bytes(8), generation=1
    ),
    "sheet generation": lambda value: passphrase.open_by_sheet(
        b"", "abandon " * 11 + "about", user=REF, key_id=bytes(8), generation=value
    ),
    "factors": AMIRA.open_factors,
    "pins": AMIRA.open_pins,
    "epoch team": lambda value: epoch.verify_chain([an_epoch(team=value)]),
    "epoch number": lambda value: epoch.verify_chain([an_epoch(number=value)] * 2),
    "epoch public key": lambda value: epoch.verify_chain([an_epoch(public_key=value)]),
    "epoch signing key": lambda value: epoch.verify_chain([an_epoch(sign_key=value)]),
    "epoch signature": lambda value: epoch.verify_chain([an_epoch(signature=value)]),
    "sealed roster": lambda value: epoch.open_roster(
        secret=SECRET, epoch=an_epoch(sealed_roster=value)
    ),
    "epoch floor": lambda value: epoch.verify_chain([an_epoch(floor=value)]),
    "sealed roster in a chain": lambda value: epoch.verify_chain([an_epoch(sealed_roster=value)]),
    "share": lambda value: epoch.open_share(share=value, epoch=EPOCH, keyring=AMIRA),
    "previous": lambda value: epoch.open_previous(
        secret=EpochSecret(team=REF, number=2, secret=KEY),
        epoch=an_epoch(number=2, previous_digest=EPOCH.digest, sealed_previous=value),
        before=EPOCH,
    ),
    "submission": lambda value: submission.open_envelope(value, epoch=SECRET),
    "answers": lambda value: submission.open_answers(
        digest=DIGEST, answers=value, bound=DIGEST, intake=KEY
    ),
    "envelope of answers": lambda value: submission.open_answers(
        digest=value, answers=b"", bound=DIGEST, intake=KEY
    ),
    "bound of answers": lambda value: submission.open_answers(
        digest=DIGEST, answers=b"", bound=value, intake=KEY
    ),
    "mailbox shape": lambda value: a_row(value).check(),
    "mailbox key": lambda value: submission.open_mailbox_key(a_row(value), KEY),
    "intake key": lambda value: submission.open_intake_key(a_row(value), KEY),
    "arrival": lambda value: submission.open_arrival(value, epoch=SECRET, ref=REF, number=0),
    "case key": lambda value: casekey.unwrap_case_keys(value, epoch=SECRET, case=REF),
    "event": lambda value: an_event(sealed=value if value is not None else b""),
    "event number": lambda value: an_event(number=value),
    "event digest": lambda value: an_event(digest=value),
    "event generation": lambda value: an_event(generation=value),
    "message": lambda value: a_message(sealed=value if value is not None else b""),
    "message number": lambda value: a_message(number=value),
    "summary": lambda value: chain.open_summary(
        value, epoch=SECRET, case=REF, number=1, digest=DIGEST
    ),
    "summary number": lambda value: chain.open_summary(
        b"", epoch=SECRET, case=REF, number=value, digest=DIGEST
    ),
    "journal key": lambda value: audit.open_journal_key(value, epoch=SECRET, journal=REF, first=1),
    "audit entry": lambda value: audit.open_entry(value, key=KEY, number=1, previous=DIGEST),
    "session": lambda value: session.open_session(value, token=KEY, boot_key=KEY, user=REF),
    "session token": lambda value: session.open_session(b"", token=value, boot_key=KEY, user=REF),
}


@pytest.mark.parametrize("name", OPENINGS)
def test_it_opens_no_junk(name: str) -> None:
    @settings(max_examples=40)
    @given(junk)
    def refuses(value: Any) -> None:
        with pytest.raises(CannotOpen):
            OPENINGS[name](value)

    refuses()
