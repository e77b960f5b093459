"""The Team page at work: loads, languages, days away, cover, watch, and what is not well."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from apps.accounts.actions import suspend, try_sheet
from apps.accounts.models import User
from apps.cases import absences
from apps.cases.absences import covered_by, languages_of
from apps.cases.actions import restrict_case
from apps.cases.models import Paper
from apps.desk.colleagues import Colleague, proposed_for
from apps.teams.queries import on_watch
from apps.web.actions import note_safekeeping
from tests.cases.acts import hand, read
from tests.desk.looking import act, text_of
from tests.people import Person, make_person
from tests.world import Sent, World, desk, fresh, let_in

TEAM = "/desk/team/"
NOW = absences.today()


def member(world: World, person: Person, page: str = "away") -> str:
    return f"{TEAM}{world.harbour.ref}/people/{person.user.ref}/{page}/"


def days(first: int = 0, last: int = 3, cover: Person | None = None) -> dict[str, str]:
    said = [(NOW + timedelta(days=offset)).isoformat() for offset in (first, last)]
    return {"first": said[0], "last": said[1], "cover": cover.user.ref.hex if cover else ""}


def test_it_shows_each_colleagues_load_and_languages(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    act(amira_desk, sent, "take")
    assert amira_desk.post("/desk/me/languages/", {"languages": ["ru", "ar"]}).status_code == 302
    shown = text_of(bo_desk.get(TEAM))
    assert "1 open case · Russian, Arabic" in shown
    assert "0 open cases" in shown


def test_it_tells_everybody_who_is_away_and_who_covers(
    world: World, amira_desk: Client, bo_desk: Client
) -> None:
    page = member(world, world.amira)
    assert page in amira_desk.get(TEAM).content.decode()
    assert amira_desk.post(page, days(cover=world.bo))["Location"] == TEAM
    assert "bo covers" in text_of(bo_desk.get(TEAM))
    covered = covered_by(user=world.bo.user, keyring=fresh(world.bo))
    assert covered == {(world.harbour.ref, world.amira.user.ref.hex)}
    assert "1 of those who can open it is here today" in text_of(bo_desk.get(TEAM))


def test_it_is_back_when_they_say_so(world: World, amira_desk: Client, bo_desk: Client) -> None:
    amira_desk.post(member(world, world.amira), days(cover=world.bo))
    assert bo_desk.post(member(world, world.amira, "back"))["Location"] == TEAM
    assert "covers" not in text_of(bo_desk.get(TEAM))


def test_it_lets_the_coordinator_say_it_for_others_and_nobody_else(
    world: World, amira_desk: Client, bo_desk: Client
) -> None:
    assert bo_desk.post(member(world, world.amira), days()).status_code == 302
    for page in ("away", "back", "watch"):
        assert amira_desk.post(member(world, world.bo, page), days()).status_code == 404


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"first": "soon", "last": "later"},
        {"first": NOW.isoformat(), "last": "2020-01-01"},
        {**days(3, 2)},
        {**days(0, 3000)},
        {"first": "0001-01-01", "last": "9999-12-31"},
        {**days(), "cover": "0" * 32},
        {**days(), "cover": "<script>"},
        {"first": "\0", "last": "٢٠٢٦-١١-٣٠"},
    ],
    ids=str,
)
def test_it_refuses_odd_days_in_words_and_keeps_nothing(
    world: World, amira_desk: Client, odd: dict[str, str]
) -> None:
    page = amira_desk.post(member(world, world.amira), odd)
    assert page.status_code == 200
    assert "Error:" in page.content.decode()
    assert not Paper.objects.exists()


def test_it_refuses_a_cover_who_is_away_in_these_days(
    world: World, amira_desk: Client, bo_desk: Client
) -> None:
    bo_desk.post(member(world, world.bo), days(2, 9))
    page = amira_desk.post(member(world, world.amira), days(0, 2, cover=world.bo))
    assert "bo is away in these days as well" in text_of(page)
    assert amira_desk.post(member(world, world.amira), days(0, 1, world.bo)).status_code == 302


def test_it_says_when_nobody_sees_to_the_cases_of_who_is_away(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    act(amira_desk, sent, "take")
    amira_desk.post(member(world, world.amira), days())
    assert "amira is away with 1 open case, and nobody here covers" in text_of(bo_desk.get(TEAM))
    amira_desk.post(member(world, world.amira), days(cover=world.bo))
    assert "nobody here covers" not in text_of(bo_desk.get(TEAM))


def test_it_puts_people_on_watch_and_shows_who_is(
    world: World, amira_desk: Client, bo_desk: Client
) -> None:
    assert "Nobody is on watch" in text_of(amira_desk.get(TEAM))
    own = member(world, world.amira, "watch")
    assert amira_desk.post(own, {"watching": "1"})["Location"] == TEAM
    assert "On watch: amira" in text_of(bo_desk.get(TEAM))
    bo_desk.post(own, {"watching": "0"})
    assert not on_watch(world.harbour).exists()


def test_it_names_whose_sheet_was_never_tried(world: World, bo_desk: Client) -> None:
    assert "Recovery sheet never tried: amira, bo." in text_of(bo_desk.get(TEAM))
    try_sheet(user=world.amira.user, sheet=world.amira.sheet)
    assert "Recovery sheet never tried: bo." in text_of(bo_desk.get(TEAM))


def test_it_says_what_somebody_left_behind(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    act(amira_desk, sent, "take")
    suspend(user=world.amira.user, by=world.dan.user)
    shown = text_of(bo_desk.get(TEAM))
    assert "1 open case still belongs to amira, who cannot sign in any more" in shown


def test_it_tells_none_of_it_to_who_opens_no_case(
    world: World, sent: Sent, amira_desk: Client, dan_desk: Client, chioma_desk: Client
) -> None:
    act(amira_desk, sent, "take")
    amira_desk.post(member(world, world.amira), days(cover=world.bo))
    for browser in (dan_desk, chioma_desk):
        shown = text_of(browser.get(TEAM))
        assert "covers" not in shown
        assert "1 open case" not in shown


@pytest.mark.parametrize(
    "odd", [{"languages": ["tlh-x"]}, {"more": ["<b>"]}, {"more": ["\0"]}], ids=str
)
def test_it_takes_no_language_that_is_none(
    world: World, amira_desk: Client, odd: dict[str, list[str]]
) -> None:
    assert amira_desk.post("/desk/me/languages/", odd).status_code == 200
    assert languages_of(user=world.amira.user, keyring=fresh(world.amira)) == []


def colleague(handle: str, *languages: str, cases: int = 0, away: bool = False) -> Colleague:
    return Colleague(User(handle=handle), cases=cases, languages=list(languages), is_away=away)


def test_it_proposes_who_speaks_the_language_and_has_least_to_do() -> None:
    ana, bea = colleague("ana", "ru", cases=2), colleague("bea", "ru", "ar")
    cleo, dora = colleague("cleo"), colleague("dora", "fa", away=True)
    names = {one.ref: one.user.handle for one in (ana, bea, cleo, dora)}
    languages = ["ru", "ar", "ru-RU", "fa", "ru"]
    proposed = proposed_for(languages, [ana, bea, cleo, dora])
    assert [names[ref] for ref in proposed] == ["bea", "bea", "ana", "cleo", "bea"]
    assert proposed_for(["ru"], []) == [""]


def test_it_shows_to_whom_a_case_can_be_given_with_load_languages_and_days_away(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    act(bo_desk, sent, "take")
    bo_desk.post("/desk/me/languages/", {"languages": ["ru"]})
    amira_desk.post(member(world, world.amira), days())
    shown = text_of(amira_desk.get(f"{sent.url}give/"))
    assert "Speaks Russian." in shown
    assert "bo 1 open case · Russian" in shown
    assert "amira you 0 open cases · away until" in shown


def test_it_says_beside_the_owner_that_they_are_away_and_who_covers(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    act(amira_desk, sent, "take")
    assert "owner: amira" in text_of(bo_desk.get(sent.url))
    amira_desk.post(member(world, world.amira), days(cover=world.bo))
    assert "bo covers" in text_of(bo_desk.get(sent.url))


def test_it_says_that_new_keys_are_owed_until_they_are_made(world: World, bo_desk: Client) -> None:
    suspend(user=world.amira.user, by=world.dan.user)
    assert "New keys are owed, without amira" in text_of(bo_desk.get(TEAM))
    bo_desk.get("/desk/cases/")
    assert "New keys are owed" not in text_of(bo_desk.get(TEAM))


def test_it_counts_restricted_cases_that_fewer_than_two_can_still_open(
    world: World, sent: Sent, bo_desk: Client, chioma_desk: Client
) -> None:
    gus = make_person("gus")
    let_in(world.harbour, gus, by=world.bo)
    read(sent, world.amira)
    restrict_case(hand(sent, world.amira), people=[gus.user])
    words = "1 restricted case can be opened by fewer than two people"
    assert words not in text_of(bo_desk.get(TEAM))
    suspend(user=gus.user, by=world.dan.user)
    assert words in text_of(bo_desk.get(TEAM))
    assert words not in text_of(chioma_desk.get(TEAM))


def test_it_says_when_a_backup_was_made_and_when_one_was_tried(
    world: World, amira_desk: Client, bo_desk: Client, dan_desk: Client
) -> None:
    nothing = "No backup was ever made. Nobody has tried to bring one back yet."
    assert nothing in text_of(amira_desk.get(TEAM))
    note_safekeeping(backed_up_on=NOW)
    assert "Newest backup: today." in text_of(amira_desk.get(TEAM))
    assert dan_desk.post("/desk/settings/restore-tried/")["Location"] == "/desk/settings/"
    assert "last tried: today" in text_of(bo_desk.get("/desk/settings/"))
    with time_machine.travel(datetime.now(UTC) + timedelta(days=8)):
        page = desk(world.amira).get(TEAM).content.decode()
    assert '<p class="late">Newest backup: ' in page


def test_it_says_how_many_files_are_lost(world: World, amira_desk: Client, bo_desk: Client) -> None:
    pages = (amira_desk, TEAM), (bo_desk, "/desk/settings/")
    assert not [path for at, path in pages if "lost: " in text_of(at.get(path))]
    note_safekeeping(files_looked_over_on=NOW, files_lost=1)
    assert all("1 file is lost: a case names it" in text_of(at.get(path)) for at, path in pages)
    note_safekeeping(files_lost=3)
    assert all("3 files are lost: cases name them" in text_of(at.get(path)) for at, path in pages)


def test_it_says_in_the_queue_too_who_is_away_and_what_they_speak(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    bo_desk.post("/desk/me/languages/", {"languages": ["ru"]})
    bo_desk.post(member(world, world.bo), days())
    shown = text_of(amira_desk.get("/desk/requests/"))
    assert "bo · 0 open cases · Russian · away until" in shown


def test_it_says_when_the_paper_of_absences_was_damaged_and_overwrites_nothing(
    world: World, amira_desk: Client
) -> None:
    amira_desk.post(member(world, world.amira), days(cover=world.bo))
    Paper.objects.update(sealed_paper=b"x" * 200)
    assert "cannot be read" in text_of(amira_desk.get(TEAM))
    answer = amira_desk.post(member(world, world.amira), days())
    assert answer.status_code == 200
    assert "cannot be read" in text_of(answer)
    assert amira_desk.post(member(world, world.amira, "back")).status_code == 302
    assert amira_desk.post("/desk/me/languages/", {"languages": ["ru"]}).status_code == 302
    assert bytes(Paper.objects.get().sealed_paper) == b"x" * 200
