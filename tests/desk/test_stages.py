"""Stages as a team says them, wherever one is named."""

import pytest
from django.test import Client
from django.utils import translation

from apps.accounts.models import User
from apps.cases import vocabulary
from apps.cases.papers import Kind, write_team_paper
from apps.cases.rules import Rules
from tests.cases.test_rules import decide
from tests.desk.looking import act, hidden_fields, text_of
from tests.world import Sent, World

NAMES = {"screening": {"en": "First look", "ru": "Первый взгляд"}}


@pytest.fixture
def screened(sent: Sent, amira_desk: Client) -> Sent:
    """A case that stands in screening."""
    act(amira_desk, sent, "move", stage="screening")
    return sent


def test_it_says_a_renamed_stage_everywhere(
    world: World, screened: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    decide(world, Rules(names=NAMES))
    page = text_of(amira_desk.get(screened.url))
    assert "Stage: First look" in page
    assert "First look · 2 of 9" in page
    assert "Screening" not in page
    assert "Stage: First look" in text_of(amira_desk.get(f"{screened.url}history/"))
    listed = text_of(amira_desk.get("/desk/cases/"))
    assert "First look" in listed
    assert "Screening" not in listed
    stale = hidden_fields(amira_desk.get(f"{screened.url}notes/"), f"{screened.url}note/")
    act(bo_desk, screened, "move", stage="received")
    act(bo_desk, screened, "move", stage="screening")
    told = amira_desk.post(f"{screened.url}note/", {**stale, "text": "Host found."})
    assert "A colleague moved this to First look" in text_of(told)


def test_it_says_a_stage_as_shipped_in_a_language_without_a_name(
    world: World, screened: Sent, amira_desk: Client
) -> None:
    decide(world, Rules(names=NAMES))
    User.objects.filter(handle="amira").update(language="ar")
    with translation.override("ar"):
        shipped = str(vocabulary.STAGES["screening"])
    page = text_of(amira_desk.get(screened.url))
    assert shipped in page
    assert "First look" not in page


def test_it_offers_a_hidden_stage_nowhere_but_where_a_case_stands_in_it(
    world: World, sent: Sent, screened: Sent, amira_desk: Client
) -> None:
    decide(world, Rules(hidden=["screening", "assessment"]))
    page = amira_desk.get(screened.url).content.decode()
    assert "Stage: Screening" in page
    assert 'value="assessment"' not in page
    assert ">Assessment<" not in page
    assert 'value="assessment"' not in amira_desk.get("/desk/cases/").content.decode()
    answer = amira_desk.post(f"{sent.url}move/", {"seen": "99", "stage": "assessment"})
    assert answer.status_code == 422


def test_it_works_with_the_five_groups_alone(
    world: World, screened: Sent, amira_desk: Client
) -> None:
    decide(world, Rules(groups_only=True))
    page = amira_desk.get(screened.url)
    assert "New · 1 of 5" in text_of(page)
    assert 'value="assessment"' not in page.content.decode()
    act(amira_desk, screened, "move", stage="verification")
    assert "Checking · 2 of 5" in text_of(amira_desk.get(screened.url))
    assert "Screening" not in text_of(amira_desk.get("/desk/cases/"))


def test_it_keeps_a_team_from_deciding_for_another(
    world: World, screened: Sent, amira_desk: Client
) -> None:
    decide(world, Rules(names=NAMES))
    chioma = world.chioma
    write_team_paper(
        Kind.RULES,
        Rules(names={"screening": {"en": "Chioma’s"}}),
        version=0,
        team=world.lighthouse,
        user=chioma.user,
        keyring=chioma.keyring,
    )
    assert "First look" in text_of(amira_desk.get(screened.url))
