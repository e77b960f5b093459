"""Joining two cases: the impostor sees nothing, the person sees it once somebody made sure."""

from typing import Any
from uuid import UUID

import pytest

from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.casefile import CheckMade, StageMoved
from apps.cases.errors import ChangedMeanwhile
from apps.cases.files import keep_file, seal_file
from apps.cases.models import Attachment, Case, Message, Snapshot, WordsGone
from apps.cases.opened import OpenCase
from apps.cases.queries import open_case
from apps.cases.snapshots import keep_snapshot
from apps.mailbox.actions import (
    carry_out_withdrawals,
    give_new_code,
    send_file,
    send_words,
    withdraw,
)
from apps.mailbox.carrying import CannotJoin
from apps.mailbox.days import today
from apps.mailbox.joining import join_cases, open_earlier
from apps.mailbox.models import Mailbox
from apps.mailbox.parting import part_cases
from apps.mailbox.visits import enter_by_code
from tests.mailbox import cast
from tests.mailbox.cast import Harbour, Noor

SECRET = "The van comes on Friday."
LATER = "We have read what you wrote."


@pytest.fixture
def again(harbour: Harbour, noor: Noor) -> Noor:
    """Somebody who says that they are Noor and have lost the code."""
    return cast.noor(harbour.team, party="again")


@pytest.fixture
def talked(harbour: Harbour, noor: Noor) -> Noor:
    """Noor's first request, well on its way."""
    send_words(visit=noor.visit(), text="I wait for you.", token="1" * 32)
    hand = harbour.hand(noor.case.ref)
    hand = _next(hand, hand.add(StageMoved(by=hand.me, at=hand.now, stage="planning")))
    actions.send_message(hand, text=SECRET)
    return noor


def _next(hand: Hand, opened: OpenCase) -> Hand:
    return Hand(opened, hand.by, hand.keyring, opened.sequence)


def look(harbour: Harbour, ref: UUID) -> OpenCase:
    return open_case(ref=ref, user=harbour.amira, keyring=harbour.keyring)


def join(harbour: Harbour, lead: Noor, other: Noor, **wishes: bool) -> OpenCase:
    chosen = {"end_earlier": False, "close": True, **wishes}
    return join_cases(harbour.hand(lead.case.ref), harbour.hand(other.case.ref), **chosen)


def text_of(page: Any) -> str:
    assert page.status_code == 200
    return str(page.content.decode())


def test_it_shows_an_impostor_nothing_of_the_earlier_request(
    harbour: Harbour, talked: Noor, again: Noor
) -> None:
    joined = join(harbour, talked, again)
    hand = Hand(joined, harbour.amira, harbour.keyring, joined.sequence)
    actions.send_message(hand, text=LATER)
    said = text_of(again.come_back())
    assert LATER in said
    assert SECRET not in said
    assert "I wait for you." not in said
    assert "We are working on it" not in said


def test_it_shows_it_once_somebody_has_made_sure(
    harbour: Harbour, talked: Noor, again: Noor
) -> None:
    join(harbour, talked, again)
    other = again.case.ref.hex
    opened = open_earlier(harbour.hand(talked.case.ref), other=other, how="I know their voice.")
    page = again.come_back()
    assert SECRET in text_of(page)
    assert "I wait for you." in text_of(page)
    assert "We are working on it" in text_of(page)
    checks = [one.body for one in opened.events if isinstance(one.body, CheckMade)]
    assert [(one.check, one.result, one.by) for one in checks] == [
        ("same_person", "pass", harbour.amira.ref.hex)
    ]
    actions.send_message(harbour.hand(talked.case.ref), text=LATER)
    assert text_of(again.come_back()).count(LATER) == 1


def test_it_keeps_both_histories_in_the_case_that_leads(
    harbour: Harbour, talked: Noor, again: Noor
) -> None:
    send_words(visit=again.visit(), text="I have a new phone.", token="2" * 32)
    opened = join(harbour, talked, again)
    said = [
        getattr(entry.body, "text", "") for thread in opened.threads for entry in thread.entries
    ]
    assert {"I wait for you.", SECRET, "I have a new phone."} <= set(said)
    assert not opened.damaged
    other = look(harbour, again.case.ref)
    assert not other.damaged
    assert (other.file.stage, other.file.reason) == ("closed", "duplicate")
    assert other.first_answers is not None


def test_it_lets_the_newer_request_lead_as_well(
    harbour: Harbour, talked: Noor, again: Noor
) -> None:
    opened = join(harbour, again, talked)
    assert SECRET not in text_of(again.come_back())
    assert SECRET in text_of(talked.come_back())
    hand = Hand(opened, harbour.amira, harbour.keyring, opened.sequence)
    hand = _next(hand, actions.send_message(hand, text=LATER))
    assert LATER in text_of(talked.come_back())
    open_earlier(hand, other=talked.case.ref.hex, how="They said the word we had agreed on.")
    assert SECRET in text_of(again.come_back())


@pytest.mark.parametrize("newer_leads", [False, True])
def test_it_ends_the_earlier_code_where_that_is_chosen(
    harbour: Harbour, talked: Noor, again: Noor, newer_leads: bool
) -> None:
    pair = (again, talked) if newer_leads else (talked, again)
    opened = join(harbour, *pair, end_earlier=True)
    assert talked.come_back().status_code == 422
    assert again.come_back().status_code == 200
    said = [getattr(entry.body, "text", "") for one in opened.threads for entry in one.entries]
    assert SECRET in said
    assert not opened.damaged


def test_it_lets_an_impostor_take_back_only_what_came_with_their_code(
    harbour: Harbour, talked: Noor, again: Noor
) -> None:
    Snapshot.objects.create(case=again.case, sealed_snapshot=b"what is moved away")
    join(harbour, talked, again)
    assert not Snapshot.objects.exists()
    send_words(visit=again.visit(), text="Where is the van?", token="3" * 32)
    sealed = [seal_file([b"a photograph"], name="a.jpg", kind="jpeg") for _ in range(2)]
    for one, visit in zip(sealed, (again.visit(), talked.visit()), strict=True):
        send_file(visit=visit, file=one, token=one.ref.hex, keep=keep_file)
    entered = enter_by_code(again.words)
    assert isinstance(entered, tuple)
    withdraw(visit=entered[0], proof=entered[1].withdrawal)
    Snapshot.objects.create(case=talked.case, sealed_snapshot=b"their words and others'")
    early = look(harbour, talked.case.ref)
    assert carry_out_withdrawals(today=today()) == 1
    # Nor is one made by who opened the case before.
    keep_snapshot(early)
    assert not Snapshot.objects.exists()
    assert not Case.objects.filter(ref=again.case.ref).exists()
    opened = look(harbour, talked.case.ref)
    assert not opened.damaged
    assert opened.case.withdrawn_on is None
    assert SECRET in text_of(talked.come_back())
    assert again.come_back().status_code == 422
    assert [row.ref for row in Attachment.objects.all()] == [sealed[1].ref]
    # The lead holds their mailbox's key: backups with their words are replaced.
    assert WordsGone.objects.exists()


@pytest.mark.parametrize("guest", [True, False])
def test_it_shows_an_impostor_nothing_whatever_a_writer_calls_a_guest(
    harbour: Harbour, talked: Noor, again: Noor, guest: bool
) -> None:
    opened = join(harbour, talked, again)
    Mailbox.objects.update(guest=guest)
    hand = Hand(opened, harbour.amira, harbour.keyring, opened.sequence)
    actions.send_message(hand, text=LATER)
    said = text_of(again.come_back())
    assert LATER in said
    assert SECRET not in said
    assert not look(harbour, talked.case.ref).damaged


def test_it_gives_a_stranger_their_request_back_when_the_case_they_joined_is_taken_back(
    harbour: Harbour, talked: Noor, again: Noor
) -> None:
    join(harbour, talked, again, close=False)
    entered = enter_by_code(talked.words)
    assert isinstance(entered, tuple)
    withdraw(visit=entered[0], proof=entered[1].withdrawal)
    carry_out_withdrawals(today=today())
    assert again.come_back().status_code == 200
    assert not look(harbour, again.case.ref).damaged


def test_it_takes_everything_back_for_whom_the_team_knows(
    harbour: Harbour, talked: Noor, again: Noor
) -> None:
    join(harbour, talked, again)
    other = again.case.ref.hex
    open_earlier(harbour.hand(talked.case.ref), other=other, how="I know their voice.")
    entered = enter_by_code(again.words)
    assert isinstance(entered, tuple)
    withdraw(visit=entered[0], proof=entered[1].withdrawal)
    carry_out_withdrawals(today=today())
    case = Case.objects.filter(ref=talked.case.ref).first()
    assert case is None or case.withdrawn_on is not None
    assert not Mailbox.objects.filter(case=talked.case.ref).exists()
    assert not Case.objects.filter(ref=again.case.ref).exists()


def test_it_parts_what_was_joined_and_says_the_rest_goes_on(
    harbour: Harbour, talked: Noor, again: Noor
) -> None:
    joined = join(harbour, talked, again)
    hand = Hand(joined, harbour.amira, harbour.keyring, joined.sequence)
    hand = _next(hand, open_earlier(hand, other=again.case.ref.hex, how="I know their voice."))
    hand = _next(hand, actions.send_message(hand, text=LATER))
    part_cases(hand, harbour.hand(again.case.ref))
    said = text_of(again.come_back())
    assert SECRET not in said
    assert LATER in said
    lead, other = look(harbour, talked.case.ref), look(harbour, again.case.ref)
    assert not lead.damaged
    assert not other.damaged
    assert other.file.stage != "closed"
    assert not lead.file.joined
    assert not other.file.joined
    assert (
        not Message.objects.filter(mailbox=other.threads[-1].mailbox)
        .exclude(case=again.case)
        .exists()
    )
    hand = harbour.hand(again.case.ref)
    actions.send_message(hand, text="We go on with you.")
    assert "We go on with you." in text_of(again.come_back())
    assert "We go on with you." not in text_of(talked.come_back())


@pytest.mark.parametrize("close", [True, False])
def test_it_says_once_in_each_case_why_they_were_parted(
    harbour: Harbour, talked: Noor, again: Noor, close: bool
) -> None:
    join(harbour, talked, again, close=close)
    why = "Two sisters."
    part_cases(harbour.hand(talked.case.ref), harbour.hand(again.case.ref), why=why)
    for case in (talked, again):
        bodies = [event.body for event in look(harbour, case.case.ref).events]
        assert [getattr(body, "why", "") for body in bodies].count(why) == 1


def test_it_joins_again_what_was_parted(harbour: Harbour, talked: Noor, again: Noor) -> None:
    join(harbour, talked, again)
    part_cases(harbour.hand(talked.case.ref), harbour.hand(again.case.ref))
    opened = join(harbour, talked, again)
    assert not opened.damaged
    assert not look(harbour, again.case.ref).damaged
    assert again.come_back().status_code == 200


def test_it_puts_no_answers_of_a_stranger_in_place_of_the_persons_own(
    harbour: Harbour, talked: Noor, again: Noor
) -> None:
    from apps.cases.answers import Answer
    from apps.mailbox.actions import give_answers

    join(harbour, talked, again)
    new = Answer("name", "What may we call you?", "text", "Someone", "Someone")
    give_answers(visit=again.visit(), answers=[new], token="4" * 32)
    answers = look(harbour, talked.case.ref).answers
    assert answers is not None
    assert answers.value("name") == "Noor"


def test_it_gives_new_codes_beside_joined_ones(harbour: Harbour, talked: Noor, again: Noor) -> None:
    join(harbour, talked, again)
    give_new_code(harbour.hand(talked.case.ref), end_others=False, show_earlier=True)
    part_cases(harbour.hand(talked.case.ref), harbour.hand(again.case.ref))
    give_new_code(harbour.hand(talked.case.ref), end_others=False, show_earlier=True)
    assert not look(harbour, talked.case.ref).damaged


def test_it_joins_no_case_with_itself_nor_twice(
    harbour: Harbour, talked: Noor, again: Noor
) -> None:
    with pytest.raises(CannotJoin):
        join(harbour, talked, talked)
    join(harbour, talked, again)
    with pytest.raises(CannotJoin):
        join(harbour, talked, again)
    with pytest.raises(CannotJoin):
        join(harbour, again, talked)


def test_it_joins_three_and_opens_to_each_only_what_was_made_sure(
    harbour: Harbour, talked: Noor, again: Noor
) -> None:
    third = cast.noor(harbour.team, party="again")
    join(harbour, talked, again)
    join(harbour, talked, third)
    other = again.case.ref.hex
    open_earlier(harbour.hand(talked.case.ref), other=other, how="I know their voice.")
    assert SECRET in text_of(again.come_back())
    assert SECRET not in text_of(third.come_back())


def test_it_tells_who_was_overtaken_by_a_colleague(
    harbour: Harbour, talked: Noor, again: Noor
) -> None:
    old = harbour.hand(talked.case.ref)
    bo = cast.colleague(harbour, "farah")
    actions.add_note(bo.hand(talked.case.ref), text="Called them.")
    with pytest.raises(ChangedMeanwhile):
        join_cases(old, harbour.hand(again.case.ref), end_earlier=False, close=True)
    assert not look(harbour, again.case.ref).file.joined
