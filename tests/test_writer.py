"""Whoever can write the database writes into it, and people go on with their day.

Each attack changes rows by SQL, as a writer would, beside the product; then everybody opens every
page through the doors. Whatever was written is answered in words or by a plain status: no page
fails, and nobody sees what is another's. Where the design says that it is noticed, it is seen here
where somebody looks. Attacks that stay below the pages are tried in the tests of each part.
"""

import json
import time
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Self
from uuid import uuid4

import pytest
import time_machine
from django.db import Error, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from apps.accounts.models import KeyPair, Session, User
from apps.audit.models import Recipient
from apps.cases import actions
from apps.cases.models import Case, CaseKey, Message, Submission, Summary
from apps.crypto import EpochSecret
from apps.crypto.code import code_digits
from apps.crypto.epoch import make_epoch
from apps.intake.actions import Refused, receive
from apps.intake.models import Questionnaire
from apps.mailbox.models import Mailbox
from apps.retention.actions import purge_due
from apps.teams.models import Epoch, Membership, Share, Team
from apps.web.models import Bucket, Organisation
from tests.cases.acts import hand, read, write
from tests.desk.looking import text_of
from tests.intake.noor import Noor
from tests.people import Person
from tests.rows import Rows, all_rows, put_rows
from tests.world import STORY, Sent, World, desk, make_world, noors_answers, submit, unused

SECTIONS: Final = ("", "conversation/", "notes/", "history/")
DAILY: Final = {
    "amira": ("/desk/cases/", "/desk/team/", "/desk/me/"),
    "bo": ("/desk/cases/", "/desk/settings/"),
    "chioma": ("/desk/cases/", "/desk/team/"),
    "dan": ("/desk/team/", "/desk/settings/"),
    "olu": ("/desk/team/", "/desk/record/"),
}
NOTE: Final = "The host lives behind the bakery."
SAID: Final = "Они забрали телефон."
OTHER: Final = "A wholly different story."
BEHIND_US: Final = "The applicant’s way back was changed behind our back"
OTHER_KEYS: Final = "This team’s keys are not the ones that you knew"
DAMAGED: Final = "This case is damaged"
UNOPENED: Final = "This case does not open"


@dataclass(slots=True)
class House:
    """Two cases: one worked on, one of somebody else's; and everybody's browser."""

    world: World
    sent: Sent
    other: Sent
    browsers: dict[str, Client]

    def page(self, who: str, address: str) -> str:
        return text_of(self.browsers[who].get(address))

    def unused(self) -> Self:
        """Return a copy that a test may change."""
        browsers = {who: Client() for who in self.browsers}
        for who, browser in browsers.items():
            browser.cookies = deepcopy(self.browsers[who].cookies)
        world, sent, other = unused(self.world), deepcopy(self.sent), deepcopy(self.other)
        return type(self)(world, sent, other, browsers)


_made: dict[int, tuple[House, Rows]] = {}


@pytest.fixture
def house(db: None) -> House:
    """The house of everybody's, made once for five minutes: no desk has locked meanwhile."""
    now = int(time.time()) // 300
    if now in _made:
        made, rows = _made[now]
        put_rows(rows)
        return made.unused()
    empty = not all_rows()
    made = make_house()
    if empty:
        _made[now] = made.unused(), all_rows()
    return made


def make_house() -> House:
    world = make_world()
    sent, other = submit(world), submit(world, answers=noors_answers(story=OTHER))
    for one in (sent, other):
        read(one, world.amira)
    actions.add_note(hand(sent, world.amira), text=NOTE)
    actions.send_message(hand(sent, world.amira), text="Мы прочитали.")
    write(world, sent)
    people = (world.amira, world.bo, world.chioma, world.dan, world.olu)
    return House(world, sent, other, {one.user.handle: desk(one) for one in people})


def comes_back(sent: Sent) -> Any:
    return Client().post("/en/return/", {"code": code_digits(sent.code)})


def whole_day(house: House) -> dict[str, str]:
    """Let everybody do what they do all day; return what each page said.

    The test's browser raises what a page does not catch: nothing here may fail.
    """
    said: dict[str, str] = {}
    for name, browser in house.browsers.items():
        for address in DAILY[name]:
            said[f"{name} {address}"] = text_of(browser.get(address))
        for sent in (house.sent, house.other):
            # Whoever is not of the team meets the same answer at every section.
            for section in SECTIONS if name == "amira" else SECTIONS[:1]:
                said[f"{name} {sent.url}{section}"] = text_of(browser.get(sent.url + section))
        if name == "amira":
            posted = {"seen": "99", "text": "On top of it."}
            said[name] = text_of(browser.post(f"{house.sent.url}answer/", posted))
    for address in ("", "form/", "leave/"):
        said[address] = text_of(Client().get(f"/en/{address}"))
    for sent in (house.sent, house.other):
        page = comes_back(sent)
        said[f"noor {sent.ref}"] = text_of(page)
        state = page.context["state"] if page.status_code == 200 else ""
        for address in ("write/", "answers/", "answers.txt"):
            posted = {"state": state, "text": "Still here.", "token": "a" * 32}
            answer = Client().post(f"/en/mailbox/{address}", posted)
            said[f"noor {address} {sent.ref}"] = answer.content.decode()
    return said


def keeps_apart(house: House) -> None:
    """Nobody outside of Harbour sees a word of either case, and neither applicant the other's."""
    for who, words in whole_day(house).items():
        if who.startswith(("chioma", "dan", "olu")):
            assert not [one for one in (STORY, NOTE, SAID, OTHER) if one in words], who
        if who.startswith("noor"):
            foreign = OTHER if who.endswith(str(house.sent.ref)) else STORY
            assert foreign not in words, who
            assert NOTE not in words, who


def sql(statement: str, *values: Any) -> None:
    """Run a statement as whoever writes the file would, past the rules of its tables."""
    with transaction.atomic(), connection.cursor() as cursor:
        sqlite = connection.vendor == "sqlite"
        if sqlite:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        try:
            cursor.execute(statement, values)
        finally:
            if sqlite:
                cursor.execute("PRAGMA ignore_check_constraints = OFF")


# Keys of their own.


def own_epoch(team: Team) -> None:
    """Put a first epoch of a stranger's in the place of all that stands there."""
    secret = EpochSecret.new(team=team.ref.bytes, number=1)
    stranger = {uuid4().bytes: EpochSecret.new(team=bytes(16), number=1).kem.public_bytes}
    forged = make_epoch(secret=secret, members=stranger)
    Epoch.objects.filter(team=team).delete()
    fields = {name: getattr(forged, name) for name in forged.__slots__ if name != "team"}
    Epoch.objects.create(team=team, **fields)


def configured(world: World, settings: Settings) -> None:
    first = Epoch.objects.get(team=world.harbour, number=1).sealed.digest
    settings.FIRST_EPOCHS = {world.harbour.ref.hex: first.hex()}


def test_it_seals_to_no_key_but_the_configured_one(house: House, settings: Settings) -> None:
    configured(house.world, settings)
    checked = Noor(Client()).fills_in()
    own_epoch(house.world.harbour)
    answer = Noor(Client()).sends(checked)
    assert answer.status_code == 503
    assert "It was not received" in text_of(answer)
    assert Case.objects.count() == 2
    assert OTHER_KEYS in house.page("amira", "/desk/cases/")
    keeps_apart(house)


def test_it_seals_to_no_team_that_a_writer_made(house: House, settings: Settings) -> None:
    configured(house.world, settings)
    checked = Noor(Client()).fills_in()
    Team.objects.update(receiving=False)
    team = Team.objects.create(name="Harbour at night", kind="casework", receiving=True)
    own_epoch(team)
    assert Noor(Client()).sends(checked).status_code == 503
    assert Case.objects.count() == 2


def test_it_receives_nothing_for_a_key_that_is_not_the_configured_one(
    house: House, settings: Settings
) -> None:
    configured(house.world, settings)
    sent = submit(house.world)
    Case.objects.filter(ref=sent.ref).delete()
    own_epoch(house.world.harbour)
    with pytest.raises(Refused):
        receive(submission=sent.submission, hour=0)
    assert Case.objects.count() == 2


def test_it_tells_every_member_of_a_forged_key(house: House) -> None:
    own_epoch(house.world.harbour)
    for who in ("amira", "bo"):
        assert OTHER_KEYS in house.page(who, "/desk/cases/")
    assert house.browsers["amira"].get(house.sent.url).status_code == 409
    keeps_apart(house)


def exchange(model: Any, one: dict[str, Any], two: dict[str, Any], *columns: str) -> None:
    """Let two rows change places in these columns."""
    first, second = model.objects.get(**one), model.objects.get(**two)
    model.objects.filter(**one).update(**{name: getattr(second, name) for name in columns})
    model.objects.filter(**two).update(**{name: getattr(first, name) for name in columns})


WRAPS: Final = ("public_key", "params", "sealed_by_passphrase", "sealed_by_sheet")


def enter(person: Person) -> int:
    person_enters = {"handle": person.user.handle, "passphrase": person.passphrase}
    return Client().post("/desk/sign-in/", {**person_enters, "code": person.code()}).status_code


@pytest.mark.parametrize("columns", [WRAPS, (*WRAPS, "sealed_factors", "sealed_pins")])
def test_it_lets_nobody_in_by_the_keys_of_another(house: House, columns: tuple[str, ...]) -> None:
    amira, chioma = house.world.amira, house.world.chioma
    amira.forget_last_code()
    exchange(KeyPair, {"user": amira.user}, {"user": chioma.user}, *columns)
    assert enter(amira) == 403
    stranger = {"handle": "amira", "passphrase": chioma.passphrase, "code": chioma.code()}
    assert Client().post("/desk/sign-in/", stranger).status_code == 403
    keeps_apart(house)


def test_it_lets_nobody_in_without_the_own_second_factor(house: House) -> None:
    amira, chioma = house.world.amira, house.world.chioma
    chioma.forget_last_code()
    exchange(KeyPair, {"user": amira.user}, {"user": chioma.user}, "sealed_factors")
    assert enter(amira) == 403
    mixed = {"handle": "amira", "passphrase": amira.passphrase, "code": chioma.code()}
    assert Client().post("/desk/sign-in/", mixed).status_code == 403


def test_it_tells_who_has_the_share_of_another(house: House) -> None:
    amira, bo = {"user": house.world.amira.user}, {"user": house.world.bo.user}
    harbour = {"team": house.world.harbour}
    exchange(Share, {**harbour, **amira}, {**harbour, **bo}, "sealed_share")
    assert OTHER_KEYS in house.page("amira", "/desk/cases/")
    keeps_apart(house)


def test_it_tells_overseers_that_the_record_is_sealed_to_a_stranger(house: House) -> None:
    secret = EpochSecret.new(team=bytes(16), number=1)
    Recipient.objects.update(public_key=secret.kem.public_bytes)
    assert house.browsers["olu"].get("/desk/record/").status_code == 409
    assert OTHER_KEYS in house.page("olu", "/desk/record/")
    keeps_apart(house)


# People and what they may.


def test_it_opens_no_case_to_who_was_written_into_the_team(house: House) -> None:
    for person in (house.world.chioma, house.world.dan, house.world.olu):
        Membership.objects.create(team=house.world.harbour, user=person.user, status="member")
        for section in SECTIONS:
            address = house.sent.url + section
            assert house.browsers[person.user.handle].get(address).status_code in {404, 409}
    keeps_apart(house)


def test_it_opens_no_case_to_who_was_put_on_watch_and_shows_them_to_the_team(house: House) -> None:
    world = house.world
    Membership.objects.create(
        team=world.harbour, user=world.chioma.user, status="member", watching=True
    )
    assert "On watch: chioma" in house.page("amira", "/desk/team/")
    assert house.browsers["chioma"].get(house.sent.url).status_code in {404, 409}
    keeps_apart(house)


@pytest.mark.parametrize("role", ["is_operator", "is_coordinator", "is_active"])
@pytest.mark.parametrize("on", [True, False])
def test_it_opens_no_case_by_a_role(house: House, role: str, on: bool) -> None:
    User.objects.update(**{role: on})
    for who in ("chioma", "dan", "olu"):
        for section in SECTIONS:
            got = house.browsers[who].get(house.sent.url + section)
            assert got.status_code == (404 if role != "is_active" or on else 302)
    keeps_apart(house)


def test_it_gives_an_operator_no_key_whatever_stands_in_the_rows(house: House) -> None:
    User.objects.filter(handle="amira").update(is_operator=True)
    assert house.browsers["amira"].get(house.sent.url).status_code == 409


def test_it_ends_a_session_that_was_given_to_another_person(house: House) -> None:
    chioma, amira = house.world.chioma.user, house.world.amira.user
    Session.objects.filter(user=chioma).update(user=amira)
    answer = house.browsers["chioma"].get(house.sent.url)
    assert answer.status_code == 302
    assert not Session.objects.filter(user=amira, sealed=None).exists()
    assert Session.objects.filter(user=amira).count() == 1
    keeps_apart(house)


def test_it_ends_a_session_whose_sealed_part_was_copied(house: House) -> None:
    theirs = Session.objects.get(user=house.world.amira.user).sealed
    Session.objects.filter(user=house.world.chioma.user).update(sealed=theirs)
    assert house.browsers["chioma"].get("/desk/me/").status_code == 302
    assert not Session.objects.filter(user=house.world.chioma.user).exists()


def test_it_ends_a_session_that_was_made_to_last(house: House) -> None:
    Session.objects.update(ends_at=timezone.now() + timedelta(days=900))
    later = timezone.now() + timedelta(hours=14)
    Session.objects.update(idle_at=later + timedelta(minutes=20))
    with time_machine.travel(later):
        assert house.browsers["amira"].get("/desk/me/").status_code == 302


# Cases, and the way back to them.


def test_it_notices_mailboxes_that_changed_places(house: House) -> None:
    ours, theirs = (
        Mailbox.objects.get(case=one.ref, position=0) for one in (house.sent, house.other)
    )
    Mailbox.objects.filter(pk=ours.pk).update(position=7)
    Mailbox.objects.filter(pk=theirs.pk).update(case=house.sent.ref)
    Mailbox.objects.filter(pk=ours.pk).update(case=house.other.ref, position=0)
    for sent in (house.sent, house.other):
        assert BEHIND_US in house.page("amira", sent.url)
    keeps_apart(house)


@pytest.mark.parametrize("position", [0, 1])
def test_it_notices_a_mailbox_that_leads_to_another_case(house: House, position: int) -> None:
    moved = Mailbox.objects.filter(case=house.sent.ref, position=position)
    moved.update(case=house.other.ref, position=9)
    for sent in (house.sent, house.other):
        assert BEHIND_US in house.page("amira", sent.url)
    keeps_apart(house)


@pytest.mark.parametrize("column", ["mailbox", "case_id"])
def test_it_notices_messages_that_moved(house: House, column: str) -> None:
    to = Mailbox.objects.get(case=house.other.ref, position=0)
    place = {"mailbox": to.ref} if column == "mailbox" else {"case_id": house.other.ref}
    Message.objects.filter(case=house.sent.ref).update(**place)
    assert DAMAGED in house.page("amira", house.sent.url)
    keeps_apart(house)


def test_it_takes_no_copy_of_a_submission_for_a_request(house: House) -> None:
    copy = Submission.objects.get(case=house.sent.ref)
    case = Case.objects.get(ref=house.sent.ref)
    case.ref = uuid4()
    case.save(force_insert=True)
    copy.case = case
    copy.save(force_insert=True)
    Summary.objects.create(case=case, team=house.world.harbour)
    assert UNOPENED in house.page("amira", f"/desk/cases/{case.ref}/")
    assert not CaseKey.objects.filter(case=case).exists()
    keeps_apart(house)


def test_it_gives_an_older_case_key_nothing_to_open_elsewhere(house: House) -> None:
    kept = CaseKey.objects.get(case=house.other.ref)
    CaseKey.objects.filter(case=house.sent.ref).update(
        epoch=kept.epoch, sealed_keys=kept.sealed_keys, team=house.world.harbour
    )
    assert UNOPENED in house.page("amira", house.sent.url)
    keeps_apart(house)


def test_it_hides_what_a_writer_says_was_taken_back_and_says_so_to_its_owner(house: House) -> None:
    actions.set_owner(hand(house.sent, house.world.amira), owner=house.world.amira.user)
    Case.objects.filter(ref=house.sent.ref).update(withdrawn_on=timezone.localdate())
    assert house.browsers["bo"].get(house.sent.url).status_code == 404
    assert house.browsers["amira"].get(house.sent.url).status_code == 200
    keeps_apart(house)


def test_it_erases_what_a_writer_says_is_due(house: House) -> None:
    Case.objects.filter(ref=house.sent.ref).update(erase_by=timezone.localdate())
    assert purge_due(today=timezone.localdate()) == 1
    assert house.browsers["amira"].get(house.sent.url).status_code == 404
    assert comes_back(house.sent).status_code == 422
    assert "erased" in house.page("olu", "/desk/record/").casefold()


def test_it_closes_every_code_when_the_salt_was_changed(house: House) -> None:
    Organisation.objects.update(site_salt=bytes(16))
    assert comes_back(house.sent).status_code == 422
    assert house.browsers["amira"].get(house.sent.url).status_code == 200
    keeps_apart(house)


def test_it_keeps_the_questions_as_they_were_asked(house: House) -> None:
    row = Questionnaire.objects.get()
    asked = json.loads(row.definition)
    for part in asked["parts"]:
        for question in part["questions"]:
            question["ask"] = {"en": "What is your passport’s number?"}
    row.definition = json.dumps(asked)
    row.save()
    page = house.page("amira", house.sent.url)
    assert "Что случилось, коротко?" in page
    keeps_apart(house)


# Nonsense in columns that stand in the clear. SQLite takes anything; PostgreSQL what fits a kind.

ODD: Final = [
    *(("cases_summary", "written", value) for value in (-1, 0, 2**31 - 1, 2**63 - 1, "text", None)),
    *(("cases_summary", "summed", value) for value in (-1, 2**31 - 1, "text")),
    *(("cases_summary", "sequence", value) for value in (-1, 0, 2**31 - 1, "text")),
    *(("cases_summary", "epoch", value) for value in (-1, 99, 2**40, None)),
    *(("cases_summary", "digest", value) for value in (None, b"", b"text")),
    *(("cases_case", "received_on", value) for value in ("9999-12-31", "0001-01-01", "text", 5)),
    *(("cases_case", "erase_by", value) for value in ("9999-12-31", "0001-01-01", "2026-02-31")),
    *(("cases_case", "withdrawn_on", value) for value in ("9999-12-31", "text", b"\xff")),
    *(("cases_casekey", "epoch", value) for value in (-1, 99, "text")),
    *(("cases_submission", "epoch", value) for value in (-1, 99, "text")),
    *(("cases_event", "generation", value) for value in (-1, 300, "text")),
    *(("cases_message", "digest", value) for value in (b"", b"x", "text")),
    *(("cases_message", "arrival_epoch", value) for value in (-1, 2**31 - 1)),
    *(("mailbox_mailbox", "sealed_intake_key", value) for value in (b"", "text", 10**9)),
    *(("accounts_user", "language", value) for value in ("xx", "", "../..")),
    *(("accounts_session", "idle_at", value) for value in ("text", "9999-12-31 23:59:59")),
    *(("accounts_keypair", "sealed_pins", value) for value in (b"", "text")),
    *(("audit_head", "digest", value) for value in (b"", "text")),
    *(("audit_head", "number", value) for value in (-1, 2**40, "text")),
    *(("audit_entry", "month", value) for value in (-1, 2**40)),
    *(("audit_entry", "digest", value) for value in (b"", "text")),
    *(("web_organisation", "languages", value) for value in ("5", "null", "[]", '["xx"]', "text")),
    *(("web_organisation", "danger_words", value) for value in ("5", "[]", '{"en": 5}')),
    *(
        ("web_organisation", "leave_address", value)
        for value in ("", "javascript:alert(1)", "x\ny")
    ),
    *(
        ("web_organisation", "country_words", value)
        for value in ("5", '{"GE": 5}', '{"GE": {"en": 5}}')
    ),
    *(
        ("web_organisation", "mirror", value)
        for value in ("http://[", "javascript:x", "https://]x")
    ),
    *(("web_organisation", "onion", value) for value in ("http://[", "x")),
    *(("web_organisation", "site_salt", value) for value in (b"", "text")),
    *(("web_organisation", "promise_days", value) for value in (-1, 30000, "text")),
    *(("intake_questionnaire", "definition", value) for value in ("5", "{}", "null", "text")),
    *(("web_bucket", "tokens", value) for value in (-1e300, float("-inf"), "text")),
]


@pytest.mark.parametrize(
    ("table", "column", "value"),
    # One of each table with every change, all of them when there is time.
    [
        pytest.param(*one, marks=[] if one[0] != before[0] else [pytest.mark.soak])
        for one, before in zip(ODD, [("", "", ""), *ODD], strict=False)
    ],
)
def test_it_fails_for_nothing_that_stands_in_a_row(
    house: House, table: str, column: str, value: Any
) -> None:
    for who in ("bo", "chioma", "dan"):
        del house.browsers[who]
    try:
        sql(f"UPDATE {table} SET {column} = %s", value)  # noqa: S608
    except Error:
        return  # The database itself refuses it.
    keeps_apart(house)


def test_it_leads_away_whatever_stands_as_the_leave_address(house: House) -> None:
    for odd in (
        "javascript:alert(1)",
        "/desk/",
        "ftp://x",
        "https://a b",
        "https://x\r\nA: b",
        "x",
    ):
        Organisation.objects.update(leave_address=odd)
        answer = Client().get("/en/leave/")
        assert (answer.status_code, answer["Location"]) == (303, "https://www.wikipedia.org/")


@pytest.mark.parametrize("tokens", [-1e300, float("-inf")])
def test_it_keeps_nobody_out_for_longer_than_a_bucket_takes(house: House, tokens: float) -> None:
    strange = {"handle": "amira", "passphrase": "x", "code": "1"}
    Client().post("/desk/sign-in/", strange)
    Bucket.objects.update(tokens=tokens)
    answer = Client().post("/desk/sign-in/", strange)
    assert answer.status_code == 429
    assert "10 minutes" in text_of(answer)
