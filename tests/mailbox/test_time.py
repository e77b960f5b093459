"""Messages that wait, vanish, are taken back, opened and read: as Noor and Amira see them."""

import datetime
from typing import Any

import pytest
import time_machine

from apps.cases.actions import (
    GOES_OUT_AFTER,
    add_translation,
    close_case,
    read_case,
    send_message,
    set_aside,
    take_message_back,
)
from apps.cases.admission import list_cases
from apps.cases.errors import MessageOpened
from apps.cases.models import Message, Summary, Unfinished
from apps.cases.opened import OpenCase
from apps.cases.queries import open_case
from apps.mailbox.actions import give_new_code
from apps.teams.models import Notice
from tests.mailbox import cast

START = datetime.datetime(2026, 11, 25, 10, 20, tzinfo=datetime.UTC)
MINUTE, DAY = 60, 24 * 60 * 60
TICKET = "The ticket: 06:40, platform 2."


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def noor(clock: Any, harbour: cast.Harbour) -> cast.Noor:
    return cast.noor(harbour.team)


def shown(page: Any) -> str:
    content: str = page.content.decode()
    return content


def opened(harbour: cast.Harbour, noor: cast.Noor) -> OpenCase:
    return open_case(ref=noor.case.ref, user=harbour.amira, keyring=harbour.keyring)


def send(harbour: cast.Harbour, noor: cast.Noor, text: str = TICKET, **how: Any) -> tuple[str, int]:
    """Send, and return where it stands."""
    after = send_message(harbour.hand(noor.case.ref), text=text, **how)
    thread = after.threads[0]
    number = next(one.number for one in thread.entries if one.ours and one.ours.text == text)
    return thread.mailbox.hex, number


def test_it_goes_out_after_five_minutes(clock: Any, harbour: cast.Harbour, noor: cast.Noor) -> None:
    send(harbour, noor, wait=GOES_OUT_AFTER)
    assert TICKET not in shown(noor.come_back())
    clock.shift(5 * MINUTE - 1)
    assert TICKET not in shown(noor.come_back())
    clock.shift(1)
    assert TICKET in shown(noor.come_back())


def test_it_tells_no_closing_before_its_words(
    clock: Any, harbour: cast.Harbour, noor: cast.Noor
) -> None:
    close_case(harbour.hand(noor.case.ref), reason="no_route", words="No way.", wait=GOES_OUT_AFTER)
    assert "It is closed" not in shown(noor.come_back())
    clock.shift(5 * MINUTE)
    page = shown(noor.come_back())
    assert "It is closed" in page
    assert "No way." in page


def test_it_takes_a_declining_back_before_anybody_read_it(
    clock: Any, harbour: cast.Harbour, noor: cast.Noor
) -> None:
    words = {"words": "We cannot.", "wait": GOES_OUT_AFTER}
    hand = harbour.hand(noor.case.ref)
    after = set_aside(hand, aside="declined", reason="no_route", **words)  # type: ignore[arg-type]
    ours = [one.number for one in after.threads[0].entries if one.ours]
    set_aside(harbour.hand(noor.case.ref), aside="")
    take_message_back(
        harbour.hand(noor.case.ref), mailbox=after.threads[0].mailbox.hex, number=ours[0]
    )
    for _ in range(2):
        page = shown(noor.come_back())
        assert "It is closed" not in page
        assert "We cannot." not in page
        clock.shift(5 * MINUTE)


def test_it_is_gone_for_good_once_taken_back(harbour: cast.Harbour, noor: cast.Noor) -> None:
    mailbox, number = send(harbour, noor)
    take_message_back(harbour.hand(noor.case.ref), mailbox=mailbox, number=number)
    assert TICKET not in shown(noor.come_back())
    assert Message.objects.get(number=number).sealed_body is None
    assert Unfinished.objects.filter(words=True).exists()
    assert not opened(harbour, noor).damaged


def test_it_takes_the_translation_along(harbour: cast.Harbour, noor: cast.Noor) -> None:
    mailbox, number = send(harbour, noor)
    of = f"message:{mailbox}:{number}"
    add_translation(harbour.hand(noor.case.ref), of=of, language="ru", text="Билет: 06:40.")
    take_message_back(harbour.hand(noor.case.ref), mailbox=mailbox, number=number)
    after = opened(harbour, noor)
    assert not after.damaged
    assert "Билет" not in str(after)


def test_it_takes_nothing_back_that_was_opened(harbour: cast.Harbour, noor: cast.Noor) -> None:
    mailbox, number = send(harbour, noor)
    noor.come_back()
    with pytest.raises(MessageOpened):
        take_message_back(harbour.hand(noor.case.ref), mailbox=mailbox, number=number)
    assert TICKET in shown(noor.come_back())


def test_it_takes_back_no_words_but_ours(harbour: cast.Harbour, noor: cast.Noor) -> None:
    noor.write(noor.come_back(), "mine")
    mailbox = harbour.hand(noor.case.ref).opened.threads[0].mailbox.hex
    for number in (0, 1, 2, 99):
        with pytest.raises(ValueError, match="no message"):
            take_message_back(harbour.hand(noor.case.ref), mailbox=mailbox, number=number)


def test_it_takes_back_from_every_mailbox(harbour: cast.Harbour, noor: cast.Noor) -> None:
    mailbox, number = send(harbour, noor)
    secret = give_new_code(harbour.hand(noor.case.ref), end_others=False, show_earlier=True)
    newer = cast.Noor(secret, noor.case, noor.browser)
    take_message_back(harbour.hand(noor.case.ref), mailbox=mailbox, number=number)
    assert TICKET not in shown(newer.come_back())
    assert TICKET not in shown(noor.come_back())


def test_it_vanishes_once_opened_and_the_visit_is_over(
    harbour: cast.Harbour, noor: cast.Noor
) -> None:
    _, number = send(harbour, noor, vanish="opened")
    page = noor.come_back()
    assert TICKET in shown(page)
    assert "It disappears when you leave this page." in shown(page)
    # Whoever answers it still has it before them.
    assert TICKET in shown(noor.write(page, "Thank you."))
    assert TICKET not in shown(noor.come_back())
    assert Message.objects.get(number=number).sealed_body is not None
    list_cases(user=harbour.amira, keyring=harbour.keyring)
    assert Message.objects.get(number=number).sealed_body is None
    assert not opened(harbour, noor).damaged


def test_it_vanishes_after_its_days(clock: Any, harbour: cast.Harbour, noor: cast.Noor) -> None:
    _, number = send(harbour, noor, vanish="7")
    assert "It disappears on Wednesday 2 December." in shown(noor.come_back())
    clock.shift(7 * DAY)
    assert TICKET not in shown(noor.come_back())
    harbour.hand(noor.case.ref)
    assert Message.objects.get(number=number).sealed_body is None


def test_it_does_not_copy_what_vanishes_to_a_new_code(
    harbour: cast.Harbour, noor: cast.Noor
) -> None:
    send(harbour, noor, vanish="opened")
    send(harbour, noor, text="Wait for us.")
    secret = give_new_code(harbour.hand(noor.case.ref), end_others=True, show_earlier=True)
    page = shown(cast.Noor(secret, noor.case, noor.browser).come_back())
    assert "Wait for us." in page
    assert TICKET not in page


def test_it_reads_nothing_that_was_put_back_after_it_was_taken(
    harbour: cast.Harbour, noor: cast.Noor
) -> None:
    mailbox, number = send(harbour, noor)
    before = Message.objects.get(number=number).sealed_body
    take_message_back(harbour.hand(noor.case.ref), mailbox=mailbox, number=number)
    Message.objects.filter(number=number).update(sealed_body=before)
    assert opened(harbour, noor).threads[0].entries[number - 1].body is None


def test_it_calls_a_message_gone_without_a_reason_damage(
    harbour: cast.Harbour, noor: cast.Noor
) -> None:
    _, number = send(harbour, noor)
    Message.objects.filter(number=number).update(sealed_body=None)
    assert opened(harbour, noor).damaged


def test_it_tells_the_team_the_day_without_a_notice(
    clock: Any, harbour: cast.Harbour, noor: cast.Noor
) -> None:
    send(harbour, noor)
    Notice.objects.all().delete()
    clock.shift(2 * DAY)
    noor.come_back()
    assert not Notice.objects.exists()
    listed = list_cases(user=harbour.amira, keyring=harbour.keyring).rows[0].body
    assert listed is not None
    assert (listed.opened_on, listed.unread) == ("2026-11-27", 0)


def test_it_says_when_a_message_waits_unopened(
    clock: Any, harbour: cast.Harbour, noor: cast.Noor
) -> None:
    send(harbour, noor)
    summary = opened(harbour, noor).summary()
    assert [item.kind for item in summary.agenda if item.kind == "unopened"] == ["unopened"]
    noor.come_back()
    summary = opened(harbour, noor).summary()
    assert "unopened" not in [item.kind for item in summary.agenda]


def test_it_shows_that_their_words_were_read_by_the_day(
    clock: Any, harbour: cast.Harbour, noor: cast.Noor
) -> None:
    noor.write(noor.come_back(), "Are you there?")
    assert "read:" not in shown(noor.come_back())
    clock.shift(DAY)
    harbour.hand(noor.case.ref)
    page = shown(noor.come_back())
    assert "read: Today" in page
    assert "amira" not in page.casefold()
    clock.shift(DAY)
    assert "read: Yesterday" in shown(noor.come_back())


def test_reading_is_told_once_and_is_no_first_action(
    harbour: cast.Harbour, noor: cast.Noor
) -> None:
    noor.write(noor.come_back(), "Are you there?")
    harbour.hand(noor.case.ref)
    rows = Message.objects.count()
    again = read_case(ref=noor.case.ref, user=harbour.amira, keyring=harbour.keyring)
    assert Message.objects.count() == rows
    assert again.file.acted_at == 0


def test_it_shows_the_mailbox_where_no_opening_can_be_told(
    harbour: cast.Harbour, noor: cast.Noor
) -> None:
    send(harbour, noor)
    harbour.team.epochs.all().delete()
    assert TICKET in shown(noor.come_back())


def test_it_goes_on_counting_what_was_written(harbour: cast.Harbour, noor: cast.Noor) -> None:
    send(harbour, noor)
    list_cases(user=harbour.amira, keyring=harbour.keyring)
    noor.come_back()
    row = Summary.objects.get()
    assert row.summed < row.written
    list_cases(user=harbour.amira, keyring=harbour.keyring)
    row = Summary.objects.get()
    assert row.summed == row.written
