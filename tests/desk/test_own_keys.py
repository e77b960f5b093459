"""*Somebody may know my passphrase*, page by page."""

import pytest
from django.test import Client

from apps.accounts.models import KeyPair
from apps.cases import actions
from tests.accounts.pages import asked_of, code_of, seed_of, state_of, text_of, words_of
from tests.cases.acts import again, hand, read
from tests.world import World, desk, make_world, submit

ADDRESS = "/desk/me/keys/"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def test_it_gives_everything_new_and_signs_out(world: World) -> None:
    sent = submit(world)
    read(sent, world.amira)
    actions.restrict_case(hand(sent, world.amira), people=[world.bo.user])
    browser = desk(world.amira)
    page = browser.get(ADDRESS)
    assert "opens nothing that is written from then on" in text_of(page)
    page = browser.post(ADDRESS)
    passphrase = words_of(page)
    page = browser.post(ADDRESS, {"state": state_of(page), "press": "next"})
    said = {"state": state_of(page), "press": "next", "said": " ".join(passphrase)}
    page = browser.post(ADDRESS, said)
    sheet = words_of(page)
    page = browser.post(ADDRESS, {"state": state_of(page), "press": "next"})
    places = asked_of(page)
    asked = dict(
        zip(("first_word", "second_word"), (sheet[one - 1] for one in places), strict=True)
    )
    page = browser.post(ADDRESS, {"state": state_of(page), "press": "next", **asked})
    seed = seed_of(page)
    page = browser.post(ADDRESS, {"state": state_of(page), "press": "next", "code": code_of(seed)})
    codes = words_of(page)
    assert len(codes) == 10
    done = browser.post(ADDRESS, {"state": state_of(page), "press": "next"})
    assert (done.status_code, done.headers["Location"]) == (302, "/desk/sign-in/")
    assert browser.get("/desk/today/").status_code == 302
    assert not signs_in(world.amira.user.handle, world.amira.passphrase, world.amira.code())
    entered = signs_in(world.amira.user.handle, " ".join(passphrase), codes[0])
    assert entered
    assert "Restricted" in text_of(entered.get(sent.url))
    assert not again(sent, world.bo).damaged


def signs_in(handle: str, passphrase: str, code: str) -> Client | None:
    browser = Client()
    said = {"handle": handle, "passphrase": passphrase, "code": code}
    return browser if browser.post("/desk/sign-in/", said).status_code == 302 else None


def test_it_changes_nothing_before_the_end(world: World) -> None:
    browser, before = desk(world.bo), bytes(KeyPair.objects.get(user=world.bo.user).public_key)
    page = browser.post(ADDRESS)
    browser.post(ADDRESS, {"state": state_of(page), "press": "next"})
    browser.post(ADDRESS, {"state": "odd", "press": "next"})
    assert bytes(KeyPair.objects.get(user=world.bo.user).public_key) == before
    assert browser.get("/desk/today/").status_code == 200


def test_it_asks_for_the_passphrase_first(world: World) -> None:
    browser = desk(world.amira, just_now=False)
    assert "opens nothing that is written" not in text_of(browser.get(ADDRESS))
