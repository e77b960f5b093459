"""Templates, as Bo keeps them for Harbour."""

import pytest
from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.audit.models import Head
from apps.cases.models import Paper
from apps.cases.templates import Template, Templates, read_templates, save_template, shipped
from tests.desk.looking import hidden_fields, text_of
from tests.world import World, fresh


def kept(world: World) -> Templates:
    found, _version = read_templates(
        team=world.harbour, user=world.bo.user, keyring=fresh(world.bo)
    )
    return found


def home(world: World) -> str:
    return reverse("desk:templates", args=[world.harbour.ref])


def write(browser: Client, address: str, **filled: str) -> HttpResponseBase:
    """Open a template's page, fill it in, and send it."""
    page = browser.get(address)
    return browser.post(address, {**hidden_fields(page, address), **filled})


WAIT = {"title": "Wait", "purpose": "answer", "text-en": "Please wait.", "text-ru": "Подождите."}


def test_it_begins_with_words_in_every_language(world: World, bo_desk: Client) -> None:
    shown = text_of(bo_desk.get(home(world)))
    for title in ("We cannot help", "We need to know more", "On the waiting list"):
        assert title in shown
    for one in kept(world).items:
        texts = [one.text(code) for code, _name in settings.DESK_LANGUAGES]
        assert all(texts)
        assert len(set(texts)) == len(texts)


def test_it_adds_changes_and_deletes(world: World, bo_desk: Client) -> None:
    new = f"{home(world)}new/"
    assert write(bo_desk, new, **WAIT).status_code == 302
    one = kept(world).items[-1]
    assert (one.title, one.text("ru"), one.text("ar")) == ("Wait", "Подождите.", "")
    write(bo_desk, f"{home(world)}{one.ref}/", **{**WAIT, "text-ar": "انتظر."})
    assert kept(world).items[-1].text("ar") == "انتظر."
    write(bo_desk, f"{home(world)}{one.ref}/delete/")
    assert kept(world).find(one.ref) is None
    assert len(kept(world).items) == len(shipped())


def test_it_takes_one_more_language(world: World, bo_desk: Client) -> None:
    address = f"{home(world)}decline/"
    filled = {"title": "No", "purpose": "decline", "text-en": "No.", "add_language": "fa"}
    answer = write(bo_desk, address, **filled)
    assert answer["Location"] == address
    assert 'name="text-fa"' in bo_desk.get(address).content.decode()


def test_it_keeps_what_a_page_sent_twice_once(world: World, bo_desk: Client) -> None:
    address = f"{home(world)}new/"
    hidden = hidden_fields(bo_desk.get(address), address)
    for _ in range(2):
        assert bo_desk.post(address, {**hidden, **WAIT}).status_code == 302
    assert [one.title for one in kept(world).items].count("Wait") == 1


def test_it_says_who_was_faster_and_loses_no_words(world: World, bo_desk: Client) -> None:
    address = f"{home(world)}decline/"
    hidden = hidden_fields(bo_desk.get(address), address)
    faster = Template("decline", "No", "decline", {"en": "Sorry."})
    save_template(
        faster, version=0, team=world.harbour, user=world.amira.user, keyring=fresh(world.amira)
    )
    mine = {"title": "Mine", "purpose": "decline", "text-en": "My own words."}
    answer = bo_desk.post(address, {**hidden, **mine})
    assert answer.status_code == 409
    assert "A colleague changed these meanwhile" in text_of(answer)
    assert "Sorry." in text_of(answer)
    assert "My own words." in text_of(answer)
    again = {**hidden_fields(answer, address), **mine}
    assert bo_desk.post(address, again).status_code == 302
    assert kept(world).items[0].text("en") == "My own words."


def test_it_asks_again_before_deleting_what_a_colleague_changed(
    world: World, bo_desk: Client
) -> None:
    address = f"{home(world)}decline/delete/"
    hidden = hidden_fields(bo_desk.get(address), address)
    write(bo_desk, f"{home(world)}new/", **WAIT)
    assert bo_desk.post(address, hidden).status_code == 409
    assert kept(world).find("decline")


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ({"title": ""}, "Write a title"),
        ({"purpose": "spam"}, "Choose one of the answers shown."),
        ({"text-en": "", "text-ru": ""}, "Write the words in one language at least."),
        ({"text-en": "x" * 4001}, "Shorten this by 1 character."),
        ({"add_language": "klingon"}, "Choose one of the answers shown."),
    ],
)
def test_it_says_what_is_odd_and_stores_nothing(
    world: World, bo_desk: Client, odd: dict[str, str], words: str
) -> None:
    answer = write(bo_desk, f"{home(world)}new/", **{**WAIT, **odd})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not Paper.objects.exists()


@pytest.mark.parametrize("seen", ["", "-1", "٣", "9" * 40, "1 OR 1"])
def test_it_takes_no_page_that_has_read_nothing(world: World, bo_desk: Client, seen: str) -> None:
    write(bo_desk, f"{home(world)}new/", **WAIT)
    answer = bo_desk.post(f"{home(world)}decline/", {**WAIT, "seen": seen})
    assert answer.status_code == 409
    assert kept(world).items[0].title == "We cannot help"


def test_it_says_when_the_paper_was_exchanged(world: World, bo_desk: Client) -> None:
    write(bo_desk, f"{home(world)}new/", **WAIT)
    Paper.objects.update(sealed_paper=b"\x01" + bytes(4200))
    answer = bo_desk.get(home(world))
    assert answer.status_code == 409
    assert "damaged or was exchanged" in text_of(answer)
    assert bo_desk.post(f"{home(world)}new/", WAIT).status_code == 409


def test_it_records_that_a_paper_was_changed(world: World, bo_desk: Client) -> None:
    page = bo_desk.get(f"{home(world)}new/")
    before = Head.objects.get().number
    bo_desk.post(f"{home(world)}new/", {**hidden_fields(page, f"{home(world)}new/"), **WAIT})
    assert Head.objects.get().number == before + 1


def test_it_leads_a_coordinator_from_settings(world: World, bo_desk: Client) -> None:
    assert home(world) in bo_desk.get("/desk/settings/").content.decode()


def test_it_is_not_there_for_who_sets_nothing(world: World, amira_desk: Client) -> None:
    assert amira_desk.get(home(world)).status_code == 404


def test_it_is_not_there_for_another_teams_coordinator(world: World, chioma_desk: Client) -> None:
    User.objects.filter(handle="chioma").update(is_coordinator=True)
    assert chioma_desk.get(home(world)).status_code == 404
