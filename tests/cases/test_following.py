"""Follow-ups: on which days, which is next, what comes with one, and when all are made."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from apps.cases import actions
from apps.cases.actions import Told
from apps.cases.agenda import DAY, Item, Seen, agenda_of
from apps.cases.casefile import Arrived, CaseFile, FollowUpMade, Travel, fold
from apps.cases.errors import CaseClosed, Settled
from apps.cases.following import asked_for, follow_up_days, is_followed, next_follow_up
from apps.cases.opened import OpenCase
from apps.cases.rules import Rules
from tests.cases.acts import again, hand, move, read
from tests.cases.test_casefile import AMIRA, admitted
from tests.cases.test_rules import decide
from tests.world import Sent, World, noors_answers, submit

days = st.dates(date(2020, 1, 1), date(2100, 1, 1)).map(date.isoformat)


def arrive(world: World, sent: Sent, day: date) -> OpenCase:
    """Let them be there since a day."""
    follow_ups = follow_up_days(again(sent, world.amira).rules, day)
    taken = hand(sent, world.amira)
    arrived = Arrived(by=taken.me, at=taken.now, day=day.isoformat(), follow_ups=follow_ups)
    return taken.add(arrived)


@pytest.fixture
def there(world: World, request_: Sent) -> Sent:
    """Noor's case, which stands in *arrived*; she is there since leap day."""
    read(request_, world.amira)
    move(request_, world, "arrived")
    arrive(world, request_, date(2028, 2, 29))
    return request_


def travel(*made: tuple[str, str], at: str = "2028-02-29", rules: Rules | None = None) -> Travel:
    """Return a journey from which somebody arrived, with follow-ups by day and outcome."""
    found = Travel()
    due = follow_up_days(rules or Rules(), date.fromisoformat(at))
    found.apply(Arrived(by=AMIRA, at=1000, day=at, follow_ups=due))
    for day, outcome in made:
        on = date.fromisoformat(day)
        due_then = asked_for(found, on)
        found.apply(FollowUpMade(by=AMIRA, at=1000, due=due_then, outcome=outcome, day=day))
    return found


def following(travel: Travel) -> str:
    """Return the day on which the next follow-up waits, or ""."""
    found = next_follow_up(travel)
    return found.day.isoformat() if found else ""


def test_it_asks_two_weeks_and_one_three_six_and_twelve_months_after() -> None:
    assert follow_up_days(Rules(), date(2028, 2, 29)) == [
        "2028-03-14",
        "2028-03-30",
        "2028-05-30",
        "2028-08-29",
        "2029-02-28",
    ]
    assert follow_up_days(Rules(follow_ups=[31, 1]), date(2027, 12, 31)) == [
        "2028-01-01",
        "2028-01-31",
    ]


def test_it_names_the_next_one_alone() -> None:
    assert following(travel()) == "2028-03-14"
    assert following(travel(("2028-03-15", "well"))) == "2028-03-30"
    assert following(Travel()) == ""


def test_it_asks_again_some_days_later_where_nobody_was_reached() -> None:
    assert following(travel(("2028-03-14", "not_reached"))) == "2028-03-17"
    twice = travel(("2028-03-14", "not_reached"), ("2028-03-20", "not_reached"))
    assert following(twice) == "2028-03-23"
    # The next one is due by then: it stands for both.
    late = travel(("2028-03-14", "not_reached"), ("2028-03-28", "not_reached"))
    assert following(late) == "2028-03-30"
    assert following(travel(("2028-03-14", "not_reached"), ("2028-03-17", "well"))) == "2028-03-30"


def test_it_takes_several_that_nobody_made_in_time_for_one() -> None:
    assert following(travel()) == "2028-03-14"
    assert asked_for(travel(), date(2028, 6, 1)) == "2028-05-30"
    assert following(travel(("2028-06-01", "well"))) == "2028-08-29"
    # Asked before its day, it is the next one that was made.
    assert following(travel(("2028-03-01", "well"))) == "2028-03-30"


def test_it_is_followed_after_the_last_one_that_was_reached() -> None:
    assert not is_followed(Travel())
    assert not is_followed(travel())
    assert not is_followed(travel(("2029-03-01", "not_reached")))
    assert is_followed(travel(("2029-03-01", "not_reached"), ("2029-03-09", "well")))


@given(st.lists(days), st.lists(st.tuples(days, st.sampled_from(["well", "not_reached"]))))
def test_it_ends_whatever_days_were_written(due: list[str], made: list[tuple[str, str]]) -> None:
    found = Travel()
    found.apply(Arrived(by=AMIRA, at=1000, day="2026-01-01", follow_ups=[*due, "no day"]))
    for day, outcome in made:
        before = next_follow_up(found)
        asked = asked_for(found, date.fromisoformat(day))
        assert (before is None) == (asked == "")
        if before is None:
            break
        assert asked in due
        found.apply(FollowUpMade(by=AMIRA, at=1000, due=asked, outcome=outcome, day=day))
        after = next_follow_up(found)
        assert after is None or after.due > asked or outcome == "not_reached"


def agenda(file: CaseFile) -> list[Item]:
    """Return what Today may say of follow-ups."""
    return [one for one in agenda_of(file, Seen()) if one.kind in {"follow_up", "followed"}]


def test_it_stands_on_today_from_its_day_on_and_says_when_all_are_made() -> None:
    arrived = Arrived(by=AMIRA, at=1000, day="2026-11-16", follow_ups=["2026-11-30"])
    begins = int(datetime(2026, 11, 30, tzinfo=UTC).timestamp())
    assert agenda(fold([admitted(), arrived])) == [Item("follow_up", begins + DAY, begins)]
    made = FollowUpMade(by=AMIRA, at=2000, due="2026-11-30", outcome="well")
    assert agenda(fold([admitted(), arrived, made])) == [Item("followed", 2000, 2000)]


@time_machine.travel("2028-03-15 09:00", tick=False)
def test_it_moves_a_case_on_with_the_first_one(world: World, there: Sent) -> None:
    told = Told("not_reached")
    assert actions.make_follow_up(hand(there, world.amira), told).file.stage == "arrived"
    told = Told("well", {"safe": "Yes."}, text="Sounds rested.", needs={"medical": "open"})
    file = actions.make_follow_up(hand(there, world.amira), told).file
    assert file.stage == "follow_up"
    assert file.work.needs == {"medical": "open"}
    made = file.way.travel.follow_ups["2028-03-14"]
    assert (made.outcome, made.answers, made.text) == ("well", {"safe": "Yes."}, "Sounds rested.")
    assert made.day == "2028-03-15"


@time_machine.travel("2028-03-15 09:00", tick=False)
def test_it_sets_the_risk_with_it(world: World, there: Sent) -> None:
    told = Told("in_danger", risk="emergency")
    file = actions.make_follow_up(hand(there, world.amira), told).file
    assert (file.risk, file.risk_at) == ("emergency", int(datetime.now(UTC).timestamp()))


def test_it_moves_no_case_that_stands_aside_or_whose_team_has_no_such_stage(
    world: World, there: Sent
) -> None:
    actions.set_aside(hand(there, world.amira), aside="on_hold")
    assert actions.make_follow_up(hand(there, world.amira), Told("well")).file.aside == "on_hold"
    actions.set_aside(hand(there, world.amira), aside="")
    decide(world, Rules(hidden=["follow_up"]))
    arrive(world, there, date(2029, 1, 1))
    assert actions.make_follow_up(hand(there, world.amira), Told("well")).file.stage == "arrived"


def test_it_takes_none_before_arrival_nor_after_the_last_nor_of_a_closed_case(
    world: World, request_: Sent
) -> None:
    read(request_, world.amira)
    with pytest.raises(Settled):
        actions.make_follow_up(hand(request_, world.amira), Told("well"))
    decide(world, Rules(follow_ups=[14]))
    arrive(world, request_, date(2026, 1, 1))
    actions.make_follow_up(hand(request_, world.amira), Told("well"))
    with pytest.raises(Settled):
        actions.make_follow_up(hand(request_, world.amira), Told("well"))
    actions.close_case(hand(request_, world.amira), reason="relocated_settled")
    with pytest.raises(CaseClosed):
        actions.make_follow_up(hand(request_, world.amira), Told("well"))


def test_it_takes_no_code_that_stands_in_no_list(world: World, there: Sent) -> None:
    for told in (
        Told("splendid"),
        Told("well", {"shoes": "42"}),
        Told("well", needs={"shoes": "open"}),
        Told("well", needs={"shelter": "half"}),
        Told("well", risk="some"),
    ):
        with pytest.raises(ValueError, match="not one of the list"):
            actions.make_follow_up(hand(there, world.amira), told)


def test_it_keeps_the_days_of_needs(world: World) -> None:
    sent = submit(world, answers=noors_answers())
    read(sent, world.amira)
    with time_machine.travel("2026-11-26 10:00", tick=False):
        actions.set_needs(hand(sent, world.amira), {"shelter": "open", "legal": "open"})
    with time_machine.travel("2026-11-28 10:00", tick=False):
        work = actions.set_needs(hand(sent, world.amira), {"shelter": "met"}).file.work
    assert work.needs == {"shelter": "met", "legal": "open"}
    assert work.needs_since["shelter"] - work.needs_since["legal"] == 2 * DAY
    before = again(sent, world.amira).sequence
    work = actions.set_needs(hand(sent, world.amira), {"shelter": "met"}).file.work
    assert again(sent, world.amira).sequence == before
    work = actions.set_needs(hand(sent, world.amira), {"legal": ""}).file.work
    assert work.needs == {"shelter": "met"}
