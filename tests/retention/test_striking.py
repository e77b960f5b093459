"""What is struck out is gone from the case, the list, the mailbox, and the index."""

import pytest

from apps.cases import actions
from apps.cases.admission import list_cases
from apps.cases.models import Message, Segment, Submission, WordsGone
from apps.retention.striking import NothingToStrike, strike_answer, strike_entry, strike_event
from tests.cases.acts import again, hand, read, write
from tests.people import Person
from tests.world import STORY, Sent, World, fresh, make_world, submit

SECRET = "the cousin in Tbilisi"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def request_(world: World) -> Sent:
    sent = submit(world)
    read(sent, world.amira)
    return sent


def listed(person: Person) -> None:
    list_cases(user=person.user, keyring=fresh(person))


def test_it_strikes_a_note_and_says_who_and_why(world: World, request_: Sent) -> None:
    actions.add_note(hand(request_, world.amira), text=SECRET)
    number = again(request_, world.amira).sequence
    opened = strike_event(hand(request_, world.bo), number=number, why="names somebody")
    assert SECRET not in str(opened.events)
    assert SECRET not in str(again(request_, world.amira).events)
    assert WordsGone.objects.exists()


def test_it_strikes_an_answer_from_the_case_and_for_the_applicant(
    world: World, request_: Sent
) -> None:
    before = bytes(Submission.objects.get(case=request_.ref).sealed_answers)
    strike_answer(hand(request_, world.bo), question="story", why="too much")
    opened = again(request_, world.amira)
    assert not opened.damaged
    assert opened.answers is not None
    assert opened.answers.get("story") is None
    assert opened.answers.value("country") == "GE"
    Submission.objects.filter(case=request_.ref).update(sealed_answers=before)
    assert again(request_, world.amira).damaged
    assert STORY not in str(again(request_, world.amira).first_answers)


def test_it_strikes_a_message_and_the_thread_still_holds(world: World, request_: Sent) -> None:
    write(world, request_, SECRET)
    read(request_, world.amira)
    (thread,) = again(request_, world.amira).threads
    number = next(one.number for one in thread.entries if one.from_applicant)
    strike_entry(
        hand(request_, world.bo), mailbox=thread.mailbox.hex, number=number, why="names somebody"
    )
    opened = again(request_, world.amira)
    assert not opened.damaged
    assert SECRET not in str(opened.threads)
    write(world, request_, "More words.")
    assert "More words." in str(again(request_, world.amira).threads)


def test_it_shows_no_struck_message_that_a_writer_put_back(world: World, request_: Sent) -> None:
    write(world, request_, SECRET)
    read(request_, world.amira)
    (thread,) = again(request_, world.amira).threads
    number = next(one.number for one in thread.entries if one.from_applicant)
    row = Message.objects.get(mailbox=thread.mailbox, number=number)
    strike_entry(hand(request_, world.bo), mailbox=thread.mailbox.hex, number=number, why="names")
    Message.objects.filter(pk=row.pk).update(sealed_body=row.sealed_body)
    assert SECRET not in str(again(request_, world.amira).threads)


def test_it_empties_the_segment_that_knew_the_words(world: World, request_: Sent) -> None:
    actions.add_note(hand(request_, world.amira), text=SECRET)
    listed(world.amira)
    number = next(
        event.number
        for event in again(request_, world.amira).events
        if getattr(event.body, "text", "") == SECRET
    )
    strike_event(hand(request_, world.bo), number=number, why="names somebody")
    assert not Segment.objects.filter(sealed_text__isnull=False).exists()


def test_it_finds_nothing_to_strike_where_there_are_no_words(world: World, request_: Sent) -> None:
    act = hand(request_, world.bo)
    for number in (-1, 0, 1, 99):
        with pytest.raises(NothingToStrike):
            strike_event(act, number=number, why="x")
    with pytest.raises(NothingToStrike):
        strike_answer(act, question="no_such", why="x")
    for mailbox in ("", "00" * 16, act.opened.threads[0].mailbox.hex):
        with pytest.raises(NothingToStrike):
            strike_entry(act, mailbox=mailbox, number=99, why="x")


def test_it_strikes_nothing_twice(world: World, request_: Sent) -> None:
    actions.add_note(hand(request_, world.amira), text=SECRET)
    number = again(request_, world.amira).sequence
    strike_event(hand(request_, world.bo), number=number, why="names somebody")
    with pytest.raises(NothingToStrike):
        strike_event(hand(request_, world.bo), number=number, why="again")
