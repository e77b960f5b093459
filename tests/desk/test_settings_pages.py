"""Settings, as Bo and Dan use them."""

from pathlib import Path
from typing import Any

import polib
import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from apps.accounts.models import User
from apps.audit.models import Head
from apps.intake.entrances import entered_at, state_of
from apps.intake.queries import questionnaire
from apps.teams.models import Membership, Share, Team
from apps.web.added import make
from apps.web.models import Organisation
from apps.web.queries import organisation
from tests.desk.looking import text_of
from tests.people import make_person
from tests.world import World, desk

FACTS = {
    "name": "Harbour Light",
    "languages": ["ru", "en"],
    "first_language": "en",
    "promise_days": "5",
    "leave_address": "https://www.wikipedia.org/",
    "notices": "mail",
    "nobody_statement": "",
    "accent": "moss",
    "idle_minutes": "10",
    "withdraw_days": "0",
}


@pytest.fixture
def shut(world: World) -> World:
    """The front door has not been opened yet."""
    Organisation.objects.update(opened=False)
    return world


def site() -> Organisation:
    found = organisation()
    assert found is not None
    return found


@pytest.mark.parametrize("who", ["bo_desk", "dan_desk"])
def test_it_changes_what_the_organisation_says(
    request: pytest.FixtureRequest, world: World, who: str
) -> None:
    browser: Client = request.getfixturevalue(who)
    answer = browser.post("/desk/settings/organisation/", FACTS)
    assert answer.status_code == 302
    assert (site().languages, site().promise_days, site().accent) == (["en", "ru"], 5, "moss")


def test_it_records_every_change(world: World, bo_desk: Client) -> None:
    before = Head.objects.get().number
    bo_desk.post("/desk/settings/organisation/", FACTS)
    assert Head.objects.get().number == before + 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Write the name of the organisation."),
        ("languages", [], "Choose at least one language."),
        ("languages", ["xx"], "Choose one of the answers shown."),
        ("first_language", "ar", "Choose one of the languages of the form."),
        ("promise_days", "0", "Write 1 or more."),
        ("promise_days", "99", "Write 60 or less."),
        ("idle_minutes", "31", "Write 30 or less."),
        ("withdraw_days", "15", "Write 14 or less."),
        ("leave_address", "no address", "Write an address such as"),
        ("leave_address", "javascript:alert(1)", "Write an address such as"),
        ("notices", "nobody", "Write who looks for new requests"),
        ("accent", "danger", "Choose one of the answers shown."),
    ],
)
def test_it_says_what_to_do_and_changes_nothing(
    world: World, bo_desk: Client, field: str, value: Any, said: str
) -> None:
    answer = bo_desk.post("/desk/settings/organisation/", {**FACTS, field: value})
    assert answer.status_code == 422
    assert said in text_of(answer)
    # Once above all else, and once at the field.
    assert text_of(answer).count(said) == 2
    assert site().accent == "sea"


def test_it_keeps_words_in_every_language(world: World, bo_desk: Client) -> None:
    page = bo_desk.get("/desk/settings/words/")
    form = page.context["form"]
    filled = {name: f"{name} words" for name in form.fields}
    assert bo_desk.post("/desk/settings/words/", filled).status_code == 302
    assert site().closed_words["ar"] == "closed_words-ar words"
    assert site().danger_words["ru"] == "danger_words-ru words"


def test_it_folds_each_text_and_says_where_words_are_missing(world: World, bo_desk: Client) -> None:
    Organisation.objects.update(languages=["en", "ru"], welcome={}, other_ways={"en": "Ask."})
    page = bo_desk.get("/desk/settings/words/")
    assert "<details open" not in page.content.decode()
    assert "First words Nothing is written yet" in text_of(page)
    assert "Other ways in Not yet in: Русский" in text_of(page)


def test_it_opens_the_text_that_is_refused(world: World, bo_desk: Client) -> None:
    page = bo_desk.post("/desk/settings/words/", {"other_ways-en": "<b>Ask."})
    assert page.status_code == 422
    opened = page.content.decode().split('class="fold" open', 1)[1].split("</details>")[0]
    assert 'name="other_ways-en"' in opened


def test_it_keeps_the_words_of_a_language_that_is_not_offered_now(
    world: World, bo_desk: Client
) -> None:
    Organisation.objects.update(languages=["en"])
    bo_desk.post("/desk/settings/words/", {"danger_words-en": "Call."})
    assert site().danger_words["ru"]
    assert site().danger_words["en"] == "Call."


def door_state() -> str:
    """How the first form stands."""
    at = entered_at("", organisation())
    assert at is not None
    return state_of(organisation(), at)


def test_it_opens_the_front_door_once_all_is_done(shut: World, bo_desk: Client) -> None:
    assert "Open the front door" in text_of(bo_desk.get("/desk/settings/"))
    bo_desk.post("/desk/settings/door/open/")
    assert door_state() == "open"
    assert questionnaire() is not None


def missing_words() -> None:
    Organisation.objects.update(danger_words={"en": "Call."})


def missing_address() -> None:
    Organisation.objects.update(leave_address="")


def one_holder() -> None:
    Share.objects.filter(user__handle="bo").delete()


def no_oversight() -> None:
    Team.objects.filter(kind="oversight").delete()


def nobody_told() -> None:
    from apps.accounts.models import User

    User.objects.update(email="")


@pytest.mark.parametrize(
    "lack",
    [missing_words, missing_address, one_holder, no_oversight, nobody_told],
    ids=lambda lack: lack.__name__,
)
def test_it_stays_shut_while_something_is_missing(shut: World, bo_desk: Client, lack: Any) -> None:
    lack()
    page = text_of(bo_desk.get("/desk/settings/"))
    assert "Not yet" in page
    assert "Open the front door" not in page
    assert bo_desk.post("/desk/settings/door/open/").status_code == 409
    assert door_state() == "not_yet"


def test_it_opens_when_it_is_written_that_nobody_is_told(shut: World, bo_desk: Client) -> None:
    nobody_told()
    Organisation.objects.update(notices="nobody", nobody_statement="Amira looks at 9 and 17.")
    bo_desk.post("/desk/settings/door/open/")
    assert door_state() == "open"


def test_it_closes_the_form_and_opens_it_again(world: World, bo_desk: Client) -> None:
    bo_desk.post("/desk/settings/form/close/")
    assert door_state() == "closed"
    assert "no requests are taken now" in text_of(bo_desk.get("/desk/settings/"))
    bo_desk.post("/desk/settings/form/open/")
    assert door_state() == "open"


def test_it_lets_another_team_receive(world: World, bo_desk: Client) -> None:
    bo_desk.post("/desk/settings/receiving/", {"team": str(world.lighthouse.ref)})
    assert Team.objects.get(receiving=True).ref == world.lighthouse.ref


def test_it_lets_no_team_receive_that_has_no_key(world: World, bo_desk: Client) -> None:
    from apps.teams.actions import add_membership, make_team

    team = make_team(name="Anchor", kind="casework", by=world.bo.user)
    add_membership(team=team, user=make_person("emil").user)
    answer = bo_desk.post("/desk/settings/receiving/", {"team": str(team.ref)})
    assert answer.status_code == 409
    assert "Anchor has no key yet" in text_of(answer)
    assert Team.objects.get(receiving=True).ref == world.harbour.ref
    assert Membership.objects.filter(team=team).count() == 1


def test_it_lets_no_team_receive_that_is_not_in_the_configured_list(
    world: World, bo_desk: Client, settings: Settings
) -> None:
    settings.FIRST_EPOCHS = {world.harbour.ref.hex: "ab" * 32}
    answer = bo_desk.post("/desk/settings/receiving/", {"team": str(world.lighthouse.ref)})
    assert answer.status_code == 409
    assert "The key of Lighthouse is not in FARSHORE_FIRST_EPOCHS" in text_of(answer)
    assert Team.objects.get(receiving=True).ref == world.harbour.ref


@pytest.mark.parametrize("team", ["", "x", "00000000-0000-0000-0000-000000000000", "oversight"])
def test_it_lets_no_other_team_receive(world: World, bo_desk: Client, team: str) -> None:
    ref = str(world.oversight.ref) if team == "oversight" else team
    assert bo_desk.post("/desk/settings/receiving/", {"team": ref}).status_code == 422


def test_it_says_how_much_of_an_added_language_is_still_in_english(
    bo_desk: Client, world: World, settings: Settings, tmp_path: Path
) -> None:
    settings.ADDED_LOCALES = tmp_path
    settings.LANGUAGES = [*settings.LANGUAGES, ("ps", "پښتو")]
    file = polib.pofile(str(make("ps")))
    wanted = len(file) - 1
    file[0].msgstr = "…"
    file.save(str(tmp_path / "ps/LC_MESSAGES/django.po"))
    said = text_of(bo_desk.get("/desk/settings/"))
    assert f"{wanted} texts of the front door are not translated and stand in English." in said
    assert not text_of(bo_desk.get("/desk/settings/words/")).count("are not translated")


def test_it_parts_names_with_the_comma_of_the_language(world: World) -> None:
    assert "</span>, <span" in desk(world.bo).get("/desk/settings/").content.decode()
    User.objects.filter(ref=world.bo.user.ref).update(language="ar")
    arabic = desk(world.bo)
    assert "</span>، <span" in arabic.get("/desk/settings/").content.decode()
    assert "amira، bo" in text_of(arabic.get("/desk/team/"))
