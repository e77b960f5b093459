"""Several cases of the list given at once; each that cannot be is named."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from apps.cases import actions
from tests.cases.acts import hand, read
from tests.desk.looking import opened_by, text_of
from tests.world import Sent, World, submit

LIST = "/desk/cases/"
GIVE = "/desk/cases/give/"


@pytest.fixture
def three(world: World) -> list[Sent]:
    """Three cases of nobody's, taken in."""
    made = [submit(world) for _ in range(3)]
    for sent in made:
        read(sent, world.amira)
    return made


def ticks(browser: Client) -> list[str]:
    page = browser.get(LIST).content.decode()
    return re.findall(r'name="chosen" value="([0-9a-f.]+)"', page)


def owners(three: list[Sent], world: World) -> list[str]:
    return [opened_by(world.bo, sent).file.owner for sent in three]


def test_it_gives_those_ticked_to_a_colleague_and_no_other(
    world: World, three: list[Sent], amira_desk: Client
) -> None:
    bo = world.bo.user.ref.hex
    chosen = [tick for tick in ticks(amira_desk) if not tick.startswith(three[2].ref.hex)]
    answer = amira_desk.post(GIVE, {"chosen": chosen, "owner": bo, "back": "?group=new"})
    assert answer["Location"] == f"{LIST}?group=new&given=2"
    assert owners(three, world) == [bo, bo, ""]
    assert "2 cases given" in text_of(amira_desk.get(answer["Location"]))


def test_it_names_the_case_that_a_colleague_took_meanwhile(
    world: World, three: list[Sent], amira_desk: Client
) -> None:
    chosen = ticks(amira_desk)
    actions.set_owner(hand(three[0], world.bo), owner=world.bo.user)
    amira = world.amira.user.ref.hex
    answer = amira_desk.post(GIVE, {"chosen": chosen, "owner": amira})
    assert answer["Location"] == f"{LIST}?given=2&left={three[0].ref.hex}"
    name = opened_by(world.bo, three[0]).file.name
    shown = text_of(amira_desk.get(answer["Location"]))
    assert f"could not open them: {name}" in shown
    assert owners(three, world) == [world.bo.user.ref.hex, amira, amira]


def test_it_gives_the_same_twice_without_a_second_event(
    world: World, three: list[Sent], amira_desk: Client
) -> None:
    sent = {"chosen": ticks(amira_desk), "owner": world.bo.user.ref.hex}
    amira_desk.post(GIVE, sent)
    before = [opened_by(world.bo, one).sequence for one in three]
    assert amira_desk.post(GIVE, sent)["Location"] == f"{LIST}?given=3"
    assert [opened_by(world.bo, one).sequence for one in three] == before


def test_it_gives_nothing_restricted_to_who_is_not_named(
    world: World, three: list[Sent], amira_desk: Client
) -> None:
    from tests.people import make_person
    from tests.world import let_in

    gus = make_person("gus")
    let_in(world.harbour, gus, by=world.bo)
    actions.restrict_case(hand(three[0], world.amira), people=[world.bo.user])
    answer = amira_desk.post(GIVE, {"chosen": [f"{three[0].ref.hex}."], "owner": gus.user.ref.hex})
    assert answer["Location"] == f"{LIST}?given=0&left={three[0].ref.hex}"
    assert owners(three, world)[0] == ""


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"chosen": "x", "owner": ""},
        {"chosen": "\0.\0", "owner": "amira"},
        {"chosen": str(uuid4()), "owner": "0" * 32},
        {"chosen": ["."] * 300, "back": "?page=9999999&group=\0&q=" + "x" * 5000},
    ],
    ids=["nothing", "no owner", "bytes", "nobody", "many"],
)
def test_it_says_what_is_missing_and_keeps_the_ticks(
    world: World, three: list[Sent], amira_desk: Client, odd: dict[str, str]
) -> None:
    answer = amira_desk.post(GIVE, odd)
    assert answer.status_code == 422
    assert "Error:" in answer.content.decode()
    assert owners(three, world) == ["", "", ""]
    kept = amira_desk.post(GIVE, {"chosen": ticks(amira_desk)[:1], "owner": ""})
    assert kept.content.decode().count(" checked") == 1


@pytest.mark.parametrize("went", ["given=x", "given=99999", "given=1&left=zz", "given=٣"])
def test_it_takes_no_odd_outcome_for_one(
    world: World, three: list[Sent], amira_desk: Client, went: str
) -> None:
    assert amira_desk.get(f"{LIST}?{went}").status_code == 200


def test_it_gives_no_case_of_another_team(
    world: World, three: list[Sent], chioma_desk: Client
) -> None:
    chosen = [f"{sent.ref.hex}." for sent in three]
    answer = chioma_desk.post(GIVE, {"chosen": chosen, "owner": world.chioma.user.ref.hex})
    assert "given=0" in answer["Location"]
    shown = text_of(chioma_desk.get(answer["Location"]))
    assert "0 cases given" in shown
    assert not any(opened_by(world.bo, sent).file.name in shown for sent in three)
    assert owners(three, world) == ["", "", ""]
