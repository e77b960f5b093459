"""Whatever happens to the cases, in whatever order: the index says what each case's events say."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.cases import actions
from apps.cases.index import Filters, empty_segments
from apps.cases.models import Case, Segment
from apps.retention.actions import erase_case
from tests.cases.acts import again, hand, read, write
from tests.cases.index.harbour import Harbour
from tests.cases.index.plain import fitting, groups
from tests.world import Sent, submit

pytestmark = pytest.mark.django_db

FEW = 6
Step = Callable[[Harbour, Sent], object]


def by_amira(act: Callable[[actions.Hand], object]) -> Step:
    """Let Amira do something to a case that is as she sees it."""
    return lambda harbour, one: act(hand(one, harbour.world.amira))


STEPS: dict[str, Step] = {
    "urgent": by_amira(lambda mine: actions.set_risk(mine, risk="urgent")),
    "taken": by_amira(lambda mine: actions.set_owner(mine, owner=mine.by)),
    "noted": by_amira(lambda mine: actions.add_note(mine, text="A note on zithers.")),
    "aside": by_amira(lambda mine: actions.set_aside(mine, aside="on_hold")),
    "closed": by_amira(lambda mine: actions.close_case(mine, reason="no_route")),
    "reopened": by_amira(lambda mine: actions.reopen_case(mine, stage="screening")),
    "wrote": lambda harbour, one: write(harbour.world, one),
    "read": lambda harbour, one: read(one, harbour.world.bo),
    "erased": lambda harbour, one: erase(harbour, one),
    "sent": lambda harbour, _: harbour.sent.append(submit(harbour.world)),
    "emptied": lambda harbour, one: empty_segments(team=harbour.world.harbour, refs=[one.ref]),
    "lost": lambda _, __: Segment.objects.all().delete(),
    "listed": lambda harbour, _: harbour.index(),
}
steps = st.lists(
    st.tuples(st.sampled_from(list(STEPS)), st.integers(0, FEW - 1)), min_size=1, max_size=9
)


def erase(harbour: Harbour, one: Sent) -> None:
    """Erase a case; nobody does anything to it any more."""
    erase_case(case=Case.objects.get(ref=one.ref), today=timezone.localdate())
    harbour.sent.remove(one)


def do(harbour: Harbour, name: str, place: int) -> None:
    one = harbour.sent[place]
    closed = again(one, harbour.world.amira).file.stage == "closed"
    # A closed case is opened again before anything, and an open one is not.
    if (name == "reopened") != closed and name in {"aside", "closed", "reopened"}:
        return
    STEPS[name](harbour, one)


def check(harbour: Harbour) -> None:
    """Insist that list, groups and search say what the cases do."""
    rows = list(harbour.rows().values())
    assert {row.ref for row in rows} == set(harbour.refs)
    for one in harbour.sent[:FEW]:
        body = next(row.body for row in rows if row.ref == one.ref)
        assert body == again(one, harbour.world.amira).summary()
    for asked in (Filters(), Filters(risk="urgent"), Filters(unread=True), Filters(stage="closed")):
        found = harbour.index().find(asked)
        assert found.refs() == [row.ref for row in fitting(rows, asked, "clock")]
        assert +found.groups == +groups(rows, asked)
    noted = [one.ref for one in harbour.sent if _notes(harbour, one)]
    assert harbour.listed(words="zithers") == sorted(noted)


def _notes(harbour: Harbour, one: Sent) -> int:
    return again(one, harbour.world.amira).file.notes


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_it_equals_the_fold_after_any_sequence(
    harbour: Harbour, sequence: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        mine = Harbour(harbour.world, sorted(harbour.sent, key=_by_ref))
        for name, place in sequence:
            do(mine, name, place)
        mine.sent.sort(key=_by_ref)
        check(mine)
        transaction.set_rollback(True)


def _by_ref(one: Sent) -> UUID:
    return one.ref
