"""What a caseworker does with a case: one act, one address, back to where it came from."""

from datetime import timedelta

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from apps.cases.messages import StatusTold, Text
from apps.cases.models import Event
from tests.desk.looking import act, opened_by, say, text_of
from tests.world import Sent, World


def places(answer: HttpResponseBase) -> tuple[int, str]:
    return answer.status_code, answer.headers.get("Location", "")


def test_it_sets_the_risk(world: World, sent: Sent, amira_desk: Client) -> None:
    assert places(act(amira_desk, sent, "risk", risk="high")) == (302, sent.url)
    assert opened_by(world.bo, sent).file.risk == "high"


def test_it_goes_back_to_the_section_it_came_from(sent: Sent, amira_desk: Client) -> None:
    answer = act(amira_desk, sent, "risk", "history/", risk="high")
    assert places(answer) == (302, f"{sent.url}history/")


def test_it_takes_a_case(world: World, sent: Sent, amira_desk: Client) -> None:
    act(amira_desk, sent, "take")
    assert opened_by(world.bo, sent).file.owner == world.amira.user.ref.hex


def test_it_gives_a_case_to_a_colleague_and_to_nobody(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    act(amira_desk, sent, "give", "give/", owner=world.bo.user.ref.hex)
    assert opened_by(world.amira, sent).file.owner == world.bo.user.ref.hex
    act(amira_desk, sent, "give", "give/", owner="")
    assert opened_by(world.amira, sent).file.owner == ""


def test_it_gives_nothing_to_another_team(world: World, sent: Sent, amira_desk: Client) -> None:
    assert (
        act(amira_desk, sent, "give", "give/", owner=world.chioma.user.ref.hex).status_code == 422
    )
    assert opened_by(world.amira, sent).file.owner == ""


@pytest.mark.parametrize("stage", ["screening", "verification", "assessment"])
def test_it_moves_forward_in_one_act(
    world: World, sent: Sent, amira_desk: Client, stage: str
) -> None:
    act(amira_desk, sent, "move", stage=stage, why="decided on Monday")
    assert opened_by(world.amira, sent).file.stage == stage
    assert "decided on Monday" in text_of(amira_desk.get(f"{sent.url}history/"))


def test_it_moves_back(world: World, sent: Sent, amira_desk: Client) -> None:
    act(amira_desk, sent, "move", stage="assessment")
    act(amira_desk, sent, "move", stage="screening")
    assert opened_by(world.amira, sent).file.stage == "screening"


def test_it_puts_aside_and_takes_up_again(world: World, sent: Sent, amira_desk: Client) -> None:
    act(amira_desk, sent, "aside", aside="on_hold", why="funds")
    assert "On hold" in text_of(amira_desk.get(sent.url))
    act(amira_desk, sent, "back")
    assert opened_by(world.amira, sent).file.aside == ""


def test_it_promises_a_day_that_the_applicant_is_told(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    day = (timezone.now().date() + timedelta(days=3)).isoformat()
    act(amira_desk, sent, "promise", day=day)
    opened = opened_by(world.amira, sent)
    told = opened.threads[0].told
    assert opened.file.promised == day
    assert told is None or told.promised == day


@pytest.mark.parametrize("days", [-1, 400])
def test_it_promises_no_day_gone_by_or_out_of_sight(
    sent: Sent, amira_desk: Client, days: int
) -> None:
    day = (timezone.now().date() + timedelta(days=days)).isoformat()
    answer = act(amira_desk, sent, "promise", day=day)
    assert answer.status_code == 422
    assert "Choose" in text_of(answer)


def test_it_answers_and_promises_the_next_day_in_one_act(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    day = (timezone.now().date() + timedelta(days=2)).isoformat()
    answer = act(amira_desk, sent, "answer", "conversation/", text="Паспорт с вами?", day=day)
    assert places(answer) == (302, f"{sent.url}conversation/")
    opened = opened_by(world.bo, sent)
    said = [entry.body for entry in opened.threads[0].entries if isinstance(entry.body, Text)]
    assert [body.text for body in said] == ["Паспорт с вами?"]
    assert opened.file.promised == day


def test_it_sends_one_message_when_the_page_is_sent_twice(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get(sent.url)
    for _ in range(2):
        amira_desk.post(f"{sent.url}answer/", {"seen": "1", "text": "Паспорт с вами?"})
    entries = opened_by(world.bo, sent).threads[0].entries
    assert sum(isinstance(entry.body, Text) for entry in entries) == 1


def test_it_keeps_a_note_that_the_applicant_never_sees(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    answer = act(amira_desk, sent, "note", "notes/", text="Host found.\nAsk about the cat.")
    assert places(answer) == (302, f"{sent.url}notes/")
    assert "Ask about the cat." in text_of(amira_desk.get(f"{sent.url}notes/"))
    assert not opened_by(world.amira, sent).threads[0].entries


def test_it_asks_for_a_reason_and_a_message_before_closing(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    answer = act(amira_desk, sent, "close", "close/", text="", why="kept note")
    words = text_of(answer)
    assert answer.status_code == 422
    assert "Choose the reason for closing." in words
    assert "Write a message to the person, or tick that one would be unsafe." in words
    assert "kept note" in answer.content.decode()  # type: ignore[attr-defined]
    assert opened_by(world.amira, sent).file.stage == "received"


def test_it_says_beside_a_closing_message_what_must_not_be_said(
    sent: Sent, amira_desk: Client
) -> None:
    assert "Must not be said: партнёр" in text_of(amira_desk.get(f"{sent.url}close/"))


def test_it_closes_with_a_message(world: World, sent: Sent, amira_desk: Client) -> None:
    act(amira_desk, sent, "close", "close/", reason="no_route", text="Мы не нашли пути.")
    opened = opened_by(world.amira, sent)
    bodies = [entry.body for entry in opened.threads[0].entries]
    assert opened.file.reason == "no_route"
    assert opened.file.keep_until
    assert any(isinstance(body, Text) for body in bodies)
    assert any(isinstance(body, StatusTold) and body.status == "closed" for body in bodies)


def test_it_closes_without_a_message_that_would_be_unsafe(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    act(amira_desk, sent, "close", "close/", reason="detained", text="typed", unsafe="on")
    opened = opened_by(world.amira, sent)
    assert opened.file.stage == "closed"
    assert not any(isinstance(entry.body, Text) for entry in opened.threads[0].entries)
    assert "Kept until a person decides." in text_of(amira_desk.get(sent.url))


def test_it_declines_with_a_message(world: World, sent: Sent, amira_desk: Client) -> None:
    act(amira_desk, sent, "decline", "decline/", reason="no_capacity", text="Сейчас не можем.")
    file = opened_by(world.amira, sent).file
    assert (file.aside, file.reason, file.stage) == ("declined", "no_capacity", "received")
    assert "Declined: No capacity." in text_of(amira_desk.get(sent.url))


def test_it_opens_a_closed_case_again(world: World, sent: Sent, amira_desk: Client) -> None:
    act(amira_desk, sent, "close", "close/", reason="no_route", text="Мы не нашли пути.")
    act(amira_desk, sent, "reopen", stage="assessment")
    assert opened_by(world.amira, sent).file.stage == "assessment"


def test_it_moves_no_closed_case(world: World, sent: Sent, amira_desk: Client) -> None:
    act(amira_desk, sent, "close", "close/", reason="no_route", text="Мы не нашли пути.")
    answer = amira_desk.post(f"{sent.url}move/", {"seen": "99", "stage": "planning"})
    assert answer.status_code == 409
    assert opened_by(world.amira, sent).file.stage == "closed"


def test_it_offers_no_answer_on_a_closed_case(sent: Sent, amira_desk: Client) -> None:
    act(amira_desk, sent, "close", "close/", reason="no_route", text="Мы не нашли пути.")
    page = amira_desk.get(f"{sent.url}conversation/").content.decode()
    assert f"{sent.url}answer/" not in page
    assert "Open it again to write" in page


@pytest.mark.parametrize(
    "name", ["risk", "take", "aside", "back", "reopen", "promise", "note", "answer"]
)
def test_it_acts_on_a_post_alone(sent: Sent, amira_desk: Client, name: str) -> None:
    assert amira_desk.get(f"{sent.url}{name}/").status_code == 405


def test_it_writes_who_and_when_for_every_act(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    act(amira_desk, sent, "risk", risk="urgent")
    act(bo_desk, sent, "take")
    words = text_of(amira_desk.get(f"{sent.url}history/"))
    assert "you Risk: Urgent" in words
    assert "bo Owner: bo" in words
    assert Event.objects.filter(case=sent.ref).count() >= 3


def test_it_lets_an_unread_message_refuse_no_edit(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get(sent.url)
    say(world, sent, "Вы здесь?")
    answer = amira_desk.post(f"{sent.url}note/", {"seen": "1", "text": "still here"})
    assert answer.status_code == 302
