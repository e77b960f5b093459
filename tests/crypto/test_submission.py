import os
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.crypto import submission as sub
from apps.crypto.code import StretchedCode
from apps.crypto.contexts import sha256
from apps.crypto.errors import CannotOpen
from apps.crypto.keyring import EpochSecret
from tests.crypto.conftest import ANSWERS, Team


def open_all(sent: sub.SealedSubmission, epoch: EpochSecret) -> bytes:
    keys = sub.open_envelope(sent.envelope, epoch=epoch)
    return sub.open_answers(
        digest=sha256(sent.envelope), answers=sent.answers, bound=sent.bound, intake=keys.intake
    )


def test_it_opens_for_the_team(harbour: Team, noor_sends: sub.SealedSubmission) -> None:
    assert open_all(noor_sends.check(), harbour.secrets[0]) == ANSWERS


def test_it_opens_for_the_code(noor_sends: sub.SealedSubmission, noor_code: StretchedCode) -> None:
    row = noor_sends.mailboxes[0]
    intake = sub.open_intake_key(row, sub.open_mailbox_key(row, noor_code.open_key))
    assert intake is not None
    bound, sealed = noor_sends.bound, noor_sends.answers
    opened = sub.open_answers(
        digest=sha256(noor_sends.envelope), answers=sealed, bound=bound, intake=intake
    )
    assert opened == ANSWERS


def test_it_stays_closed_to_another_team(lantern: Team, noor_sends: sub.SealedSubmission) -> None:
    with pytest.raises(CannotOpen):
        open_all(noor_sends, lantern.secrets[0])


def test_it_stays_closed_to_another_epoch(harbour: Team, noor_sends: sub.SealedSubmission) -> None:
    with pytest.raises(CannotOpen):
        open_all(noor_sends, harbour.secrets[1])


@pytest.mark.parametrize(
    "part", ["locator_hash", "sealed_mailbox_key", "sealed_intake_key", "withdrawal_hash"]
)
def test_it_stays_closed_when_a_courier_changes_the_mailbox(
    harbour: Team, noor_sends: sub.SealedSubmission, part: str
) -> None:
    first, second = noor_sends.mailboxes
    own = replace(first, **{part: getattr(sub.empty_mailbox(), part)})
    with pytest.raises(CannotOpen):
        open_all(replace(noor_sends, mailboxes=(own, second)), harbour.secrets[0])


def test_it_stays_closed_when_mailboxes_are_swapped(
    harbour: Team, noor_sends: sub.SealedSubmission
) -> None:
    swapped = replace(noor_sends, mailboxes=(noor_sends.mailboxes[1], noor_sends.mailboxes[0]))
    with pytest.raises(CannotOpen):
        open_all(swapped, harbour.secrets[0])


def test_it_is_one_case_however_often_it_is_sent(noor_sends: sub.SealedSubmission) -> None:
    assert replace(noor_sends).ref == noor_sends.ref


@pytest.mark.parametrize("part", ["team", "envelope", "answers"])
def test_it_is_another_case_when_a_part_differs(
    noor_sends: sub.SealedSubmission, part: str
) -> None:
    changed: Any = os.urandom(len(getattr(noor_sends, part)))
    assert replace(noor_sends, **{part: changed}).ref != noor_sends.ref


def test_it_looks_alike_with_and_without_a_second_code(
    noor_sends: sub.SealedSubmission,
) -> None:
    first, second = noor_sends.mailboxes
    assert len(first.bound) == len(second.bound)
    assert first.sealed_mailbox_key[:1] == second.sealed_mailbox_key[:1]
    assert first.sealed_intake_key[:1] == second.sealed_intake_key[:1]


def test_it_gives_a_code_no_answers_where_none_were_put() -> None:
    code, key = StretchedCode(os.urandom(32)), os.urandom(32)
    row = sub.seal_mailbox(code, mailbox=key, intake=sub.NO_ANSWERS)
    assert sub.open_intake_key(row, key) is None


@given(st.integers(0, 20_000))
@settings(max_examples=20)
def test_it_tells_of_its_answers_only_a_step(size: int) -> None:
    code = StretchedCode(bytes(32))
    key = EpochSecret(team=bytes(16), number=1, secret=bytes(32)).kem.public_bytes
    sent = sub.seal_submission(
        team=bytes(16), number=1, public_key=key, answers=bytes(size), code=code
    )
    assert len(sent.check().answers) == 29 + 4096 * (size // 4096 + 1)


@pytest.mark.parametrize(
    "change",
    [
        {"envelope": b""},
        {"envelope": bytes(sub.ENVELOPE)},
        {"envelope": b"\x01" + bytes(sub.ENVELOPE)},
        {"answers": b"\x01" + bytes(28 + 4096 + 1)},
        {"answers": b""},
        {"answers": bytes(29 + 4096)},
        {"answers": b"\x01" + bytes(28)},
        {"answers": b"\x01" + bytes(28 + 65 * 4096)},
        {"team": bytes(15)},
    ],
)
def test_it_refuses_parts_of_a_wrong_shape(
    noor_sends: sub.SealedSubmission, change: dict[str, Any]
) -> None:
    with pytest.raises(CannotOpen):
        replace(noor_sends, **change).check()


def test_it_refuses_one_mailbox_twice(noor_sends: sub.SealedSubmission) -> None:
    row = noor_sends.mailboxes[0]
    with pytest.raises(CannotOpen):
        replace(noor_sends, mailboxes=(row, row)).check()


@pytest.mark.parametrize("part", ["locator_hash", "sealed_mailbox_key", "withdrawal_hash"])
def test_it_refuses_a_mailbox_of_a_wrong_shape(part: str) -> None:
    row = sub.empty_mailbox()
    with pytest.raises(CannotOpen):
        replace(row, **{part: getattr(row, part)[:-1]}).check()


def test_it_shows_no_key_when_printed(harbour: Team, noor_sends: sub.SealedSubmission) -> None:
    keys = sub.open_envelope(noor_sends.envelope, epoch=harbour.secrets[0])
    assert repr(keys.intake) not in repr(keys)


def test_it_tells_the_hour_of_arrival_and_nothing_nearer(harbour: Team) -> None:
    key, case = harbour.epochs[0].public_key, os.urandom(16)
    sealed = sub.seal_arrival(
        key, team=harbour.ref, epoch=1, ref=case, number=0, hour=1_767_229_199
    )
    assert len(sealed) == sub.ARRIVAL
    opened = sub.open_arrival(sealed, epoch=harbour.secrets[0], ref=case, number=0)
    assert opened == 1_767_225_600


def test_it_does_not_take_the_hour_of_another_case(harbour: Team) -> None:
    key, case = harbour.epochs[0].public_key, os.urandom(16)
    sealed = sub.seal_arrival(key, team=harbour.ref, epoch=1, ref=case, number=0, hour=0)
    with pytest.raises(CannotOpen):
        sub.open_arrival(sealed, epoch=harbour.secrets[0], ref=os.urandom(16), number=0)


def test_it_does_not_take_an_hour_for_a_submission(harbour: Team) -> None:
    key, case = harbour.epochs[0].public_key, os.urandom(16)
    sealed = sub.seal_arrival(key, team=harbour.ref, epoch=1, ref=case, number=0, hour=0)
    with pytest.raises(CannotOpen):
        sub.open_envelope(sealed, epoch=harbour.secrets[0])


@pytest.mark.parametrize("part", ["sealed_mailbox_key", "sealed_intake_key"])
def test_it_refuses_a_mailbox_of_another_version(part: str) -> None:
    other: Any = {part: b"\x02" + bytes(sub.KEY_RECORD - 1)}
    with pytest.raises(CannotOpen):
        replace(sub.empty_mailbox(), **other).check()
