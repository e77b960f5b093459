"""A locked text handed in at the desk: the same request as at the front door, once, on record."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.audit.queries import entries
from apps.cases.admission import list_cases
from apps.cases.answers import encode_answers
from apps.cases.models import Case
from apps.crypto import carried
from apps.crypto.carried import Carried
from apps.crypto.code import new_code, stretch_code
from apps.crypto.keyring import EpochSecret
from apps.crypto.submission import seal_submission
from apps.intake import sending
from apps.intake.offline.making import DAY_NOUGHT
from apps.mailbox.days import today
from apps.retention.actions import erase_case
from apps.teams.actions import lend_forms
from apps.teams.models import Team
from apps.teams.queries import FORMS_LAST, current_epoch, open_epoch
from apps.web.costs import code_cost
from apps.web.queries import organisation
from tests.desk.looking import text_of
from tests.world import World, desk, fresh, noors_answers

HAND_IN = "/desk/new/text/"


def locked(team: Team, *, until: date | None = None, written: str = "") -> str:
    """A text as the file makes it, for a team that has lent its key."""
    epoch, site = current_epoch(team), organisation()
    assert epoch is not None
    assert site is not None
    last = until or today() + FORMS_LAST
    lend_forms(epoch=epoch, until=last)
    answers = encode_answers(msgspec.structs.replace(noors_answers(), written=written))
    sealed = seal_submission(
        team=epoch.team,
        number=epoch.number,
        public_key=epoch.public_key,
        answers=answers,
        code=stretch_code(new_code(), bytes(site.site_salt), code_cost()),
    )
    days = (last - DAY_NOUGHT).days
    return carried.write_text(carried.write_carried(Carried(days, sealed)))


def at_the_front(text: str) -> Any:
    return Client().post("/en/bring/", {"text": text, "state": sending.seal_shown()})


def handed_in(world: World) -> list[Any]:
    """What the record says of texts, as oversight reads it."""

    def opened(_team: object, number: int) -> EpochSecret:
        user, keyring = world.olu.user, fresh(world.olu)
        return open_epoch(team=world.oversight, number=number, user=user, keyring=keyring)

    found = entries(open_epoch=opened, verb="text_handed_in").entries
    return [(one.body.person, one.body.ref) for one in found if one.body is not None]


@pytest.fixture
def text(world: World) -> str:
    return locked(world.harbour)


def test_it_becomes_a_request_and_the_record_says_by_whom(
    world: World, text: str, amira_desk: Client
) -> None:
    assert "A locked text" in text_of(amira_desk.get("/desk/new/"))
    answer = amira_desk.post(HAND_IN, {"text": text})
    assert "Received." in text_of(answer)
    case = Case.objects.get()
    assert handed_in(world) == [(world.amira.user.ref, case.ref)]
    (row,) = list_cases(user=world.bo.user, keyring=fresh(world.bo)).rows
    assert row.ref == case.ref
    assert row.body is not None


def test_it_is_one_case_through_both_doors(world: World, text: str, amira_desk: Client) -> None:
    other = locked(world.harbour)
    assert "Received." in text_of(at_the_front(text))
    assert "Received before." in text_of(amira_desk.post(HAND_IN, {"text": text}))
    assert "Received." in text_of(amira_desk.post(HAND_IN, {"text": other}))
    assert "Received before." in text_of(at_the_front(other))
    assert Case.objects.count() == 2
    assert len(handed_in(world)) == 1


def test_it_is_taken_from_a_file_too(text: str, amira_desk: Client) -> None:
    file = SimpleUploadedFile("note.txt", text.encode(), "text/plain")
    assert "Received." in text_of(amira_desk.post(HAND_IN, {"text": "", "attached": file}))


def test_it_is_refused_in_words_when_it_is_over_or_erased(
    world: World, text: str, amira_desk: Client
) -> None:
    old = locked(world.harbour, until=today() - timedelta(days=1))
    answer = text_of(amira_desk.post(HAND_IN, {"text": old}))
    assert "It was good until" in answer
    assert "[1/1-" in answer, "what was pasted stays"
    amira_desk.post(HAND_IN, {"text": text})
    erase_case(case=Case.objects.get(), today=today())
    assert "taken back or erased" in text_of(amira_desk.post(HAND_IN, {"text": text}))
    assert not Case.objects.exists()


def test_it_tells_a_member_of_another_team_no_more_than_a_courier(world: World, text: str) -> None:
    answer = text_of(desk(world.chioma).post(HAND_IN, {"text": text}))
    assert "Received." in answer
    assert str(Case.objects.get().ref) not in answer
    assert list_cases(user=world.chioma.user, keyring=fresh(world.chioma)).rows == []


def test_it_says_on_the_case_when_it_was_written(world: World, amira_desk: Client) -> None:
    amira_desk.post(HAND_IN, {"text": locked(world.harbour, written="2026-03-04")})
    amira_desk.get("/desk/cases/")
    case = Case.objects.get()
    for page in (f"/desk/requests/{case.ref}/", f"/desk/cases/{case.ref}/"):
        said = text_of(amira_desk.get(page))
        assert "Written without a network on 4 March 2026" in said


@pytest.mark.parametrize("written", ["", "yesterday", "2026-02-31", "٢٠٢٦-٠٣-٠٤", "9" * 500])
def test_it_says_nothing_of_a_day_that_is_none(
    world: World, amira_desk: Client, written: str
) -> None:
    amira_desk.post(HAND_IN, {"text": locked(world.harbour, written=written)})
    amira_desk.get("/desk/cases/")
    said = text_of(amira_desk.get(f"/desk/cases/{Case.objects.get().ref}/"))
    assert "Written without a network" not in said
