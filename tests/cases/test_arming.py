"""How a sealed day of erasure reaches the calendar."""

from datetime import date, datetime, timedelta

import time_machine
from django.utils import timezone

from apps.cases import actions
from apps.cases.admission import list_cases
from apps.cases.models import Case
from apps.cases.summing import first_of_month_after, months_ahead
from tests.cases.acts import hand, read
from tests.world import Sent, World, fresh


def closed_and_listed(world: World, request: Sent, *, reason: str, later: timedelta) -> Case:
    read(request, world.amira)
    actions.close_case(hand(request, world.amira), reason=reason)
    with time_machine.travel(timezone.now() + later, tick=False):
        list_cases(user=world.bo.user, keyring=fresh(world.bo))
    return Case.objects.get(ref=request.ref)


def test_it_waits_until_a_month_before_its_day(world: World, request_: Sent) -> None:
    case = closed_and_listed(world, request_, reason="no_route", later=timedelta(days=50))
    assert case.erase_by == months_ahead(timezone.localdate())


def test_it_is_due_on_the_first_of_the_month_after_its_day(world: World, request_: Sent) -> None:
    case = closed_and_listed(world, request_, reason="no_route", later=timedelta(days=65))
    day = (datetime.now(tz=timezone.get_current_timezone()) + timedelta(days=90)).date()
    assert case.erase_by == first_of_month_after(day)


def test_it_is_never_due_by_itself_where_a_person_decides(world: World, request_: Sent) -> None:
    case = closed_and_listed(world, request_, reason="detained", later=timedelta(days=400))
    assert case.erase_by == months_ahead(timezone.localdate())


def test_it_keeps_a_case_that_was_opened_again(world: World, request_: Sent) -> None:
    read(request_, world.amira)
    actions.close_case(hand(request_, world.amira), reason="spam")
    actions.reopen_case(hand(request_, world.amira), stage="screening")
    with time_machine.travel(timezone.now() + timedelta(days=20), tick=False):
        list_cases(user=world.bo.user, keyring=fresh(world.bo))
    assert Case.objects.get().erase_by == months_ahead(timezone.localdate())


def test_it_counts_months_over_the_turn_of_the_year() -> None:
    assert months_ahead(date(2026, 12, 31)) == date(2029, 1, 1)
    assert months_ahead(date(2026, 1, 31)) == date(2028, 2, 1)
