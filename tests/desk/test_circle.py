"""The pages that change who may open a case: restrict, move, let an interpreter in."""

import re

import pytest
from django.test import Client

from apps.accounts.actions import suspend
from apps.cases import actions
from apps.cases.models import Case, HandedKeys, Translation, Unfinished
from apps.cases.renewing import renew_keys
from tests.cases.acts import again, hand, read
from tests.desk.looking import text_of
from tests.people import Person, make_person
from tests.world import STORY, Sent, World, desk, fresh, let_in, make_world, submit

Page = dict[str, str]


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def sent(world: World) -> Sent:
    sent = submit(world)
    read(sent, world.amira)
    return sent


@pytest.fixture
def amira(world: World) -> Client:
    return desk(world.amira)


@pytest.fixture
def farah(world: World) -> Person:
    farah = make_person("farah")
    let_in(world.harbour, farah, by=world.amira)
    return farah


@pytest.fixture
def ines() -> Person:
    return make_person("ines")


def seen(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    return page.content.decode()


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    return found.group(1) if found else ""


def restrict(client: Client, sent: Sent, *people: Person) -> int:
    address = f"{sent.url}restrict/"
    said = {
        "seen": hidden(seen(client, address), "seen"),
        "people": [one.user.ref.hex for one in people],
        "why": "Her cousin works here.",
    }
    return client.post(address, said).status_code


def test_it_restricts_a_case(world: World, amira: Client, sent: Sent, farah: Person) -> None:
    assert restrict(amira, sent, world.bo) == 302
    page = seen(amira, sent.url)
    assert "It opens for these people alone" in page
    assert "Open to the whole team again" in page
    assert "Move to another team" not in page
    assert seen(desk(world.bo), sent.url)
    for section in ("", "conversation/", "notes/", "history/", "restrict/", "lift/", "answer/"):
        assert desk(farah).get(f"{sent.url}{section}").status_code in {404, 405}
    assert desk(farah).post(f"{sent.url}lift/", {"seen": "9"}).status_code == 404
    assert sent.url not in seen(desk(farah), "/desk/cases/")
    assert sent.url in seen(amira, "/desk/cases/")
    assert Unfinished.objects.exists()


def test_it_names_only_those_who_still_open_it(
    world: World, amira: Client, sent: Sent, farah: Person
) -> None:
    restrict(amira, sent, world.bo, farah)
    suspend(user=farah.user, by=world.dan.user)
    page = text_of(amira.get(sent.url))
    said = page.partition("It opens for these people alone: ")[2].partition("Overview")[0]
    assert said.split() == ["amira", ",", "bo", "."]


def test_it_says_whom_to_choose(world: World, amira: Client, sent: Sent) -> None:
    refused = amira.post(f"{sent.url}restrict/", {"seen": "1", "why": "Because."})
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "Choose at least one colleague beside you." in text
    assert "Because." in text
    odd = {"seen": "1", "people": [world.chioma.user.ref.hex]}
    assert amira.post(f"{sent.url}restrict/", odd).status_code == 422
    assert not HandedKeys.objects.exists()


def test_it_opens_it_to_the_team_again(
    world: World, amira: Client, sent: Sent, farah: Person
) -> None:
    restrict(amira, sent, world.bo)
    address = f"{sent.url}lift/"
    seen_there = hidden(seen(desk(world.bo), address), "seen")
    assert desk(world.bo).post(address, {"seen": seen_there}).status_code == 302
    assert "Her cousin works here." in seen(desk(farah), f"{sent.url}history/")


def test_it_tells_what_changed_before_restricting(world: World, amira: Client, sent: Sent) -> None:
    actions.set_risk(hand(sent, world.bo), risk="high")
    said = {"seen": "1", "people": [world.bo.user.ref.hex]}
    refused = amira.post(f"{sent.url}restrict/", said)
    assert refused.status_code == 409
    assert "A colleague set the risk" in refused.content.decode()
    assert not HandedKeys.objects.exists()


def test_it_asks_for_the_passphrase_before_keys_change_hands(world: World, sent: Sent) -> None:
    browser = desk(world.amira, just_now=False)
    for address in ("restrict/", "to-team/"):
        asked = browser.get(f"{sent.url}{address}")
        assert asked.status_code == 302 or b"assphrase" in asked.content


def test_it_moves_a_case(world: World, amira: Client, sent: Sent) -> None:
    address = f"{sent.url}to-team/"
    page = seen(amira, address)
    assert "Lighthouse" in page
    assert "Oversight" not in page
    said = {"seen": hidden(page, "seen"), "team": world.lighthouse.ref.hex, "why": "Georgian."}
    moved = amira.post(address, said)
    assert moved.status_code == 302
    assert moved.headers["Location"] == "/desk/cases/"
    assert amira.get(sent.url).status_code == 404
    late = amira.post(f"{sent.url}note/", {"text": "Written too late.", "seen": "1"})
    assert late.status_code == 404
    assert "Written too late." in late.content.decode()
    chioma = desk(world.chioma)
    assert sent.url in seen(chioma, "/desk/cases/")
    assert STORY in seen(chioma, sent.url)
    history = seen(chioma, f"{sent.url}history/")
    assert "Georgian." in history
    # Who wrote in it before has not left: they are of another team.
    assert "amira" in history
    assert "somebody who left" not in history


@pytest.mark.parametrize("team", ["", "x", "0" * 32])
def test_it_moves_to_no_team_that_is_not_there(
    world: World, amira: Client, sent: Sent, team: str
) -> None:
    refused = amira.post(f"{sent.url}to-team/", {"seen": "1", "team": team})
    assert refused.status_code == 422
    assert Case.objects.get().team == world.harbour


def let_in_by_page(world: World, client: Client, sent: Sent, ines: Person) -> None:
    address = f"{sent.url}interpreters/"
    chosen = client.post(address, {"handle": "Ines"})
    assert chosen.status_code == 302
    page = seen(client, chosen.headers["Location"])
    own = desk(ines).get("/desk/team/").content.decode()
    words = re.findall(r"<li>(\w+)</li>", own)[:8]
    assert words
    assert words == re.findall(r"<li>(\w+)</li>", page)[:8]
    done = client.post(chosen.headers["Location"], {"confirmed": hidden(page, "confirmed")})
    assert done.status_code == 302


def confirm_by_page(world: World, ines: Person) -> None:
    address = f"/desk/interpreting/words/{world.harbour.ref}/"
    browser = desk(ines)
    said = {"confirmed": hidden(seen(browser, address), "confirmed")}
    assert browser.post(address, said).status_code == 302


@pytest.mark.parametrize("handle", ["nobody", "n" * 80])
def test_it_says_that_nobody_has_this_handle(amira: Client, sent: Sent, handle: str) -> None:
    refused = amira.post(f"{sent.url}interpreters/", {"handle": handle})
    assert refused.status_code == 422
    assert refused.content.decode().count("Nobody with this handle has joined.") == 2


def test_it_lets_an_interpreter_in_and_takes_what_they_write(
    world: World, amira: Client, sent: Sent, ines: Person
) -> None:
    browser = desk(ines)
    assert browser.get("/desk/interpreting/").status_code == 404
    let_in_by_page(world, amira, sent, ines)
    assert "compare this team’s words" in seen(browser, "/desk/interpreting/")
    assert browser.get(f"/desk/interpreting/{sent.ref}/").status_code == 302
    confirm_by_page(world, ines)
    name = again(sent, world.amira).file.name
    assert name in seen(browser, "/desk/interpreting/")
    page = seen(browser, f"/desk/interpreting/{sent.ref}/")
    assert STORY in page
    said = {"of": "answer:story", "language": "en", "text": "They came twice."}
    assert browser.post(f"/desk/interpreting/{sent.ref}/", said).status_code == 302
    assert "They came twice." in seen(browser, f"/desk/interpreting/{sent.ref}/")
    team = seen(browser, "/desk/team/")
    assert "Cases you were let into" in team
    assert "You belong to no team yet" not in team
    assert Translation.objects.count() == 1
    seen(desk(world.bo), sent.url)
    assert not Translation.objects.exists()
    opened = again(sent, world.bo)
    assert [one.text for one in opened.file.contacts.translations.values()] == ["They came twice."]
    assert not opened.damaged


def test_it_keeps_what_an_interpreter_typed_when_it_is_odd(
    world: World, amira: Client, sent: Sent, ines: Person
) -> None:
    let_in_by_page(world, amira, sent, ines)
    confirm_by_page(world, ines)
    browser = desk(ines)
    for said in (
        {"of": "answer:story", "language": "xx", "text": "Twice."},
        {"of": "answer:story", "language": "en", "text": ""},
        {"of": "answer:story", "language": "en", "text": "x" * 8001},
    ):
        refused = browser.post(f"/desk/interpreting/{sent.ref}/", said)
        assert refused.status_code == 422
        assert said["text"] in refused.content.decode()
    odd = {"of": "answer:none", "language": "en", "text": "Twice."}
    assert browser.post(f"/desk/interpreting/{sent.ref}/", odd).status_code == 422
    assert not Translation.objects.exists()


def test_it_ends_an_interpreters_access(
    world: World, amira: Client, sent: Sent, ines: Person
) -> None:
    let_in_by_page(world, amira, sent, ines)
    confirm_by_page(world, ines)
    assert "ines" in seen(amira, f"{sent.url}interpreters/")
    for _ in range(2):
        ended = amira.post(f"{sent.url}interpreters/{ines.user.ref}/end/")
        assert ended.status_code == 302
    assert desk(ines).get(f"/desk/interpreting/{sent.ref}/").status_code == 404
    assert not HandedKeys.objects.exists()


def test_it_does_not_compare_twice_with_the_same_key(
    world: World, amira: Client, sent: Sent, ines: Person
) -> None:
    let_in_by_page(world, amira, sent, ines)
    other = submit(world)
    read(other, world.amira)
    page = seen(amira, f"{other.url}interpreters/{ines.user.ref}/")
    assert "has compared words with" in page
    amira.post(
        f"{other.url}interpreters/{ines.user.ref}/", {"confirmed": hidden(page, "confirmed")}
    )
    assert HandedKeys.objects.count() == 2


@pytest.mark.parametrize("handle", ["", "nobody", "dan", "olu", "bo", "x" * 400, "\0"])
def test_it_says_who_cannot_be_let_in(world: World, amira: Client, sent: Sent, handle: str) -> None:
    refused = amira.post(f"{sent.url}interpreters/", {"handle": handle})
    assert refused.status_code == 422
    assert not HandedKeys.objects.exists()


def test_it_refuses_another_key_than_was_compared(
    world: World, amira: Client, sent: Sent, ines: Person
) -> None:
    address = f"{sent.url}interpreters/{ines.user.ref}/"
    for odd in ("", "zz", "00" * 32):
        assert amira.post(address, {"confirmed": odd}).status_code == 409
    assert not HandedKeys.objects.exists()


def test_it_keeps_a_team_closed_whose_words_differ(
    world: World, amira: Client, sent: Sent, ines: Person
) -> None:
    let_in_by_page(world, amira, sent, ines)
    browser = desk(ines)
    browser.post(f"/desk/interpreting/words/{world.harbour.ref}/refuse/")
    assert "Nothing of it opens" in seen(browser, "/desk/interpreting/")
    assert browser.get(f"/desk/interpreting/{sent.ref}/").status_code == 302


def test_it_writes_on_through_new_keys_of_the_team(
    world: World, amira: Client, sent: Sent, farah: Person
) -> None:
    page = seen(amira, f"{sent.url}notes/")
    renew_keys(team=world.harbour, user=world.bo.user, keyring=fresh(world.bo))
    said = {"seen": hidden(page, "seen"), "text": "Kept."}
    assert amira.post(f"{sent.url}note/", said).status_code == 302
    assert "Kept." in seen(desk(world.bo), f"{sent.url}notes/")
