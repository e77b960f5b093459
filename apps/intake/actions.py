"""Everything that the front door writes: a request, and before that the questions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from apps.cases.answers import Answer, decode_answers, skipped_of
from apps.cases.models import Case, Submission, Summary
from apps.cases.summing import months_ahead
from apps.crypto import CannotOpen
from apps.crypto.code import StretchedCode
from apps.crypto.contexts import REF, sha256
from apps.crypto.epoch import SealedEpoch
from apps.crypto.submission import (
    SealedSubmission,
    no_skipped,
    seal_arrival,
    seal_submission,
)
from apps.inserting import Ready, fresh, ready, write
from apps.intake.definition import Definition, check
from apps.intake.models import FIRST, Questionnaire
from apps.intake.shipped import SHIPPED
from apps.mailbox.models import Mailbox
from apps.mailbox.queries import was_taken_back
from apps.retention.queries import is_erased
from apps.teams.actions import news_for
from apps.teams.models import Team
from apps.teams.queries import current_chain, current_epoch, receives, receiving_team
from apps.web.crowds import Busy
from apps.web.queries import standing


class Refused(Exception):
    """The request is not taken: its team, its key or its bytes are not what they say."""


class TakenBack(Refused):
    """It was received once, and the applicant took it back."""


@dataclass(frozen=True, slots=True)
class Request:
    """A sealed request, and all that is stored of it: rows that only have to be written."""

    submission: SealedSubmission
    case: Case
    rows: Sequence[Ready]


def seal_request(
    *,
    answers: bytes,
    code: StretchedCode | None,
    hour: int,
    second: StretchedCode | None = None,
    to: Team | None = None,
    to_receive: bool = False,
    untouched: Sequence[Answer] = (),
    second_codes: bool | None = None,
) -> Request:
    """Seal answers (JSON) to a team, else the one that receives; ``Refused`` if it has no key.

    ``to_receive``: the team receives them by a form of its own, not from a member. ``untouched``:
    what the second code shows, as of `skipped_of`. ``second_codes``: whether they are offered, for
    who has looked.
    """
    team = to or receiving_team()
    epoch = current_epoch(team, to_receive=to_receive) if team is not None else None
    if team is None or epoch is None:
        raise Refused
    submission = seal_submission(
        team=epoch.team,
        number=epoch.number,
        public_key=epoch.public_key,
        answers=answers,
        code=code,
        second=second,
        skipped=skipped_of(decode_answers(answers), untouched) if second is not None else b"",
    )
    return _arriving(submission, team, epoch, hour, second_codes)


def receive(*, submission: SealedSubmission, hour: int) -> Case:
    """Check and store a submission, whoever sealed it; see `store`. Raises ``Refused``."""
    return store(request=arrived(submission=submission, hour=hour))


def arrived(
    *,
    submission: SealedSubmission,
    hour: int,
    to: Team | None = None,
    second_codes: bool | None = None,
) -> Request:
    """Check what somebody else sealed: its sizes, its team, and the epoch it was sealed to.

    It must be sealed to the team ``to``, else to the one that receives. ``second_codes`` as of
    `seal_request`. Raises ``Refused`` where it may not be taken, or not any more.
    """
    try:
        submission.check()
        team = to or receiving_team()
        if team is None or team.ref.bytes != submission.team:
            raise Refused
        # What may not be sealed to now takes nothing that was sealed before either.
        chain = current_chain(team, to_receive=True)
        if chain is None:
            raise Refused
        epoch = chain.at(submission.number)
        newest = epoch.number == chain.newest.number
        if not newest and not receives(team, epoch.number, datetime.now(UTC).date()):
            raise Refused
        return _arriving(submission, team, epoch, hour, second_codes)
    except CannotOpen:
        raise Refused from None


def _arriving(
    submission: SealedSubmission,
    team: Team,
    epoch: SealedEpoch,
    hour: int,
    second_codes: bool | None,
) -> Request:
    origin = submission.origin
    arrival = seal_arrival(
        epoch.public_key,
        team=submission.team,
        epoch=submission.number,
        ref=origin[:REF],
        number=0,
        hour=hour,
    )
    skipped = submission.sealed_skipped
    if not submission.skipped and (_offered() if second_codes is None else second_codes):
        # Who has none must not stand out among those who have.
        skipped = no_skipped()
    case, rows = _rows(submission, origin, team, arrival, skipped)
    return Request(submission, case, rows)


def store(*, request: Request, first: Callable[[], object] = bool) -> Case:
    """The one write path of requests; durable when the outermost transaction ends.

    Sent again, under the same code or in the same bytes, it is the case of the first time.
    Raises ``Refused``; then nothing of it was stored. ``first`` is done in the same transaction,
    before all else: it is undone with the rest, and where it raises ``Busy`` nothing is stored.
    """
    mailbox = request.submission.mailboxes[0]
    try:
        with transaction.atomic():
            first()
            # The mailbox too: a page reloaded after everything was taken back asks for nothing new.
            if is_erased(request.case.ref, UUID(bytes=mailbox.ref)):
                raise TakenBack
            write(request.rows)
    except (IntegrityError, Busy):
        # Refused by a unique key, or for want of room: a double send only if the first is there.
        case = came_before(mailbox.locator_hash)
        if case is None:
            raise
        return case
    return request.case


def came_before(locator_hash: bytes) -> Case | None:
    """The case that was made under the code with this locator, if any. Raises ``TakenBack``."""
    ref = UUID(bytes=locator_hash[:REF])
    known = Mailbox.objects.filter(ref=ref, locator_hash=locator_hash).first()
    if known is None:
        return None
    if was_taken_back(ref):
        raise TakenBack
    return known.case


def _offered() -> bool:
    found = standing()
    return found is not None and found.second_codes


def _rows(
    submission: SealedSubmission, origin: bytes, team: Team, arrival: bytes, skipped: bytes
) -> tuple[Case, Sequence[Ready]]:
    today = datetime.now(UTC).date()
    case = Case(
        ref=UUID(bytes=origin[:REF]),
        team=team,
        origin=origin,
        received_on=today,
        erase_by=months_ahead(today),
    )
    pair = Mailbox.values_of(submission.mailboxes, case_ref=case.ref, sealed_skipped=skipped)
    sent = {
        "case_id": case.ref,
        "epoch": submission.number,
        "envelope": submission.envelope,
        "digest": sha256(submission.envelope),
        "sealed_answers": submission.answers,
        "bound": submission.bound,
        "mailbox": pair[0]["ref"],
        "second": pair[1]["ref"],
        "sealed_arrival": arrival,
    }
    summary = {"case_id": case.ref, "team_id": team.ref, "written": 1}
    rows = fresh(Submission, sent), fresh(Mailbox, *pair), fresh(Summary, summary)
    return case, (ready(case), *rows, news_for(team))


@transaction.atomic
def publish(*, definition: Definition, form: str = FIRST) -> Questionnaire:
    """Publish a new version of a form's questions; ``BadDefinition`` where no page could show it.

    Its number follows the newest of all forms.
    """
    body = msgspec.json.encode(check(definition)).decode()
    rows = Questionnaire.objects.order_by("-version")
    newest, own = rows.first(), rows.filter(form=form).first()
    if own is not None and own.definition == body:
        return own
    return Questionnaire.objects.create(
        version=1 if newest is None else newest.version + 1,
        form=form,
        definition=body,
        published_on=datetime.now(UTC).date(),
    )


def publish_shipped() -> Questionnaire:
    """Publish the questions that Farshore comes with."""
    return publish(definition=SHIPPED)
