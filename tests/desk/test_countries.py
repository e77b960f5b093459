"""Words of warning by country: written at the desk, read at the front door by nobody's choice."""

from typing import Final

from django.test import Client

from apps.desk.forms import saying
from apps.intake.actions import publish
from apps.intake.models import Entrance
from apps.intake.shipped import SHIPPED
from apps.web.models import Organisation
from tests.desk.looking import text_of
from tests.web.onions import onion
from tests.world import World

HOME: Final = "/desk/settings/countries/"
GEORGIA: Final = "Do not use browsers that save data here."


def write(browser: Client, code: str = "GE", **words: str) -> int:
    return browser.post(f"{HOME}{code}/", words).status_code


def kept() -> object:
    return Organisation.objects.get().country_words


def test_it_keeps_words_for_a_country_in_each_language(world: World, bo_desk: Client) -> None:
    assert bo_desk.get(f"{HOME}?country=GE")["Location"] == f"{HOME}GE/"
    assert write(bo_desk, en=GEORGIA, ru="Осторожно с браузерами.") == 302
    assert write(bo_desk, "TR", en="Mind the line.") == 302
    assert kept() == {
        "GE": {"en": GEORGIA, "ru": "Осторожно с браузерами."},
        "TR": {"en": "Mind the line."},
    }
    assert "Georgia" in text_of(bo_desk.get(HOME))
    assert GEORGIA in text_of(bo_desk.get(f"{HOME}GE/"))


def test_it_shows_nothing_of_a_country_once_its_words_are_emptied(
    world: World, bo_desk: Client
) -> None:
    write(bo_desk, en=GEORGIA)
    write(bo_desk, en="", ru="")
    assert kept() == {}
    assert "What to mind in your country" not in Client().get("/en/").content.decode()


def test_it_keeps_the_words_of_a_language_that_is_not_offered_now(
    world: World, bo_desk: Client
) -> None:
    write(bo_desk, en=GEORGIA, ru="Осторожно.")
    Organisation.objects.update(languages=["en"])
    write(bo_desk, en="Mind the line.")
    assert kept() == {"GE": {"en": "Mind the line.", "ru": "Осторожно."}}


def test_it_has_no_page_for_what_is_no_country(world: World, bo_desk: Client) -> None:
    for code in ("XX", "ge", "nowhere"):
        assert bo_desk.get(f"{HOME}{code}/").status_code == 404
        assert write(bo_desk, code, en=GEORGIA) == 404
    assert bo_desk.get(f"{HOME}?country=XX").status_code == 422
    assert kept() == {}


def test_it_holds_no_more_countries_than_a_first_page_can_carry(
    world: World, bo_desk: Client
) -> None:
    full = {"en": "x"}
    codes = (
        "AD AE AF AG AI AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA"
    ).split()
    Organisation.objects.update(country_words=dict.fromkeys(codes[: saying.MOST_COUNTRIES], full))
    assert write(bo_desk, en=GEORGIA) == 404
    assert "no room" in text_of(bo_desk.get(f"{HOME}?country=GE"))
    assert write(bo_desk, "AD", en=GEORGIA) == 302


def test_it_folds_every_country_on_the_first_page(world: World, bo_desk: Client) -> None:
    write(bo_desk, en=GEORGIA)
    write(bo_desk, "TR", en="Mind the line.")
    page = Client().get("/en/")
    html = page.content.decode()
    assert f'<details><summary>Georgia</summary><p class="words" dir="auto">{GEORGIA}</p>' in html
    assert "<summary>Türkiye</summary>" in html
    # Where a language has no words, the first one's stand in, under the name that it has there.
    russian = Client().get("/ru/").content.decode()
    assert "<summary>Грузия</summary>" in russian
    assert GEORGIA in russian
    # Nothing is asked of the server, and nothing is kept in the browser.
    assert not page.cookies
    assert "country=" not in html
    assert GEORGIA not in Client().get("/en/form/").content.decode()


def test_it_stands_open_on_the_form_for_that_country(world: World, bo_desk: Client) -> None:
    write(bo_desk, en=GEORGIA)
    write(bo_desk, "TR", en="Mind the line.")
    publish(definition=SHIPPED, form="spring")
    Entrance.objects.create(word="spring", team=world.harbour, country="GE", accepting=True)
    browser = Client()
    landing = browser.get("/en/f/spring/").content.decode()
    for path in ("", "form/", "form/other/", "sealing/", "done/"):
        assert GEORGIA in browser.get(f"/en/f/spring/{path}").content.decode(), path
    assert "<summary>Georgia</summary>" not in landing
    assert "<summary>Türkiye</summary>" in landing


def test_it_says_where_the_same_page_is_as_well(world: World) -> None:
    name = onion(b"f" * 32)
    Organisation.objects.update(
        mirror="https://mirror.example/pages/", onion=f"http://{name}.onion"
    )
    landing = Client().get("/en/").content.decode()
    assert "one of these addresses" in landing
    assert "https://mirror.example/pages/en/" in landing
    assert f"http://{name}.onion/en/" in landing
    assert f'translate="no">{name}.onion</bdi>' in landing


def test_it_gives_a_text_to_pass_on_in_each_language(world: World, amira_desk: Client) -> None:
    name = onion(b"f" * 32)
    Organisation.objects.update(mirror="https://mirror.example/", onion=f"http://{name}.onion/")
    page = amira_desk.get("/desk/pass-on/")
    html = page.content.decode()
    for text in (
        "http://localhost:8000/ru/\n",
        "https://mirror.example/ar/\n",
        f"http://{name}.onion/en/\n",
        "Open it in a private window:",
        "Откройте в приватном окне:",
        "без сети:\nhttp://localhost:8000/ru/offline/\n",
    ):
        assert text in html.replace("http://testserver", "http://localhost:8000"), text
    assert html.count("data:image/png") == 3
    # The organisation's name and what it is for stand nowhere in it.
    texts = "".join(one.text for one, _rows, _picture in page.context["texts"])
    assert "Harbour" not in texts


def test_it_passes_on_a_form_by_its_own_address(world: World, amira_desk: Client) -> None:
    publish(definition=SHIPPED, form="spring")
    Entrance.objects.create(word="spring", team=world.harbour)
    assert "/desk/pass-on/spring/" in amira_desk.get("/desk/pass-on/").content.decode()
    page = amira_desk.get("/desk/pass-on/spring/").content.decode()
    assert "/ru/f/spring/\n" in page
    assert "takes no requests now" in page
    assert "/offline/" not in page
    Entrance.objects.update(accepting=True)
    page = amira_desk.get("/desk/pass-on/spring/").content.decode()
    assert "/ru/f/spring/offline/\n" in page
    assert amira_desk.get("/desk/pass-on/nowhere/").status_code == 404
