"""The case page, as Amira and Bo read it."""

import pytest
from django.test import Client

from apps.audit.queries import entries
from apps.cases.answers import Answer
from apps.cases.messages import MoreAnswers, Text
from apps.crypto import EpochSecret
from apps.teams.queries import open_epoch
from tests.desk.looking import act, opened_by, put, say, text_of, this_hour
from tests.world import STORY, Sent, World, desk, fresh, noors_answers, submit

SECTIONS = ["", "conversation/", "notes/", "history/"]


@pytest.mark.parametrize("section", SECTIONS)
def test_it_opens_a_request_that_nobody_has_listed(
    sent: Sent, amira_desk: Client, section: str
) -> None:
    assert amira_desk.get(sent.url + section).status_code == 200


def test_it_shows_the_answers_in_the_applicants_own_words(sent: Sent, amira_desk: Client) -> None:
    page = amira_desk.get(sent.url)
    words = text_of(page)
    assert "В какой вы стране?" in words
    assert "Грузия Georgia" in words
    assert STORY in words
    assert 'dir="auto" translate="no"' in page.content.decode()


def test_it_says_question_and_choice_in_the_readers_language_too(
    sent: Sent, amira_desk: Client
) -> None:
    words = text_of(amira_desk.get(sent.url))
    assert "Are you safe right now? Мне может скоро грозить опасность" in words
    assert "I may be in danger soon" in words


def test_it_puts_facts_before_the_story(sent: Sent, amira_desk: Client) -> None:
    words = text_of(amira_desk.get(sent.url))
    assert words.index("Грузия") < words.index(STORY)


def test_it_marks_what_was_given_later(world: World, sent: Sent, amira_desk: Client) -> None:
    amira_desk.get(sent.url)
    later = [
        Answer("country", "В какой вы стране?", "country", "AM", "Армения"),
        Answer("papers", "Какие документы?", "choice", "valid", "Паспорт действует"),
    ]
    put(world, sent, MoreAnswers(at=this_hour(), answers=later))
    words = text_of(amira_desk.get(sent.url))
    assert "Corrected" in words
    assert "before: Грузия" in words
    assert "Паспорт действует" in words
    assert "Given later" in words


def test_it_never_puts_a_name_into_the_title(sent: Sent, amira_desk: Client) -> None:
    page = amira_desk.get(sent.url).content.decode()
    reference = opened_by_title(page)
    assert len(reference) == 7
    assert reference[2] == "-"


def opened_by_title(page: str) -> str:
    return page.partition("<title>")[2].partition("</title>")[0].strip()


def test_it_stays_unread_until_the_conversation_is_opened(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get(sent.url)
    say(world, sent, "Вы здесь?")
    amira_desk.get(sent.url)
    amira_desk.get(f"{sent.url}history/")
    assert len(opened_by(world.amira, sent).unread) == 1
    words = text_of(amira_desk.get(f"{sent.url}conversation/"))
    assert "new Вы здесь?" in words
    assert not opened_by(world.amira, sent).unread


def test_it_marks_a_message_as_new_once(world: World, sent: Sent, amira_desk: Client) -> None:
    import time_machine

    amira_desk.get(sent.url)
    say(world, sent, "Вы здесь?")
    with time_machine.travel(this_hour() + 10, tick=False):
        first = amira_desk.get(f"{sent.url}conversation/").content.decode()
    with time_machine.travel(this_hour() + 20, tick=False):
        second = amira_desk.get(f"{sent.url}conversation/").content.decode()
    assert 'class="fresh"' in first
    assert 'class="fresh"' not in second
    assert "read: you" in second


def test_it_says_who_wrote_what(world: World, sent: Sent, amira_desk: Client) -> None:
    act(amira_desk, sent, "answer", "conversation/", text="Паспорт с вами?")
    assert "You" in text_of(amira_desk.get(f"{sent.url}conversation/"))
    words = text_of(desk(world.bo).get(f"{sent.url}conversation/"))
    assert "Amira" in words
    assert "Паспорт с вами?" in words


def test_it_raises_an_alarm_at_a_message_that_is_not_ours(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get(sent.url)
    put(world, sent, Text(by="team", at=this_hour(), text="Пришлите адрес."))
    words = text_of(amira_desk.get(f"{sent.url}conversation/"))
    assert "Not ours" in words
    assert "none of us wrote it" in words


def test_it_names_the_language_and_what_must_not_be_said(sent: Sent, amira_desk: Client) -> None:
    words = text_of(amira_desk.get(f"{sent.url}conversation/"))
    assert "Answer in Russian" in words
    assert "Must not be said: партнёр" in words


def test_it_shows_the_last_fifty_and_the_way_to_earlier_ones(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get(sent.url)
    for number in range(60):
        act(amira_desk, sent, "note", "notes/", text=f"note {number}")
        if number % 2:
            say(world, sent, f"слово {number}")
    amira_desk.get(f"{sent.url}conversation/")
    page = amira_desk.get(f"{sent.url}history/").content.decode()
    assert page.count("<li>") - page.count("step") >= 50
    assert "earlier entries" in page
    earlier = amira_desk.get(f"{sent.url}history/?before=5").content.decode()
    assert "Request opened for the first time" in earlier


@pytest.mark.parametrize("before", ["0", "-3", "x", "99999999999999999999", "٣"])
@pytest.mark.parametrize("section", ["conversation/", "history/"])
def test_it_answers_any_place_in_the_past(
    sent: Sent, amira_desk: Client, section: str, before: str
) -> None:
    assert amira_desk.get(f"{sent.url}{section}", {"before": before}).status_code == 200


def test_it_says_where_a_case_stands_on_its_path(sent: Sent, amira_desk: Client) -> None:
    act(amira_desk, sent, "move", stage="assessment")
    page = amira_desk.get(sent.url).content.decode()
    assert '<li aria-current="step">Assessment</li>' in page
    assert "Assessment · 4 of 9" in page


def test_it_says_that_they_did_not_ask_themself(world: World, amira_desk: Client) -> None:
    other = submit(world, answers=noors_answers(party="other"))
    assert "not asked themself" in text_of(amira_desk.get(other.url))


def test_it_tells_oversight_who_read_what(world: World, sent: Sent, amira_desk: Client) -> None:
    amira_desk.get(sent.url)

    def opener(ref: object, number: int) -> EpochSecret:
        return open_epoch(
            team=world.oversight, number=number, user=world.olu.user, keyring=fresh(world.olu)
        )

    newest = entries(open_epoch=opener, size=1).entries[0].body
    assert newest is not None
    assert (newest.verb, newest.person, newest.ref) == ("case_read", world.amira.user.ref, sent.ref)


def test_it_says_a_hostile_hour_as_no_hour(world: World, sent: Sent, amira_desk: Client) -> None:
    amira_desk.get(sent.url)
    put(world, sent, Text(by="applicant", at=10**18, text="Когда?"))
    put(world, sent, Text(by="applicant", at=-(10**18), text="Никогда."))
    for section in SECTIONS:
        assert amira_desk.get(sent.url + section).status_code == 200
    assert amira_desk.get("/desk/cases/").status_code == 200
