"""The writer: whoever can write the database destroys, and is seen to have done so."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from apps.cases.models import Case, CaseKey, Event, Message, Submission, Summary
from apps.mailbox.models import Mailbox
from apps.teams.models import Epoch
from tests.desk.looking import act, say, text_of
from tests.world import Sent, World, noors_answers, submit

JUNK = b"\x01" + bytes(400)


@pytest.fixture
def worked(world: World, sent: Sent, amira_desk: Client) -> Sent:
    """A case with some history: events 1 to 6 and a message each way."""
    act(amira_desk, sent, "risk", risk="urgent")
    act(amira_desk, sent, "take")
    act(amira_desk, sent, "note", "notes/", text="Host found.")
    act(amira_desk, sent, "answer", "conversation/", text="Паспорт с вами?")
    say(world, sent, "Да.")
    amira_desk.get(f"{sent.url}conversation/")
    return sent


def newest() -> Event:
    return Event.objects.order_by("-number")[0]


def drop_last() -> None:
    newest().delete()


def drop_one() -> None:
    Event.objects.get(number=3).delete()


def replace_body() -> None:
    Event.objects.filter(number=3).update(sealed_body=JUNK)


def blank_body() -> None:
    Event.objects.filter(number=3).update(sealed_body=None)


def swap_bodies() -> None:
    second, third = Event.objects.filter(number__in=[2, 3]).order_by("number")
    Event.objects.filter(number=2).update(sealed_body=third.sealed_body)
    Event.objects.filter(number=3).update(sealed_body=second.sealed_body)


def change_digest() -> None:
    Event.objects.filter(number=2).update(digest=bytes(32))


def add_junk() -> None:
    last = newest()
    Event.objects.create(
        case_id=last.case_id,
        number=last.number + 1,
        generation=1,
        digest=bytes(32),
        sealed_body=JUNK,
    )


def name_another_generation() -> None:
    Event.objects.filter(number=2).update(generation=7)


def exchange_answers() -> None:
    Submission.objects.update(sealed_answers=JUNK)


def drop_answers() -> None:
    Submission.objects.all().delete()


def exchange_message() -> None:
    Message.objects.filter(number=1).update(sealed_body=JUNK)


def drop_messages() -> None:
    Message.objects.all().delete()


ATTACKS: list[Callable[[], None]] = [
    drop_last,
    drop_one,
    replace_body,
    blank_body,
    swap_bodies,
    change_digest,
    add_junk,
    name_another_generation,
    exchange_answers,
    drop_answers,
    exchange_message,
    drop_messages,
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_it_says_that_a_case_is_damaged_and_takes_no_write(
    worked: Sent, amira_desk: Client, attack: Callable[[], None]
) -> None:
    attack()
    for section in ("", "conversation/", "notes/", "history/"):
        page = amira_desk.get(worked.url + section)
        assert page.status_code == 200
        assert "This case is damaged" in text_of(page)
        assert f'action="{worked.url}' not in page.content.decode()


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_it_gives_the_typed_words_back_from_a_damaged_case(
    worked: Sent, amira_desk: Client, attack: Callable[[], None]
) -> None:
    attack()
    before = Event.objects.count()
    answer = amira_desk.post(f"{worked.url}note/", {"seen": "9", "text": "Call the host."})
    assert answer.status_code == 409
    assert "Call the host." in text_of(answer)
    assert Event.objects.count() == before


def test_it_stays_readable_up_to_the_fault(worked: Sent, amira_desk: Client) -> None:
    Event.objects.filter(number=4).update(sealed_body=JUNK)
    words = text_of(amira_desk.get(f"{worked.url}history/"))
    assert "Risk: Urgent" in words
    assert "Host found." not in text_of(amira_desk.get(f"{worked.url}notes/"))


@pytest.mark.parametrize("attack", ["exchange", "drop", "other_epoch"])
def test_it_says_that_a_case_does_not_open_at_all(
    worked: Sent, amira_desk: Client, attack: str
) -> None:
    match attack:
        case "exchange":
            CaseKey.objects.update(sealed_keys=JUNK)
        case "drop":
            CaseKey.objects.all().delete()
            Submission.objects.all().delete()
        case _:
            CaseKey.objects.update(epoch=99)
    for section in ("", "conversation/", "notes/", "history/"):
        page = amira_desk.get(worked.url + section)
        assert page.status_code == 409
    answer = amira_desk.post(f"{worked.url}note/", {"seen": "1", "text": "Call the host."})
    assert "Call the host." in text_of(answer)
    assert amira_desk.get("/desk/cases/").status_code == 200


def test_it_shows_a_case_key_exchanged_for_another_cases_as_unopened(
    world: World, worked: Sent, amira_desk: Client
) -> None:
    other = submit(world, answers=noors_answers(safety="safe"))
    amira_desk.get(other.url)
    stolen = CaseKey.objects.get(case=other.ref).sealed_keys
    CaseKey.objects.filter(case=worked.ref).update(sealed_keys=stolen)
    assert "This case does not open" in text_of(amira_desk.get(worked.url))


@pytest.mark.parametrize("column", ["sealed_mailbox_key", "sealed_intake_key", "withdrawal_hash"])
def test_it_notices_a_mailbox_changed_behind_our_back(
    worked: Sent, amira_desk: Client, column: str
) -> None:
    row = Mailbox.objects.get(case=worked.ref, position=0)
    size = len(getattr(row, column))
    Mailbox.objects.filter(pk=row.pk).update(**{column: b"\x01" + bytes(size - 1)})
    page = text_of(amira_desk.get(worked.url))
    assert "The applicant’s way back was changed behind our back" in page


def test_it_notices_a_mailbox_that_was_put_in_or_taken_out(
    worked: Sent, amira_desk: Client
) -> None:
    row = Mailbox.objects.get(case=worked.ref, position=1)
    row.ref, row.position, row.locator_hash = uuid4(), 2, bytes(32)
    row.save(force_insert=True)
    assert "changed behind our back" in text_of(amira_desk.get(worked.url))
    Mailbox.objects.filter(pk=row.pk).delete()
    assert "changed behind our back" not in text_of(amira_desk.get(worked.url))
    Mailbox.objects.filter(case=worked.ref, position=0).delete()
    assert "changed behind our back" in text_of(amira_desk.get(worked.url))


def test_it_shows_a_case_moved_to_another_team_to_neither(
    world: World, worked: Sent, amira_desk: Client, chioma_desk: Client
) -> None:
    Case.objects.filter(ref=worked.ref).update(team=world.lighthouse)
    assert amira_desk.get(worked.url).status_code == 404
    page = chioma_desk.get(worked.url)
    assert page.status_code == 409
    assert "Host found." not in page.content.decode()


def test_it_does_not_trust_a_summary_rolled_back(worked: Sent, amira_desk: Client) -> None:
    Summary.objects.update(sealed_summary=JUNK, sequence=10**6)
    assert amira_desk.get("/desk/cases/").status_code == 200
    assert "damaged" in text_of(amira_desk.get(worked.url))


def test_it_opens_nothing_of_a_team_whose_keys_were_put_back(
    worked: Sent, amira_desk: Client
) -> None:
    Epoch.objects.filter(number=2).delete()
    listed = text_of(amira_desk.get("/desk/cases/"))
    assert "This team’s keys are not the ones that you knew" in listed
    assert "Host found." not in listed
    page = amira_desk.get(worked.url)
    assert page.status_code == 409
    assert "The team’s key does not open" in text_of(page)
    assert "Harbour This team’s keys" in text_of(page)
    answer = amira_desk.post(f"{worked.url}note/", {"seen": "9", "text": "Call the host."})
    assert "Call the host." in text_of(answer)
