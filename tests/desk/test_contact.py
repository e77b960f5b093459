"""Safe contact as Amira does it: one panel, one press, five minutes, and how it went."""

import datetime
from typing import Any

import msgspec
import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from apps.audit.queries import entries
from apps.cases.answers import Answer, Answers
from apps.cases.casefile import ContactSet
from apps.cases.hours import SafeHours
from apps.cases.messages import MoreAnswers
from apps.crypto import EpochSecret
from apps.desk.contact import as_answered, asks
from apps.desk.forms.contact import ContactForm, LoggedForm
from apps.teams.queries import open_epoch
from tests.desk.looking import act, hidden_fields, opened_by, put, text_of, this_hour
from tests.world import Sent, World, desk, fresh, noors_answers, submit

# 10:20 UTC is 14:20 in Tbilisi.
START = datetime.datetime(2026, 11, 25, 10, 20, tzinfo=datetime.UTC)
MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
NUMBER = "+995 555 12 34 56"
TALK = "conversation/"
AGREED = {
    "way": "signal",
    "number": NUMBER,
    "shared": "nobody",
    "hours": "afternoon",
    "clock": "14:20",
    "not_say": "asylum",
    "code_word": "Is the library open?",
    "safe_answer": "Only on Mondays",
    "dropped": "Wait an hour, then write.",
    "voicemail": "never",
}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def reachable() -> Answers:
    """Noor, who may be written to on Signal by day; her family sees the phone."""
    more = [
        Answer("channel", "How should we answer you?", "choice", "also", "Here and elsewhere"),
        Answer("way", "Which way?", "text", f"Сигнал {NUMBER}", f"Сигнал {NUMBER}"),
        Answer("who_sees", "Who else?", "choices", ["family", "nobody"], "My family"),
        Answer("safe_hours", "When?", "choices", ["afternoon"], "Afternoon"),
        Answer("time_now", "What time?", "time", 240, "14:20"),
    ]
    answers = noors_answers()
    answers.answers.extend(more)
    return answers


def agree(client: Client, sent: Sent, **said: str) -> Any:
    address = f"{sent.url}contact/"
    hidden = hidden_fields(client.get(address), address)
    return client.post(address, {**hidden, **AGREED, **said})


def look(client: Client, sent: Sent, why: str = "") -> Any:
    page = client.get(sent.url)
    return client.post(
        f"{sent.url}number/", {**hidden_fields(page, f"{sent.url}number/"), "why": why}
    )


def test_it_begins_with_what_they_answered(world: World, amira_desk: Client) -> None:
    sent = submit(world, answers=reachable())
    words = text_of(amira_desk.get(sent.url))
    assert "Signal · who else sees it: Family" in words
    assert "14:20 there, a safe hour" in words
    assert "nobody has agreed it with them yet" in words
    form = amira_desk.get(f"{sent.url}contact/").content.decode()
    assert NUMBER not in form
    assert '<option value="family" selected>' in form


def test_it_shows_no_number_anywhere_without_the_press(world: World, amira_desk: Client) -> None:
    sent = submit(world, answers=reachable())
    amira_desk.get(sent.url)
    later = [Answer("way", "Which way?", "text", "+995 599 00 11 22", "+995 599 00 11 22")]
    put(world, sent, MoreAnswers(at=this_hour(), answers=later))
    pages = ("", TALK, "contact/", "history/", "same/", "translate/?of=answer:way")
    for path in (*(sent.url + one for one in pages), f"/desk/requests/{sent.ref}/"):
        page = amira_desk.get(path).content.decode()
        assert NUMBER not in page, path
        assert "599 00 11 22" not in page, path
    assert "(under Safe contact)" in text_of(amira_desk.get(sent.url))
    found = amira_desk.post("/desk/search/", {"words": "995"}, follow=True).content.decode()
    assert NUMBER not in found


def test_it_keeps_the_number_that_we_have(world: World, amira_desk: Client) -> None:
    sent = submit(world, answers=reachable())
    agree(amira_desk, sent, number="")
    agreed = opened_by(world.amira, sent).file.contacts.agreed
    assert agreed is not None
    assert agreed.address == f"Сигнал {NUMBER}"


def test_it_asks_why_where_they_want_to_be_answered_here_only(
    world: World, amira_desk: Client
) -> None:
    answers = reachable()
    kept = [one for one in answers.answers if one.id != "channel"]
    here = Answer("channel", "How?", "choice", "here", "Only here")
    sent = submit(world, answers=msgspec.structs.replace(answers, answers=[*kept, here]))
    assert "They want to be answered here only." in text_of(amira_desk.get(sent.url))


def test_it_shows_no_number_where_they_read_here_alone(sent: Sent, amira_desk: Client) -> None:
    page = amira_desk.get(sent.url)
    assert "Here, with the code" in text_of(page)
    assert "Show" not in text_of(page).partition("Safe contact")[2].partition("Next")[0]
    assert amira_desk.post(f"{sent.url}number/", {"seen": "99"}).status_code in (409, 422)


def test_it_shows_the_number_for_five_minutes_by_one_press(
    clock: Any, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    assert agree(amira_desk, sent).status_code == 302
    page = amira_desk.get(sent.url).content.decode()
    assert NUMBER not in page
    assert "Show anyway" not in page
    assert look(amira_desk, sent)["Location"] == sent.url
    page = amira_desk.get(sent.url).content.decode()
    assert f'<p dir="ltr" class="figures" translate="no">{NUMBER}</p>' in page
    assert '<noscript><meta http-equiv="refresh" content="300"></noscript>' in page
    assert "tel:" not in page
    assert NUMBER not in bo_desk.get(sent.url).content.decode()
    clock.shift(5 * MINUTE - 1)
    assert NUMBER in amira_desk.get(sent.url).content.decode()
    clock.shift(1)
    assert NUMBER not in amira_desk.get(sent.url).content.decode()


def test_it_records_having_looked_under_a_verb_of_its_own(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    agree(amira_desk, sent)
    look(amira_desk, sent)

    def opener(ref: object, number: int) -> EpochSecret:
        return open_epoch(
            team=world.oversight, number=number, user=world.olu.user, keyring=fresh(world.olu)
        )

    (newest,) = entries(open_epoch=opener, verb="number_shown").entries
    assert newest.body is not None
    assert (newest.body.person, newest.body.ref) == (world.amira.user.ref, sent.ref)


@pytest.mark.parametrize(
    ("said", "later", "why"),
    [
        ({"shared": "family"}, 0, "Somebody else may see it."),
        ({"shared": "unknown"}, 0, "Somebody else may see it."),
        ({"way": "do_not_contact"}, 0, "They asked not to be contacted."),
        ({}, 4 * HOUR, "It is not a safe hour for them now."),
        ({}, 31 * DAY, "It was agreed more than 30 days ago."),
    ],
)
def test_it_asks_why_where_something_speaks_against_it(
    clock: Any, world: World, sent: Sent, said: dict[str, str], later: int, why: str
) -> None:
    agree(desk(world.amira), sent, **said)
    clock.shift(later)
    amira = desk(world.amira)
    page = text_of(amira.get(sent.url))
    assert why in page
    assert "Show anyway…" in page
    assert look(amira, sent).status_code == 422
    assert NUMBER not in amira.get(sent.url).content.decode()
    assert look(amira, sent, "She asked for it.").status_code == 302
    assert NUMBER in amira.get(sent.url).content.decode()


def test_it_asks_how_it_went_until_somebody_says_so(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    agree(amira_desk, sent)
    look(amira_desk, sent)
    for section in ("", TALK, "notes/", "history/"):
        assert "How did it go?" in text_of(bo_desk.get(sent.url + section))
    act(bo_desk, sent, "outcome", TALK, outcome="reached_safely")
    assert "How did it go?" not in text_of(amira_desk.get(sent.url))
    assert "Contact: Reached, safe" in text_of(amira_desk.get(f"{sent.url}history/"))


def test_it_takes_one_outcome_for_a_call(sent: Sent, amira_desk: Client, bo_desk: Client) -> None:
    agree(amira_desk, sent)
    look(amira_desk, sent)
    address = f"{sent.url}outcome/"
    mine = hidden_fields(amira_desk.get(sent.url), address)
    assert amira_desk.post(address, {**mine, "outcome": "no_answer"}).status_code == 302
    assert amira_desk.post(address, {**mine, "outcome": "no_answer"}).status_code == 302
    assert bo_desk.post(address, {**mine, "outcome": "bounced"}).status_code == 409
    assert amira_desk.post(address, {**mine, "outcome": "nonsense"}).status_code == 422


def test_it_says_that_contact_is_lost_after_three_failures_and_that_it_was_found_again(
    clock: Any, sent: Sent, amira_desk: Client
) -> None:
    agree(amira_desk, sent)
    for outcome in ("no_answer", "bounced", "wrong_person"):
        assert "Contact is lost" not in text_of(amira_desk.get(sent.url))
        look(amira_desk, sent)
        act(amira_desk, sent, "outcome", outcome=outcome)
        clock.shift(5 * MINUTE)
    assert "Contact is lost" in text_of(amira_desk.get(f"{sent.url}notes/"))
    look(amira_desk, sent)
    act(amira_desk, sent, "outcome", outcome="reached_safely")
    assert "Contact is lost" not in text_of(amira_desk.get(sent.url))


def test_it_raises_the_alarm_at_once_where_the_code_word_failed(
    sent: Sent, amira_desk: Client
) -> None:
    agree(amira_desk, sent)
    look(amira_desk, sent)
    act(amira_desk, sent, "outcome", outcome="code_failed")
    assert "A code word failed." in text_of(amira_desk.get(sent.url))


def test_it_hides_the_number_once_another_was_agreed(
    clock: Any, sent: Sent, amira_desk: Client
) -> None:
    agree(amira_desk, sent)
    look(amira_desk, sent)
    clock.shift(MINUTE)
    agree(amira_desk, sent, number="+49 30 1234")
    page = amira_desk.get(sent.url).content.decode()
    assert "+49 30 1234" not in page


def test_it_looks_for_what_was_agreed_not_to_be_said(sent: Sent, amira_desk: Client) -> None:
    agree(amira_desk, sent)
    refused = act(amira_desk, sent, "answer", TALK, text="Asylum is possible.")
    assert refused.status_code == 422
    assert "This must not be said: “Asylum”." in text_of(refused)


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ({"way": "pigeon"}, "Choose one of the answers shown."),
        ({"number": ""}, "Write the number or the address."),
        ({"clock": "25:00"}, "Write the time like 14:05."),
        ({"clock": "noon"}, "Write the time like 14:05."),
        ({"number": "1" * 301}, "Shorten this by 1 character."),
    ],
)
def test_it_says_what_is_odd_and_keeps_nothing(
    world: World, sent: Sent, amira_desk: Client, odd: dict[str, str], words: str
) -> None:
    reply = agree(amira_desk, sent, **odd)
    assert reply.status_code == 422
    assert words in text_of(reply)
    assert opened_by(world.amira, sent).file.contacts.agreed is None


def test_it_writes_in_what_was_said_elsewhere(world: World, sent: Sent, amira_desk: Client) -> None:
    said = {"way": "signal", "direction": "in", "text": "Я у друзей.", "when": "2026-11-24T19:00"}
    assert act(amira_desk, sent, "logged", TALK, **said).status_code == 302
    page = text_of(amira_desk.get(sent.url + TALK))
    assert "Signal 24 November 19:00 they wrote or called · written in: you Я у друзей." in page
    assert "Add a translation" in page


def test_it_puts_what_was_said_elsewhere_in_its_place_in_time(
    sent: Sent, amira_desk: Client
) -> None:
    act(amira_desk, sent, "answer", TALK, text="Ответ")
    said = {"way": "phone", "direction": "out", "text": "Раньше", "when": "2026-11-24T19:00"}
    act(amira_desk, sent, "logged", TALK, **said)
    page = text_of(amira_desk.get(sent.url + TALK))
    assert page.index("Раньше") < page.index("Ответ")


def test_it_asks_for_no_words_where_nobody_answered(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    said = {"way": "signal", "direction": "out", "text": ""}
    refused = act(amira_desk, sent, "logged", TALK, **said, outcome="reached_safely")
    assert "Write what was said." in text_of(refused)
    for _time in range(3):
        reply = act(amira_desk, sent, "logged", TALK, **said, outcome="no_answer")
        assert reply.status_code == 302
    page = text_of(amira_desk.get(sent.url + TALK))
    assert "Contact is lost" in page
    assert "Add a translation" not in page
    assert opened_by(world.amira, sent).file.contacts.lost_at


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ({"text": ""}, "Write what was said."),
        ({"direction": ""}, "Choose who wrote or called."),
        ({"when": "2026-11-26T19:00"}, "That is still to come."),
        ({"when": "1026-11-26T19:00"}, "That is too long ago."),
        ({"when": "yesterday"}, "Write the time as in"),
        ({"way": "here"}, "Choose one of the answers shown."),
    ],
)
def test_it_writes_in_nothing_odd(
    sent: Sent, amira_desk: Client, odd: dict[str, str], words: str
) -> None:
    said = {"way": "signal", "direction": "in", "text": "Слова", "when": ""}
    reply = act(amira_desk, sent, "logged", TALK, **{**said, **odd})
    assert reply.status_code == 422
    assert words in text_of(reply)


@given(st.integers(-720, 840), st.integers(0, 23), st.integers(0, 59))
def test_it_reads_any_clock_on_earth(ahead: int, hour: int, minute: int) -> None:
    ahead -= ahead % 15
    now = datetime.datetime(2026, 11, 25, hour, minute, tzinfo=datetime.UTC)
    there = now + datetime.timedelta(minutes=ahead)
    with time_machine.travel(now, tick=False):
        form = ContactForm({"way": "here", "clock": f"{there:%H:%M}"})
        form.is_valid()
        assert (form.cleaned_data["clock"] - ahead) % 1440 == 0


@given(st.text(max_size=12))
def test_it_survives_any_clock_that_somebody_types(said: str) -> None:
    assert ContactForm({"clock": said}).is_valid() is False
    assert LoggedForm({"when": said}).is_valid() is False


@pytest.mark.parametrize(
    ("parts", "hour", "safe"),
    [
        ({"night"}, 23, True),
        ({"night"}, 2, True),
        ({"night"}, 6, False),
        ({"morning"}, 6, True),
        ({"evening"}, 22, False),
    ],
)
def test_it_knows_safe_hours_across_midnight_and_zones(
    parts: set[str], hour: int, safe: bool
) -> None:
    there = int(datetime.datetime(2026, 11, 25, hour, tzinfo=datetime.UTC).timestamp())
    for ahead in (-600, 0, 345, 840):
        assert SafeHours(frozenset(parts), ahead).is_safe(there - ahead * 60) is safe


def test_it_asks_why_where_nobody_knows_their_clock() -> None:
    stood = ContactSet(by="", at=1, way="phone", address="1", shared="nobody", hours=["night"])
    assert asks(stood, SafeHours(frozenset({"night"}), None), 2) == [
        "Nobody knows what time it is there."
    ]


@pytest.mark.parametrize(
    ("told", "shared"),
    [
        (["nobody"], "nobody"),
        (["nobody", "persecutor"], "persecutor_may_read"),
        ([], "unknown"),
        (["martians"], "unknown"),
    ],
)
def test_it_takes_the_worst_of_who_else_sees_it(told: list[str], shared: str) -> None:
    answers = noors_answers()
    answers.answers.append(Answer("who_sees", "", "choices", told, ""))
    assert as_answered(answers).shared == shared


def test_it_reads_hostile_answers(world: World, amira_desk: Client) -> None:
    answers = noors_answers()
    answers.answers.extend(
        [
            Answer("channel", "", "choice", "also", ""),
            Answer("way", "", "text", "<script>", "<script>"),
            Answer("who_sees", "", "text", "nobody", ""),
            Answer("safe_hours", "", "number", 7, ""),
            Answer("time_now", "", "time", 2**60, ""),
        ]
    )
    sent = submit(world, answers=answers)
    assert amira_desk.get(sent.url).status_code == 200
    assert "<script>\n" not in amira_desk.get(f"{sent.url}contact/").content.decode()
