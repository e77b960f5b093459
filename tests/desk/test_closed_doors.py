"""For whoever it is not meant, none of it exists."""

from uuid import uuid4

import pytest
from django.test import Client

from tests.world import Sent, World, desk


def test_it_answers_an_unknown_case_like_somebody_elses(
    sent: Sent, amira_desk: Client, chioma_desk: Client
) -> None:
    unknown = amira_desk.get(f"/desk/cases/{uuid4()}/")
    foreign = chioma_desk.get(sent.url)
    assert unknown.status_code == foreign.status_code == 404
    assert b"There is nothing here" in unknown.content
    assert b"There is nothing here" in foreign.content


def test_it_shows_the_list_to_caseworkers_alone(dan_desk: Client, olu_desk: Client) -> None:
    for browser in (dan_desk, olu_desk):
        assert browser.get("/desk/cases/").status_code == 404


def test_it_shows_the_record_to_oversight_alone(
    amira_desk: Client, bo_desk: Client, dan_desk: Client, olu_desk: Client
) -> None:
    for browser in (amira_desk, bo_desk, dan_desk):
        assert browser.get("/desk/record/").status_code == 404
    assert olu_desk.get("/desk/record/").status_code == 200


@pytest.mark.parametrize(
    "page", ["", "organisation/", "words/", "door/open/", "form/close/", "form/open/", "receiving/"]
)
def test_it_lets_coordinator_and_operator_alone_set_things(
    amira_desk: Client, chioma_desk: Client, olu_desk: Client, page: str
) -> None:
    for browser in (amira_desk, chioma_desk, olu_desk):
        assert browser.post(f"/desk/settings/{page}").status_code in {404, 405}
        assert browser.get(f"/desk/settings/{page}").status_code in {404, 405}


@pytest.mark.parametrize(
    ("who", "home"),
    [
        ("amira", "/desk/today/"),
        ("bo", "/desk/today/"),
        ("chioma", "/desk/today/"),
        ("dan", "/desk/team/"),
        ("olu", "/desk/record/"),
    ],
)
def test_it_leads_everybody_to_where_their_day_begins(world: World, who: str, home: str) -> None:
    answer = desk(getattr(world, who)).get("/desk/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == home


@pytest.mark.parametrize(
    ("who", "entries"),
    [
        ("amira", ["Today", "Requests", "Cases", "Team"]),
        ("bo", ["Today", "Requests", "Cases", "Team", "Settings"]),
        ("dan", ["Team", "Settings"]),
        ("olu", ["Record", "Team"]),
    ],
)
def test_it_shows_no_entry_that_leads_nowhere(world: World, who: str, entries: list[str]) -> None:
    browser = desk(getattr(world, who))
    page = browser.get("/desk/", follow=True)
    nav = page.context["nav"]
    assert [one.label for one in nav] == entries
    for one in nav:
        assert browser.get(one.url).status_code == 200
