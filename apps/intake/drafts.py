"""The draft of a form's questions: begun from what is asked now, changed, published or dropped."""

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
from apps.intake.models import FIRST, Draft, Questionnaire
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


def standing(form: str = FIRST) -> Standing:
    """Return the draft of a form, or what it asks now where none was begun."""
    return _standing(Draft.objects.filter(form=form).first(), form)


def _standing(row: Draft | None, form: str) -> Standing:
    edition = row.edition if row is not None else 0
    if row is not None and row.definition is not None:
        try:
            return Standing(msgspec.convert(row.definition, Definition), edition, begun=True)
        except msgspec.ValidationError:
            # Somebody wrote into the row behind us: what is asked is not touched by it.
            pass
    published = questionnaire(form=form)
    return Standing(published.definition if published else SHIPPED, edition, begun=False)


def _locked(form: str, *, to_publish: bool = False) -> Draft:
    if to_publish and form != FIRST:
        # Whoever publishes waits for whoever does so already, at whichever form: numbers follow
        # one another.
        _locked(FIRST)
    Draft.objects.get_or_create(form=form)
    return Draft.objects.select_for_update(no_key=True).get(form=form)


def _keep(row: Draft, definition: Definition | None) -> None:
    body: Any = None if definition is None else msgspec.to_builtins(definition)
    row.definition, row.edition = body, row.edition + 1
    row.save(update_fields=["definition", "edition"])


@transaction.atomic
def change_draft(
    *, seen: int | None, change: Callable[[Definition], Definition], form: str = FIRST
) -> Definition:
    """Change a form's draft, begun from what it asks now; ``DraftChanged`` if it is not as seen.

    ``seen`` is None for steps that are right whatever a colleague did, such as one place up.
    """
    row = _locked(form)
    if seen is not None and seen != row.edition:
        raise DraftChanged
    before = _standing(row, form)
    after = change(before.definition)
    if after != before.definition:
        _keep(row, after)
    return after


@transaction.atomic
def drop_draft(*, seen: int, form: str = FIRST) -> None:
    """Forget the draft; what is asked stays. ``DraftChanged`` if it is not what was seen."""
    row = _locked(form)
    if seen != row.edition:
        raise DraftChanged
    if row.definition is not None:
        _keep(row, None)


@transaction.atomic
def publish_draft(*, by: User, seen: int, form: str = FIRST) -> Questionnaire:
    """Publish the draft as a new version. Raises ``DraftChanged`` or ``NotPublishable``."""
    row = _locked(form, to_publish=True)
    if seen != row.edition:
        raise DraftChanged
    made = _publish(_standing(row, form).definition, form, by=by)
    if row.definition is not None:
        _keep(row, None)
    return made


@transaction.atomic
def publish_again(*, by: User, version: int, form: str = FIRST) -> Questionnaire:
    """Publish an earlier version of a form anew, as its newest. Raises ``NotPublishable``.

    The draft stays as it is. ``LookupError`` where the form has no such version.
    """
    _locked(form, to_publish=True)
    earlier = questionnaire(version, form=form)
    if earlier is None or earlier.version != version:
        raise LookupError(version)
    return _publish(earlier.definition, form, by=by)


def publish_copy(*, by: User, form: str) -> Questionnaire:
    """Let a new form ask what the first form asks now."""
    _locked(form, to_publish=True)
    asked = questionnaire()
    return _publish(asked.definition if asked else SHIPPED, form, by=by)


def _publish(definition: Definition, form: str, *, by: User) -> Questionnaire:
    found = faults(definition)
    if found:
        raise NotPublishable(found)
    made = publish(definition=definition, form=form)
    record(person=by.ref, verb="questions_published", kind="questions", ref=UUID(int=made.version))
    return made
