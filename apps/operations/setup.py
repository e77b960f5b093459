"""The first steps: one address with a one-time token, until the operator has joined.

The token lies in the memory-backed runtime folder, never in the database: who reads the disk finds
no way in. No account exists before the operator makes one.
"""

import os
import secrets
import sys
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
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


class AlreadyFounded(Exception):
    """Somebody pressed twice, or was faster: the organisation is there."""


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
    kept = _kept_token()
    return bool(kept) and compare_digest(kept.encode(), token.encode()) and is_open()


def first_steps() -> None:
    """Print the address of setting up, while it goes on; forget its token afterwards."""
    if not is_open():
        _file().unlink(missing_ok=True)
        return
    path = reverse("operations:setup", args=[_kept_token() or _new_token()])
    sys.stdout.write(f"Set it up here, once: {settings.ORIGIN}{path}\n")


def _file() -> Path:
    return Path(settings.RUNTIME) / "setup.token"


def _kept_token() -> str:
    try:
        return _file().read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _new_token() -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    # What stands there holds no token: whoever was killed while writing it left it empty.
    _file().unlink(missing_ok=True)
    descriptor = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(token)
    return token


@transaction.atomic
def found(
    *, fields: dict[str, Any], teams: dict[str, str], people: dict[str, Any]
) -> list[Invited]:
    """Found the organisation with its first teams and people; return how they join.

    ``people`` maps each of operator, coordinator, caseworker and overseer to handle and mail.
    Raises ``AlreadyFounded``.
    """
    _found_once(fields)
    publish_shipped()
    language = fields["languages"][0]
    operator, invited = _invite("operator", people, language=language, by=None)
    casework = make_team(name=teams["casework"], kind=Team.Kind.CASEWORK, by=operator)
    oversight = make_team(name=teams["oversight"], kind=Team.Kind.OVERSIGHT, by=operator)
    everyone = [invited]
    for role, team in (
        ("coordinator", casework),
        ("caseworker", casework),
        ("overseer", oversight),
    ):
        user, invited = _invite(role, people, language=language, by=operator)
        add_membership(team=team, user=user, by=operator)
        everyone.append(invited)
    return everyone


def _found_once(fields: dict[str, Any]) -> None:
    if organisation() is not None:
        raise AlreadyFounded
    try:
        with transaction.atomic():
            found_organisation(**fields)
    except (IntegrityError, ValidationError):
        # Of two at once, PostgreSQL lets both look before one of them writes.
        if organisation() is not None:
            raise AlreadyFounded from None
        raise


def _invite(
    role: str, people: dict[str, Any], *, language: str, by: User | None
) -> tuple[User, Invited]:
    handle, email = people[role]
    user, token = invite_person(
        handle=handle,
        email=email,
        is_operator=role == "operator",
        is_coordinator=role == "coordinator",
        language=language,
        by=by,
    )
    return user, _invited(user, role, token)


@transaction.atomic
def invite_again() -> list[Invited]:
    """Make new addresses for everyone who has not joined; the earlier ones end."""
    waiting = User.objects.filter(key_pair__isnull=True, is_active=True)
    return [
        _invited(user, "", people_actions.invite_again(user=user, by=None))
        for user in waiting.order_by("-is_operator", "handle")
    ]


def is_founded() -> bool:
    """Tell whether the organisation has been founded."""
    return organisation() is not None


def _invited(user: User, role: str, token: str) -> Invited:
    return Invited(user.handle, role, reverse("accounts:join", args=[token]))
