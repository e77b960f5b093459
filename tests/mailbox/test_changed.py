"""Something has changed: what somebody presses whose request was closed, for 30 days."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from apps.cases.actions import close_case, reopen_case, set_aside
from apps.cases.messages import Text
from apps.cases.queries import open_case
from tests.mailbox import cast

WORDS = "My brother was let go."


@pytest.fixture
def declined(harbour: cast.Harbour, noor: cast.Noor) -> cast.Noor:
    """Noor, whose request was declined."""
    hand = harbour.hand(noor.case.ref)
    set_aside(hand, aside="declined", reason="no_route", words="We found no way.")
    return noor


def press(noor: cast.Noor, page: Any, text: str = "", **more: str) -> Any:
    fields = {"state": page.context["state"], "token": cast.token(page), "text": text, **more}
    return noor.browser.post("/en/mailbox/changed/", fields)


def told(harbour: cast.Harbour, noor: cast.Noor) -> list[Text]:
    opened = open_case(ref=noor.case.ref, user=harbour.amira, keyring=harbour.keyring)
    entries = [entry.body for entry in opened.threads[0].entries]
    return [body for body in entries if isinstance(body, Text) and body.by == "applicant"]


def test_it_takes_one_press_without_a_word(harbour: cast.Harbour, declined: cast.Noor) -> None:
    page = declined.come_back()
    assert "Something has changed" in page.content.decode()
    assert "We have received your message." in press(declined, page).content.decode()
    (said,) = told(harbour, declined)
    assert said.changed
    assert said.text == "Something has changed."


def test_it_takes_words_with_it(harbour: cast.Harbour, declined: cast.Noor) -> None:
    press(declined, declined.come_back(), WORDS)
    assert [(body.text, body.changed) for body in told(harbour, declined)] == [(WORDS, True)]


def test_it_is_told_once_however_often_it_is_sent(
    harbour: cast.Harbour, declined: cast.Noor
) -> None:
    page = declined.come_back()
    press(declined, page)
    press(declined, page)
    assert len(told(harbour, declined)) == 1


def test_it_stands_on_the_agenda_of_a_declined_case(
    harbour: cast.Harbour, declined: cast.Noor
) -> None:
    press(declined, declined.come_back(), WORDS)
    opened = open_case(ref=declined.case.ref, user=harbour.amira, keyring=harbour.keyring)
    assert "changed" in {item.kind for item in opened.summary().agenda}


def test_it_is_asked_for_thirty_days(harbour: cast.Harbour, noor: cast.Noor) -> None:
    close_case(harbour.hand(noor.case.ref), reason="no_route", words="We found no way.")
    assert "Something has changed" in noor.come_back().content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        page = noor.come_back()
        assert "Something has changed" not in page.content.decode()
        press(noor, page, WORDS)
        assert [body.changed for body in told(harbour, noor)] == [False]


def test_it_is_asked_of_nobody_whose_request_is_open(
    harbour: cast.Harbour, declined: cast.Noor
) -> None:
    page = declined.come_back()
    set_aside(harbour.hand(declined.case.ref), aside="")
    assert "Something has changed" not in declined.come_back().content.decode()
    press(declined, page, WORDS)
    assert [body.changed for body in told(harbour, declined)] == [False]
    close_case(harbour.hand(declined.case.ref), reason="other")
    reopen_case(harbour.hand(declined.case.ref), stage="screening")
    assert "Something has changed" not in declined.come_back().content.decode()


def test_it_waits_for_the_words_that_say_why(harbour: cast.Harbour, noor: cast.Noor) -> None:
    hand = harbour.hand(noor.case.ref)
    set_aside(hand, aside="declined", reason="no_route", words="We found no way.", wait=300)
    page = noor.come_back().content.decode()
    assert "Something has changed" not in page
    assert "It is closed" not in page
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        page = noor.come_back().content.decode()
        assert "Something has changed" in page
        assert "We found no way." in page


def test_it_keeps_the_words_when_they_are_too_long(
    harbour: cast.Harbour, declined: cast.Noor
) -> None:
    answer = press(declined, declined.come_back(), "x" * 8001)
    assert answer.status_code == 422
    assert "Shorten this by 1 character." in answer.content.decode()
    assert told(harbour, declined) == []
