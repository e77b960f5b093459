"""Several people at the same moment, on a real database with real threads.

Whatever meets, nobody waits for ever, nothing acknowledged is lost, and nothing stands half.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from threading import Barrier
from typing import Any, Final
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from apps.audit.models import Entry
from apps.audit.queries import entries, verify
from apps.cases import actions
from apps.cases.admission import list_cases
from apps.cases.casefile import Noted
from apps.cases.errors import ChangedMeanwhile, SecondPersonNeeded, Settled
from apps.cases.models import Case, CaseKey, Event, Message, Submission, Summary
from apps.cases.opened import OpenCase
from apps.cases.queries import CaseList
from apps.cases.writing import Change
from apps.crypto import EpochSecret
from apps.crypto.code import code_digits
from apps.desk.actions import choose_receiving
from apps.intake.actions import receive
from apps.mailbox.actions import carry_out_withdrawals, give_new_code, send_words, withdraw
from apps.mailbox.models import Mailbox
from apps.mailbox.visits import Visit, enter_by_code
from apps.operations.keeping import keep_up
from apps.retention.actions import erase_case, purge_due
from apps.teams.actions import add_membership, hand_over_key
from apps.teams.queries import key_digest, open_epoch
from tests.cases.acts import again, hand, move, read, write
from tests.people import Person, make_person, sign_in
from tests.world import Sent, World, fresh, make_world, submit

pytestmark = pytest.mark.django_db(transaction=True)

Act = Callable[[], Any]
PATIENCE: Final = 60
# Long enough for the other to come as far as it can, short against the patience of a database.
MOMENT: Final = 0.4


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def at_once(*acts: Act) -> list[Any]:
    """Do all of it at the same moment; return what each gave or was refused with."""
    gate = Barrier(len(acts))

    def run(act: Act) -> Any:
        try:
            gate.wait(PATIENCE)
            return act()
        except Exception as error:  # noqa: BLE001  (the test looks at whatever came)
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [one.result(PATIENCE) for one in [pool.submit(run, act) for act in acts]]


def failures(got: list[Any]) -> list[Any]:
    return [one for one in got if isinstance(one, Exception)]


def visit_of(sent: Sent) -> tuple[Visit, bytes]:
    entered = enter_by_code(code_digits(sent.code))
    assert isinstance(entered, tuple)
    return entered[0], entered[1].withdrawal


def is_whole(world: World, sent: Sent) -> bool:
    return not again(sent, world.bo).damaged and verify() == []


def verbs(world: World) -> list[str]:
    """What the record says was done, as oversight reads it."""
    keyring = fresh(world.olu)

    def opened(_: UUID, number: int) -> EpochSecret:
        return open_epoch(team=world.oversight, number=number, user=world.olu.user, keyring=keyring)

    page = entries(open_epoch=opened, size=500)
    return [one.body.verb for one in page.entries if one.body is not None]


# Two who hold what the other waits for.


def held(world: World, sent: Sent, meanwhile: Act) -> OpenCase:
    """Write a note; when the record is already locked, somebody else begins with the same case."""
    taken = hand(sent, world.amira)
    others: list[Future[Any]] = []
    pool = ThreadPoolExecutor(1)

    def run() -> Any:
        try:
            return meanwhile()
        finally:
            connection.close()

    def begin(_: OpenCase) -> None:
        others.append(pool.submit(run))
        time.sleep(MOMENT)

    note = Change(events=[Noted(by=taken.me, at=taken.now, text="Held.")])
    with pool:
        opened = taken.write(note, also=begin)
        others[0].result(PATIENCE)
    return opened


def test_it_lets_a_colleague_list_while_another_writes(world: World) -> None:
    worked = submit(world)
    read(worked, world.amira)
    write(world, worked)
    submit(world)
    held(world, worked, lambda: list_cases(user=world.bo.user, keyring=fresh(world.bo)))
    assert again(worked, world.bo).file.notes == 1
    assert CaseKey.objects.count() == 2
    assert is_whole(world, worked)


def test_it_lets_a_colleague_read_while_another_writes(world: World) -> None:
    worked = submit(world)
    read(worked, world.amira)
    write(world, worked)
    held(world, worked, lambda: read(worked, world.bo))
    assert again(worked, world.bo).file.notes == 1
    assert not again(worked, world.bo).unread
    assert is_whole(world, worked)


def test_it_erases_a_case_that_somebody_writes_to(world: World) -> None:
    worked = submit(world)
    read(worked, world.amira)
    today = datetime.now(UTC).date()
    held(world, worked, lambda: erase_case(case=Case.objects.get(ref=worked.ref), today=today))
    assert not Case.objects.exists()
    assert not Event.objects.exists()
    assert verify() == []


def test_it_carries_a_taking_back_out_while_somebody_writes(world: World) -> None:
    worked = submit(world)
    read(worked, world.amira)
    visit, proof = visit_of(worked)
    withdraw(visit=visit, proof=proof)
    today = datetime.now(UTC).date()
    held(world, worked, lambda: carry_out_withdrawals(today=today))
    assert not Submission.objects.exists()
    assert verify() == []


def test_it_lets_another_team_receive_while_a_request_is_admitted(world: World) -> None:
    worked = submit(world)
    read(worked, world.amira)
    submit(world)
    held(world, worked, lambda: choose_receiving(by=world.bo.user, team=world.lighthouse))
    assert is_whole(world, worked)


# At the same moment.


def test_it_makes_one_case_of_three_sendings_at_once(world: World) -> None:
    sent = submit(world)
    erased = Case.objects.get(ref=sent.ref)
    erased.delete()
    sending = lambda: receive(submission=sent.submission, hour=0).ref  # noqa: E731
    assert at_once(sending, sending, sending) == [sent.ref] * 3
    counts = [table.objects.count() for table in (Case, Submission, Mailbox, Summary)]
    assert counts == [1, 1, 2, 1]


def test_it_admits_a_request_once_when_three_list_at_once(world: World) -> None:
    refs = {submit(world).ref for _ in range(3)}

    def listing(who: Person) -> CaseList:
        return list_cases(user=who.user, keyring=fresh(who))

    people = (world.amira, world.bo, world.amira)
    got = at_once(*(partial(listing, one) for one in people))
    assert not failures(got)
    assert [{row.ref for row in found.rows} for found in got] == [refs] * 3
    assert CaseKey.objects.count() == 3
    assert Event.objects.filter(number=1).count() == 3
    assert verify() == []


def test_it_admits_a_request_once_when_three_open_it_at_once(world: World) -> None:
    sent = submit(world)
    opening = lambda: read(sent, world.amira)  # noqa: E731
    assert not failures(at_once(opening, opening, lambda: read(sent, world.bo)))
    assert Event.objects.count() == 1
    assert is_whole(world, sent)


def test_it_keeps_a_message_that_comes_while_the_case_is_closed(world: World) -> None:
    sent = submit(world)
    read(sent, world.amira)
    visit, _ = visit_of(sent)
    taken = hand(sent, world.amira)
    closing = lambda: actions.close_case(taken, reason="no_funds", words="We cannot.")  # noqa: E731
    writing = lambda: send_words(visit=visit, text="Still here.", token="a" * 32)  # noqa: E731
    assert not failures(at_once(closing, writing))
    opened = again(sent, world.bo)
    assert opened.file.stage == "closed"
    said = {getattr(entry.body, "text", "") for entry in opened.threads[0].entries}
    assert {"We cannot.", "Still here."} <= said
    assert is_whole(world, sent)


def test_it_tells_one_of_two_who_decide_at_once(world: World) -> None:
    sent = submit(world)
    read(sent, world.amira)
    ours, theirs = hand(sent, world.amira), hand(sent, world.bo)
    got = at_once(
        lambda: actions.set_risk(ours, risk="high"), lambda: actions.set_risk(theirs, risk="urgent")
    )
    assert [type(one) for one in failures(got)] == [ChangedMeanwhile]
    assert is_whole(world, sent)


def test_it_never_lets_who_asked_approve_be_they_ever_so_fast(world: World) -> None:
    sent = submit(world)
    move(sent, world, "planning")
    asked = actions.ask_approval(hand(sent, world.amira), why="Train on Friday.")
    (approval,) = asked.file.work.approvals
    hands = [hand(sent, person) for person in (world.amira, world.bo)]
    got = at_once(
        *(
            partial(actions.answer_approval, one, approval=approval, answer="approved")
            for one in hands
        )
    )
    (refused,) = failures(got)
    assert isinstance(refused, SecondPersonNeeded | ChangedMeanwhile | Settled)
    one = again(sent, world.amira).file.work.approvals[approval]
    assert one.answered_by == world.bo.user.ref.hex
    assert is_whole(world, sent)


def test_it_brings_the_tasks_of_a_stage_once_when_it_is_pressed_twice_at_once(
    world: World,
) -> None:
    sent = submit(world)
    read(sent, world.amira)
    hands = [hand(sent, world.amira) for _ in range(3)]
    at_once(*(partial(actions.move_case, one, stage="verification") for one in hands))
    file = again(sent, world.amira).file
    assert file.stage == "verification"
    titles = [task.title for task in file.work.tasks.values()]
    assert len(titles) == len(set(titles)) == 3


def test_it_takes_back_what_is_answered_at_the_same_moment(world: World) -> None:
    sent = submit(world)
    read(sent, world.amira)
    visit, proof = visit_of(sent)
    taken = hand(sent, world.amira)
    got = at_once(
        lambda: withdraw(visit=visit, proof=proof),
        lambda: actions.send_message(taken, text="We read it."),
        lambda: carry_out_withdrawals(today=datetime.now(UTC).date()),
    )
    assert not failures(got)
    carry_out_withdrawals(today=datetime.now(UTC).date())
    assert not Submission.objects.exists()
    assert not Mailbox.objects.exists()
    assert verify() == []


def test_it_takes_back_once_when_pressed_twice_at_once(world: World) -> None:
    sent = submit(world)
    visit, proof = visit_of(sent)
    press = lambda: withdraw(visit=visit, proof=proof)  # noqa: E731
    assert not failures(at_once(press, press, press))


def test_it_gives_one_new_code_of_two_at_once(world: World) -> None:
    sent = submit(world)
    read(sent, world.amira)
    ours, theirs = hand(sent, world.amira), hand(sent, world.bo)
    got = at_once(
        lambda: give_new_code(ours, end_others=True, show_earlier=True),
        lambda: give_new_code(theirs, end_others=True, show_earlier=True),
    )
    assert [type(one) for one in failures(got)] == [ChangedMeanwhile]
    assert Mailbox.objects.filter(case=sent.ref).count() == 2
    assert is_whole(world, sent)


def test_it_keeps_the_record_whole_while_eight_sign_in_and_work(world: World) -> None:
    sent = submit(world)
    read(sent, world.amira)
    before = Entry.objects.count()

    def enter(person: Person) -> None:
        sign_in(Client(), person)

    people = (world.amira, world.bo, world.chioma, world.dan, world.olu)
    got = at_once(
        *(partial(enter, one) for one in people),
        lambda: read(sent, world.bo),
        lambda: list_cases(user=world.amira.user, keyring=fresh(world.amira)),
        lambda: actions.add_note(hand(sent, world.amira), text="Meanwhile."),
    )
    assert not failures(got)
    assert Entry.objects.count() >= before + 7
    assert verify() == []
    assert is_whole(world, sent)


def test_it_seals_the_record_to_a_newer_key_while_others_sign_in(world: World) -> None:
    gita = make_person("gita")
    add_membership(team=world.oversight, user=gita.user)
    confirmed = key_digest(gita.keyring.kem.public_bytes)
    got = at_once(
        lambda: hand_over_key(
            team=world.oversight,
            to=gita.user,
            keyring=fresh(world.olu),
            by=world.olu.user,
            confirmed=confirmed,
        ),
        lambda: sign_in(Client(), world.olu),
        lambda: sign_in(Client(), gita),
        lambda: sign_in(Client(), world.amira),
    )
    assert not failures(got)
    assert {"handed_over", "sign_in"} <= set(verbs(world))
    assert verify() == []


def test_it_erases_once_when_upkeep_runs_twice_at_once(world: World) -> None:
    first, second = submit(world), submit(world)
    visit, proof = visit_of(first)
    withdraw(visit=visit, proof=proof)
    Case.objects.filter(ref=second.ref).update(erase_by=datetime.now(UTC).date())
    assert at_once(keep_up, keep_up) == [[], []]
    assert not Case.objects.exists()
    erased = [verb for verb in verbs(world) if verb in {"erased", "withdrawal_carried_out"}]
    assert sorted(erased) == ["erased", "withdrawal_carried_out"]
    assert verify() == []


def test_it_keeps_what_is_written_while_it_falls_due(world: World) -> None:
    sent = submit(world)
    read(sent, world.amira)
    today = datetime.now(UTC).date()
    Case.objects.filter(ref=sent.ref).update(erase_by=today)
    visit, _ = visit_of(sent)
    got = at_once(
        lambda: purge_due(today=today),
        lambda: send_words(visit=visit, text="Still here.", token="a" * 32),
    )
    # Either it was erased and the sender was told, or it was received and stays.
    kept = Case.objects.filter(ref=sent.ref).exists()
    assert Message.objects.exists() == kept
    assert (not failures(got)) == kept or got[0] == 1
