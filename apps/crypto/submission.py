"""Submissions: answers that only the team, and the code, can open.

Who submits must not know the key of the casework that follows: the envelope carries an intake key
and two mailbox keys, and nothing else. See docs/spec/submission.md.
"""

import os
from dataclasses import dataclass, replace
from typing import Final

from apps.crypto.code import StretchedCode
from apps.crypto.contexts import (
    DIGEST,
    REF,
    as_bytes,
    context,
    derive,
    digest_of,
    number_bytes,
    sha256,
)
from apps.crypto.envelope import OVERHEAD, seal_envelope
from apps.crypto.errors import CannotOpen
from apps.crypto.keyring import EpochSecret
from apps.crypto.padding import ANSWERS, pad, unpad
from apps.crypto.record import VERSION, open_record, seal_record

KEY_RECORD: Final = 29 + 32
ENVELOPE: Final = OVERHEAD + 96
ARRIVAL: Final = OVERHEAD + 8
# 256 KiB of answers: twelve questions in full come to 12.
MOST_STEPS: Final = 64
# An intake key of nought stands in a mailbox whose code does not open the answers.
NO_ANSWERS: Final = bytes(32)
# Answers in which all was skipped, which a second code shows.
SKIPPED: Final = 29 + ANSWERS


@dataclass(frozen=True, slots=True)
class SealedMailbox:
    """A mailbox row: locator hash 32, two key records of 61, hash of the proof 32."""

    locator_hash: bytes
    sealed_mailbox_key: bytes
    sealed_intake_key: bytes
    withdrawal_hash: bytes

    def check(self) -> "SealedMailbox":
        """Return the row if every part has its size; else ``CannotOpen``."""
        sizes = (
            (self.locator_hash, DIGEST),
            (self.sealed_mailbox_key, KEY_RECORD),
            (self.sealed_intake_key, KEY_RECORD),
            (self.withdrawal_hash, DIGEST),
        )
        records = self.sealed_mailbox_key, self.sealed_intake_key
        if any(len(as_bytes(part)) != size for part, size in sizes):
            raise CannotOpen
        if any(record[:1] != VERSION for record in records):
            raise CannotOpen
        return self

    @property
    def ref(self) -> bytes:
        """The mailbox ref, 16 bytes: the start of the locator hash."""
        return self.locator_hash[:REF]

    @property
    def bound(self) -> bytes:
        """The bytes of the row that the answers are bound to: 186."""
        # The proof too: whoever carries a sealed file could else put their own in its place,
        # and take the request back later in the person's name.
        keys = self.sealed_mailbox_key, self.sealed_intake_key
        return b"".join(map(as_bytes, (self.locator_hash, *keys, self.withdrawal_hash)))


@dataclass(frozen=True, slots=True, repr=False)
class IntakeKeys:
    """What an envelope opens to: the intake key and the keys of both mailboxes, 32 bytes each."""

    intake: bytes
    mailbox: bytes
    second: bytes


@dataclass(frozen=True, slots=True)
class SealedSubmission:
    """A submission as it is sent and stored.

    ``skipped`` are the answers that its second code shows, a record of 4,125 bytes, or nothing
    where second codes are not offered.
    """

    team: bytes
    number: int
    envelope: bytes
    answers: bytes
    mailboxes: tuple[SealedMailbox, SealedMailbox]
    skipped: bytes = b""

    @property
    def bound(self) -> bytes:
        """The digest of both mailbox rows, which the answers are bound to."""
        return mailboxes_digest(self.mailboxes)

    @property
    def sealed_skipped(self) -> bytes:
        """The answers that the second code shows, behind what they are bound to; or nothing."""
        bound = sha256(self.envelope) + self.bound
        return bound + self.skipped if self.skipped else b""

    @property
    def origin(self) -> bytes:
        """32 bytes, by team, envelope and answers: the ref and the start of the event chain."""
        return case_origin(team=self.team, envelope=self.envelope, answers=self.answers)

    @property
    def ref(self) -> bytes:
        """The case ref: nobody chooses it, and the same bytes make the same case."""
        return self.origin[:REF]

    def check(self) -> "SealedSubmission":
        """Return the submission if every part has its size; else ``CannotOpen``."""
        for mailbox in self.mailboxes:
            mailbox.check()
        if len(self.envelope) != ENVELOPE or self.envelope[:1] != VERSION:
            raise CannotOpen
        steps, rest = divmod(len(self.answers) - 29, ANSWERS)
        if rest or not 1 <= steps <= MOST_STEPS:
            raise CannotOpen
        if self.answers[:1] != VERSION or len(self.team) != REF:
            raise CannotOpen
        if self.skipped and (len(self.skipped) != SKIPPED or self.skipped[:1] != VERSION):
            raise CannotOpen
        # One code for both would let the second row stand where the first is looked for.
        # They are told apart by their first half, the ref.
        if self.mailboxes[0].ref == self.mailboxes[1].ref:
            raise CannotOpen
        return self


def seal_mailbox(code: StretchedCode, *, mailbox: bytes, intake: bytes) -> SealedMailbox:
    """Seal a mailbox key under a code, and the intake key under the mailbox key."""
    place = code.locator_hash
    return SealedMailbox(
        locator_hash=place,
        sealed_mailbox_key=seal_record(code.open_key, context("mailbox-key", place), mailbox),
        sealed_intake_key=seal_record(
            derive(mailbox, context("intake")), context("intake-key", place), intake
        ),
        withdrawal_hash=code.withdrawal_hash,
    )


def second_key(mailbox: bytes) -> bytes:
    """Derive M′, the key of the second mailbox, from M; nothing leads from M′ back to M."""
    return derive(mailbox, context("second"))


def seal_second(code: StretchedCode, *, mailbox: bytes, intake: bytes) -> SealedMailbox:
    """Seal the row of a second code, which opens the harmless view.

    ``mailbox`` is M, the key of the first; ``intake`` the key of the answers that are shown. Its
    proof fits in a way of its own: it ends the view, and takes nothing back.
    """
    sealed = seal_mailbox(code, mailbox=second_key(mailbox), intake=intake)
    return replace(sealed, withdrawal_hash=ending_hash(code.withdrawal))


def ending_hash(proof: bytes) -> bytes:
    """Return what a second code's row stores of its proof: 32 bytes."""
    return digest_of("second-proof", proof)


def empty_mailbox() -> SealedMailbox:
    """Return random bytes of a mailbox's shape: every submission has two, and none stands out."""
    return SealedMailbox(
        locator_hash=os.urandom(DIGEST),
        sealed_mailbox_key=VERSION + os.urandom(KEY_RECORD - 1),
        sealed_intake_key=VERSION + os.urandom(KEY_RECORD - 1),
        withdrawal_hash=os.urandom(DIGEST),
    )


def no_skipped() -> bytes:
    """Return random bytes in the shape of what a second code shows for answers, 4,189."""
    return os.urandom(2 * DIGEST) + VERSION + os.urandom(SKIPPED - 1)


def open_mailbox_key(row: SealedMailbox, open_key: bytes) -> bytes:
    """Open a mailbox's 32-byte key with what the code gives, or raise ``CannotOpen``."""
    place = context("mailbox-key", row.locator_hash)
    return open_record(open_key, place, row.sealed_mailbox_key, size=32)


def open_intake_key(row: SealedMailbox, mailbox: bytes) -> bytes | None:
    """Open the intake key under a mailbox key; None where this code opens no answers.

    Raises ``CannotOpen``.
    """
    key = derive(mailbox, context("intake"))
    opened = open_record(
        key, context("intake-key", row.locator_hash), row.sealed_intake_key, size=32
    )
    return None if opened == NO_ANSWERS else opened


def seal_submission(
    *,
    team: bytes,
    number: int,
    public_key: bytes,
    answers: bytes,
    code: StretchedCode | None,
    second: StretchedCode | None = None,
    skipped: bytes = b"",
) -> SealedSubmission:
    """Seal answers (JSON, UTF-8) to an epoch, with a mailbox for the code and one for the second.

    ``skipped`` are the answers (JSON) that the second code shows. Without a second code its mailbox
    is empty, which nobody can tell. Without any code both are: nobody comes back to it until the
    team gives one.
    """
    intake, mailbox, shown = os.urandom(32), os.urandom(32), os.urandom(32)
    info = context("submission", team, number_bytes(number))
    envelope = seal_envelope(public_key, info, intake + mailbox + second_key(mailbox))
    digest = sha256(envelope)
    mailboxes = mailbox_pair(mailbox, intake=intake, code=code, second=second, shown=shown)
    bound = mailboxes_digest(mailboxes)
    sealed = seal_answers(answers, digest=digest, bound=bound, intake=intake)
    harmless = b""
    if second is not None:
        harmless = seal_answers(skipped, digest=digest, bound=bound, intake=shown)
    return SealedSubmission(team, number, envelope, sealed, mailboxes, harmless).check()


def mailbox_pair(
    mailbox: bytes,
    *,
    intake: bytes,
    code: StretchedCode | None,
    second: StretchedCode | None,
    shown: bytes = NO_ANSWERS,
) -> tuple[SealedMailbox, SealedMailbox]:
    """Return a mailbox and its twin, of equal shape whether there is a second code or not.

    ``shown`` is the key (32 bytes) of the answers that the second code shows.
    """
    if code is None:
        return empty_mailbox(), empty_mailbox()
    first = seal_mailbox(code, mailbox=mailbox, intake=intake)
    if second is None:
        return first, empty_mailbox()
    return first, seal_second(second, mailbox=mailbox, intake=shown)


def open_envelope(envelope: bytes, *, epoch: EpochSecret) -> IntakeKeys:
    """Open a submission's envelope with the epoch's key, or raise ``CannotOpen``."""
    info = context("submission", epoch.team, number_bytes(epoch.number))
    opened = epoch.kem.open(info, envelope, size=96)
    return IntakeKeys(opened[:32], opened[32:64], opened[64:])


def case_origin(*, team: bytes, envelope: bytes, answers: bytes) -> bytes:
    """Return the 32 bytes that a case begins with; the first 16 are its ref.

    Whoever admits compares: the same sealed bytes under another ref are a replay.
    """
    return digest_of("case-ref", team, sha256(envelope), sha256(answers))


def mailboxes_digest(mailboxes: tuple[SealedMailbox, SealedMailbox]) -> bytes:
    """Return SHA-256 over both mailbox rows: 32 bytes."""
    return sha256(mailboxes[0].bound + mailboxes[1].bound)


def seal_answers(answers: bytes, *, digest: bytes, bound: bytes, intake: bytes) -> bytes:
    """Seal answers (JSON) under the intake key; anew, in the same place, once some were struck.

    ``digest`` is SHA-256 of the submission's envelope.
    """
    return seal_record(intake, context("answers", digest, bound), pad(answers, ANSWERS))


def open_answers(*, digest: bytes, answers: bytes, bound: bytes, intake: bytes) -> bytes:
    """Open the answers (JSON) with the intake key; ``CannotOpen`` also if a mailbox was swapped.

    ``digest`` is SHA-256 of the envelope, which is not kept once the case has keys. ``bound``
    is the digest of both mailbox rows: at admission computed from the rows themselves, later as
    the submission stored it, since codes may be ended and added.
    """
    place = context("answers", digest, bound)
    return unpad(open_record(intake, place, answers), ANSWERS)


def seal_arrival(
    public_key: bytes, *, team: bytes, epoch: int, ref: bytes, number: int, hour: int
) -> bytes:
    """Seal the hour of arrival (Unix time, whole hours) to an epoch: 1,153 bytes.

    ``ref`` and ``number`` name a case and 0, or a mailbox and its message.
    """
    info = context("arrival", team, number_bytes(epoch), ref, number_bytes(number))
    return seal_envelope(public_key, info, number_bytes(hour - hour % 3600, 8))


def open_arrival(sealed: bytes, *, epoch: EpochSecret, ref: bytes, number: int) -> int:
    """Open an hour of arrival, or raise ``CannotOpen``."""
    info = context("arrival", epoch.team, number_bytes(epoch.number), ref, number_bytes(number))
    return int.from_bytes(epoch.kem.open(info, sealed, size=8), "big")
