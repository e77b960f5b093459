"""Inside: what the page shows, writing, and the ten minutes."""

import datetime
import os
from typing import Any

import pytest
import time_machine
from django.test import Client

from apps.cases.actions import close_case, promise_day, send_message, set_aside, set_risk
from apps.cases.messages import MOST_CHARACTERS, StatusTold
from apps.cases.models import Case, Message, Submission, Summary
from apps.cases.threads import append_entry
from apps.mailbox import limits
from apps.mailbox.days import today
from apps.mailbox.models import Mailbox
from apps.teams.models import Notice
from apps.web.boxstate import MAILBOX, SENDING, seal_state
from tests.mailbox import cast

START = datetime.datetime(2026, 11, 23, 10, 1, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
WORDS = "I am with a friend now. Mañana. نعم"


def said(noor: cast.Noor) -> list[str]:
    visit = noor.visit()
    return [getattr(body, "text", "") for body in visit.read().words]


def text_of(page: Any) -> str:
    content: str = page.content.decode()
    return content


# What stands there


def test_it_shows_the_promise_of_the_organisation_before_anybody_read_it(noor: cast.Noor) -> None:
    with time_machine.travel(START, tick=False):
        Case.objects.update(received_on=START.date())
        page = text_of(noor.come_back())
    assert "We have received it" in page
    assert "News from us by Monday 30 November" in page


def test_it_shows_the_day_that_was_promised(noor: cast.Noor, harbour: cast.Harbour) -> None:
    with time_machine.travel(START, tick=False):
        promise_day(harbour.hand(noor.case.ref), day=datetime.date(2026, 12, 3))
        set_aside(harbour.hand(noor.case.ref), aside="awaiting_applicant")
        page = text_of(noor.come_back())
    assert "<h1>We need something from you</h1>" in page
    assert "News from us by Thursday 3 December" in page


def test_it_says_when_we_are_late(noor: cast.Noor) -> None:
    Case.objects.update(received_on=today() - datetime.timedelta(days=20))
    assert "We are late. Your request is not lost." in text_of(noor.come_back())


def test_it_shows_nothing_of_risk_or_stage(noor: cast.Noor, harbour: cast.Harbour) -> None:
    set_risk(harbour.hand(noor.case.ref), risk="urgent")
    page = text_of(noor.come_back())
    assert "rgent" not in page
    assert "We have received it" in page


def test_it_shows_the_newest_two_messages_open(noor: cast.Noor, harbour: cast.Harbour) -> None:
    for number in range(4):
        send_message(harbour.hand(noor.case.ref), text=f"message {number}")
    page = noor.come_back()
    assert [one.text for one in page.context["newest"]] == ["message 2", "message 3"]
    assert "Show 2 earlier messages" in text_of(page)


def test_it_marks_words_as_people_s_own(noor: cast.Noor, harbour: cast.Harbour) -> None:
    send_message(harbour.hand(noor.case.ref), text="<b>Здравствуйте</b>")
    page = text_of(noor.come_back())
    assert '<div class="words" dir="auto" translate="no">&lt;b&gt;Здравствуйте' in page


def test_it_shows_the_answers_with_their_questions(noor: cast.Noor) -> None:
    page = text_of(noor.come_back())
    assert "What has happened, shortly?" in page
    assert cast.STORY in page


def test_it_says_until_when_it_is_kept(noor: cast.Noor, harbour: cast.Harbour) -> None:
    with time_machine.travel(START, tick=False):
        assert "1 December 2028 at the latest" in text_of(noor.come_back())
        close_case(harbour.hand(noor.case.ref), reason="no_capacity", words="We cannot help.")
        assert "We keep it until 21 February 2027." in text_of(noor.come_back())


def test_it_asks_what_has_changed_for_30_days(noor: cast.Noor, harbour: cast.Harbour) -> None:
    with time_machine.travel(START, tick=False) as clock:
        close_case(harbour.hand(noor.case.ref), reason="no_capacity", words="We cannot help.")
        page = text_of(noor.come_back())
        assert "<h1>It is closed</h1>" in page
        assert "Has something changed?" in page
        clock.shift(31 * 24 * 60 * MINUTE)
        later = text_of(noor.come_back())
    assert "Has something changed?" not in later
    assert "Write to us" in later


def test_it_keeps_browsers_from_keeping_the_forms(noor: cast.Noor) -> None:
    page = text_of(noor.come_back())
    forms = page.count("<form ")
    assert forms > 3
    assert (
        page.count('<input type="password" hidden autocomplete="one-time-code" value="1">') == forms
    )
    assert page.count('autocomplete="off"') >= forms


def test_it_puts_nothing_into_addresses_or_cookies(noor: cast.Noor) -> None:
    page = noor.write(noor.come_back(), WORDS)
    assert not page.cookies
    assert page.context["state"] not in page.request["PATH_INFO"]


# Writing


def test_it_receives_a_message(noor: cast.Noor, harbour: cast.Harbour) -> None:
    page = noor.write(noor.come_back(), WORDS)
    assert "We have received your message." in text_of(page)
    assert said(noor) == [WORDS]
    thread = harbour.hand(noor.case.ref).opened.threads[0]
    words = [getattr(entry.body, "text", "") for entry in thread.entries if entry.is_words]
    assert words == [WORDS]


def test_it_tells_the_team_without_content(noor: cast.Noor) -> None:
    Notice.objects.all().delete()
    page = noor.come_back()
    assert not Notice.objects.exists()
    noor.write(page, WORDS)
    assert Notice.objects.count() == 1
    assert Summary.objects.get().written == 3


def test_it_keeps_the_case_24_months_from_the_last_word(noor: cast.Noor) -> None:
    page = noor.come_back()
    Case.objects.update(erase_by=datetime.date(2026, 12, 1))
    with time_machine.travel(START, tick=False):
        noor.write(noor.come_back(), WORDS)
    assert Case.objects.get().erase_by == datetime.date(2028, 12, 1)
    assert page.status_code == 200


def test_it_makes_one_message_of_a_page_sent_twice(noor: cast.Noor) -> None:
    page = noor.come_back()
    noor.write(page, WORDS)
    again = noor.write(page, WORDS)
    assert "We have received your message." in text_of(again)
    assert said(noor) == [WORDS]


def test_it_takes_changed_words_from_the_same_page_as_new(noor: cast.Noor) -> None:
    page = noor.come_back()
    noor.write(page, WORDS)
    noor.write(page, WORDS + "!")
    assert said(noor) == [WORDS, WORDS + "!"]


def test_it_asks_for_words_where_there_are_none(noor: cast.Noor) -> None:
    page = noor.write(noor.come_back(), "  ")
    assert page.status_code == 422
    assert "Write something, then press Send." in text_of(page)
    assert said(noor) == []


def test_it_keeps_words_that_are_too_many(noor: cast.Noor) -> None:
    page = noor.write(noor.come_back(), "й" * (MOST_CHARACTERS + 3))
    assert page.status_code == 422
    assert "Shorten this by 3 characters." in text_of(page)
    assert "й" * (MOST_CHARACTERS + 3) in text_of(page)


def test_it_holds_a_flood_back_and_keeps_the_words(
    noor: cast.Noor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MESSAGES", 2)
    for number in range(2):
        noor.write(noor.come_back(), str(number))
    page = noor.write(noor.come_back(), WORDS)
    assert page.status_code == 429
    assert "That was a lot at once." in text_of(page)
    assert WORDS in text_of(page)
    assert len(said(noor)) == 2


def test_it_says_that_nothing_was_received_where_the_team_has_no_key(
    noor: cast.Noor, harbour: cast.Harbour
) -> None:
    page = noor.come_back()
    harbour.team.epochs.all().delete()
    answer = noor.write(page, WORDS)
    assert answer.status_code == 503
    assert "It was <strong>not</strong> received" in text_of(answer)
    assert WORDS in text_of(answer)


def test_it_downloads_answers_and_messages_as_plain_text(noor: cast.Noor) -> None:
    page = noor.write(noor.come_back(), WORDS)
    file = noor.browser.post("/en/mailbox/answers.txt", {"state": page.context["state"]})
    assert file["Content-Type"] == "text/plain; charset=utf-8"
    assert file["Content-Disposition"] == 'attachment; filename="notes.txt"'
    assert "What has happened, shortly?\n" + cast.STORY in text_of(file)
    assert WORDS in text_of(file)


# Ten minutes, and an hour in all


def test_it_stays_open_for_ten_minutes(noor: cast.Noor) -> None:
    with time_machine.travel(START, tick=False) as clock:
        page = noor.come_back()
        clock.shift(10 * MINUTE)
        assert noor.write(page, WORDS).status_code == 200
    assert said(noor) == [WORDS]


def test_it_asks_for_the_code_again_and_keeps_every_word(noor: cast.Noor) -> None:
    with time_machine.travel(START, tick=False) as clock:
        page = noor.come_back()
        clock.shift(21 * MINUTE)
        asked = noor.write(page, WORDS)
        assert "The ten minutes are over" in text_of(asked)
        assert WORDS in text_of(asked)
        assert said(noor) == []
        fields = dict(asked.context["kept"]) | {"text": asked.context["words"], "code": noor.words}
        sent = noor.browser.post("/en/mailbox/write/", fields)
    assert "We have received your message." in text_of(sent)
    assert said(noor) == [WORDS]


def test_it_keeps_the_words_when_the_code_is_mistaken(noor: cast.Noor) -> None:
    mistaken = noor.words.rsplit(" ", 1)[0]
    fields = {"text": WORDS, "token": "a" * 32, "code": mistaken}
    page = noor.browser.post("/en/mailbox/write/", fields)
    assert "A code has 8 words. Here are 7." in text_of(page)
    assert WORDS in text_of(page)


def test_it_makes_one_message_when_the_code_was_asked_between(noor: cast.Noor) -> None:
    page = noor.come_back()
    noor.write(page, WORDS)
    fields = {"text": WORDS, "token": cast.token(page), "code": noor.words}
    noor.browser.post("/en/mailbox/write/", fields)
    assert said(noor) == [WORDS]


def test_it_stays_open_for_an_hour_of_pages_and_no_longer(noor: cast.Noor) -> None:
    with time_machine.travel(START, tick=False) as clock:
        page = noor.come_back()
        for _ in range(5):
            clock.shift(11 * MINUTE)
            page = noor.browser.post("/en/mailbox/", {"state": page.context["state"]})
            assert page.status_code == 200
        clock.shift(6 * MINUTE)
        assert (
            noor.browser.post("/en/mailbox/", {"state": page.context["state"]}).status_code == 422
        )


@pytest.mark.parametrize("state", ["", "x", "A" * 300_000, "é"])
def test_it_takes_a_state_that_is_none_for_time_over(noor: cast.Noor, state: str) -> None:
    page = noor.browser.post("/en/mailbox/write/", {"state": state, "text": WORDS})
    assert page.status_code == 422
    assert WORDS in text_of(page)


@pytest.mark.parametrize(("purpose", "size"), [(SENDING, 56), (MAILBOX, 5), (MAILBOX, 57)])
def test_it_takes_the_state_of_another_page_for_time_over(
    noor: cast.Noor, purpose: int, size: int
) -> None:
    state = seal_state(purpose=purpose, payload=bytes(size))
    assert noor.browser.post("/en/mailbox/", {"state": state}).status_code == 422


def test_it_opens_by_nothing_but_a_post(noor: cast.Noor, client: Client) -> None:
    for address in ("", "write/", "answers.txt", "take-back/"):
        assert client.get(f"/en/mailbox/{address}").status_code == 405


# Damage


def damage(number: int) -> None:
    body = bytes(Message.objects.get(number=number).sealed_body or b"")
    Message.objects.filter(number=number).update(sealed_body=body[:-1] + bytes([body[-1] ^ 1]))


def three_messages(noor: cast.Noor) -> None:
    for number in range(3):
        noor.write(noor.come_back(), f"message {number}")


def test_it_shows_what_can_be_read_and_goes_on(noor: cast.Noor) -> None:
    three_messages(noor)
    damage(3)
    page = noor.come_back()
    assert page.status_code == 200
    assert "Something here is damaged on our side" in text_of(page)
    assert [one.text for one in page.context["newest"]] == ["message 0", "message 2"]
    noor.write(page, WORDS)
    assert said(noor)[-1] == WORDS


def test_it_says_to_ask_again_where_the_end_is_damaged(noor: cast.Noor) -> None:
    three_messages(noor)
    damage(4)
    page = text_of(noor.come_back())
    assert "New words might be lost here." in page
    assert "Write to us" not in page


def test_it_shows_what_can_be_read_where_a_row_is_gone(noor: cast.Noor) -> None:
    three_messages(noor)
    Message.objects.filter(number=2).delete()
    page = noor.come_back()
    assert "Something here is damaged on our side" in text_of(page)
    assert [one.text for one in page.context["newest"]] == ["message 2"]


def test_it_says_that_answers_are_damaged(noor: cast.Noor) -> None:
    Submission.objects.update(sealed_answers=b"\x01" + os.urandom(4096 + 28))
    page = noor.come_back()
    assert page.status_code == 200
    assert "Your answers are damaged on our side" in text_of(page)


def test_it_opens_without_answers_where_the_second_key_is_damaged(noor: cast.Noor) -> None:
    Mailbox.objects.filter(position=0).update(sealed_intake_key=b"\x01" + os.urandom(60))
    assert noor.come_back().status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "soon", ""])
def test_it_survives_an_odd_day_sealed_by_who_holds_the_code(noor: cast.Noor, day: str) -> None:
    visit = noor.visit()
    told = StatusTold(at=-(2**62), status="closed", promised=day, keep_until=day)
    append_entry(place=visit.place, key=visit.key, entry=told)
    assert noor.come_back().status_code == 200
