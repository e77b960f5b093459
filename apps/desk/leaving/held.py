"""What a colleague holds, as the summaries of the cases that the viewer can open tell it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from apps.accounts.models import User
from apps.cases.index import CLOSED, Filters, Index
from apps.cases.models import HandedKeys
from apps.cases.queries import Row
from apps.cases.summaries import SummaryBody
from apps.desk.colleagues import Colleague, proposed_for
from apps.desk.listing import promised_day

NAMED = HandedKeys.Purpose.NAMED
# So few people must be able to open a case that one of them may lose everything.
ENOUGH = 2
BATCH = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One case of which the colleague holds something; ``to`` proposes who takes it on (hex).

    ``waits`` counts tasks, plan items, approvals asked of them and calls without an outcome.
    ``people`` are those to whom it can be given.
    """

    row: Row
    body: SummaryBody
    owned: bool
    waits: int
    people: Sequence[Colleague]
    to: str = ""

    @property
    def ref(self) -> UUID:
        """The case's ref."""
        return self.row.ref

    @property
    def promised(self) -> date | None:
        """The promised day, where there is one."""
        return promised_day(self.body) if self.owned else None


@dataclass(frozen=True, slots=True)
class Held:
    """All that a colleague holds. What others keep restricted is counted, and no more.

    ``hidden`` cases are restricted to people of whom the viewer is none; of ``alone`` fewer than
    two others are left once the colleague has gone.
    """

    lines: Sequence[Line] = ()
    closed: int = 0
    hidden: int = 0
    alone: int = 0
    languages: Counter[str] = field(default_factory=Counter)

    @property
    def owned(self) -> int:
        """How many open cases are theirs."""
        return sum(line.owned for line in self.lines)

    @property
    def waits(self) -> int:
        """How many tasks, plan items, approvals and calls wait for them."""
        return sum(line.waits for line in self.lines)

    @property
    def promises(self) -> int:
        """How many of their cases carry a promised day."""
        return sum(line.promised is not None for line in self.lines)


def held_by(
    person: User, *, index: Index, members: Mapping[UUID, Sequence[Colleague]], viewer: User
) -> Held:
    """Return what a colleague holds, the clock that runs out first before all others.

    ``members`` are, by team, those to whom its cases can be given.
    """
    ref = person.ref.hex
    wanted = Filters(owners=frozenset({ref}), addressed=True)
    refs = index.find(wanted).refs()
    # Named in it is not yet holding something: of a large team's cases only a few are kept.
    parts = (index.open_rows(refs[at : at + BATCH]) for at in range(0, len(refs), BATCH))
    found = (_line(row, ref, members) for rows in parts for row in rows)
    lines = _proposed([line for line in found if line])
    closed = index.find(Filters(group=CLOSED, owners=frozenset({ref}))).count
    return Held(
        lines=_with_named(lines, person),
        closed=closed,
        hidden=_hidden(person, viewer),
        alone=_alone(person),
        languages=Counter(line.body.language for line in lines if line.owned),
    )


def _line(row: Row, ref: str, members: Mapping[UUID, Sequence[Colleague]]) -> Line | None:
    if row.body is None:
        return None
    owned, waits = row.body.owner == ref, row.body.holding.get(ref, 0)
    if not owned and not waits:
        return None
    people = [one for one in members.get(row.team, ()) if one.ref != ref]
    return Line(row, row.body, owned, waits, people)


def _proposed(lines: Sequence[Line]) -> list[Line]:
    """Propose for each case: its owner where that is somebody else, else by language and load."""
    given: Counter[str] = Counter()
    found = []
    for line in lines:
        owners = [one.ref for one in line.people if one.ref == line.body.owner]
        to = owners or proposed_for([line.body.language], line.people, given=given)
        found.append(Line(line.row, line.body, line.owned, line.waits, line.people, to[0]))
    return found


def _with_named(lines: Sequence[Line], person: User) -> list[Line]:
    """Let restricted cases go to those alone who can open them."""
    refs = [line.ref for line in lines if line.body.restricted]
    rows = HandedKeys.objects.filter(case__in=refs, purpose=NAMED).exclude(user=person)
    named: dict[UUID, set[str]] = {}
    for case, user in rows.values_list("case_id", "user_id"):
        named.setdefault(case, set()).add(user.hex)
    return [_among(line, named.get(line.ref, set())) for line in lines]


def _among(line: Line, named: set[str]) -> Line:
    if not line.body.restricted:
        return line
    people = [one for one in line.people if one.ref in named]
    to = proposed_for([line.body.language], people)[0]
    return Line(line.row, line.body, line.owned, line.waits, people, to)


def _hidden(person: User, viewer: User) -> int:
    """Count the cases that open for this person, and not for the viewer, of those restricted."""
    if person.pk == viewer.pk:
        return 0
    theirs = HandedKeys.objects.filter(purpose=NAMED, user=person).values("case_id")
    seen = HandedKeys.objects.filter(purpose=NAMED, user=viewer, case__in=theirs)
    return theirs.exclude(case__in=seen.values("case_id")).count()


def _alone(person: User) -> int:
    """Count restricted cases that fewer than two others could open once this person has gone."""
    theirs = HandedKeys.objects.filter(purpose=NAMED, user=person).values("case_id")
    others = HandedKeys.objects.filter(purpose=NAMED, case__in=theirs, user__is_active=True)
    left = Counter(others.exclude(user=person).values_list("case_id", flat=True))
    return sum(left[case] < ENOUGH for case in theirs.values_list("case_id", flat=True))
