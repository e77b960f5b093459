"""Reading cases: which a person may see, one opened whole, and the list."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F, Q, QuerySet

from apps.accounts.models import User
from apps.cases.errors import NotAdmitted
from apps.cases.models import Case, CaseKey, Submission, Summary
from apps.cases.opened import OpenCase, read_answers, read_events, read_threads
from apps.cases.papers import Kind, read_team_paper
from apps.cases.rules import Rules
from apps.cases.summaries import SummaryBody, decode_summary
from apps.crypto import CannotOpen, EpochSecret, Keyring
from apps.crypto.casekey import unwrap_case_keys
from apps.crypto.chain import Link, open_summary
from apps.teams.errors import TeamClosed
from apps.teams.models import Team
from apps.teams.queries import open_epoch, open_team, teams_of

# Whoever lists admits and sums at most so many: ten thousand spam requests must not hold a list.
MOST_BEHIND = 500


def cases_visible_to(user: User) -> QuerySet[Case]:
    """Return the cases of the person's teams; those of all others do not exist for them."""
    return Case.objects.filter(team__in=teams_of(user), team__kind=Team.Kind.CASEWORK)


def open_case(*, ref: UUID, user: User, keyring: Keyring) -> OpenCase:
    """Open one case whole; ``Case.DoesNotExist`` where the person may not see it.

    Raises ``NotAdmitted``, ``TeamClosed``, and ``CannotOpen`` where not even the case key opens.
    What was taken back is shown to its owner alone.
    """
    case = cases_visible_to(user).select_related("team").get(ref=ref)
    key = CaseKey.objects.filter(case=case, team_id=case.team_id).first()
    if key is None:
        raise NotAdmitted
    epoch = open_epoch(team=case.team, number=key.epoch, user=user, keyring=keyring)
    keys = unwrap_case_keys(bytes(key.sealed_keys), epoch=epoch, case=case.ref.bytes)
    # The summary first: what is written after it was read is not covered by what is read here.
    summary = Summary.objects.filter(case=case).first()
    opened = OpenCase(
        case=case, user=user, epoch=epoch, keys=keys, covers=summary.written if summary else 0
    )
    opened.rules = rules_of(team=case.team, user=user, keyring=keyring)
    read_events(opened, _events_of(case), summary)
    read_threads(opened, _messages_of(case))
    read_answers(opened, Submission.objects.filter(case=case).first())
    if case.withdrawn_on is not None and opened.file.owner != user.ref.hex:
        raise Case.DoesNotExist
    return opened


def _events_of(case: Case) -> list[Link]:
    # Columns, not rows of models: making those took longer than opening what stands in them.
    columns = case.events.order_by("number").values_list(
        "number", "digest", "sealed_body", "generation"
    )
    return [
        Link(number, bytes(digest), _bytes_or_none(sealed), generation)
        for number, digest, sealed, generation in columns
    ]


def _messages_of(case: Case) -> dict[UUID, list[Link]]:
    columns = case.messages.order_by("number").values_list(
        "mailbox", "number", "digest", "sealed_body"
    )
    found: dict[UUID, list[Link]] = {}
    for mailbox, number, digest, sealed in columns:
        found.setdefault(mailbox, []).append(Link(number, bytes(digest), _bytes_or_none(sealed)))
    return found


def _bytes_or_none(value: bytes | memoryview | None) -> bytes | None:
    return None if value is None else bytes(value)


def rules_of(*, team: Team, user: User, keyring: Keyring) -> Rules:
    """Return a team's rules, or the shipped ones where its paper does not open for this person.

    Those are the strictest gates and the longest clocks that there are; whoever damages a paper
    opens no way past a second person.
    """
    try:
        return read_team_paper(Kind.RULES, Rules, team=team, user=user, keyring=keyring)[0]
    except (CannotOpen, TeamClosed):
        return Rules()


@dataclass(frozen=True, slots=True)
class Row:
    """One case in the list; ``body`` is None where its summary does not open."""

    ref: UUID
    team: UUID
    body: SummaryBody | None
    withdrawn: bool = False


@dataclass(slots=True)
class CaseList:
    """What a person's teams hold, opened; and what could not be."""

    rows: list[Row] = field(default_factory=list)
    waiting: int = 0
    closed_teams: list[tuple[Team, TeamClosed]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)


def behind(team: Team) -> QuerySet[Summary]:
    """Return the summaries that do not yet cover all that was written.

    What was taken back comes last: its owner alone can sum it up, and it shall not hold the others.
    """
    found = Summary.objects.filter(team=team, summed__lt=F("written"))
    return found.order_by(F("case__withdrawn_on").asc(nulls_first=True))


def read_list(*, user: User, keyring: Keyring) -> CaseList:
    """Return the list as its summaries say, without admitting or summing anything."""
    found = CaseList()
    for team in teams_of(user).filter(kind=Team.Kind.CASEWORK):
        try:
            open_team(team=team, user=user, keyring=keyring)
        except TeamClosed as closed:
            found.closed_teams.append((team, closed))
            continue
        found.waiting += behind(team).filter(case__withdrawn_on=None).count()
        found.rows += _rows(team, user, keyring)
    return found


def _rows(team: Team, user: User, keyring: Keyring) -> Iterator[Row]:
    """Open every summary of a team; none is sealed where a submission could not be opened."""
    withdrawn = set(
        Case.objects.filter(team=team, withdrawn_on__isnull=False).values_list("ref", flat=True)
    )
    epochs: dict[int, EpochSecret | None] = {}
    columns = "case_id", "epoch", "sequence", "digest", "sealed_summary"
    shown = Summary.objects.filter(team=team).filter(
        Q(sealed_summary__isnull=False) | Q(summed__gte=F("written"))
    )
    for ref, number, sequence, digest, sealed in shown.values_list(*columns).iterator(500):
        body = None
        if sealed is not None and number is not None:
            if number not in epochs:
                epochs[number] = _epoch(team, number, user, keyring)
            body = _open_row(epochs[number], ref, sequence, bytes(digest or b""), bytes(sealed))
        if ref in withdrawn and (body is None or body.owner != user.ref.hex):
            continue
        yield Row(ref=ref, team=team.ref, body=body, withdrawn=ref in withdrawn)


def _epoch(team: Team, number: int, user: User, keyring: Keyring) -> EpochSecret | None:
    try:
        return open_epoch(team=team, number=number, user=user, keyring=keyring)
    except CannotOpen:
        # One row that names an epoch which never was must not hold all others back.
        return None


def _open_row(
    epoch: EpochSecret | None, ref: UUID, sequence: int, digest: bytes, sealed: bytes
) -> SummaryBody | None:
    if epoch is None:
        return None
    try:
        data = open_summary(sealed, epoch=epoch, case=ref.bytes, number=sequence, digest=digest)
        return decode_summary(data)
    except (CannotOpen, ValueError):
        return None
