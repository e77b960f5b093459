"""The draft of the questions: begun from what is asked now, changed, published or dropped."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction

from apps.accounts.models import User
from apps.audit.actions import record
from apps.intake.actions import publish
from apps.intake.definition import Definition
from apps.intake.guards import Fault, faults
from apps.intake.models import Draft, Questionnaire
from apps.intake.queries import questionnaire
from apps.intake.shipped import SHIPPED


class DraftChanged(Exception):
    """A colleague changed the draft meanwhile."""


class NotPublishable(Exception):
    """It is not published; ``found`` says everything that keeps it from that."""

    def __init__(self, found: list[Fault]) -> None:
        super().__init__(found)
        self.found = found


class Standing(NamedTuple):
    """The questions as a page of Settings shows them; ``begun`` if they are not what is asked."""

    definition: Definition
    edition: int
    begun: bool


def standing() -> Standing:
    """Return the draft, or what is asked now where none was begun."""
    return _standing(Draft.objects.first())


def _standing(row: Draft | None) -> Standing:
    edition = row.edition if row is not None else 0
    if row is not None and row.definition is not None:
        try:
            return Standing(msgspec.convert(row.definition, Definition), edition, begun=True)
        except msgspec.ValidationError:
            # Somebody wrote into the row behind us: what is asked is not touched by it.
            pass
    published = questionnaire()
    return Standing(published.definition if published else SHIPPED, edition, begun=False)


def _locked() -> Draft:
    Draft.objects.get_or_create(id=1)
    return Draft.objects.select_for_update(no_key=True).get(id=1)


def _keep(row: Draft, definition: Definition | None) -> None:
    body: Any = None if definition is None else msgspec.to_builtins(definition)
    row.definition, row.edition = body, row.edition + 1
    row.save(update_fields=["definition", "edition"])


@transaction.atomic
def change_draft(*, seen: int | None, change: Callable[[Definition], Definition]) -> Definition:
    """Change the draft, begun from what is asked now. ``DraftChanged`` if it is not what was seen.

    ``seen`` is None for steps that are right whatever a colleague did, such as one place up.
    """
    row = _locked()
    if seen is not None and seen != row.edition:
        raise DraftChanged
    before = _standing(row)
    after = change(before.definition)
    if after != before.definition:
        _keep(row, after)
    return after


@transaction.atomic
def drop_draft(*, seen: int) -> None:
    """Forget the draft; what is asked stays. ``DraftChanged`` if it is not what was seen."""
    row = _locked()
    if seen != row.edition:
        raise DraftChanged
    if row.definition is not None:
        _keep(row, None)


@transaction.atomic
def publish_draft(*, by: User, seen: int) -> Questionnaire:
    """Publish the draft as a new version. Raises ``DraftChanged`` or ``NotPublishable``."""
    row = _locked()
    if seen != row.edition:
        raise DraftChanged
    made = _publish(_standing(row).definition, by=by)
    if row.definition is not None:
        _keep(row, None)
    return made


@transaction.atomic
def publish_again(*, by: User, version: int) -> Questionnaire:
    """Publish an earlier version anew, as the newest. Raises ``NotPublishable``.

    The draft stays as it is. ``LookupError`` where there is no such version.
    """
    # Whoever publishes waits for whoever does so already: numbers follow one another.
    _locked()
    earlier = questionnaire(version)
    if earlier is None or earlier.version != version:
        raise LookupError(version)
    return _publish(earlier.definition, by=by)


def _publish(definition: Definition, *, by: User) -> Questionnaire:
    found = faults(definition)
    if found:
        raise NotPublishable(found)
    made = publish(definition=definition)
    record(person=by.ref, verb="questions_published", kind="questions", ref=UUID(int=made.version))
    return made
