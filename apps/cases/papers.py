"""Papers: what a team or a person keeps beside the cases, and drafts of words not yet sent.

A paper is one sealed JSON of its kind. Who writes has read a version and replaces exactly that one.
"""

from collections.abc import Callable
from typing import Final, TypeVar
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.audit.actions import record
from apps.cases.errors import PaperChanged
from apps.cases.keys import unless_restricted_to_others
from apps.cases.models import Case, Draft, Paper
from apps.cases.opened import OpenCase
from apps.crypto import CannotOpen, Keyring
from apps.crypto.paper import (
    draft_ref,
    open_draft,
    open_own_paper,
    open_team_paper,
    seal_draft,
    seal_own_paper,
    seal_team_paper,
)
from apps.lookups import Lookup
from apps.teams.models import Team
from apps.teams.queries import open_epoch, open_team, teams_of

T = TypeVar("T", bound=msgspec.Struct)

Kind = Paper.Kind

_TEAMS: Final = Lookup(lambda team, kind: Paper.objects.filter(team=team, kind=kind))
_OWN: Final = Lookup(lambda user, kind: Paper.objects.filter(user=user, kind=kind))
_DRAFTS: Final = Lookup(lambda ref, case: Draft.objects.filter(ref=ref, case=case))


def read_team_paper(
    kind: Paper.Kind, body: type[T], *, team: Team, user: User, keyring: Keyring
) -> tuple[T, int]:
    """Return a team's paper and its version; an empty one and 0 where none was written.

    ``body`` must be buildable without arguments. Raises ``CannotOpen`` and a ``TeamClosed``.
    """
    row = _TEAMS.first(team.ref, kind)
    if row is None:
        return body(), 0
    epoch = open_epoch(team=team, number=row.epoch, user=user, keyring=keyring)
    sealed, version = bytes(row.sealed_paper), row.version
    return _decode(open_team_paper(sealed, epoch=epoch, kind=kind, version=version), body), version


def write_team_paper(
    kind: Paper.Kind,
    body: msgspec.Struct,
    *,
    version: int,
    team: Team,
    user: User,
    keyring: Keyring,
) -> None:
    """Replace the version that was read; ``PaperChanged`` where somebody was faster. Recorded."""
    epoch = open_team(team=team, user=user, keyring=keyring)
    data = msgspec.json.encode(body)
    sealed = seal_team_paper(data, epoch=epoch, kind=kind, version=version + 1)
    with transaction.atomic():
        _store(Paper(team=team, kind=kind, epoch=epoch.number, sealed_paper=sealed), version)
        record(person=user.ref, verb="paper_changed", kind="team", ref=team.ref)


def read_own_paper(
    kind: Paper.Kind, body: type[T], *, user: User, keyring: Keyring
) -> tuple[T, int]:
    """Return a person's own paper and its version, as `read_team_paper` does."""
    row = _OWN.first(user.ref, kind)
    if row is None:
        return body(), 0
    sealed, version = bytes(row.sealed_paper), row.version
    opened = open_own_paper(sealed, keyring=keyring, kind=kind, version=version)
    return _decode(opened, body), version


def change_own_paper(
    kind: Paper.Kind,
    body: type[T],
    change: Callable[[T], T],
    *,
    user: User,
    keyring: Keyring,
) -> T:
    """Read a person's own paper, change it, and keep it; two windows of theirs lose nothing.

    One that does not open is begun anew: whoever had to join again has other keys, and what was
    sealed under the lost ones stays lost.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        try:
            now, version = read_own_paper(kind, body, user=user, keyring=keyring)
        except CannotOpen:
            now, version = body(), Paper.objects.get(user=user, kind=kind).version
        new = change(now)
        data = msgspec.json.encode(new)
        sealed = seal_own_paper(data, keyring=keyring, kind=kind, version=version + 1)
        _store(Paper(user=user, kind=kind, sealed_paper=sealed), version)
    return new


def forget_own_paper(kind: Paper.Kind, *, user: User) -> None:
    """Delete a person's own paper, if there is one."""
    Paper.objects.filter(user=user, kind=kind).delete()


def _store(paper: Paper, version: int) -> None:
    paper.version = version + 1
    same = Paper.objects.filter(team=paper.team, user=paper.user, kind=paper.kind, version=version)
    if version:
        changed = same.update(
            version=paper.version, epoch=paper.epoch, sealed_paper=paper.sealed_paper
        )
        if not changed:
            raise PaperChanged
        return
    try:
        with transaction.atomic():
            paper.save(force_insert=True)
    except IntegrityError:
        raise PaperChanged from None


def _decode(data: bytes, body: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise CannotOpen from None


def read_draft(opened: OpenCase, *, keyring: Keyring) -> dict[str, str]:
    """Return the words that this person has not sent yet, by field; none where none open."""
    case = opened.case.ref.bytes
    row = _DRAFTS.first(_place(opened, keyring), opened.case.ref)
    if row is None:
        return {}
    try:
        data = open_draft(
            bytes(row.sealed_draft), keys=opened.keys, case=case, user=opened.user.ref.bytes
        )
        return msgspec.json.decode(data, type=dict[str, str])
    except (CannotOpen, msgspec.MsgspecError, UnicodeDecodeError):
        return {}


def keep_draft(opened: OpenCase, words: dict[str, str], *, keyring: Keyring) -> None:
    """Keep words for later, or forget them where all are empty."""
    place = _place(opened, keyring)
    kept = {field: text for field, text in words.items() if text.strip()}
    if not kept:
        Draft.objects.filter(ref=place).delete()
        return
    sealed = seal_draft(
        msgspec.json.encode(kept),
        keys=opened.keys,
        case=opened.case.ref.bytes,
        user=opened.user.ref.bytes,
    )
    Draft.objects.update_or_create(
        ref=place, defaults={"case": opened.case, "sealed_draft": sealed}
    )


def own_drafts(*, user: User, keyring: Keyring) -> list[Case]:
    """Return the cases for which a person has kept words that they have not sent yet."""
    cases = unless_restricted_to_others(Case.objects.filter(team__in=teams_of(user)), user)
    drafts = Draft.objects.filter(case__in=cases).select_related("case")
    return [
        row.case
        for row in drafts
        if row.ref.bytes == draft_ref(keyring=keyring, case=row.case_id.bytes)
    ]


def _place(opened: OpenCase, keyring: Keyring) -> UUID:
    return UUID(bytes=draft_ref(keyring=keyring, case=opened.case.ref.bytes))
