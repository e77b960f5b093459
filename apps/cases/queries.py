"""Reading cases: which a person may see, one opened whole, and the list."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from apps.accounts.models import User
from apps.cases.errors import NotAdmitted
from apps.cases.keys import Held, held_keys, mark_of, unless_restricted_to_others
from apps.cases.models import Case, Event, HandedKeys, Message, Submission, Summary
from apps.cases.opened import OpenCase
from apps.cases.papers import Kind, read_team_paper
from apps.cases.reading import read_answers, read_events, read_threads
from apps.cases.rules import Rules
from apps.cases.snapshots import Kept, read_snapshot
from apps.cases.summaries import SummaryBody, decode_summary
from apps.crypto import CannotOpen, EpochSecret, Keyring
from apps.crypto.chain import Link, open_case_summary, open_summary
from apps.lookups import Lookup
from apps.teams.errors import TeamClosed
from apps.teams.models import Team
from apps.teams.opening import known_members
from apps.teams.queries import open_epoch, open_roster_of, open_team, teams_of

# Whoever lists admits and sums at most so many: ten thousand spam requests must not hold a list.
MOST_BEHIND = 500

_VISIBLE: Final = Lookup(lambda user, ref: cases_visible_to(user).filter(ref=ref))
_TEAMS: Final = Lookup(lambda ref: Team.objects.filter(ref=ref))
_SUMMARIES: Final = Lookup(lambda case: Summary.objects.filter(case=case))
_EVENTS: Final = Lookup(
    lambda case, after: (
        Event.objects.filter(case=case, number__gt=after)
        .order_by("number")
        .values_list("number", "digest", "sealed_body", "generation")
    )
)
# Not in order: with no index for it, SQLite would carry each sealed body through its sorting.
_MESSAGES: Final = Lookup(
    lambda case, after: Message.objects.filter(case=case, number__gt=after).values_list(
        "mailbox", "number", "digest", "sealed_body"
    )
)
_SUBMISSIONS: Final = Lookup(lambda case: Submission.objects.filter(case=case))


def cases_visible_to(user: User | UUID) -> QuerySet[Case]:
    """Return the cases of the person's teams; those of all others do not exist for them.

    Nor do those that are restricted to others of the team.
    """
    found = Case.objects.filter(team__in=teams_of(user), team__kind=Team.Kind.CASEWORK)
    return unless_restricted_to_others(found, user)


def open_case(*, ref: UUID, user: User, keyring: Keyring) -> OpenCase:
    """Open one case whole; ``Case.DoesNotExist`` where the person may not see it.

    Raises ``NotAdmitted``, ``TeamClosed``, and ``CannotOpen`` where not even the case key opens.
    What was taken back is shown to its owner alone.
    """
    case = _visible(ref, user)
    held = held_keys(case=case, user=user, keyring=keyring)
    opened = read_whole(case=case, user=user, keyring=keyring, held=held)
    if opened.damaged and mark_of(case, user) != held.mark:
        # Its keys were renewed between one row and the next.
        return open_case(ref=ref, user=user, keyring=keyring)
    if case.withdrawn_on is not None and opened.file.owner != user.ref.hex:
        raise Case.DoesNotExist
    return opened


def _visible(ref: UUID, user: User) -> Case:
    case = _VISIBLE.first(user.ref, ref)
    team = _TEAMS.first(case.team_id) if case is not None else None
    if case is None or team is None:
        raise Case.DoesNotExist
    case.team = team
    return case


def read_whole(
    *, case: Case, user: User, keyring: Keyring, held: Held, resume: bool = True
) -> OpenCase:
    """Read all of a case and open it with its keys; what does not open is *damaged*.

    What its snapshot holds is not read from the rows, unless it is not to ``resume`` there.
    """
    # The summary first: what is written after it was read is not covered by what is read here.
    summary = _SUMMARIES.first(case.ref)
    opened = OpenCase(
        case=case,
        user=user,
        epoch=held.epoch,
        keys=held.keys,
        mark=held.mark,
        covers=summary.written if summary else 0,
    )
    opened.rules = rules_of(team=case.team, user=user, keyring=keyring)
    kept = read_snapshot(opened) if resume else Kept()
    read_events(opened, kept.events, _events_of(case, after=len(kept.events)), summary)
    known = min((len(kept.threads.get(ref, ())) for ref in opened.file.mailboxes), default=0)
    links, submission = _messages_of(case, after=known), _SUBMISSIONS.first(case.ref)
    read_threads(opened, kept.threads, links, submission)
    read_answers(opened, submission)
    return opened


def people_with_key(opened: OpenCase, keyring: Keyring) -> list[User]:
    """Return the team's members whose stored key is the one in its sealed roster, by handle.

    Keys are sealed to these alone.
    """
    team = open_roster_of(team=opened.case.team, user=opened.user, keyring=keyring)
    members, _ = known_members(team, but=())
    refs = [UUID(bytes=ref) for ref in members]
    return list(User.objects.filter(ref__in=refs, is_active=True).order_by("handle"))


def _events_of(case: Case, *, after: int) -> list[Link]:
    # Columns, not rows of models: making those took longer than opening what stands in them.
    return [
        Link(number, bytes(digest), _bytes_or_none(sealed), generation)
        for number, digest, sealed, generation in _EVENTS.columns(case.ref, after)
    ]


def _messages_of(case: Case, *, after: int) -> dict[UUID, list[Link]]:
    found: dict[UUID, list[Link]] = {}
    for mailbox, number, digest, sealed in sorted(_MESSAGES.columns(case.ref, after), key=_number):
        found.setdefault(mailbox, []).append(Link(number, bytes(digest), _bytes_or_none(sealed)))
    return found


def _number(row: tuple[Any, ...]) -> int:
    # Whoever writes the file can take the number out.
    return row[1] or 0


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
    """One case in the list; ``body`` is None where its summary does not open.

    ``sequence`` is the event that the summary covers: all that who reads the row has seen.
    """

    ref: UUID
    team: UUID
    body: SummaryBody | None
    withdrawn: bool = False
    sequence: int = 0


@dataclass(slots=True)
class CaseList:
    """What a person's teams hold, opened; and what could not be."""

    rows: list[Row] = field(default_factory=list)
    waiting: int = 0
    closed_teams: list[tuple[Team, TeamClosed]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)


def behind(team: Team | UUID) -> QuerySet[Summary]:
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
        found.waiting += seen_by(user, behind(team)).filter(case__withdrawn_on=None).count()
        found.rows += _rows(team, user, keyring)
    return found


def _rows(team: Team, user: User, keyring: Keyring) -> Iterator[Row]:
    """Open every summary of a team; none is sealed where a submission could not be opened."""
    withdrawn = set(
        Case.objects.filter(team=team, withdrawn_on__isnull=False).values_list("ref", flat=True)
    )
    epochs: dict[int, EpochSecret | None] = {}
    columns = "case_id", "epoch", "sequence", "digest", "sealed_summary"
    shown = seen_by(user, Summary.objects.filter(team=team)).filter(
        Q(sealed_summary__isnull=False) | Q(summed__gte=F("written"))
    )
    for ref, number, sequence, digest, sealed in shown.values_list(*columns).iterator(500):
        body = None
        if sealed is not None and number is None:
            # Sealed by the case itself: it is restricted, or waits to be taken over.
            body = _open_own_row(ref, user, keyring, sequence, bytes(digest or b""), bytes(sealed))
        elif sealed is not None and number is not None:
            if number not in epochs:
                epochs[number] = _epoch(team, number, user, keyring)
            body = _open_row(epochs[number], ref, sequence, bytes(digest or b""), bytes(sealed))
        if ref in withdrawn and (body is None or body.owner != user.ref.hex):
            continue
        yield Row(ref, team.ref, body, ref in withdrawn, sequence)


def seen_by(user: User | UUID, summaries: QuerySet[Summary]) -> QuerySet[Summary]:
    """Leave out the summaries of cases that are restricted to others."""
    named = HandedKeys.objects.filter(case=OuterRef("case_id"), purpose=HandedKeys.Purpose.NAMED)
    return summaries.filter(~Exists(named) | Exists(named.filter(user=user)))


def _open_own_row(
    ref: UUID, user: User, keyring: Keyring, sequence: int, digest: bytes, sealed: bytes
) -> SummaryBody | None:
    try:
        case = Case.objects.select_related("team").get(ref=ref)
        keys = held_keys(case=case, user=user, keyring=keyring).keys
        data = open_case_summary(sealed, keys=keys, case=ref.bytes, number=sequence, digest=digest)
        return decode_summary(data)
    except (CannotOpen, NotAdmitted, ValueError):
        return None


def _epoch(team: Team, number: int, user: User, keyring: Keyring) -> EpochSecret | None:
    try:
        return open_epoch(team=team, number=number, user=user, keyring=keyring, wraps=True)
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
