"""A new code for somebody who lost theirs."""

import re
from typing import Any

import pytest
from django.test import Client

from apps.audit.models import Head
from apps.crypto.code import read_code, stretch_code
from apps.mailbox.models import Mailbox
from apps.web.costs import code_cost
from tests.desk.looking import hidden_fields, opened_by, put, text_of, this_hour
from tests.world import Sent, World, desk

ASKED = {"confirmed": "voice", "others": "end", "earlier": "all"}


def give(client: Client, sent: Sent, **changes: str) -> Any:
    page = client.get(f"{sent.url}code/")
    hidden = hidden_fields(page, f"{sent.url}code/")
    return client.post(f"{sent.url}code/", {**hidden, **ASKED, **changes})


def shown_code(answer: Any) -> bytes:
    groups = re.findall(r"<span>(\d{9})</span>", answer.content.decode())
    (secret,) = read_code(" ".join(groups))
    return secret


def locator_of(world: World, secret: bytes) -> bytes:
    return stretch_code(secret, bytes(world.organisation.site_salt), code_cost()).locator_hash


def test_it_shows_the_code_in_words_and_digits(sent: Sent, amira_desk: Client) -> None:
    answer = give(amira_desk, sent)
    secret = shown_code(answer)
    words = re.findall(r"<li>(\w+)</li>", answer.content.decode())
    assert len(words) == 8
    assert read_code(" ".join(words), "ru") == [secret]


def test_it_opens_a_mailbox_with_the_new_code(world: World, sent: Sent, amira_desk: Client) -> None:
    secret = shown_code(give(amira_desk, sent))
    assert Mailbox.objects.filter(locator_hash=locator_of(world, secret)).exists()
    assert not Mailbox.objects.filter(locator_hash=locator_of(world, sent.code)).exists()


def test_it_keeps_the_old_code_when_asked_to(world: World, sent: Sent, amira_desk: Client) -> None:
    give(amira_desk, sent, others="keep", earlier="new")
    assert Mailbox.objects.filter(locator_hash=locator_of(world, sent.code)).exists()
    assert "changed behind our back" not in text_of(amira_desk.get(sent.url))


def test_it_raises_no_alarm_once_the_old_code_is_ended(sent: Sent, amira_desk: Client) -> None:
    give(amira_desk, sent)
    assert "changed behind our back" not in text_of(amira_desk.get(sent.url))


def test_it_says_in_the_history_how_the_person_was_known(sent: Sent, amira_desk: Client) -> None:
    give(amira_desk, sent)
    assert "I know their voice" in text_of(amira_desk.get(f"{sent.url}notes/"))
    words = text_of(amira_desk.get(f"{sent.url}history/"))
    assert "New code given, which opens the answers" in words
    assert "Code ended" in words


def test_it_opens_no_past_to_somebody_who_may_be_a_stranger(sent: Sent, amira_desk: Client) -> None:
    answer = give(amira_desk, sent, confirmed="not", earlier="all")
    assert answer.status_code == 422
    assert "Make sure who it is" in text_of(answer)


def test_it_asks_for_every_choice(sent: Sent, amira_desk: Client) -> None:
    words = text_of(give(amira_desk, sent, confirmed="", others="", earlier=""))
    assert "Choose how you made sure" in words
    assert "Choose whether the earlier code ends." in words


def test_it_gives_no_second_code_when_the_page_is_sent_again(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    page = amira_desk.get(f"{sent.url}code/")
    filled = {**hidden_fields(page, f"{sent.url}code/"), **ASKED}
    secret = shown_code(amira_desk.post(f"{sent.url}code/", filled))
    again = amira_desk.post(f"{sent.url}code/", filled)
    assert again.status_code == 409
    assert "This page was sent twice." in text_of(again)
    assert Mailbox.objects.filter(locator_hash=locator_of(world, secret)).exists()


def test_it_asks_for_the_passphrase_first(world: World, sent: Sent) -> None:
    browser = desk(world.amira, just_now=False)
    page = browser.get(f"{sent.url}code/", follow=True)
    assert "Make the code and show it" not in text_of(page)


def test_it_stands_in_the_record(sent: Sent, amira_desk: Client) -> None:
    before = Head.objects.get().number
    give(amira_desk, sent)
    assert Head.objects.get().number > before + 2


def test_it_shows_the_conversation_once_under_two_codes(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    from apps.cases.messages import Text

    amira_desk.get(sent.url)
    put(world, sent, Text(by="applicant", at=this_hour(), text="Вы здесь?"))
    amira_desk.get(f"{sent.url}conversation/")
    give(amira_desk, sent, others="keep")
    amira_desk.post(f"{sent.url}answer/", {"seen": "99", "text": "Да, мы здесь."})
    page = amira_desk.get(f"{sent.url}conversation/").content.decode()
    assert page.count("Вы здесь?") == 1
    assert page.count("Да, мы здесь.") == 1
    assert len(opened_by(world.amira, sent).threads) == 2


@pytest.mark.parametrize("stage", ["closed"])
def test_it_gives_none_for_a_closed_case(sent: Sent, amira_desk: Client, stage: str) -> None:
    amira_desk.get(sent.url)
    amira_desk.post(f"{sent.url}close/", {"seen": "9", "reason": "other", "text": "Всё."})
    assert amira_desk.get(f"{sent.url}code/").status_code == 404
