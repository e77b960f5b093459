"""Two people at one case at once: nothing is lost, and the second is told."""

from datetime import timedelta

import time_machine
from django.test import Client
from django.utils import timezone

from tests.desk.looking import act, hidden_fields, opened_by, text_of
from tests.world import Sent, World


def test_it_tells_what_a_colleague_changed_meanwhile(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    page = amira_desk.get(f"{sent.url}notes/")
    yesterday = timezone.now() - timedelta(days=1)
    with time_machine.travel(yesterday.replace(hour=10, minute=42), tick=False):
        bo_desk.post(f"{sent.url}move/", {"seen": "1", "stage": "assessment"})
    hidden = hidden_fields(page, f"{sent.url}note/")
    answer = amira_desk.post(f"{sent.url}note/", {**hidden, "text": "Host found."})
    words = text_of(answer)
    assert answer.status_code == 409
    assert "A colleague moved this to Assessment at 10:42 UTC." in words
    assert "Your words are kept below: send them, change them or drop them." in words
    assert ">\nHost found.</textarea>" in answer.content.decode()
    assert opened_by(world.bo, sent).file.notes == 0


def test_it_takes_the_same_words_once_the_change_was_seen(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    amira_desk.get(sent.url)
    act(bo_desk, sent, "move", stage="assessment")
    answer = amira_desk.post(f"{sent.url}note/", {"seen": "1", "text": "Host found."})
    again = hidden_fields(answer, f"{sent.url}note/")
    assert again["seen"] != "1"
    sent_again = amira_desk.post(f"{sent.url}note/", {**again, "text": "Host found."})
    assert sent_again.status_code == 302
    assert opened_by(world.bo, sent).file.notes == 1


def test_it_keeps_an_answer_when_the_case_was_closed_meanwhile(
    sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    page = amira_desk.get(f"{sent.url}conversation/")
    act(bo_desk, sent, "close", "close/", reason="no_route", text="Мы не нашли пути.")
    hidden = hidden_fields(page, f"{sent.url}answer/")
    answer = amira_desk.post(f"{sent.url}answer/", {**hidden, "text": "Паспорт с вами?"})
    assert "A colleague closed this at" in text_of(answer)
    assert "Паспорт с вами?" in answer.content.decode()


def test_it_keeps_a_closing_message_too(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    page = amira_desk.get(f"{sent.url}close/")
    act(bo_desk, sent, "risk", risk="emergency")
    hidden = hidden_fields(page, f"{sent.url}close/")
    filled = {**hidden, "reason": "no_route", "text": "Мы не нашли пути."}
    answer = amira_desk.post(f"{sent.url}close/", filled)
    assert answer.status_code == 409
    assert "A colleague set the risk to Emergency" in text_of(answer)
    assert "Мы не нашли пути." in answer.content.decode()
    assert opened_by(world.amira, sent).file.stage == "received"


def test_it_is_not_overtaken_by_oneself(sent: Sent, amira_desk: Client) -> None:
    page = amira_desk.get(f"{sent.url}notes/")
    act(amira_desk, sent, "take")
    hidden = hidden_fields(page, f"{sent.url}note/")
    answer = amira_desk.post(f"{sent.url}note/", {**hidden, "text": "Host found."})
    assert answer.status_code == 302


def test_it_is_not_overtaken_by_a_reader(sent: Sent, amira_desk: Client, bo_desk: Client) -> None:
    page = amira_desk.get(f"{sent.url}notes/")
    bo_desk.get(f"{sent.url}conversation/")
    hidden = hidden_fields(page, f"{sent.url}note/")
    answer = amira_desk.post(f"{sent.url}note/", {**hidden, "text": "Host found."})
    assert answer.status_code == 302


def test_it_tells_who_says_nothing_of_what_they_saw(
    sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    act(bo_desk, sent, "take")
    answer = amira_desk.post(f"{sent.url}risk/", {"risk": "high", "seen": "zwölf"})
    assert answer.status_code == 409
    assert "A colleague changed the owner" in text_of(answer)
