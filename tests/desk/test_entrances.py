"""Settings: more forms, each with an address of its own, its team and its questions."""

from io import BytesIO
from typing import Any, Final

import pytest
from django.conf import settings
from django.test import Client
from django.test import override_settings as overridden

from apps.audit.queries import head_words
from apps.desk import entrances
from apps.intake.definition import said
from apps.intake.drafts import standing
from apps.intake.models import Draft, Entrance, Questionnaire
from apps.intake.queries import questionnaire
from apps.teams.actions import make_team
from apps.teams.chain import checked_chain
from apps.web.models import Organisation
from tests.accounts.pages import text_of
from tests.world import World, let_in

HOME: Final = "/desk/settings/forms/"
NEW: Final = "/desk/settings/new-form/"
SPRING: Final = f"{HOME}spring/"


def make(bo_desk: Client, world: World, **said_: Any) -> Any:
    """Press Make the form, for Harbour, at /f/spring/."""
    given = {"word": "spring", "name": "Campaign", "team": str(world.harbour.ref), "country": ""}
    return bo_desk.post(NEW, given | said_)


@pytest.fixture
def spring(world: World, bo_desk: Client) -> Entrance:
    make(bo_desk, world)
    return Entrance.objects.get(word="spring")


def test_it_makes_a_form_with_an_address_of_its_own(world: World, bo_desk: Client) -> None:
    made = make(bo_desk, world)
    assert made["Location"] == SPRING
    page = text_of(bo_desk.get(SPRING))
    assert f"{settings.ORIGIN}/en/f/spring/" in page
    assert "Campaign" in text_of(bo_desk.get(HOME))
    # Closed as yet, and it asks what the first form asks.
    assert "no new requests" in Client().get("/en/f/spring/").content.decode()
    own, first = questionnaire(form="spring"), questionnaire()
    assert own is not None
    assert first is not None
    assert (own.version, own.definition) == (2, first.definition)


def test_it_proposes_a_word_that_says_nothing(bo_desk: Client) -> None:
    words = {entrances.draw_word() for _ in range(50)}
    assert all(entrances.OWN_WORD.fullmatch(word) for word in words)
    assert 'name="word" value="' in bo_desk.get(NEW).content.decode()


@pytest.mark.parametrize(
    "word",
    [
        "",
        "ab",
        "-spring",
        "spring-",
        "sp--ring",
        "spring time",
        "spring/../form",
        "весна",
        "x" * 25,
        "1spring",
        "spring\u202e",
        "spr\u200bing",
        "<b>spring</b>",
    ],
)
def test_it_takes_no_odd_word(world: World, bo_desk: Client, word: str) -> None:
    refused = make(bo_desk, world, word=word, name="Kept as typed")
    assert refused.status_code == 422
    assert "Kept as typed" in refused.content.decode()
    assert not Entrance.objects.exists()
    assert Questionnaire.objects.count() == 1


def test_it_gives_a_word_once(world: World, bo_desk: Client, spring: Entrance) -> None:
    again = make(bo_desk, world, word=" Spring ")
    assert again.status_code == 422
    assert "Another form has this word" in text_of(again)
    assert Questionnaire.objects.count() == 2


def test_it_makes_no_more_forms_than_fit(
    world: World, bo_desk: Client, spring: Entrance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrances, "MOST_ENTRANCES", 1)
    assert make(bo_desk, world, word="autumn").status_code == 422
    assert Entrance.objects.count() == 1


def test_it_opens_and_closes_a_form(world: World, bo_desk: Client, spring: Entrance) -> None:
    bo_desk.post(f"{SPRING}open/")
    assert "You can ask for help here" in Client().get("/en/f/spring/").content.decode()
    assert "New requests go to Harbour" in text_of(bo_desk.get(SPRING))
    bo_desk.post(f"{SPRING}close/")
    assert "no new requests" in Client().get("/en/f/spring/").content.decode()


def test_it_stays_closed_until_two_people_hold_the_team_s_key(
    world: World, bo_desk: Client
) -> None:
    make(bo_desk, world, team=str(world.lighthouse.ref))
    page = text_of(bo_desk.get(SPRING))
    assert "1 person holds it" in page
    assert "Open the form" not in page
    refused = bo_desk.post(f"{SPRING}open/")
    assert refused.status_code == 409
    assert "stays closed until" in text_of(refused)
    assert not Entrance.objects.get().accepting
    let_in(world.lighthouse, world.bo, by=world.chioma)
    bo_desk.post(f"{SPRING}open/")
    assert Entrance.objects.get().accepting


def test_it_lets_no_team_receive_that_is_not_configured(world: World, bo_desk: Client) -> None:
    chain = checked_chain(world.harbour)
    assert chain is not None
    with overridden(FIRST_EPOCHS={world.harbour.ref.hex: chain.first.digest.hex()}):
        refused = make(bo_desk, world, team=str(world.lighthouse.ref))
    assert refused.status_code == 422
    assert "FARSHORE_FIRST_EPOCHS" in text_of(refused)
    assert not Entrance.objects.exists()


@pytest.mark.parametrize("team", ["oversight", "none", "waiting"])
def test_it_lets_no_team_receive_without_a_key(world: World, bo_desk: Client, team: str) -> None:
    waiting = make_team(name="Later", kind="casework", by=world.dan.user)
    ref = {"oversight": world.oversight.ref, "waiting": waiting.ref}.get(team, "none")
    assert make(bo_desk, world, team=str(ref)).status_code == 422
    assert not Entrance.objects.exists()


def test_it_changes_who_receives_and_what_it_is_called(
    world: World, bo_desk: Client, spring: Entrance
) -> None:
    given = {"name": "", "team": str(world.lighthouse.ref), "country": "GE", "word": "autumn"}
    assert bo_desk.post(SPRING, given)["Location"] == SPRING
    found = Entrance.objects.get()
    # The word stays, whatever is sent.
    assert (found.word, found.name, found.team) == ("spring", "", world.lighthouse)
    assert found.country == "GE"
    assert "spring" in text_of(bo_desk.get(HOME))
    refused = bo_desk.post(SPRING, given | {"country": "XX"})
    assert refused.status_code == 422
    assert Entrance.objects.get().country == "GE"


def test_it_records_what_was_done_with_a_form(
    world: World, bo_desk: Client, spring: Entrance
) -> None:
    before = head_words()
    bo_desk.post(f"{SPRING}open/")
    assert head_words() != before


def test_it_changes_the_questions_of_one_form_alone(
    world: World, bo_desk: Client, spring: Entrance
) -> None:
    page = bo_desk.get(f"{SPRING}questions/").content.decode()
    assert f'href="{SPRING}questions/one/story/"' in page
    assert f'action="{SPRING}questions/move/"' in page
    moved = bo_desk.post(f"{SPRING}questions/move/", {"down": "part-1"})
    assert moved["Location"] == f"{SPRING}questions/#part-1"
    bo_desk.post(f"{SPRING}questions/move/", {"up": "part-2"})
    away = bo_desk.post(f"{SPRING}questions/one/looking/delete/", {"seen": "2"})
    assert away["Location"] == f"{SPRING}questions/"
    assert standing("spring").begun
    assert not standing().begun
    said_ = {"seen": str(standing("spring").edition), "nothing_never": "1"}
    assert bo_desk.post(f"{SPRING}questions/publish/", said_)["Location"] == f"{SPRING}questions/"
    own, first = questionnaire(form="spring"), questionnaire()
    assert own is not None
    assert first is not None
    assert (own.version, first.version) == (3, 1)
    assert "looking" not in {one.id for one in own.definition.questions()}
    assert "looking" in {one.id for one in first.definition.questions()}


def test_it_keeps_the_versions_of_each_form_apart(
    world: World, bo_desk: Client, spring: Entrance
) -> None:
    assert "Version 1" not in text_of(bo_desk.get(f"{SPRING}questions/versions/"))
    assert "Version 2" not in text_of(bo_desk.get("/desk/settings/questions/versions/"))
    others = bo_desk.get(f"{SPRING}questions/versions/1/again/")
    assert others.status_code == 404
    assert bo_desk.post("/desk/settings/questions/versions/2/again/").status_code == 404
    assert Questionnaire.objects.count() == 2
    assert (
        f'href="{SPRING}questions/versions/"' in bo_desk.get("/desk/questions/2/").content.decode()
    )


def test_it_saves_the_form_s_own_questions_as_a_file_and_brings_them_in(
    world: World, bo_desk: Client, spring: Entrance
) -> None:
    file = bo_desk.get(f"{SPRING}questions/file/save/").content
    other = file.replace(b"Are you safe right now?", b"Is it quiet where you are?")
    brought = BytesIO(other)
    brought.name = "questions.json"
    bo_desk.post(f"{SPRING}questions/file/", {"seen": "0", "file": brought})
    first = next(standing("spring").definition.questions())
    assert said(first.ask) == "Is it quiet where you are?"
    assert Draft.objects.filter(definition__isnull=False).count() == 1


def test_it_has_no_pages_for_a_form_that_is_none(
    world: World, bo_desk: Client, spring: Entrance
) -> None:
    for page in ("", "questions/", "questions/new/", "questions/versions/", "questions/file/save/"):
        assert bo_desk.get(f"{HOME}nowhere/{page}").status_code == 404, page
        assert bo_desk.get(f"{HOME}SPRING/{page}").status_code == 404, page
    for page in ("open/", "close/", "questions/move/", "questions/drop/"):
        assert bo_desk.post(f"{HOME}nowhere/{page}").status_code == 404, page


def test_it_says_that_the_front_door_itself_is_shut(
    world: World, bo_desk: Client, spring: Entrance
) -> None:
    bo_desk.post(f"{SPRING}open/")
    Organisation.objects.update(opened=False)
    assert "The front door itself is not open yet" in text_of(bo_desk.get(SPRING))


def test_it_fails_for_no_word_that_somebody_wrote_behind_it(
    world: World, bo_desk: Client, spring: Entrance
) -> None:
    for odd in ("a/b", "x y", "%", "<b>", "..", "f" * 24 + "!"):
        Entrance.objects.update(word=odd)
        Questionnaire.objects.filter(version=2).update(form=odd)
        for path in (HOME, "/desk/settings/", "/desk/questions/2/", "/desk/pass-on/", "/en/"):
            assert bo_desk.get(path).status_code == 200, (odd, path)


def test_it_says_when_a_form_lost_what_it_needs(
    world: World, bo_desk: Client, spring: Entrance
) -> None:
    bo_desk.post(f"{SPRING}open/")
    assert "something on its list" not in text_of(bo_desk.get(HOME))
    Entrance.objects.update(team=world.lighthouse)
    assert "something on its list is missing" in text_of(bo_desk.get(HOME))
