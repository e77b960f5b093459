"""People outside a team who were handed the keys of single cases: they confirm its words too."""

from hmac import compare_digest

from django.db import transaction

from apps.accounts.models import User
from apps.audit.actions import record
from apps.crypto import CannotOpen, Keyring
from apps.teams.chain import Chain, checked_chain
from apps.teams.errors import TeamAlarm
from apps.teams.models import Team
from apps.teams.pins import pin_to, write_pin
from apps.teams.queries import alarms_recorded, record_alarm


def confirm_from_outside(*, team: Team, user: User, keyring: Keyring, confirmed: bytes) -> None:
    """Pin the team's first epoch, whose words somebody of the team read aloud.

    From here on only what this team signed is taken for its own. Raises ``TeamAlarm``.
    """
    with alarms_recorded(team, user), transaction.atomic():
        chain = _chain(team)
        if not compare_digest(chain.first.digest, confirmed):
            raise TeamAlarm("words_changed")
        write_pin(team=team, user=user, keyring=keyring, pin=pin_to(chain))
        record(person=user.ref, verb="team_confirmed", kind="team", ref=team.ref)


def refuse_from_outside(*, team: Team, user: User, keyring: Keyring) -> None:
    """Take nothing of this team for its own: its words were not those that were read aloud."""
    with alarms_recorded(team, user), transaction.atomic():
        write_pin(team=team, user=user, keyring=keyring, pin=pin_to(_chain(team), refused=True))
        record_alarm(team=team, user=user, alarm=TeamAlarm("words_refused"))


def _chain(team: Team) -> Chain:
    try:
        chain = checked_chain(team)
    except CannotOpen:
        raise TeamAlarm("chain") from None
    if chain is None:
        raise TeamAlarm("chain")
    return chain
