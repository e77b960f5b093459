"""New keys for one person, because somebody may know their passphrase: all that hung on the old.

With the old secret and an old copy of the database somebody opens what was; nothing that comes.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from apps.accounts.actions import NewKeys, replace_keys
from apps.accounts.models import User
from apps.audit.actions import record
from apps.cases.adding import add_event, hold
from apps.cases.casefile import Restricted
from apps.cases.index.segments import empty_segments
from apps.cases.keys import Way, named_keys
from apps.cases.models import Case, Draft, HandedKeys, Paper
from apps.cases.opened import OpenCase
from apps.cases.queries import open_case
from apps.cases.rekeying import hand_to_people
from apps.cases.renewing import renew_team
from apps.cases.summing import sum_up
from apps.crypto import CannotOpen, Keyring
from apps.crypto.paper import draft_ref, open_own_paper, seal_own_paper
from apps.teams.actions import lock_team
from apps.teams.errors import TeamClosed
from apps.teams.models import Team
from apps.teams.opening import open_newest
from apps.teams.queries import alarms_recorded, open_team, teams_of


def renew_own_keys(*, user: User, keyring: Keyring, new: NewKeys, now: int) -> None:
    """Put new keys in the place of a person's own, and renew those of all their teams.

    In one transaction: new epochs whose rosters have the new key, fresh generations of every case
    and of the restricted ones that name this person, their papers and drafts. What they interpret
    they must be let into again. Raises a `TeamClosed` where a team's keys changed meanwhile.
    """
    teams = _teams(user, keyring)
    with transaction.atomic():
        for team in teams:
            lock_team(team)
        named = [*_hold_named(user, keyring)]
        for team in teams:
            with alarms_recorded(team, user):
                renew_team(team, user, keyring, own_key=new.keyring.kem.public_bytes)
        _move_papers(user, keyring, new.keyring)
        _move_drafts(keyring, new.keyring)
        HandedKeys.objects.filter(user=user, purpose=Way.INTERPRETER).delete()
        replace_keys(user=user, old=keyring, new=new)
        for opened in named:
            _hand_anew(opened, user, new.keyring, now)
        for team in teams:
            record(person=user.ref, verb="keys_renewed", kind="team", ref=team.ref)
        record(person=user.ref, verb="keys_replaced", kind="person", ref=user.ref)


def _teams(user: User, keyring: Keyring) -> Sequence[Team]:
    """Return the teams that open for the person, in the order of their locks; oversight last.

    One that does not open keeps the old key in its roster until somebody hands its key over anew.
    """
    found = []
    for team in teams_of(user).order_by("kind", "ref"):
        try:
            open_team(team=team, user=user, keyring=keyring)
        except TeamClosed:
            continue
        found.append(team)
    return found


def _hold_named(user: User, keyring: Keyring) -> Sequence[OpenCase]:
    found = []
    cases = Case.objects.filter(handed__user=user, handed__purpose=Way.NAMED)
    for case in cases.select_related("team").order_by("team", "ref"):
        empty_segments(team=case.team, refs=[case.ref])
        hold(case)
        found.append(open_case(ref=case.ref, user=user, keyring=keyring))
    return found


def _hand_anew(opened: OpenCase, user: User, keyring: Keyring, now: int) -> None:
    team = open_newest(team=opened.case.team, user=user, keyring=keyring)
    people = named_keys(opened.case).values_list("user__ref", flat=True)
    staying = [ref for ref in people if ref.bytes in team.roster]
    hand_to_people(opened, staying, team)
    if not opened.damaged:
        refs = sorted(ref.hex for ref in staying)
        add_event(opened, Restricted(by=user.ref.hex, at=now, people=refs))
        sum_up(opened)


def _move_papers(user: User, old: Keyring, new: Keyring) -> None:
    for row in Paper.objects.select_for_update().filter(user=user):
        place = {"kind": row.kind, "version": row.version}
        try:
            body = open_own_paper(bytes(row.sealed_paper), keyring=old, **place)
        except CannotOpen:
            # As damaged as it is, it stays.
            continue
        row.sealed_paper = seal_own_paper(body, keyring=new, **place)
        row.save(update_fields=["sealed_paper"])


def _move_drafts(old: Keyring, new: Keyring) -> None:
    """Let the person's drafts be found by their new secret; the words lie under the case's keys."""
    for row in Draft.objects.all():
        case = row.case_id.bytes
        if row.ref.bytes == draft_ref(keyring=old, case=case):
            place = UUID(bytes=draft_ref(keyring=new, case=case))
            Draft.objects.filter(ref=row.ref).update(ref=place)
