"""Other keys for one case: those who may open it change. Run while the case and the team are held.

What was sealed before stays as it is; what comes later lies under a fresh generation, which nobody
has who could open the case before.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from apps.accounts.models import User
from apps.cases.keys import as_row, named_keys
from apps.cases.models import CaseKey, HandedKeys
from apps.cases.opened import OpenCase
from apps.crypto import CannotOpen, EpochSecret
from apps.crypto.casekey import pack_case_keys, wrap_case_keys
from apps.crypto.epoch import SealedEpoch
from apps.crypto.handed import Purpose, seal_handed
from apps.teams.models import Team
from apps.teams.opening import Opened, known_members


def wrap_for_team(opened: OpenCase, epoch: EpochSecret) -> None:
    """Wrap the case's keys, as they are opened, under an epoch of its team."""
    case = opened.case
    sealed = wrap_case_keys(opened.keys, epoch=epoch, case=case.ref.bytes)
    fields = {"team": case.team, "epoch": epoch.number, "sealed_keys": sealed}
    CaseKey.objects.update_or_create(case=case, defaults=fields)
    opened.epoch, opened.mark = epoch, sealed


def hand_to_people(opened: OpenCase, people: Collection[UUID], team: Opened) -> None:
    """Seal the case, with a fresh generation, to these members alone; the team's own wrap goes.

    Raises ``CannotOpen`` where the stored key of one of them is not that of the sealed roster.
    """
    members, _ = known_members(team, but=())
    if not all(ref.bytes in members for ref in people):
        raise CannotOpen
    case = opened.case
    opened.keys, opened.epoch = opened.keys.with_fresh_generation(), None
    packed = pack_case_keys(opened.keys)
    CaseKey.objects.filter(case=case).delete()
    named_keys(case).delete()
    for user in User.objects.filter(ref__in=people):
        handed = seal_handed(
            packed,
            purpose=Purpose.NAMED,
            epoch=team.secret,
            case=case.ref.bytes,
            to=user.ref.bytes,
            public_key=members[user.ref.bytes],
        )
        as_row(handed, case=case, user=user, team=case.team).save(force_insert=True)
        if user == opened.user:
            opened.mark = handed.envelope


def hand_to_team(opened: OpenCase, to: Team, epoch: SealedEpoch, team: Opened) -> None:
    """Seal the case, with a fresh generation, to another team; from here on it is theirs."""
    case = opened.case
    opened.keys, opened.epoch = opened.keys.with_fresh_generation(), None
    handed = seal_handed(
        pack_case_keys(opened.keys),
        purpose=Purpose.MOVED,
        epoch=team.secret,
        case=case.ref.bytes,
        to=to.ref.bytes,
        public_key=epoch.public_key,
        at=epoch.number,
    )
    CaseKey.objects.filter(case=case).delete()
    HandedKeys.objects.filter(case=case).delete()
    as_row(handed, case=case, user=None, team=case.team).save(force_insert=True)
    opened.mark = b""


def remaining_of(opened: OpenCase) -> Sequence[UUID]:
    """Return who is still named in a restricted case where somebody named holds it no longer."""
    if opened.epoch is not None:
        return []
    now = sorted(named_keys(opened.case).values_list("user__ref", flat=True))
    return now if {ref.hex for ref in now} < set(opened.file.restricted) else []
