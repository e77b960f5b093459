"""Today, as Amira and Bo begin their day with it."""

import time
from datetime import UTC, datetime
from typing import Any

import time_machine
from django.test import Client

from apps.audit.models import Head
from apps.cases.absences import Absence, set_absence
from apps.cases.casefile import AnyEvent, ContactOutcome, ContactSet, NumberShown, TaskAdded
from apps.cases.models import CaseKey, Paper
from apps.teams.watching import set_watch
from tests.desk.looking import act, add_events, hidden_fields, opened_by, say, text_of
from tests.world import Sent, World, desk, fresh, noors_answers, submit

TODAY = "/desk/today/"
MORNING = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def task(world: World, title: str, day: str) -> AnyEvent:
    me = world.amira.user.ref.hex
    return TaskAdded(by=me, at=int(time.time()), task="1" * 32, title=title, owner=me, due=day)


def put_off(client: Client, sent: Sent, until: str, view: str = "") -> None:
    page = client.get(TODAY + view)
    address = f"{TODAY}{sent.ref}/later/"
    answer = client.post(address, {**hidden_fields(page, address), "until": until})
    assert (answer.status_code, answer.headers["Location"]) == (302, TODAY + view)


def test_a_caseworkers_day_begins_with_it(world: World, amira_desk: Client) -> None:
    assert amira_desk.get("/desk/").headers["Location"] == TODAY
    assert '"/desk/today/" aria-current="page"' in amira_desk.get(TODAY).content.decode()


def test_it_takes_in_what_is_new_and_is_recorded(sent: Sent, amira_desk: Client) -> None:
    before = Head.objects.get().number
    amira_desk.get(TODAY)
    assert CaseKey.objects.filter(case=sent.ref).exists()
    assert Head.objects.get().number > before


def test_it_puts_danger_that_nobody_has_taken_before_all_else(world: World) -> None:
    submit(world, answers=noors_answers(safety="danger_now"), hour=int(time.time()) - 14 * 3600)
    words = text_of(desk(world.amira).get(TODAY))
    assert "Now 1 2 h over" in words or "Now 1 1 h over" in words
    assert "Says “in danger now”. First reading was due:" in words


def test_it_counts_new_requests_by_what_they_answer(world: World) -> None:
    now = int(time.time())
    submit(world, hour=now - 49 * 3600)
    submit(world, hour=now)
    submit(world, answers=noors_answers(safety="safe"), hour=now - 3 * 3600)
    words = text_of(desk(world.amira).get(TODAY))
    assert "New requests 3" in words
    assert "2 says “danger soon”, oldest: 2 days" in words
    assert "1 says “safe for the moment”, oldest: 3 h" in words


def test_it_says_who_wrote_and_leads_to_the_conversation(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    act(amira_desk, sent, "risk", risk="high")
    act(amira_desk, sent, "take")
    say(world, sent, "Да, со мной.")
    page = amira_desk.get(TODAY)
    assert "People waiting for you 1" in text_of(page)
    assert f'href="{sent.url}conversation/">Answer</a>' in page.content.decode()
    assert "1 unread message Да, со мной." in text_of(page)
    assert "Nothing is waiting" not in text_of(page)


def test_it_shows_bo_what_is_amiras_under_the_whole_team_alone(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    act(amira_desk, sent, "risk", risk="high")
    act(amira_desk, sent, "take")
    say(world, sent, "Да.")
    assert "Mine and unowned 0 Whole team 1" in text_of(bo_desk.get(TODAY))
    assert "1 unread message" not in text_of(bo_desk.get(TODAY))
    assert "1 unread message" in text_of(bo_desk.get(f"{TODAY}?view=team"))
    assert text_of(bo_desk.get(f"{TODAY}?view=nonsense")) == text_of(bo_desk.get(TODAY))


def test_it_puts_a_line_off_until_tomorrow_and_brings_it_back(world: World) -> None:
    with time_machine.travel(MORNING):
        sent, amira = submit(world), desk(world.amira)
        act(amira, sent, "risk", risk="standard")
        act(amira, sent, "take")
        add_events(world, sent, task(world, "Call the reference", "2026-11-24"))
        assert "Due 1 today" in text_of(amira.get(TODAY))
        put_off(amira, sent, "tomorrow")
        words = text_of(amira.get(TODAY))
        assert "Call the reference" not in words
        assert "1 line is put off." in words
        amira.post(f"{TODAY}back/")
        assert "Call the reference" in text_of(amira.get(TODAY))
        put_off(amira, sent, "tomorrow")
    with time_machine.travel(datetime(2026, 11, 25, 0, 1, tzinfo=UTC)):
        assert "1 day over" in text_of(desk(world.amira).get(TODAY))


def test_it_keeps_what_was_put_off_sealed_and_from_colleagues(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    amira_desk.get(TODAY)
    say(world, sent, "Да.")
    put_off(amira_desk, sent, "hours")
    assert "People waiting for you" not in text_of(amira_desk.get(TODAY))
    assert "People waiting for you" in text_of(bo_desk.get(TODAY))
    assert sent.ref.hex.encode() not in bytes(Paper.objects.get().sealed_paper)


def test_it_brings_a_line_back_when_new_words_come(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get(TODAY)
    say(world, sent, "Да.")
    put_off(amira_desk, sent, "tomorrow")
    say(world, sent, "Они у двери.")
    assert "2 unread messages" in text_of(amira_desk.get(TODAY))


def test_it_never_puts_off_a_line_of_now(world: World, sent: Sent, amira_desk: Client) -> None:
    me = world.amira.user.ref.hex
    now = int(time.time())
    amira_desk.get(TODAY)
    failed = [
        ContactOutcome(by=me, at=now, call=str(n) * 32, outcome="no_answer") for n in range(3)
    ]
    add_events(world, sent, *failed)
    page = amira_desk.get(TODAY).content.decode()
    assert f"{sent.ref}/later/" not in page
    for kind in ("contact_lost", "unread", "nonsense"):
        amira_desk.post(f"{TODAY}{sent.ref}/later/", {"kind": kind, "until": "tomorrow"})
    assert "Contact is lost" in text_of(amira_desk.get(TODAY))


def test_it_takes_any_form_without_harm(sent: Sent, amira_desk: Client) -> None:
    address = f"{TODAY}{sent.ref}/later/"
    for filled in ({}, {"until": "x", "kind": "task"}, {"until": "hours", "kind": "task\x00"}):
        assert amira_desk.post(address, filled).status_code in (302, 400)
    filled = {"until": "hours", "kind": "task", "unread": "9" * 5000, "view": "//evil.example"}
    assert amira_desk.post(address, filled).headers["Location"] == TODAY


def test_it_says_when_what_was_put_off_does_not_open(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get(TODAY)
    say(world, sent, "Да.")
    put_off(amira_desk, sent, "hours")
    Paper.objects.update(sealed_paper=b"\x00" * 64)
    words = text_of(amira_desk.get(TODAY))
    assert "What you put off does not open" in words
    assert "People waiting for you" in words


def test_it_knows_the_next_date_when_nothing_waits(world: World) -> None:
    with time_machine.travel(MORNING):
        sent, amira = submit(world), desk(world.amira)
        act(amira, sent, "risk", risk="standard")
        act(amira, sent, "take")
        add_events(world, sent, task(world, "Call the reference", "2026-11-26"))
        words = text_of(amira.get(TODAY))
        assert "Nothing is waiting for you. 1 case is quiet. The next date: Thursday" in words


def test_it_says_what_cannot_be_opened(world: World, sent: Sent, amira_desk: Client) -> None:
    from apps.cases.models import Summary

    amira_desk.get(TODAY)
    Summary.objects.update(digest=b"\x00" * 32)
    assert "One case cannot be opened" in text_of(amira_desk.get(TODAY))


def test_it_carries_no_name_of_the_applicant(sent: Sent, amira_desk: Client) -> None:
    assert "Нур" not in amira_desk.get(TODAY).content.decode()


def test_it_shows_what_amira_covers_for_while_bo_is_away(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    act(bo_desk, sent, "risk", risk="high")
    act(bo_desk, sent, "take")
    say(world, sent, "Да.")
    assert "Covering" not in text_of(amira_desk.get(TODAY))
    day = datetime.now(UTC).date().isoformat()
    away = Absence(day, day, world.amira.user.ref.hex)
    set_absence(
        team=world.harbour,
        of=world.bo.user,
        absence=away,
        by=world.bo.user,
        keyring=fresh(world.bo),
    )
    words = text_of(amira_desk.get(f"{TODAY}?view=covering"))
    assert "Mine and unowned 0 Covering 1 Whole team 1" in words
    assert "1 unread message" in words


def test_it_says_who_is_on_watch(world: World, amira_desk: Client) -> None:
    assert "On watch" not in text_of(amira_desk.get(TODAY))
    for person in (world.bo, world.amira):
        set_watch(team=world.harbour, of=person.user, watching=True, by=world.bo.user)
    assert "On watch: you, bo" in text_of(amira_desk.get(TODAY))


def finish(client: Client, sent: Sent) -> Any:
    address = f"{TODAY}{sent.ref}/done/"
    return client.post(address, hidden_fields(client.get(TODAY), address))


def test_it_finishes_a_task_from_its_line(world: World, sent: Sent, amira_desk: Client) -> None:
    act(amira_desk, sent, "risk", risk="standard")
    act(amira_desk, sent, "take")
    add_events(world, sent, task(world, "Call the reference", "2026-01-01"))
    answer = finish(amira_desk, sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, TODAY)
    assert "Call the reference" not in text_of(amira_desk.get(TODAY))


def test_it_tells_who_was_faster_before_it_finishes_a_task(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    act(amira_desk, sent, "take")
    add_events(world, sent, task(world, "Call the reference", "2026-01-01"))
    address = f"{TODAY}{sent.ref}/done/"
    filled = hidden_fields(amira_desk.get(TODAY), address)
    act(bo_desk, sent, "risk", risk="urgent")
    answer = amira_desk.post(address, filled)
    assert answer.status_code == 409
    assert "Call the reference" in text_of(amira_desk.get(TODAY))


def test_the_bar_counts_the_requests_that_wait(world: World, amira_desk: Client) -> None:
    submit(world)
    submit(world)
    for page in (TODAY, "/desk/cases/", "/desk/requests/"):
        assert "Requests 2" in text_of(amira_desk.get(page))


def test_it_says_whether_an_owed_call_falls_in_a_safe_hour(world: World) -> None:
    with time_machine.travel(MORNING):
        sent, amira = submit(world), desk(world.amira)
        me, now = world.amira.user.ref.hex, int(time.time())
        act(amira, sent, "take")
        agreed = ContactSet(by=me, at=now, way="signal", hours=["midday"], ahead=240)
        call = TaskAdded(
            by=me, at=now, task="2" * 32, title="Tell them", due="2026-11-24", kind="call"
        )
        add_events(world, sent, agreed, call)
        words = text_of(amira.get(TODAY))
        assert "A call is owed: Tell them A safe hour for them now (12:30 there)." in words
    with time_machine.travel(datetime(2026, 11, 24, 12, 30, tzinfo=UTC)):
        assert "A call is owed" not in text_of(desk(world.amira).get(TODAY))
    with time_machine.travel(datetime(2026, 11, 25, 6, 30, tzinfo=UTC)):
        words = text_of(desk(world.amira).get(TODAY))
        assert "1 day over" in words
        assert "A safe hour" not in words


def test_it_says_how_a_contact_went_with_one_press(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    me, now = world.amira.user.ref.hex, int(time.time())
    act(amira_desk, sent, "risk", risk="standard")
    act(amira_desk, sent, "take")
    add_events(world, sent, NumberShown(by=me, at=now - 600, call="2" * 32))
    page = amira_desk.get(TODAY)
    assert "How did it go?" in text_of(page)
    address = f"{TODAY}{sent.ref}/outcome/"
    filled = {**hidden_fields(page, address), "outcome": "no_answer"}
    answer = amira_desk.post(address, filled)
    assert (answer.status_code, answer.headers["Location"]) == (302, TODAY)
    assert "How did it go?" not in text_of(amira_desk.get(TODAY))
    assert opened_by(world.amira, sent).file.contacts.failures == 1


def test_it_refuses_an_outcome_that_there_is_none_of(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    act(amira_desk, sent, "take")
    address = f"{TODAY}{sent.ref}/outcome/"
    for filled in ({}, {"call": "9" * 32, "outcome": "no_answer"}, {"outcome": "nonsense"}):
        assert amira_desk.post(address, {"seen": "99", **filled}).status_code in (409, 422)
