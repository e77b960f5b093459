"""Sending as Amira does it: five minutes, drafts, templates, what must not be said."""

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from apps.cases.messages import Opened
from apps.cases.models import Draft, Message
from apps.cases.templates import Template, save_template
from tests.desk.looking import act, hidden_fields, opened_by, put, say, text_of, this_hour
from tests.world import Sent, World, fresh

START = datetime.datetime(2026, 11, 25, 10, 20, tzinfo=datetime.UTC)
TALK = "conversation/"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def answer(client: Client, sent: Sent, text: str, **more: str) -> Any:
    return act(client, sent, "answer", TALK, text=text, **more)


def ours(world: World, sent: Sent) -> list[Any]:
    entries = opened_by(world.amira, sent).threads[0].entries
    return [entry.ours for entry in entries if entry.ours]


def places(page: Any, sent: Sent) -> dict[str, str]:
    return hidden_fields(page, f"{sent.url}unsend/")


def test_it_goes_out_in_five_minutes_unless_now_is_pressed(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    answer(amira_desk, sent, "Хорошо.")
    answer(amira_desk, sent, "Сейчас.", now="1")
    at = int(START.timestamp())
    assert [(one.text, one.after) for one in ours(world, sent)] == [
        ("Хорошо.", at + 300),
        ("Сейчас.", 0),
    ]
    words = text_of(amira_desk.get(sent.url + TALK))
    assert "goes out 10:25" in words
    assert "not opened yet" in words


def test_it_takes_a_message_back(world: World, sent: Sent, amira_desk: Client) -> None:
    answer(amira_desk, sent, "Не туда.")
    page = amira_desk.get(sent.url + TALK)
    reply = amira_desk.post(f"{sent.url}unsend/", places(page, sent))
    assert reply.status_code == 302
    assert ours(world, sent) == []
    shown = text_of(amira_desk.get(sent.url + TALK))
    assert "Taken back by you before it was opened." in shown
    assert "Не туда." not in shown
    assert amira_desk.post(f"{sent.url}unsend/", places(page, sent)).status_code == 302


@pytest.mark.parametrize("place", ["", "x", "0:0", f"{'0' * 32}:1", f"{'0' * 32}:٣", ":", "1" * 99])
def test_it_takes_back_nothing_that_is_no_message(
    world: World, sent: Sent, amira_desk: Client, place: str
) -> None:
    answer(amira_desk, sent, "Хорошо.")
    seen = places(amira_desk.get(sent.url + TALK), sent)
    reply = amira_desk.post(f"{sent.url}unsend/", {**seen, "place": place})
    assert reply.status_code in (409, 422)
    assert len(ours(world, sent)) == 1


def test_it_lets_a_message_disappear(world: World, sent: Sent, amira_desk: Client) -> None:
    answer(amira_desk, sent, "Билет.", vanish="opened")
    assert "Disappears once they have opened it." in text_of(amira_desk.get(sent.url + TALK))
    assert ours(world, sent)[0].vanish == "opened"
    assert answer(amira_desk, sent, "Ещё.", vanish="8").status_code == 422


def test_it_asks_before_it_says_what_must_not_be_said(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    refused = answer(amira_desk, sent, "Ваш партнёр едет с вами.")
    assert refused.status_code == 422
    assert "This must not be said: “партнёр”." in text_of(refused)
    assert "Ваш партнёр едет с вами." in refused.content.decode()
    assert ours(world, sent) == []
    fields = hidden_fields(refused, f"{sent.url}answer/")
    text = {"text": "Ваш партнёр едет с вами.", "confirmed": "on"}
    assert amira_desk.post(f"{sent.url}answer/", {**fields, **text}).status_code == 302
    assert len(ours(world, sent)) == 1


def test_it_keeps_a_draft_sealed_and_shows_it_again(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    page = amira_desk.get(sent.url + TALK)
    draft = f"{sent.url}draft/"
    fields = hidden_fields(page, f"{sent.url}answer/")
    reply = amira_desk.post(draft, {**fields, "text": "Половина ответа"})
    assert reply["Location"] == f"{sent.url}{TALK}#answer"
    assert b"\xd0\x9f\xd0\xbe\xd0\xbb" not in bytes(Draft.objects.get().sealed_draft)
    shown = amira_desk.get(sent.url + TALK)
    assert "Половина ответа</textarea>" in shown.content.decode()
    assert "Половина ответа" not in bo_desk.get(sent.url + TALK).content.decode()
    answer(amira_desk, sent, "Половина ответа и остальное")
    assert not Draft.objects.exists()


def test_it_keeps_by_itself_without_a_page(sent: Sent, amira_desk: Client) -> None:
    amira_desk.get(sent.url + TALK)
    reply = amira_desk.post(f"{sent.url}draft/", {"text": "Пишу", "by_itself": "1"})
    assert (reply.status_code, reply.content) == (204, b"")
    assert Draft.objects.count() == 1
    amira_desk.post(f"{sent.url}draft/", {"text": "  ", "by_itself": "1"})
    assert not Draft.objects.exists()


def test_it_shows_a_draft_as_they_will_see_it(sent: Sent, amira_desk: Client) -> None:
    words = {"text": "Ждите нас.", "look": "1", "vanish": "opened"}
    reply = amira_desk.post(f"{sent.url}draft/", words)
    assert reply["Location"].endswith("#seen")
    page = amira_desk.get(sent.url + TALK).content.decode()
    assert '<div class="phone" lang="ru" dir="ltr">' in page
    assert "Исчезнет, когда вы уйдёте с этой страницы." in page


def test_it_puts_a_template_in_and_keeps_what_was_typed(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    one = Template("hello", "Hello", "answer", {"en": "We read it.", "ru": "Мы прочитали."})
    save_template(one, version=0, team=world.harbour, user=world.bo.user, keyring=fresh(world.bo))
    page = amira_desk.get(sent.url + TALK).content.decode()
    assert 'data-text="Мы прочитали." data-meaning="We read it."' in page
    chosen = {"text": "Нур,", "template": "hello"}
    reply = amira_desk.post(f"{sent.url}draft/template/", chosen)
    assert reply["Location"].endswith("#answer")
    shown = amira_desk.get(sent.url + TALK)
    assert "Нур,\n\nМы прочитали.</textarea>" in shown.content.decode()
    assert "What the template says, in your language: We read it." in text_of(shown)


def test_it_leaves_the_words_alone_where_there_is_no_such_template(
    sent: Sent, amira_desk: Client
) -> None:
    amira_desk.post(f"{sent.url}draft/template/", {"text": "Нур,", "template": "nothing"})
    assert "Нур,</textarea>" in amira_desk.get(sent.url + TALK).content.decode()


def test_it_sends_once_what_was_sent_twice(world: World, sent: Sent, amira_desk: Client) -> None:
    page = amira_desk.get(sent.url + TALK)
    fields = {**hidden_fields(page, f"{sent.url}answer/"), "text": "Хорошо."}
    for _ in range(2):
        assert amira_desk.post(f"{sent.url}answer/", fields).status_code == 302
    assert len(ours(world, sent)) == 1


def test_it_loses_nothing_when_noor_writes_at_the_same_time(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    page = amira_desk.get(sent.url + TALK)
    say(world, sent, "Я здесь.")
    fields = {**hidden_fields(page, f"{sent.url}answer/"), "text": "Хорошо."}
    assert amira_desk.post(f"{sent.url}answer/", fields).status_code == 302
    shown = text_of(amira_desk.get(sent.url + TALK))
    assert "Я здесь." in shown
    assert "Хорошо." in shown


def test_it_says_when_theirs_was_opened(world: World, sent: Sent, amira_desk: Client) -> None:
    answer(amira_desk, sent, "Хорошо.", now="1")
    count = Message.objects.count()
    put(world, sent, Opened(at=this_hour(), upto=count))
    shown = amira_desk.get(sent.url + TALK)
    assert "opened" in text_of(shown)
    assert f"{sent.url}unsend/" not in shown.content.decode()


@pytest.mark.parametrize("name", ["close", "decline", "more"])
def test_it_looks_at_words_that_go_with_a_decision_too(
    world: World, sent: Sent, amira_desk: Client, name: str
) -> None:
    address = f"{sent.url}{name}/"
    hidden = hidden_fields(amira_desk.get(address), address)
    said = {"reason": "no_route", "text": "Ваш партнёр не может ехать."}
    refused = amira_desk.post(address, {**hidden, **said})
    assert refused.status_code == 422
    assert "This must not be said: “партнёр”." in text_of(refused)
    assert ours(world, sent) == []
    hidden = hidden_fields(refused, address)
    assert amira_desk.post(address, {**hidden, **said, "confirmed": "on"}).status_code == 302
    assert len(ours(world, sent)) == 1
