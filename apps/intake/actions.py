"""Everything that the front door writes: a request, and before that the questions."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from apps.cases.models import Case, Submission, Summary
from apps.cases.writing import months_ahead
from apps.crypto import CannotOpen
from apps.crypto.epoch import SealedEpoch
from apps.crypto.submission import SealedSubmission, seal_arrival
from apps.intake.definition import Definition, check
from apps.intake.models import Questionnaire
from apps.intake.shipped import SHIPPED
from apps.mailbox.actions import add_mailboxes
from apps.mailbox.models import Mailbox
from apps.retention.queries import is_erased
from apps.teams.actions import notify
from apps.teams.chain import checked_chain
from apps.teams.models import Team


class Refused(Exception):
    """The request is not taken: its team, its key or its bytes are not what they say."""


def receive(*, submission: SealedSubmission, hour: int) -> Case:
    """Store a sealed request, whoever sealed it; durable when this returns.

    Sent again, under the same code or in the same bytes, it is the case of the first time.
    Raises ``Refused``; then nothing of it was stored.
    """
    try:
        submission.check()
        team = _team_of(submission)
        epoch = _epoch_of(submission, team)
    except CannotOpen:
        raise Refused from None
    ref = UUID(bytes=submission.ref)
    # The mailbox too: a page reloaded after everything was taken back asks for nothing new.
    if is_erased(ref) or is_erased(UUID(bytes=submission.mailboxes[0].ref)):
        raise Refused
    arrival = seal_arrival(
        epoch.public_key,
        team=submission.team,
        epoch=submission.number,
        ref=submission.ref,
        number=0,
        hour=hour,
    )
    try:
        with transaction.atomic():
            return _store(submission, team, ref, arrival)
    except IntegrityError:
        # Refused by a unique key: a double send only if what it met is there.
        known = Mailbox.objects.filter(locator_hash=submission.mailboxes[0].locator_hash).first()
        if known is None:
            raise
        return known.case


def _team_of(submission: SealedSubmission) -> Team:
    team = Team.objects.filter(ref=UUID(bytes=submission.team), receiving=True).first()
    if team is None:
        raise Refused
    return team


def _epoch_of(submission: SealedSubmission, team: Team) -> SealedEpoch:
    chain = checked_chain(team)
    if chain is None:
        raise Refused
    return chain.at(submission.number)


def _store(submission: SealedSubmission, team: Team, ref: UUID, arrival: bytes) -> Case:
    today = datetime.now(UTC).date()
    case = Case.objects.create(
        ref=ref,
        team=team,
        origin=submission.origin,
        received_on=today,
        erase_by=months_ahead(today),
    )
    first, second = submission.mailboxes
    Submission.objects.create(
        case=case,
        epoch=submission.number,
        envelope=submission.envelope,
        sealed_answers=submission.answers,
        bound=submission.bound,
        mailbox=UUID(bytes=first.ref),
        second=UUID(bytes=second.ref),
        sealed_arrival=arrival,
    )
    add_mailboxes(case=case, pair=submission.mailboxes)
    Summary.objects.create(case=case, team=team, written=1)
    notify(team=team)
    return case


@transaction.atomic
def publish(*, definition: Definition) -> Questionnaire:
    """Publish a new version of the questions; ``BadDefinition`` where no page could show it."""
    # As the database gives it back: lists, never tuples.
    body: Any = msgspec.json.decode(msgspec.json.encode(check(definition)))
    newest = Questionnaire.objects.order_by("-version").first()
    if newest is not None and newest.definition == body:
        return newest
    return Questionnaire.objects.create(
        version=1 if newest is None else newest.version + 1,
        definition=body,
        published_on=datetime.now(UTC).date(),
    )


def publish_shipped(*, countries: Sequence[str] = ()) -> Questionnaire:
    """Publish the questions that Farshore comes with, these countries first in every list."""
    return publish(definition=_with_countries(SHIPPED, list(countries)))


def _with_countries(definition: Definition, countries: list[str]) -> Definition:
    # Question by question: a definition is frozen, and so is everything in it.
    def led(question: Any) -> Any:
        changes: dict[str, Any] = {"first": countries} if question.kind == "country" else {}
        if question.fold:
            folded = [led(each) for each in question.fold.questions]
            changes["fold"] = msgspec.structs.replace(question.fold, questions=folded)
        return msgspec.structs.replace(question, **changes)

    parts = [
        msgspec.structs.replace(part, questions=[led(each) for each in part.questions])
        for part in definition.parts
    ]
    return msgspec.structs.replace(definition, parts=parts)
