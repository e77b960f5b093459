"""Papers and drafts: what a team or a person keeps beside the cases, and words not yet sent.

See docs/spec/papers.md.
"""

from typing import Final

from apps.crypto.casekey import CaseKeys
from apps.crypto.contexts import REF, as_bytes, context, derive, number_bytes
from apps.crypto.keyring import EpochSecret, Keyring
from apps.crypto.padding import MESSAGE, PAPER, pad, unpad
from apps.crypto.record import open_record, seal_record

DRAFT_REF: Final = REF


def seal_team_paper(body: bytes, *, epoch: EpochSecret, kind: int, version: int) -> bytes:
    """Seal a team's paper (JSON) under an epoch's wrap key, in steps of 4,096 bytes."""
    return seal_record(epoch.wrap, _team_place(epoch, kind, version), pad(body, PAPER))


def open_team_paper(sealed: bytes, *, epoch: EpochSecret, kind: int, version: int) -> bytes:
    """Open a team's paper, or raise ``CannotOpen``."""
    return unpad(open_record(epoch.wrap, _team_place(epoch, kind, version), sealed), PAPER)


def seal_own_paper(body: bytes, *, keyring: Keyring, kind: int, version: int) -> bytes:
    """Seal a person's own paper (JSON) under their secret, in steps of 4,096 bytes."""
    place = _own_place(keyring, kind, version)
    return seal_record(derive(keyring.secret, place), place, pad(body, PAPER))


def open_own_paper(sealed: bytes, *, keyring: Keyring, kind: int, version: int) -> bytes:
    """Open a person's own paper, or raise ``CannotOpen``."""
    place = _own_place(keyring, kind, version)
    return unpad(open_record(derive(keyring.secret, place), place, sealed), PAPER)


def draft_ref(*, keyring: Keyring, case: bytes) -> bytes:
    """Return the 16 bytes under which a person's draft for a case lies: nobody else knows whose."""
    return derive(keyring.secret, context("draft-ref", case))[:DRAFT_REF]


def seal_draft(body: bytes, *, keys: CaseKeys, case: bytes, user: bytes) -> bytes:
    """Seal a draft (JSON) under the case's newest generation, whose number goes before it."""
    generation = number_bytes(keys.newest, 1)
    place = context("draft", case, user, generation)
    return generation + seal_record(keys.draft_key(keys.newest, place), place, pad(body, MESSAGE))


def open_draft(sealed: bytes, *, keys: CaseKeys, case: bytes, user: bytes) -> bytes:
    """Open a draft, or raise ``CannotOpen``."""
    generation, rest = as_bytes(sealed)[:1], as_bytes(sealed)[1:]
    place = context("draft", case, user, generation)
    return unpad(open_record(keys.draft_key(generation[0], place), place, rest), MESSAGE)


def _team_place(epoch: EpochSecret, kind: int, version: int) -> bytes:
    number = number_bytes(epoch.number)
    return context("paper", epoch.team, number, number_bytes(kind, 1), number_bytes(version))


def _own_place(keyring: Keyring, kind: int, version: int) -> bytes:
    return context("own-paper", keyring.user, number_bytes(kind, 1), number_bytes(version))
