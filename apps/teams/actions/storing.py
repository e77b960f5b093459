"""What every new epoch has in common: its members' keys, its row, its shares."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from apps.audit.actions import set_recipient
from apps.crypto import EpochSecret
from apps.crypto.epoch import SealedEpoch, make_epoch, seal_share
from apps.teams.models import Epoch, Share, Team
from apps.teams.opening import Opened


def lock_team(team: Team) -> None:
    """Lock a team before its keys change, and before a case key is wrapped anew.

    Of a kind that lets the front door go on inserting requests for the team.
    """
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)


def next_epoch(
    opened: Opened, members: dict[bytes, bytes], *, renews: bool = False
) -> tuple[SealedEpoch, EpochSecret]:
    """Make the epoch that follows; ``renews``: no earlier one wraps a case key any more."""
    newest = opened.chain.newest
    secret = EpochSecret.new(team=newest.team, number=newest.number + 1)
    sealed = make_epoch(
        secret=secret, members=members, after=newest, previous=opened.secret, renews=renews
    )
    return sealed, secret


def store_epoch(
    team: Team, sealed: SealedEpoch, secret: EpochSecret, members: dict[bytes, bytes]
) -> Epoch:
    """Store an epoch and seal it to its members; ``CannotOpen`` where a key of theirs is none."""
    epoch = Epoch.objects.create(
        team=team,
        number=sealed.number,
        previous_digest=sealed.previous_digest,
        public_key=sealed.public_key,
        sign_key=sealed.sign_key,
        sealed_roster=sealed.sealed_roster,
        sealed_previous=sealed.sealed_previous,
        signature=sealed.signature,
        floor=sealed.floor,
    )
    # The newest share leads to every earlier epoch: older ones would only be more to guard.
    Share.objects.filter(team=team).delete()
    Share.objects.bulk_create(
        Share(
            team=team,
            number=sealed.number,
            user_id=UUID(bytes=ref),
            sealed_share=seal_share(secret=secret, epoch=sealed, user=ref, public_key=public_key),
        )
        for ref, public_key in members.items()
    )
    if team.kind == Team.Kind.OVERSIGHT:
        seal_record_to(sealed, team)
    return epoch


def seal_record_to(sealed: SealedEpoch, team: Team) -> None:
    """Seal the access record to oversight's new epoch."""
    set_recipient(team=team.ref, number=sealed.number, public_key=sealed.public_key)


def lend_forms(*, epoch: SealedEpoch, until: date) -> None:
    """Let an epoch receive until this day, also after a newer one: a form went out with it."""
    rows = Epoch.objects.filter(team=UUID(bytes=epoch.team), number=epoch.number)
    shorter = rows.filter(Q(forms_until=None) | Q(forms_until__lt=until))
    # Once a day; all others do not wait for the right to write.
    if shorter.exists():
        shorter.update(forms_until=until)
