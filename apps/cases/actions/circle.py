"""Who may open a case: named people alone, the whole team again, or another team."""

from collections.abc import Collection

from apps.accounts.models import User
from apps.cases.actions.hand import Hand
from apps.cases.casefile import AnyEvent, InterpreterEnded, Moved, OwnerSet, Restricted
from apps.cases.errors import CannotMove, TooFewNamed
from apps.cases.keys import named_keys
from apps.cases.models import Case, Draft, Summary, Translation
from apps.cases.opened import OpenCase
from apps.cases.owing import owe
from apps.cases.queries import people_with_key
from apps.cases.rekeying import hand_to_people, hand_to_team, wrap_for_team
from apps.cases.writing import Change
from apps.teams.actions import notify
from apps.teams.models import Team
from apps.teams.opening import Opened
from apps.teams.queries import current_epoch

ENOUGH = 2


def restrict_case(hand: Hand, *, people: Collection[User], why: str = "") -> OpenCase:
    """Let only these people open the case from now on; whoever does it is one of them.

    The team's wrap and its summary in the team's index go in the same transaction. Old events and
    the mailbox were open to the team before. Raises ``TooFewNamed``.
    """
    named = {user.ref for user in people} | {hand.by.ref}
    holders = {user.ref for user in people_with_key(hand.opened, hand.keyring)}
    if len(named) < ENOUGH or not named <= holders:
        raise TooFewNamed
    refs = sorted(ref.hex for ref in named)
    events: list[AnyEvent] = [Restricted(by=hand.me, at=hand.now, people=refs, why=why)]
    if hand.opened.file.owner not in {"", *refs}:
        # Whoever cannot open it cannot look after it.
        events.append(OwnerSet(by=hand.me, at=hand.now, owner=""))

    def rekey(opened: OpenCase, team: Opened) -> None:
        hand_to_people(opened, named, team)
        # The keys that the team had are cut out of the database's files as well.
        owe(words=True)

    return hand.write(Change(events=events, verb="case_restricted", rekey=rekey))


def lift_restriction(hand: Hand, *, why: str = "") -> OpenCase:
    """Let the whole team open the case again; one of the named people does it."""
    event = Restricted(by=hand.me, at=hand.now, people=[], why=why)

    def rekey(opened: OpenCase, team: Opened) -> None:
        named_keys(opened.case).delete()
        wrap_for_team(opened, team.secret)

    return hand.write(Change(events=[event], verb="restriction_lifted", rekey=rekey))


def move_to_team(hand: Hand, *, team: Team, why: str = "") -> None:
    """Hand the case over to another casework team; from here on it is not there for this one.

    It has no owner then, no draft and no interpreter; what was written and said goes with it.
    Raises ``CannotMove`` also for a restricted case, whose restriction is lifted first.
    """
    epoch = current_epoch(team) if team.kind == Team.Kind.CASEWORK else None
    case = hand.opened.case
    if epoch is None or team.ref == case.team_id or hand.opened.epoch is None:
        raise CannotMove
    me, now = hand.me, hand.now
    gone = sorted(hand.opened.file.interpreters)
    events = [InterpreterEnded(by=me, at=now, user=user) for user in gone]
    moved = Moved(by=me, at=now, team=team.ref.hex, came_from=case.team_id.hex, why=why)

    def rekey(opened: OpenCase, own: Opened) -> None:
        hand_to_team(opened, team, epoch, own)
        owe(words=True)
        Draft.objects.filter(case=opened.case).delete()
        Translation.objects.filter(case=opened.case).delete()
        opened.case.team = team
        Case.objects.filter(ref=opened.case.ref).update(team=team)

    def tell(opened: OpenCase) -> None:
        # Behind on purpose: whoever of the team lists it first takes it over.
        Summary.objects.filter(case=opened.case).update(summed=0)
        notify(team)

    hand.write(Change(events=[*events, moved], verb="case_moved", rekey=rekey), also=tell)
