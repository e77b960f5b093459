"""The case list, as Amira and Bo use it."""

import time

import pytest
from django.test import Client

from apps.audit.models import Head
from apps.cases.admission import list_cases
from apps.cases.models import CaseKey, Summary
from tests.desk.looking import act, say, text_of
from tests.world import Sent, World, desk, fresh, make_world, noors_answers, submit

DAY = 24 * 3600


def test_it_shows_a_new_request_with_its_clock(sent: Sent, amira_desk: Client) -> None:
    words = text_of(amira_desk.get("/desk/cases/"))
    assert "in 23 h" in words or "in 24 h" in words
    assert "says “danger soon”" in words
    assert "Received · Russian · Georgia · no owner" in words


def test_it_takes_in_what_is_new(sent: Sent, amira_desk: Client) -> None:
    assert not CaseKey.objects.exists()
    amira_desk.get("/desk/cases/")
    assert CaseKey.objects.filter(case=sent.ref).exists()


def test_it_shows_both_colleagues_the_same(sent: Sent, amira_desk: Client, bo_desk: Client) -> None:
    first = text_of(amira_desk.get("/desk/cases/")).partition(" Show ")[2]
    second = text_of(bo_desk.get("/desk/cases/")).partition(" Show ")[2]
    assert first == second


def test_it_carries_no_name_of_the_applicant(sent: Sent, amira_desk: Client) -> None:
    assert "Нур" not in amira_desk.get("/desk/cases/").content.decode()


def test_it_says_how_long_a_clock_is_over(world: World) -> None:
    submit(world, hour=int(time.time()) - 3 * DAY)
    page = desk(world.amira).get("/desk/cases/")
    assert "2 days over" in text_of(page)
    assert 'class="row over"' in page.content.decode()


def test_it_puts_new_requests_first_by_their_clock(world: World) -> None:
    now = int(time.time())
    calm = submit(world, answers=noors_answers(safety="safe"), hour=now)
    old = submit(world, hour=now - 15 * 3600)
    danger = submit(world, answers=noors_answers(safety="danger_now"), hour=now)
    judged = submit(world, hour=now - 9 * DAY)
    amira = desk(world.amira)
    act(amira, judged, "risk", risk="emergency")
    page = amira.get("/desk/cases/").content.decode()
    places = [page.index(str(one.ref)) for one in (old, danger, calm, judged)]
    assert places == sorted(places)


def test_it_shows_risk_owner_stage_and_promise(sent: Sent, amira_desk: Client) -> None:
    act(amira_desk, sent, "risk", risk="urgent")
    act(amira_desk, sent, "take")
    act(amira_desk, sent, "move", stage="verification")
    words = text_of(amira_desk.get("/desk/cases/"))
    assert "Verification · Russian · Georgia · you" in words
    assert "Risk: Urgent" in words
    assert "news" in words


def test_it_filters_by_more_than_one_wish(world: World, amira_desk: Client) -> None:
    russian = submit(world)
    arabic = submit(world, answers=noors_answers(language="ar"))
    amira_desk.get("/desk/cases/")
    act(amira_desk, arabic, "take")
    page = amira_desk.get("/desk/cases/?language=ar&owner=mine").content.decode()
    assert str(arabic.ref) in page
    assert str(russian.ref) not in page


def test_it_names_the_filters_that_leave_nothing(sent: Sent, amira_desk: Client) -> None:
    words = text_of(amira_desk.get("/desk/cases/?language=ar&risk=high&owner=nobody"))
    assert "No case fits these three filters. Take one away: High · nobody’s · Arabic" in words


def test_it_counts_the_groups(world: World, amira_desk: Client) -> None:
    for _ in range(3):
        moved = submit(world)
    act(amira_desk, moved, "move", stage="verification")
    words = text_of(amira_desk.get("/desk/cases/"))
    assert "All open 3 New 2 Checking 1 Preparing 0 Moving 0 After arrival 0 Closed 0" in words


def test_it_leaves_closed_cases_out_until_they_are_asked_for(
    sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get("/desk/cases/")
    act_close(amira_desk, sent)
    assert str(sent.ref) not in amira_desk.get("/desk/cases/").content.decode()
    assert str(sent.ref) in amira_desk.get("/desk/cases/?group=closed").content.decode()


def act_close(client: Client, sent: Sent) -> None:
    client.post(f"{sent.url}close/", {"seen": "99", "reason": "no_route", "text": "Мы не можем."})


def test_it_knows_when_the_last_request_came(sent: Sent, amira_desk: Client) -> None:
    amira_desk.get("/desk/cases/")
    act_close(amira_desk, sent)
    words = text_of(amira_desk.get("/desk/cases/?group=new"))
    assert "No new requests. The last request came:" in words


def test_it_says_that_nothing_has_come(world: World, amira_desk: Client) -> None:
    assert "No requests yet. The front door is open" in text_of(amira_desk.get("/desk/cases/"))


def test_it_offers_no_filter_before_anything_has_come(world: World, amira_desk: Client) -> None:
    assert "Promised day over" not in text_of(amira_desk.get("/desk/cases/"))


def test_it_shows_fifty_rows_a_page(world: World, amira_desk: Client) -> None:
    for _ in range(52):
        submit(world)
    first = amira_desk.get("/desk/cases/").content.decode()
    second = amira_desk.get("/desk/cases/?page=2").content.decode()
    assert first.count('<li class="row') == 50
    assert second.count('<li class="row') == 2


def test_it_says_when_more_wait_to_be_taken_in(
    world: World, amira_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.cases.admission.MOST_BEHIND", 2)
    for _ in range(5):
        submit(world)
    assert "3 more requests wait to be taken in" in text_of(amira_desk.get("/desk/cases/"))


def test_it_stands_in_the_record_as_one_entry(world: World, amira_desk: Client) -> None:
    submit(world)
    amira_desk.get("/desk/cases/")
    before = Head.objects.get().number
    amira_desk.get("/desk/cases/?language=ru")
    assert Head.objects.get().number == before + 1


def test_it_shows_what_does_not_open_as_damaged(sent: Sent, amira_desk: Client) -> None:
    amira_desk.get("/desk/cases/")
    Summary.objects.update(sealed_summary=b"\x01" + bytes(300))
    words = text_of(amira_desk.get("/desk/cases/"))
    assert "Cannot be opened" in words
    assert "damaged" in words


def test_it_marks_unread_messages(world: World, sent: Sent, amira_desk: Client) -> None:
    amira_desk.get("/desk/cases/")
    say(world, sent, "Вы здесь?")
    assert "1 unread message" in text_of(amira_desk.get("/desk/cases/"))
    assert str(sent.ref) in amira_desk.get("/desk/cases/?unread=1").content.decode()


@pytest.mark.parametrize(
    "query", ["page=999999", "page=-1", "page=٣", "sort=evil", "group=%00", "owner=" + "x" * 5000]
)
def test_it_answers_any_address(sent: Sent, amira_desk: Client, query: str) -> None:
    assert amira_desk.get(f"/desk/cases/?{query}").status_code == 200


def test_it_is_told_a_hostile_language_and_country_as_they_are(
    world: World, amira_desk: Client
) -> None:
    answers = noors_answers(language="<b>x</b>" * 900)
    submit(world, answers=answers)
    page = amira_desk.get("/desk/cases/").content.decode()
    assert "<b>x" not in page
    assert len(page) < 40_000


def test_it_lists_for_a_colleague_what_another_took_in(world: World) -> None:
    submit(world)
    list_cases(user=world.amira.user, keyring=fresh(world.amira))
    rows = list_cases(user=world.bo.user, keyring=fresh(world.bo)).rows
    assert [row.body is not None for row in rows] == [True]


def test_it_waits_with_who_waits_for_the_key(db: None) -> None:
    from apps.teams.actions import add_membership
    from tests.people import make_person

    world = make_world()
    emil = make_person("emil")
    add_membership(team=world.harbour, user=emil.user)
    submit(world)
    browser = desk(emil)
    assert browser.get("/desk/", follow=True).redirect_chain[-1][0] == "/desk/team/"
    words = text_of(browser.get("/desk/cases/"))
    assert "The team’s key is handed over by a colleague" in words
