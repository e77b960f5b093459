"""Whoever can write the database destroys and hides; every forgery shows at the next opening."""

import pytest

from apps.cases import actions
from apps.cases.errors import CaseDamaged
from apps.cases.models import CaseKey, Event, Message, Submission, Summary
from apps.cases.queries import read_list
from apps.crypto import CannotOpen
from apps.crypto.chain import seal_message
from tests.cases.acts import again, hand, read, write
from tests.world import Sent, World, fresh, submit


@pytest.fixture
def worked(world: World, request_: Sent) -> Sent:
    """A request that was read, answered, and written to again."""
    read(request_, world.amira)
    actions.send_message(hand(request_, world.amira), text="Мы прочитали.")
    actions.set_risk(hand(request_, world.amira), risk="high")
    write(world, request_)
    read(request_, world.amira)
    return request_


def damaged(world: World, request: Sent) -> bool:
    """Tell whether the next opening notices, and whether nothing can be written then."""
    opened = again(request, world.bo)
    if opened.damaged:
        with pytest.raises(CaseDamaged):
            actions.add_note(hand(request, world.bo), text="on top of a forgery")
    return opened.damaged


def test_it_is_whole_while_nobody_touched_it(world: World, worked: Sent) -> None:
    assert not damaged(world, worked)


def test_it_notices_a_dropped_event(world: World, worked: Sent) -> None:
    Event.objects.filter(case=worked.ref, number=2).delete()
    assert damaged(world, worked)


def test_it_notices_the_last_event_dropped(world: World, worked: Sent) -> None:
    last = Event.objects.filter(case=worked.ref).order_by("-number").first()
    assert last is not None
    last.delete()
    assert damaged(world, worked)


def test_it_notices_a_blanked_event_that_no_event_names(world: World, worked: Sent) -> None:
    Event.objects.filter(case=worked.ref, number=2).update(sealed_body=None)
    assert damaged(world, worked)


def test_it_notices_two_events_that_changed_places(world: World, worked: Sent) -> None:
    second, third = Event.objects.filter(case=worked.ref, number__in=(2, 3)).order_by("number")
    Event.objects.filter(case=worked.ref, number=2).update(
        sealed_body=third.sealed_body, digest=third.digest
    )
    Event.objects.filter(case=worked.ref, number=3).update(
        sealed_body=second.sealed_body, digest=second.digest
    )
    assert damaged(world, worked)


def test_it_notices_an_event_of_another_case(world: World, worked: Sent) -> None:
    other = submit(world)
    read(other, world.amira)
    foreign = Event.objects.get(case=other.ref, number=1)
    Event.objects.filter(case=worked.ref, number=1).update(
        sealed_body=foreign.sealed_body, digest=foreign.digest
    )
    assert damaged(world, worked)


def test_it_notices_a_junk_event_on_top(world: World, worked: Sent) -> None:
    Event.objects.create(
        case_id=worked.ref, number=99, generation=1, digest=bytes(32), sealed_body=b"\x01" * 541
    )
    assert damaged(world, worked)


def test_it_notices_an_older_summary_beside_a_shorter_chain(world: World, worked: Sent) -> None:
    assert not damaged(world, worked)
    Event.objects.filter(case=worked.ref, number__gt=2).delete()
    assert damaged(world, worked)


def test_it_notices_a_summary_lowered_together_with_the_chain(world: World, worked: Sent) -> None:
    kept = Event.objects.get(case=worked.ref, number=2)
    Event.objects.filter(case=worked.ref, number__gt=2).delete()
    Message.objects.filter(case=worked.ref).delete()
    Summary.objects.filter(case=worked.ref).update(sequence=2, digest=kept.digest)
    assert damaged(world, worked)


def test_it_does_not_open_a_case_key_of_another_case(world: World, worked: Sent) -> None:
    other = submit(world)
    read(other, world.amira)
    stolen = CaseKey.objects.get(case=other.ref).sealed_keys
    CaseKey.objects.filter(case=worked.ref).update(sealed_keys=stolen)
    with pytest.raises(CannotOpen):
        again(worked, world.bo)


def test_it_notices_a_message_of_the_teams_that_was_dropped(world: World, worked: Sent) -> None:
    Message.objects.filter(case=worked.ref).order_by("-number").first().delete()  # type: ignore[union-attr]
    assert damaged(world, worked)


def test_it_notices_a_message_whose_body_was_taken_out(world: World, worked: Sent) -> None:
    Message.objects.filter(case=worked.ref, number=1).update(sealed_body=None)
    assert damaged(world, worked)


def test_it_does_not_take_words_for_the_teams_that_no_event_names(
    world: World, worked: Sent
) -> None:
    # The mailbox key is known to the applicant, and perhaps to who forced the code from them.
    thread = again(worked, world.amira).threads[0]
    body = b'{"type":"text","by":"team","at":0,"text":"Come to the station alone."}'
    link = seal_message(
        body,
        key=thread.key,
        mailbox=thread.mailbox.bytes,
        number=thread.next_number,
        previous=thread.head,
    )
    like = Message.objects.filter(case=worked.ref).first()
    assert like is not None
    Message.objects.create(
        mailbox=thread.mailbox,
        number=link.number,
        case_id=worked.ref,
        digest=link.digest,
        sealed_body=link.sealed,
        arrival_epoch=like.arrival_epoch,
        sealed_arrival=like.sealed_arrival,
    )
    forged = again(worked, world.bo).threads[0].entries[-1]
    assert forged.body is not None
    assert forged.body.by == "team"
    assert not forged.named


def test_it_notices_that_what_was_submitted_is_gone(world: World, worked: Sent) -> None:
    Submission.objects.filter(case=worked.ref).delete()
    assert damaged(world, worked)


def test_it_notices_answers_of_another_request(world: World, worked: Sent) -> None:
    other = submit(world)
    foreign = Submission.objects.get(case=other.ref)
    Submission.objects.filter(case=worked.ref).update(
        sealed_answers=foreign.sealed_answers, bound=foreign.bound, digest=foreign.digest
    )
    assert damaged(world, worked)


def test_it_takes_no_summary_of_another_case_for_its_own(world: World, worked: Sent) -> None:
    other = submit(world)
    read(other, world.amira)
    row = Summary.objects.get(case=other.ref)
    Summary.objects.filter(case=worked.ref).update(sealed_summary=row.sealed_summary)
    rows = read_list(user=world.amira.user, keyring=fresh(world.amira)).rows
    assert {one.ref: one.body is None for one in rows} == {worked.ref: True, other.ref: False}


def test_it_cannot_read_a_later_line_back_to_a_fault(world: World, worked: Sent) -> None:
    Event.objects.filter(case=worked.ref, number=3).update(sealed_body=b"\x01" + bytes(540))
    opened = again(worked, world.bo)
    assert [event.number for event in opened.events] == [1, 2]
