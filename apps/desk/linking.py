"""Linked cases at a glance: work name, stage and risk of each that its reader can open."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from apps.accounts.models import User
from apps.cases import vocabulary
from apps.cases.actions import Hand, link_cases
from apps.cases.casefile import CaseLinked, PersonSet
from apps.cases.errors import CannotLink, CaseDamaged
from apps.cases.index import open_some
from apps.cases.models import Case
from apps.cases.opened import OpenCase
from apps.cases.queries import Row, open_case
from apps.cases.wayout import LINKS
from apps.crypto import Keyring
from apps.desk.labels import label
from apps.desk.stages import stage_name


@dataclass(frozen=True, slots=True)
class Linked:
    """One linked case; ``ref`` is None, and nothing else is told, where it does not open.

    ``other`` is what the link names, which may have been joined with the case that is shown.
    """

    other: str
    kind: str
    person: str
    ref: UUID | None = None
    name: str = ""
    reference: str = ""
    stage: str = ""
    risk: str = ""
    mark: str = ""


def linked_lines(opened: OpenCase, *, user: User, keyring: Keyring) -> list[Linked]:
    """Return every linked case of an opened one, as far as this person can open them."""
    links = list(opened.file.way.household.linked.values())
    rows = _rows([UUID(hex=one.other) for one in links], user=user, keyring=keyring)
    leading = [UUID(hex=row.body.joined) for row in rows.values() if row.body and row.body.joined]
    leads = _rows(leading, user=user, keyring=keyring)
    return [_line(opened, one, rows, leads) for one in links]


def _rows(refs: Sequence[UUID], *, user: User, keyring: Keyring) -> dict[str, Row]:
    return {row.ref.hex: row for row in open_some(refs, user=user, keyring=keyring)}


def _line(opened: OpenCase, one: CaseLinked, rows: dict[str, Row], leads: dict[str, Row]) -> Linked:
    row = rows.get(one.other)
    if row is not None and row.body is not None and row.body.joined:
        row = leads.get(row.body.joined)
    if row is None or row.body is None:
        return Linked(one.other, label(LINKS, one.kind), one.person)
    body = row.body
    return Linked(
        other=one.other,
        kind=label(LINKS, one.kind),
        person=one.person,
        ref=row.ref,
        name=body.name,
        reference=body.reference,
        stage=stage_name(opened.rules, body.stage),
        risk=label(vocabulary.RISKS, body.risk) if body.risk else "",
        mark=body.risk or "unset",
    )


def kind_of(one: PersonSet) -> str:
    """Return how the own case of somebody of the household belongs to this one."""
    if one.kind in {"partner", "spouse"}:
        return "partner"
    return "travels_with" if one.kind == "companion" else "family"


def link_own(*, beside: UUID, person: str, brought: OpenCase, user: User, keyring: Keyring) -> bool:
    """Link somebody’s own case, which was brought in just now, with the one that they stand in."""
    try:
        opened = open_case(ref=beside, user=user, keyring=keyring)
        one = opened.file.way.household.people.get(person)
        if one is None:
            return False
        known = opened.file.way.household.linked.get(brought.case.ref.hex)
        if known is not None and known.person == person:
            # Sent twice.
            return True
        mine = Hand(opened, user, keyring, seen=opened.sequence)
        other = Hand(brought, user, keyring, seen=brought.sequence)
        link_cases(mine, other, kind=kind_of(one), person=person)
    except (Case.DoesNotExist, CannotLink, CaseDamaged):
        return False
    return True
