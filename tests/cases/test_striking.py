"""Words that were struck out are gone for good; what was decided, and that it was struck, stays."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.cases import actions, casefile
from apps.cases.actions import Hand
from apps.cases.casefile import AnyEvent, Blanked, Noted, has_words, kept_of, strike, without_words
from apps.cases.casefile.striking import WORDS
from apps.cases.models import Event
from tests.cases.acts import again, hand
from tests.world import Sent, World

EVENTS: tuple[type[AnyEvent], ...] = tuple(casefile.AnyEvent.__args__)
SECRET = "the cousin in Tbilisi"


def struck(hand: Hand, number: int) -> None:
    body = hand.opened.events[number - 1].body
    assert body is not None
    hand.add(strike(body, number=number, by=hand.me, at=hand.now, why="names somebody"))


def test_it_takes_the_words_out_of_the_row_and_of_the_file(world: World, request_: Sent) -> None:
    actions.read_case(ref=request_.ref, user=world.amira.user, keyring=world.amira.keyring)
    actions.add_note(hand(request_, world.amira), text=SECRET)
    number = again(request_, world.amira).sequence
    struck(hand(request_, world.bo), number)
    opened = again(request_, world.amira)
    assert Event.objects.get(case=request_.ref, number=number).sealed_body is None
    assert not opened.damaged
    (note,) = [event for event in opened.events if isinstance(event.body, Noted)]
    assert isinstance(note.body, Noted)
    assert note.body.text == ""
    assert note.struck is not None
    assert (note.struck.by, note.struck.why) == (world.bo.user.ref.hex, "names somebody")


def test_it_keeps_the_decision_whose_reason_is_gone(world: World, request_: Sent) -> None:
    actions.read_case(ref=request_.ref, user=world.amira.user, keyring=world.amira.keyring)
    actions.move_case(hand(request_, world.amira), stage="screening", why=SECRET)
    number = next(
        event.number
        for event in again(request_, world.amira).events
        if isinstance(event.body, casefile.StageMoved)
    )
    struck(hand(request_, world.bo), number)
    opened = again(request_, world.amira)
    assert opened.file.stage == "screening"
    assert SECRET not in str(opened.events)


def test_it_shows_no_words_that_somebody_put_back(world: World, request_: Sent) -> None:
    actions.read_case(ref=request_.ref, user=world.amira.user, keyring=world.amira.keyring)
    actions.add_note(hand(request_, world.amira), text=SECRET)
    number = again(request_, world.amira).sequence
    before = Event.objects.get(case=request_.ref, number=number).sealed_body
    struck(hand(request_, world.bo), number)
    Event.objects.filter(case=request_.ref, number=number).update(sealed_body=before)
    assert SECRET not in str(again(request_, world.amira).events)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_it_knows_every_word_that_somebody_may_write_into_an_event(event: type[AnyEvent]) -> None:
    free = {
        "text",
        "why",
        "keep_why",
        "title",
        "address",
        "not_say",
        "code_word",
        "safe_answer",
        "dropped",
        "note",
        "say",
    }
    fields = {field.name for field in msgspec.structs.fields(event)}
    # Why a case was restricted, moved, taken back or struck is what the history keeps.
    kept = {Blanked, casefile.MessageTaken, casefile.AnswersStruck}
    kept |= {casefile.Restricted, casefile.Moved}
    assert event in kept or free & fields <= set(WORDS.get(event, ()))


# What JSON and a clock can hold.
NUMBERS = st.integers(min_value=0, max_value=2**40)


def example(event: type[AnyEvent]) -> st.SearchStrategy[Any]:
    numbers = {field.name: NUMBERS for field in msgspec.structs.fields(event) if field.type is int}
    return st.builds(event, **numbers)


@given(st.sampled_from(sorted(WORDS, key=lambda one: one.__name__)).flatmap(example))
def test_it_leaves_everything_but_the_words(event: AnyEvent) -> None:
    left = without_words(event)
    assert not has_words(left)
    names = {*WORDS[type(event)]}
    for field in msgspec.structs.fields(event):
        if field.name not in names:
            assert getattr(left, field.name) == getattr(event, field.name)
    assert kept_of(strike(event, number=1, by="a", at=0, why="")) == left


@pytest.mark.parametrize("kept", ["", "{", '{"type":"noted","by":"a","at":0,"text":"new words"}'])
def test_it_puts_no_words_in_the_place_of_others(kept: str) -> None:
    assert kept_of(Blanked(by="a", at=0, number=1, why="", kept=kept)) is None
