"""The invented people: they join as everybody does, and nobody knows their passphrase before."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.accounts.actions import invite_person, join
from apps.accounts.factors import Factors, hashed, new_backup_codes, new_seed
from apps.accounts.models import Invite, User
from apps.crypto import Keyring
from apps.crypto.passphrase import new_passphrase, new_sheet
from apps.teams.actions import add_membership, confirm_team, hand_over_key, make_first_epoch
from apps.teams.chain import checked_chain
from apps.teams.models import Team
from apps.teams.queries import key_digest


@dataclass(frozen=True, slots=True)
class Member:
    """One invented person, with all that lets them sign in, shown once and kept nowhere."""

    user: User
    keyring: Keyring
    role: str
    passphrase: str
    seed: str
    codes: tuple[str, ...]


def make_member(handle: str, *, role: str, language: str = "en", by: User | None) -> Member:
    """Invite a person and let them join."""
    user, _token = invite_person(
        handle=handle,
        email=f"{handle}@desk.example",
        is_operator=role == "operator",
        is_coordinator="coordinator" in role,
        language=language,
        by=by,
    )
    passphrase, seed, codes = new_passphrase(), new_seed(), new_backup_codes()
    user, keyring = join(
        invite=Invite.objects.get(user=user),
        passphrase=passphrase,
        sheet=new_sheet(),
        factors=Factors(totp=seed, last=0, backup=hashed(codes)),
        language=language,
    )
    return Member(user, keyring, role, passphrase, seed, codes)


def share_key(team: Team, members: Sequence[Member]) -> None:
    """Let the first member make the team's key and hand it over to the others."""
    first, *others = members
    for member in members:
        add_membership(team=team, user=member.user)
    make_first_epoch(team=team, user=first.user, keyring=first.keyring)
    for member in others:
        hand_over_key(
            team=team,
            to=member.user,
            keyring=first.keyring,
            by=first.user,
            confirmed=key_digest(member.user.key_pair.public_key),
        )
        chain = checked_chain(team)
        if chain is None:
            raise RuntimeError("the team's first key was just made")
        confirm_team(
            team=team, user=member.user, keyring=member.keyring, confirmed=chain.first.digest
        )
