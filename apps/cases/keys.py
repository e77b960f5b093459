"""The keys of one case, by whichever way they come to this person; nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from apps.accounts.models import User
from apps.cases.errors import NotAdmitted
from apps.cases.models import Case, CaseKey, HandedKeys
from apps.crypto import CannotOpen, EpochSecret, Keyring
from apps.crypto.casekey import CaseKeys, unpack_case_keys, unwrap_case_keys
from apps.crypto.handed import Handed, Purpose, check_handed, open_handed
from apps.lookups import Lookup
from apps.teams.chain import Chain, checked_chain
from apps.teams.models import Team
from apps.teams.queries import open_epoch, open_roster_of

Way = HandedKeys.Purpose

# None while it opens for named people alone, whatever somebody wrote into the row.
_KEYS: Final = Lookup(
    lambda case, team: CaseKey.objects.filter(~Exists(named_keys(case)), case=case, team=team)
)


@dataclass(frozen=True, slots=True)
class Held:
    """A case's keys; ``epoch`` is None where a person holds them and not the team.

    ``mark`` are the sealed bytes that they came in: others later, and the keys are no longer these.
    """

    keys: CaseKeys
    epoch: EpochSecret | None
    mark: bytes


def held_keys(*, case: Case, user: User, keyring: Keyring) -> Held:
    """Return the keys of a case that this person may see.

    Raises ``NotAdmitted``, a ``TeamClosed``, and ``CannotOpen`` also for what somebody who has
    left, or who only writes the database, put in the place of the keys.
    """
    key = _KEYS.first(case.ref, case.team_id)
    if key is None:
        row = named_keys(case).filter(user=user).first()
        if row is None:
            raise NotAdmitted
        return _held_by_person(case, row, user, keyring)
    epoch = open_epoch(team=case.team, number=key.epoch, user=user, keyring=keyring, wraps=True)
    mark = bytes(key.sealed_keys)
    return Held(unwrap_case_keys(mark, epoch=epoch, case=case.ref.bytes), epoch, mark)


def _held_by_person(case: Case, row: HandedKeys, user: User, keyring: Keyring) -> Held:
    opened = open_roster_of(team=case.team, user=user, keyring=keyring)
    sign_key = signing_key(row, opened.chain, case.team)
    packed = open_handed(as_handed(row), sign_key=sign_key, key=keyring.kem)
    return Held(unpack_case_keys(packed), None, bytes(row.sealed_keys))


def moved_keys(*, case: Case, row: HandedKeys, user: User, keyring: Keyring) -> Held:
    """Open what another team handed over to this one, checked against that team's own chain.

    Raises ``CannotOpen`` and a ``TeamClosed``.
    """
    chain = checked_chain(row.team)
    if chain is None:
        raise CannotOpen
    sign_key = signing_key(row, chain, row.team)
    epoch = open_epoch(team=case.team, number=row.at, user=user, keyring=keyring)
    packed = open_handed(as_handed(row), sign_key=sign_key, key=epoch.kem)
    return Held(unpack_case_keys(packed), None, bytes(row.sealed_keys))


def signing_key(row: HandedKeys, chain: Chain, team: Team) -> bytes:
    """Return the key that must have signed; ``CannotOpen`` for an epoch from before a renewal."""
    if row.team_id != team.ref or row.number < chain.newest.floor:
        raise CannotOpen
    return chain.at(row.number).sign_key


def mark_of(case: Case, user: User) -> bytes:
    """Return the sealed bytes that this person's keys of the case come in now; b"" for none."""
    key = named_keys(case).filter(user=user).values_list("sealed_keys", flat=True).first()
    if key is None:
        key = CaseKey.objects.filter(case=case).values_list("sealed_keys", flat=True).first()
    return b"" if key is None else bytes(key)


def named_keys(case: Case | UUID) -> QuerySet[HandedKeys]:
    """The keys of a case that named people hold."""
    return HandedKeys.objects.filter(case=case, purpose=Way.NAMED)


def unless_restricted_to_others(cases: QuerySet[Case], user: User | UUID) -> QuerySet[Case]:
    """Leave out the cases that are restricted to people of whom this is none."""
    named = HandedKeys.objects.filter(case=OuterRef("ref"), purpose=Way.NAMED)
    return cases.filter(~Exists(named) | Exists(named.filter(user=user)))


@dataclass(frozen=True, slots=True)
class HandedOf:
    """Of several cases: those that wait to be taken over, and those that are restricted."""

    moved: dict[UUID, HandedKeys]
    restricted: frozenset[UUID]


def handed_of(cases: Sequence[Case]) -> HandedOf:
    """Return what was handed over of these cases, to their team or to named people."""
    rows = HandedKeys.objects.select_related("team", "case__team").filter(case__in=cases)
    moved, restricted = {}, set()
    for row in rows.exclude(purpose=Way.INTERPRETER):
        if row.purpose == Way.MOVED:
            moved[row.case_id] = row
        else:
            restricted.add(row.case_id)
    return HandedOf(moved, frozenset(restricted))


def as_handed(row: HandedKeys) -> Handed:
    """Return a row as the bytes that are signed and opened."""
    to = row.user_id.bytes if row.user_id is not None else row.case.team_id.bytes
    return Handed(
        purpose=Purpose(bytes([row.purpose])),
        team=row.team_id.bytes,
        number=row.number,
        case=row.case_id.bytes,
        to=to,
        at=row.at,
        envelope=bytes(row.sealed_keys),
        signature=bytes(row.signature),
    )


def as_row(handed: Handed, *, case: Case, user: User | None, team: Team) -> HandedKeys:
    """Return handed keys as a row that is not stored yet."""
    return HandedKeys(
        case=case,
        purpose=handed.purpose.value[0],
        user=user,
        team=team,
        number=handed.number,
        at=handed.at,
        sealed_keys=handed.envelope,
        signature=handed.signature,
    )


def is_signed(row: HandedKeys, chain: Chain, team: Team) -> bool:
    """Tell whether a member of this team handed these keys over since its keys were renewed."""
    try:
        check_handed(as_handed(row), signing_key(row, chain, team))
    except (CannotOpen, ValueError):
        return False
    return True
