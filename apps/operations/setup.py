"""The first steps: one address with a one-time token, until the operator has joined.

The token lies in the memory-backed runtime folder, never in the database: who reads the disk finds
no way in. No account exists before the operator makes one.
"""

import secrets
import sys
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from apps.accounts import actions as people_actions
from apps.accounts.actions import invite_person
from apps.accounts.models import User
from apps.intake.actions import publish_shipped
from apps.teams.actions import add_membership, make_team
from apps.teams.models import Team
from apps.web.actions import found_organisation
from apps.web.queries import organisation

TOKEN_BYTES: Final = 24


@dataclass(frozen=True, slots=True)
class Invited:
    """A person and the path by which they join, shown once."""

    handle: str
    role: str
    path: str


def is_open() -> bool:
    """Tell whether setting up goes on: until an operator has a key of their own."""
    return not User.objects.filter(is_operator=True, key_pair__isnull=False).exists()


def is_token(token: str) -> bool:
    """Tell whether the token is the one that was printed, and setting up still goes on."""
    try:
        kept = _file().read_text(encoding="ascii").strip()
    except OSError:
        return False
    return compare_digest(kept.encode(), token.encode()) and is_open()


def first_steps() -> None:
    """Print the address of setting up, while it goes on; forget its token afterwards."""
    if not is_open():
        _file().unlink(missing_ok=True)
        return
    if not _file().exists():
        _file().touch(mode=0o600)
        _file().write_text(secrets.token_urlsafe(TOKEN_BYTES), encoding="ascii")
    path = reverse("operations:setup", args=[_file().read_text(encoding="ascii").strip()])
    sys.stdout.write(f"Set it up here, once: {settings.ORIGIN}{path}\n")


def _file() -> Path:
    return Path(settings.RUNTIME) / "setup.token"


@transaction.atomic
def found(
    *, fields: dict[str, Any], teams: dict[str, str], people: dict[str, Any]
) -> list[Invited]:
    """Found the organisation with its first teams and people; return how they join.

    ``people`` maps each of operator, coordinator, caseworker and overseer to handle and mail.
    """
    found_organisation(**fields)
    publish_shipped()
    language = fields["languages"][0]
    operator, token = invite_person(
        handle=people["operator"][0],
        email=people["operator"][1],
        is_operator=True,
        is_coordinator=False,
        language=language,
        by=None,
    )
    invited = [_invited(operator, "operator", token)]
    casework = make_team(name=teams["casework"], kind=Team.Kind.CASEWORK, by=operator)
    oversight = make_team(name=teams["oversight"], kind=Team.Kind.OVERSIGHT, by=operator)
    for role, team in (
        ("coordinator", casework),
        ("caseworker", casework),
        ("overseer", oversight),
    ):
        handle, email = people[role]
        user, token = invite_person(
            handle=handle,
            email=email,
            is_operator=False,
            is_coordinator=role == "coordinator",
            language=language,
            by=operator,
        )
        add_membership(team=team, user=user, by=operator)
        invited.append(_invited(user, role, token))
    return invited


@transaction.atomic
def invite_again() -> list[Invited]:
    """Make new addresses for everyone who has not joined; the earlier ones end."""
    return [
        _invited(user, "", people_actions.invite_again(user=user, by=None))
        for user in User.objects.filter(key_pair__isnull=True).order_by("-is_operator", "handle")
    ]


def is_founded() -> bool:
    """Tell whether the organisation has been founded."""
    return organisation() is not None


def _invited(user: User, role: str, token: str) -> Invited:
    return Invited(user.handle, role, reverse("accounts:join", args=[token]))
