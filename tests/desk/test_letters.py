"""Declining well and asking for more: words in their language, other ways, how it reads."""

import re
import time
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.cases.answers import Answer
from apps.cases.messages import Text
from apps.cases.models import Draft, Event, Message
from apps.cases.other_ways import OtherWay, read_other_ways, save_way
from tests.desk.looking import act, hidden_fields, opened_by, put, text_of, this_hour
from tests.people import Person
from tests.world import Sent, World, desk, fresh, make_world, noors_answers, submit

QUEUE = "/desk/requests/"
WORDS = "Мы не сможем помочь."


def way(world: World, ref: str, countries: list[str], **texts: str) -> OtherWay:
    """Let Bo keep another way to help."""
    keys: dict[str, Any] = {
        "team": world.harbour,
        "user": world.bo.user,
        "keyring": fresh(world.bo),
    }
    one = OtherWay(ref, f"Way {ref}", countries, texts)
    save_way(one, version=read_other_ways(**keys)[1], **keys)
    return one


def fields(browser: Client, sent: Sent, name: str, query: str = "") -> dict[str, str]:
    page = browser.get(f"{sent.url}{name}/{query}")
    found = hidden_fields(page, f"{sent.url}{name}/")
    return {"when": "wait", **found}


def send(browser: Client, sent: Sent, name: str, query: str = "", **filled: Any) -> Any:
    """Open a letter's page, fill it in, send it."""
    data = {**fields(browser, sent, name, query), **filled}
    return browser.post(f"{sent.url}{name}/", data)


def said(person: Person, sent: Sent) -> list[Text]:
    """Return what the team has written to Noor."""
    entries = opened_by(person, sent).threads[0].entries
    return [entry.body for entry in entries if isinstance(entry.body, Text)]


def test_it_declines_with_a_reason_words_and_other_ways(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    near = way(world, "near", ["GE"], ru="Позвоните в «Тихую гавань».", en="Call Quiet harbour.")
    way(world, "far", ["TR"], ru="Приходите в Анкаре.")
    page = text_of(amira_desk.get(f"{sent.url}decline/"))
    assert "Way near: Call Quiet harbour." in page
    assert "Way far" not in page
    answer = send(amira_desk, sent, "decline", reason="no_capacity", text=WORDS, ways=[near.ref])
    assert answer.status_code == 302
    file = opened_by(world.bo, sent).file
    assert (file.aside, file.reason, file.stage) == ("declined", "no_capacity", "received")
    assert [body.text for body in said(world.bo, sent)] == [
        f"{WORDS}\n\nПозвоните в «Тихую гавань»."
    ]


def test_it_begins_with_a_template_in_their_language_and_its_meaning(
    sent: Sent, amira_desk: Client
) -> None:
    page = text_of(amira_desk.get(f"{sent.url}decline/"))
    assert "Thank you for writing to us." in page
    assert re.search(
        "<textarea[^>]*>\\s*[А-Я]", amira_desk.get(f"{sent.url}decline/").content.decode()
    )


def test_it_shows_how_words_read_that_are_still_refused(sent: Sent, amira_desk: Client) -> None:
    page = amira_desk.get(f"{sent.url}more/").content.decode()
    assert page.partition('class="phone"')[2].count("Наш вопрос:") == 1
    text = f"{WORDS} Вопрос:"
    answer = send(amira_desk, sent, "more", text=text).content.decode()
    assert text in answer.partition('class="phone"')[2]


@pytest.mark.parametrize("name", ["more", "decline"])
def test_it_sends_no_template_whose_end_was_left_open(
    world: World, sent: Sent, amira_desk: Client, name: str
) -> None:
    answer = send(amira_desk, sent, name, text="Мы прочитали.\n\nНаш вопрос: ", reason="other")
    assert answer.status_code == 422
    assert "The message ends with a colon." in text_of(answer)
    assert said(world.amira, sent) == []


def test_it_asks_for_a_reason_and_words_or_the_tick(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    answer = send(amira_desk, sent, "decline", text="")
    assert answer.status_code == 422
    assert "Choose the reason for declining." in text_of(answer)
    assert "Write a message to the person, or tick that one would be unsafe." in text_of(answer)
    assert not opened_by(world.amira, sent).file.aside


def test_it_sends_nothing_where_words_would_be_unsafe(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    send(amira_desk, sent, "decline", reason="no_route", text=WORDS, unsafe="on")
    assert opened_by(world.amira, sent).file.aside == "declined"
    assert said(world.amira, sent) == []


def test_it_goes_on_with_the_next_request_and_takes_back(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    other = submit(world, answers=noors_answers(safety="safe"))
    query = f"?at=request&following={other.ref}&order=oldest"
    answer = send(amira_desk, sent, "decline", query, reason="no_funds", text=WORDS)
    where = answer.headers["Location"]
    assert where.startswith(f"{QUEUE}{other.ref}/?order=oldest")
    page = amira_desk.get(where)
    assert "1 request declined." in text_of(page)
    address = f"{QUEUE}take-back/"
    amira_desk.post(address, hidden_fields(page, address))
    file = opened_by(world.bo, sent).file
    assert (file.aside, file.stage, file.keep_until) == ("", "received", None)
    assert said(world.bo, sent) == []
    told = opened_by(world.bo, sent).threads[0].told
    assert told is not None
    assert told.status == "received"


def test_it_offers_to_take_back_on_the_case_page_too(sent: Sent, amira_desk: Client) -> None:
    answer = send(amira_desk, sent, "decline", reason="no_funds", text=WORDS)
    page = text_of(amira_desk.get(answer.headers["Location"]))
    assert "1 request declined. Take back within a minute" in page


def test_it_keeps_what_is_written_when_it_is_looked_over(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    address = f"{sent.url}decline/look/"
    filled = {"reason": "no_funds", "text": WORDS, "why": "Ask Bo.", "at": "request"}
    answer = amira_desk.post(address, filled)
    assert answer.headers["Location"] == f"{sent.url}decline/?at=request#seen"
    page = amira_desk.get(f"{sent.url}decline/").content.decode()
    assert 'value="no_funds" selected' in page
    assert 'value="Ask Bo."' in page
    phone = page[page.index('class="phone"') :]
    assert WORDS in phone
    assert "Обращение закрыто" in phone or "закрыт" in phone
    assert WORDS.encode() not in b"".join(bytes(row.sealed_draft) for row in Draft.objects.all())
    send(amira_desk, sent, "decline", reason="no_funds", text=WORDS)
    assert not Draft.objects.exists()


def test_it_puts_a_chosen_template_in_without_losing_a_word(sent: Sent, amira_desk: Client) -> None:
    address = f"{sent.url}more/look/"
    begun = fields(amira_desk, sent, "more")
    assert begun["was"] == "ask"
    untouched = amira_desk.get(f"{sent.url}more/").content.decode()
    text = re.search("<textarea[^>]*>\\s*(.*?)</textarea>", untouched, re.DOTALL)
    assert text is not None
    amira_desk.post(address, {**begun, "template": "waiting", "text": text[1]})
    page = amira_desk.get(f"{sent.url}more/").content.decode()
    assert "Наш вопрос" not in page
    now = fields(amira_desk, sent, "more")
    amira_desk.post(address, {**now, "template": "ask", "text": "Моё."})
    page = amira_desk.get(f"{sent.url}more/").content.decode()
    kept = re.search("<textarea[^>]*>\\s*(.*?)</textarea>", page, re.DOTALL)
    assert kept is not None
    assert kept[1].startswith("Моё.\n\n")


def test_it_shows_their_page_in_their_own_direction(world: World, amira_desk: Client) -> None:
    arabic = submit(world, answers=noors_answers(language="ar"))
    amira_desk.post(f"{arabic.url}decline/look/", {"text": "لا نستطيع."})
    page = amira_desk.get(f"{arabic.url}decline/").content.decode()
    assert '<div class="phone" lang="ar" dir="rtl">' in page
    assert 'lang="en" dir="ltr"' in page


def test_it_asks_for_more_and_promises_a_day(world: World, sent: Sent, amira_desk: Client) -> None:
    answer = send(amira_desk, sent, "more", text="Паспорт с вами?")
    assert "Asked. The request waits for the answer." in text_of(
        amira_desk.get(answer.headers["Location"])
    )
    file = opened_by(world.bo, sent).file
    assert file.aside == "awaiting_applicant"
    assert [body.text for body in said(world.bo, sent)] == ["Паспорт с вами?"]


def test_it_sends_once_when_the_page_is_sent_twice(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    data = {**fields(amira_desk, sent, "more"), "text": "Паспорт с вами?"}
    first = amira_desk.post(f"{sent.url}more/", data)
    count = Message.objects.count()
    again = amira_desk.post(f"{sent.url}more/", data)
    assert (first.status_code, again.status_code) == (302, 302)
    assert Message.objects.count() == count


def test_it_waits_for_a_safe_hour_on_their_clock(world: World, amira_desk: Client) -> None:
    now = int(time.time())
    # A part of the day that is not now, on a clock that runs with ours.
    hour = (now + 300) // 3600 % 24
    part = "night" if 6 <= hour < 21 else "midday"
    answers = noors_answers()
    answers.answers.append(Answer("safe_hours", "Когда?", "choices", [part], part))
    answers.answers.append(Answer("time_now", "Который час?", "time", 0, "12:00"))
    sent = submit(world, answers=answers)
    page = text_of(amira_desk.get(f"{sent.url}decline/"))
    assert "In their next safe hour:" in page
    send(amira_desk, sent, "decline", reason="no_funds", text=WORDS, when="safe")
    (body,) = said(world.amira, sent)
    assert body.after > now + 300
    assert body.after % 3600 == 0 or body.after - now <= 24 * 3600


def test_it_waits_five_minutes_where_any_hour_is_safe(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    send(amira_desk, sent, "decline", reason="no_funds", text=WORDS)
    (body,) = said(world.amira, sent)
    assert 240 < body.after - time.time() <= 300


def test_it_keeps_the_words_of_who_was_overtaken(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    data = {**fields(amira_desk, sent, "decline"), "reason": "no_funds", "text": WORDS}
    send(bo_desk, sent, "more", text="Паспорт с вами?")
    answer: HttpResponseBase = amira_desk.post(f"{sent.url}decline/", data)
    assert answer.status_code == 409
    assert WORDS in text_of(answer)
    assert opened_by(world.amira, sent).file.aside == "awaiting_applicant"


def test_it_declines_several_each_in_their_language(world: World, amira_desk: Client) -> None:
    way(world, "all", [], ru="Другие.", ar="آخرون.")
    both = [submit(world), submit(world, answers=noors_answers(language="ar"))]
    chosen = [str(one.ref) for one in both]
    asked = amira_desk.post(f"{QUEUE}choose/", {"chosen": chosen, "order": "oldest"})
    page = amira_desk.get(asked.headers["Location"])
    assert "Decline 2 requests" in text_of(page)
    looked = amira_desk.post(
        f"{QUEUE}decline/look/", {"chosen": chosen, "template": "decline", "with_ways": "on"}
    )
    seen = amira_desk.get(looked.headers["Location"])
    assert "How they see it on a phone: Arabic" in text_of(seen)
    assert "آخرون." in text_of(seen)
    assert seen.content.decode().count('class="phone"') == 2
    answer = amira_desk.post(
        f"{QUEUE}decline/",
        {"chosen": chosen, "reason": "no_capacity", "template": "decline", "with_ways": "on"},
    )
    assert "2 requests declined." in text_of(amira_desk.get(answer.headers["Location"]))
    words = [said(world.bo, one)[0].text for one in both]
    assert words[0].endswith("Другие.")
    assert words[1].endswith("آخرون.")


def test_it_refuses_a_template_that_lacks_a_language(world: World, amira_desk: Client) -> None:
    sent = submit(world, answers=noors_answers(language="ka"))
    answer = amira_desk.post(
        f"{QUEUE}decline/",
        {"chosen": [str(sent.ref)], "reason": "no_capacity", "template": "decline"},
    )
    assert answer.status_code == 422
    assert "This template has no words in this language: Georgian." in text_of(answer)
    nothing = amira_desk.post(f"{QUEUE}decline/", {"chosen": [str(sent.ref)]})
    assert "Choose a template, or tick that a message would be unsafe." in text_of(nothing)
    assert not opened_by(world.amira, sent).file.aside


def test_it_shows_no_page_for_requests_that_do_not_wait(
    world: World, sent: Sent, amira_desk: Client, chioma_desk: Client
) -> None:
    address = f"{QUEUE}decline/?chosen={sent.ref}"
    assert chioma_desk.get(address).status_code == 404
    send(amira_desk, sent, "decline", reason="no_funds", text=WORDS)
    assert amira_desk.get(address).status_code == 404
    assert amira_desk.get(f"{QUEUE}decline/").status_code == 404
    assert amira_desk.get(f"{sent.url}decline/").status_code == 404


FIELDS = (
    *("seen", "reason", "text", "template", "was", "ways", "when", "unsafe", "why", "day"),
    *("at", "order", "following", "chosen", "with_ways"),
)
words = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "0", "9" * 30, "decline", "no_funds", "safe", "request", "\0", "on"]),
)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    name=st.sampled_from(["decline/", "decline/look/", "more/", "more/look/", "several"]),
    posted=st.dictionaries(st.sampled_from(FIELDS), words),
)
def test_it_answers_every_form_in_words(
    hostile: tuple[Client, Sent], name: str, posted: dict[str, str]
) -> None:
    browser, sent = hostile
    address = f"{QUEUE}decline/" if name == "several" else f"{sent.url}{name}"
    assert browser.post(address, posted).status_code in {302, 404, 409, 422}
    page = f"{sent.url}more/"
    assert browser.get(page, posted).status_code in {200, 404}


@pytest.fixture
def hostile(db: None) -> tuple[Client, Sent]:
    world = make_world()
    return desk(world.amira), submit(world)


def test_it_speaks_the_readers_language_about_a_template(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    User.objects.filter(handle="amira").update(language="ru")
    page = text_of(amira_desk.get(f"{sent.url}decline/"))
    assert "Thank you for writing to us." not in page
    assert Event.objects.exists()


def test_it_says_on_the_case_that_something_has_changed(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    send(amira_desk, sent, "decline", reason="no_funds", text=WORDS)
    page = text_of(amira_desk.get(sent.url))
    assert "They say that something has changed since." not in page
    put(world, sent, Text(by="applicant", at=this_hour(), text="Брата отпустили.", changed=True))
    assert "They say that something has changed since." in text_of(amira_desk.get(sent.url))
    talk = text_of(amira_desk.get(f"{sent.url}conversation/"))
    assert "says that something has changed" in talk
    act(amira_desk, sent, "back")
    assert "something has changed since" not in text_of(amira_desk.get(sent.url))
