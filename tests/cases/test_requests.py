"""What becomes of a new request, and taking it back by correcting it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.cases import actions, vocabulary
from apps.cases.actions.undoing import corrections
from apps.cases.admission import list_cases
from apps.cases.casefile import (
    AnyEvent,
    AsideSet,
    Closed,
    Looked,
    OwnerSet,
    PracticeSet,
    Promised,
    Reopened,
    RiskSet,
    StageMoved,
    fold,
)
from apps.cases.errors import ChangedMeanwhile
from apps.cases.messages import StatusTold, Text
from tests.cases.acts import again, hand
from tests.cases.test_casefile import AMIRA, BO, admitted
from tests.world import Sent, World, fresh, submit


@pytest.fixture
def request_(world: World) -> Sent:
    """Noor's request, which the list has shown and nobody has read."""
    request = submit(world)
    list_cases(user=world.bo.user, keyring=fresh(world.bo))
    return request


courses: st.SearchStrategy[AnyEvent] = st.one_of(
    st.builds(
        RiskSet,
        by=st.just(AMIRA),
        at=st.integers(1, 10**9),
        risk=st.sampled_from(["", *vocabulary.RISKS]),
    ),
    st.builds(OwnerSet, by=st.just(AMIRA), at=st.just(5), owner=st.sampled_from([AMIRA, BO, ""])),
    st.builds(
        StageMoved,
        by=st.just(AMIRA),
        at=st.just(5),
        stage=st.sampled_from(vocabulary.ORDER[:-1]),
    ),
    st.builds(
        AsideSet,
        by=st.just(AMIRA),
        at=st.just(5),
        aside=st.sampled_from(["", *vocabulary.ASIDES]),
        reason=st.sampled_from(["", "no_route"]),
    ),
    st.builds(
        Closed,
        by=st.just(AMIRA),
        at=st.just(5),
        reason=st.sampled_from(["spam", "other"]),
        keep_until=st.just("2027-01-01"),
    ),
    st.builds(
        Reopened,
        by=st.just(AMIRA),
        at=st.just(5),
        stage=st.sampled_from(vocabulary.ORDER[:-1]),
    ),
    st.builds(Promised, by=st.just(AMIRA), at=st.just(5), day=st.just("2027-02-02")),
    st.builds(PracticeSet, by=st.just(AMIRA), at=st.just(5), practice=st.booleans()),
)


def facts(events: list[AnyEvent]) -> tuple[object, ...]:
    """Return what a taking back must bring back."""
    file = fold(events)
    course = file.stage, file.aside, file.reason if file.aside else ""
    return (*course, file.risk, file.owner, file.promised, file.practice)


@given(st.lists(courses, max_size=6), st.lists(courses, max_size=6))
def test_it_is_as_before_once_it_was_corrected(
    before: list[AnyEvent], acts: list[AnyEvent]
) -> None:
    was = [admitted(), *before]
    if fold(was).stage == "closed":
        return
    done = [*was, *acts]
    undone = [*done, *corrections(fold(was), fold(done), by=AMIRA, at=9)]
    assert facts(undone) == facts(was)


def test_it_takes_with_owner_risk_and_stage_in_one_act(world: World, request_: Sent) -> None:
    before = again(request_, world.amira).sequence
    opened = actions.take_request(hand(request_, world.amira), risk="urgent")
    file = again(request_, world.bo).file
    assert (file.owner, file.risk, file.stage) == (world.amira.user.ref.hex, "urgent", "screening")
    decided = [event.body for event in opened.events[before:]]
    assert [type(body).__name__ for body in decided[:3]] == ["RiskSet", "OwnerSet", "StageMoved"]


def test_it_takes_nothing_that_a_colleague_took_meanwhile(world: World, request_: Sent) -> None:
    mine = hand(request_, world.amira)
    actions.take_request(hand(request_, world.bo), risk="high")
    with pytest.raises(ChangedMeanwhile):
        actions.take_request(mine, risk="urgent")
    assert again(request_, world.amira).file.owner == world.bo.user.ref.hex


def test_it_is_changed_by_no_reading(world: World, request_: Sent) -> None:
    mine = hand(request_, world.amira)
    bo = again(request_, world.bo)
    actions.look_at(bo, user=world.bo.user, keyring=fresh(world.bo))
    actions.take_request(mine, risk="urgent")
    file = again(request_, world.amira).file
    assert file.looked.keys() == {world.bo.user.ref.hex}
    assert file.owner == world.amira.user.ref.hex


def test_it_notes_a_reading_once_while_somebody_reads(world: World, request_: Sent) -> None:
    for _ in range(3):
        opened = again(request_, world.amira)
        actions.look_at(opened, user=world.amira.user, keyring=fresh(world.amira))
    events = [event.body for event in again(request_, world.amira).events]
    assert sum(isinstance(body, Looked) for body in events) == 1


def test_it_says_who_read_a_new_request_in_its_summary(world: World, request_: Sent) -> None:
    opened = again(request_, world.amira)
    assert opened.summary().looked_at == 0
    actions.look_at(opened, user=world.amira.user, keyring=fresh(world.amira))
    body = again(request_, world.bo).summary()
    assert body.looked_by == world.amira.user.ref.hex
    assert body.looked_at > 0


def test_it_asks_for_more_and_waits_in_one_act(world: World, request_: Sent) -> None:
    actions.ask_for_more(hand(request_, world.amira), text="Паспорт с вами?")
    opened = again(request_, world.bo)
    assert opened.file.aside == "awaiting_applicant"
    bodies = [entry.body for entry in opened.threads[0].entries]
    assert isinstance(bodies[0], Text)
    assert isinstance(bodies[-1], StatusTold)
    assert bodies[-1].status == "need_you"


def test_it_keeps_spam_for_thirty_days_and_says_nothing(world: World, request_: Sent) -> None:
    opened = actions.mark_spam(hand(request_, world.amira))
    assert (opened.file.stage, opened.file.reason) == ("closed", "spam")
    assert not any(isinstance(entry.body, Text) for entry in opened.threads[0].entries)


def test_it_takes_back_only_what_no_colleague_has_changed_since(
    world: World, request_: Sent
) -> None:
    before = again(request_, world.amira).sequence
    actions.take_request(hand(request_, world.amira), risk="urgent")
    actions.set_risk(hand(request_, world.bo), risk="emergency")
    with pytest.raises(ChangedMeanwhile):
        actions.take_back_since(
            ref=request_.ref, before=before, by=world.amira.user, keyring=fresh(world.amira)
        )
    assert again(request_, world.bo).file.risk == "emergency"


def test_it_is_erased_no_sooner_once_spam_was_taken_back(world: World, request_: Sent) -> None:
    before = again(request_, world.amira).sequence
    actions.mark_spam(hand(request_, world.amira))
    opened = actions.take_back_since(
        ref=request_.ref, before=before, by=world.amira.user, keyring=fresh(world.amira)
    )
    assert (opened.file.stage, opened.file.keep_until) == ("received", None)


def test_it_keeps_practice_for_a_week(world: World, request_: Sent) -> None:
    opened = actions.mark_practice(hand(request_, world.amira))
    week = timezone.now().date() + timedelta(days=7)
    assert opened.summary().keep_until == week.isoformat()
