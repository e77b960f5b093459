"""The Team page and what leads from it, as people see them."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from apps.accounts.models import KeyPair, User
from apps.audit.models import Recipient
from apps.crypto import Keyring
from apps.teams.actions import add_membership, make_team
from apps.teams.models import Epoch, Membership, Share, Team
from apps.teams.queries import key_digest, teams_of
from apps.web.actions import found_organisation
from tests.teams.conftest import Person, first_digest, words

pytestmark = pytest.mark.django_db

TEAM = "/desk/team/"
Desk = Callable[..., Client]


def text(page: object) -> str:
    """What a page says, without its markup."""
    body = re.sub(r"<[^>]+>", " ", page.content.decode())  # type: ignore[attr-defined]
    return " ".join(body.split())


@pytest.fixture
def amira_desk(desk_of: Desk, amira: Person) -> Client:
    return desk_of(amira)


@pytest.fixture
def bo_desk(desk_of: Desk, bo: Person) -> Client:
    return desk_of(bo)


@pytest.fixture
def chioma_desk(desk_of: Desk, chioma: Person) -> Client:
    return desk_of(chioma)


@pytest.fixture
def dan_desk(desk_of: Desk, dan: Person) -> Client:
    return desk_of(dan)


def hand_over_page(team: Team, to: Person) -> str:
    return f"{TEAM}{team.ref}/hand-over/{to.user.ref}/"


# Waiting, handing over, comparing.


def test_it_offers_the_first_key_to_the_first_member(
    dan: Person, amira: Person, amira_desk: Client
) -> None:
    team = make_team(name="Harbour", kind="casework", by=dan.user)
    add_membership(team=team, user=amira.user)
    page = f"{TEAM}{team.ref}/first-key/"
    assert page in amira_desk.get(TEAM).content.decode()
    assert amira_desk.get(page).status_code == 200
    assert amira_desk.post(page).headers["Location"] == TEAM
    assert amira.opens(team).number == 1


def test_it_shows_a_newcomer_their_own_words_and_whom_to_call(
    harbour: Team, bo: Person, bo_desk: Client
) -> None:
    shown = text(bo_desk.get(TEAM))
    assert words(key_digest(bo.keyring.kem.public_bytes)) in shown
    assert "Whom to call: amira" in shown


def test_it_shows_the_colleague_both_peoples_words(
    harbour: Team, bo: Person, amira_desk: Client
) -> None:
    assert hand_over_page(harbour, bo) in amira_desk.get(TEAM).content.decode()
    shown = text(amira_desk.get(hand_over_page(harbour, bo)))
    assert words(key_digest(bo.keyring.kem.public_bytes)) in shown
    assert words(first_digest(harbour)) in shown


def confirmed_in(page: object) -> str:
    found = re.search(r'name="confirmed" value="(\w+)"', page.content.decode())  # type: ignore[attr-defined]
    assert found
    return found[1]


def test_it_goes_from_hand_over_to_open_in_the_browser(
    harbour: Team, bo: Person, amira_desk: Client, bo_desk: Client
) -> None:
    page = hand_over_page(harbour, bo)
    amira_desk.post(page, {"confirmed": confirmed_in(amira_desk.get(page))})
    assert "compare the team’s words" in text(bo_desk.get(TEAM))
    compare = bo_desk.get(f"{TEAM}{harbour.ref}/words/")
    assert words(first_digest(harbour)) in text(compare)
    bo_desk.post(f"{TEAM}{harbour.ref}/words/", {"confirmed": confirmed_in(compare)})
    assert "2 people can open" in text(bo_desk.get(TEAM))


def test_it_hands_nothing_over_once_the_key_has_changed(
    harbour: Team, bo: Person, amira_desk: Client
) -> None:
    page = hand_over_page(harbour, bo)
    shown = confirmed_in(amira_desk.get(page))
    mallory = Keyring(user=bo.user.ref.bytes, secret=bytes(32))
    KeyPair.objects.filter(user=bo.user).update(public_key=mallory.kem.public_bytes)
    answer = amira_desk.post(page, {"confirmed": shown}, follow=True)
    assert "The newcomer’s key changed" in text(answer)
    assert not Share.objects.filter(user=bo.user).exists()


@pytest.mark.parametrize("confirmed", ["", "zz", "00", "00" * 32])
def test_it_hands_nothing_over_without_the_words(
    harbour: Team, bo: Person, amira_desk: Client, confirmed: str
) -> None:
    amira_desk.post(hand_over_page(harbour, bo), {"confirmed": confirmed})
    assert not Share.objects.filter(user=bo.user).exists()


def test_it_says_what_to_do_when_the_words_differ(
    harbour: Team, bo: Person, amira_desk: Client
) -> None:
    answer = amira_desk.post(f"{hand_over_page(harbour, bo)}differ/", follow=True)
    assert "Stop here" in text(answer)


def test_it_stays_closed_to_who_heard_other_words(
    harbour: Team, amira: Person, bo: Person, bo_desk: Client
) -> None:
    amira.hands_over(harbour, bo)
    answer = bo_desk.post(f"{TEAM}{harbour.ref}/words/refuse/", follow=True)
    assert "Stop here" in text(answer)
    assert "Compare the words once more" in text(bo_desk.get(TEAM))


def test_it_opens_once_the_refused_words_were_compared_again(
    harbour: Team, amira: Person, bo: Person, bo_desk: Client
) -> None:
    amira.hands_over(harbour, bo)
    bo_desk.post(f"{TEAM}{harbour.ref}/words/refuse/")
    page = f"{TEAM}{harbour.ref}/words/"
    bo_desk.post(page, {"confirmed": confirmed_in(bo_desk.get(page))})
    assert bo.opens(harbour).number == 2


def test_it_lets_oversight_put_its_key_back(dan: Person, olu: Person, desk_of: Desk) -> None:
    board = make_team(name="Board", kind="oversight", by=dan.user)
    add_membership(team=board, user=olu.user)
    olu.makes_first_key(board)
    mallory = Keyring(user=olu.user.ref.bytes, secret=bytes(32))
    Recipient.objects.update(public_key=mallory.kem.public_bytes)
    desk = desk_of(olu)
    assert "sealed to a key that is not this team’s" in text(desk.get(TEAM))
    desk.post(f"{TEAM}{board.ref}/record/")
    assert "Stop here" not in text(desk.get(TEAM))


def test_it_asks_for_the_passphrase_before_a_hand_over(
    harbour: Team, amira: Person, bo: Person, desk_of: Desk
) -> None:
    desk = desk_of(amira, minutes_ago=6)
    page = hand_over_page(harbour, bo)
    confirmed = key_digest(bo.keyring.kem.public_bytes).hex()
    desk.post(page, {"confirmed": confirmed})
    assert not Share.objects.filter(user=bo.user).exists()
    assert words(first_digest(harbour)) not in text(desk.get(page, follow=True))


def test_it_alarms_loudly(shared: Team, bo: Person, bo_desk: Client) -> None:
    Epoch.objects.filter(team=shared, number=2).delete()
    shown = text(bo_desk.get(TEAM))
    assert "Stop here" in shown
    assert "that you have seen before is gone" in shown


def test_it_marks_who_was_written_in(
    shared: Team, chioma: Person, amira_desk: Client, chioma_desk: Client
) -> None:
    Membership.objects.create(team=shared, user=chioma.user, status="member")
    assert "listed, and nobody handed it over" in text(amira_desk.get(TEAM))
    assert "The team’s eight words" not in text(chioma_desk.get(TEAM))


def test_it_marks_a_member_whose_key_was_exchanged(
    shared: Team, bo: Person, amira_desk: Client
) -> None:
    mallory = Keyring(user=bo.user.ref.bytes, secret=bytes(32))
    KeyPair.objects.filter(user=bo.user).update(public_key=mallory.kem.public_bytes)
    assert "the stored key is not the confirmed one" in text(amira_desk.get(TEAM))


def test_it_shows_the_line_that_holds_the_form_to_its_key(
    harbour: Team, amira_desk: Client
) -> None:
    shown = amira_desk.get(TEAM).content.decode()
    assert f"FARSHORE_FIRST_EPOCHS={harbour.ref.hex}:{first_digest(harbour).hex()}" in shown


# Who hears, and how many hold it.


def test_it_says_when_only_one_can_open(harbour: Team, amira_desk: Client) -> None:
    shown = text(amira_desk.get(TEAM))
    assert "1 person can open" in shown
    assert "The form opens once two can" in shown


def test_it_says_who_hears_by_mail(harbour: Team, amira_desk: Client) -> None:
    found_organisation(name="Harbour help", languages=["en"])
    assert "by mail: amira ." in text(amira_desk.get(TEAM))


def test_it_says_when_nobody_hears(harbour: Team, amira: Person, amira_desk: Client) -> None:
    found_organisation(name="Harbour help", languages=["en"])
    User.objects.filter(pk=amira.user.pk).update(notice_every=0)
    assert "Nobody is told" in text(amira_desk.get(TEAM))


# Other people's.


def test_it_is_not_found_for_another_team(harbour: Team, bo: Person, chioma_desk: Client) -> None:
    for page in (
        f"{TEAM}{harbour.ref}/words/",
        f"{TEAM}{harbour.ref}/first-key/",
        f"{TEAM}{harbour.ref}/alarm/chain/",
        f"{TEAM}{harbour.ref}/add/",
        hand_over_page(harbour, bo),
        f"{TEAM}people/{bo.user.ref}/end/",
        f"{TEAM}people/{bo.user.ref}/invite/",
        f"{TEAM}people/{bo.user.ref}/allow/",
        f"{TEAM}invite/",
        f"{TEAM}new/",
    ):
        assert chioma_desk.get(page).status_code == 404, page
    shown = text(chioma_desk.get(TEAM))
    assert "Harbour" not in shown
    assert "You belong to no team yet" in shown


def test_it_shows_the_operator_people_and_no_keys(
    harbour: Team, bo: Person, dan_desk: Client
) -> None:
    shown = text(dan_desk.get(TEAM))
    assert "amira" in shown
    assert words(first_digest(harbour)) not in shown
    assert dan_desk.get(hand_over_page(harbour, bo)).status_code == 404
    assert dan_desk.post(f"{TEAM}{harbour.ref}/first-key/").status_code == 404


# Inviting, and ending access.


def test_it_invites_a_person_into_a_team(harbour: Team, bo_desk: Client) -> None:
    fields = {"handle": "Ela", "email": "", "language": "ru", "team": str(harbour.ref)}
    answer = bo_desk.post(f"{TEAM}invite/", fields)
    ela = User.objects.get(handle="ela")
    assert f"{settings.ORIGIN}/desk/join/" in text(answer)
    assert ela.language == "ru"
    assert Membership.objects.get(user=ela).status == "waiting"


def test_it_keeps_the_invitation_nowhere(harbour: Team, bo_desk: Client) -> None:
    fields = {"handle": "ela", "email": "", "language": "en", "team": ""}
    token = re.search(
        r"/desk/join/([\w-]+)", bo_desk.post(f"{TEAM}invite/", fields).content.decode()
    )
    assert token
    assert token[1] not in text(bo_desk.get(TEAM))


@pytest.mark.parametrize("handle", ["", "a", "1st", "ela b", "é" * 3, "x" * 41, "amira", "AMIRA"])
def test_it_says_what_is_wrong_with_a_name(amira: Person, bo_desk: Client, handle: str) -> None:
    before = User.objects.count()
    answer = bo_desk.post(f"{TEAM}invite/", {"handle": handle, "language": "en"})
    assert "Look at this before you go on" in text(answer)
    assert User.objects.count() == before


def test_it_lets_operators_alone_make_operators(bo_desk: Client, dan_desk: Client) -> None:
    fields = {"handle": "ela", "language": "en", "is_operator": "on"}
    bo_desk.post(f"{TEAM}invite/", fields)
    assert not User.objects.get(handle="ela").is_operator
    dan_desk.post(f"{TEAM}invite/", {**fields, "handle": "finn"})
    assert User.objects.get(handle="finn").is_operator


def test_it_puts_no_operator_into_a_team(harbour: Team, dan_desk: Client) -> None:
    fields = {"handle": "ela", "language": "en", "is_operator": "on", "team": str(harbour.ref)}
    assert "An operator belongs to no team" in text(dan_desk.post(f"{TEAM}invite/", fields))


def test_it_invites_again_and_ends_the_old_address(bo_desk: Client) -> None:
    fields = {"handle": "ela", "language": "en"}
    first = bo_desk.post(f"{TEAM}invite/", fields)
    ela = User.objects.get(handle="ela")
    again = bo_desk.post(f"{TEAM}people/{ela.ref}/invite/")
    assert text(first) != text(again)
    assert "invited until" in text(bo_desk.get(TEAM))


def test_it_lets_no_coordinator_become_the_operator(dan: Person, bo_desk: Client) -> None:
    assert bo_desk.post(f"{TEAM}people/{dan.user.ref}/invite/").status_code == 404


def test_it_takes_two_colleagues_to_end_access(
    shared: Team, amira_desk: Client, bo_desk: Client, chioma: Person
) -> None:
    add_membership(team=shared, user=chioma.user)
    page = f"{TEAM}people/{chioma.user.ref}/end/"
    amira_desk.post(page)
    assert User.objects.get(handle="chioma").is_active
    assert "amira asks to end their access" in text(bo_desk.get(TEAM))
    bo_desk.post(page)
    assert not User.objects.get(handle="chioma").is_active


def test_it_lets_a_colleague_take_the_asking_back(
    shared: Team, bo: Person, amira_desk: Client
) -> None:
    amira_desk.post(f"{TEAM}people/{bo.user.ref}/end/")
    assert "You have asked for it" in text(amira_desk.get(f"{TEAM}people/{bo.user.ref}/end/"))
    amira_desk.post(f"{TEAM}people/{bo.user.ref}/keep/")
    assert "It takes two" in text(amira_desk.get(f"{TEAM}people/{bo.user.ref}/end/"))


def test_it_takes_one_operator_to_end_access_and_give_it_back(
    shared: Team, amira: Person, dan_desk: Client
) -> None:
    dan_desk.post(f"{TEAM}people/{amira.user.ref}/end/")
    assert not User.objects.get(handle="amira").is_active
    dan_desk.post(f"{TEAM}people/{amira.user.ref}/allow/")
    assert User.objects.get(handle="amira").is_active
    assert amira.opens(shared).number == 2


def test_it_ends_nobodys_own_access(shared: Team, amira: Person, amira_desk: Client) -> None:
    assert amira_desk.post(f"{TEAM}people/{amira.user.ref}/end/").status_code == 404


# Making teams.


def test_it_makes_a_team(dan_desk: Client) -> None:
    dan_desk.post(f"{TEAM}new/", {"name": " Harbour "})
    team = Team.objects.get()
    assert (team.name, team.kind, team.receiving) == ("Harbour", "casework", True)


def test_it_makes_oversight_once(dan_desk: Client) -> None:
    assert "Nobody reads the access record yet" in text(dan_desk.get(TEAM))
    dan_desk.post(f"{TEAM}new/", {"name": "Board", "oversees": "on"})
    dan_desk.post(f"{TEAM}new/", {"name": "Another", "oversees": "on"})
    assert [team.name for team in Team.objects.filter(kind="oversight")] == ["Board"]


def test_it_says_when_a_team_has_the_name(harbour: Team, dan_desk: Client) -> None:
    assert "Another team has this name" in text(dan_desk.post(f"{TEAM}new/", {"name": "Harbour"}))


def test_it_lets_a_person_with_an_account_wait_for_one_more_team(
    harbour: Team, chioma: Person, bo_desk: Client
) -> None:
    bo_desk.post(f"{TEAM}{harbour.ref}/add/", {"person": str(chioma.user.ref)})
    assert Membership.objects.get(user=chioma.user).status == "waiting"
    assert not teams_of(chioma.user).exists()


def test_it_offers_no_operator_for_a_team(
    harbour: Team, dan: Person, chioma: Person, bo_desk: Client
) -> None:
    page = f"{TEAM}{harbour.ref}/add/"
    assert "chioma" in text(bo_desk.get(page))
    assert "dan" not in text(bo_desk.get(page)).split()
    bo_desk.post(page, {"person": str(dan.user.ref)})
    assert not Membership.objects.filter(user=dan.user).exists()


def test_it_has_the_page_that_the_bar_names() -> None:
    assert reverse("teams:page") == TEAM
