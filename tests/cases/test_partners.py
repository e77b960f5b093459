"""The team's address book of partners, and what a case is offered of it."""

from typing import Any

import pytest

from apps.cases.errors import PaperChanged
from apps.cases.models import Paper
from apps.cases.papers import write_team_paper
from apps.cases.partners import (
    MOST_PARTNERS,
    Partner,
    Partners,
    delete_partner,
    partners_for,
    read_partners,
    save_partner,
)
from apps.crypto import CannotOpen
from apps.teams.errors import TeamClosed
from apps.teams.models import Team
from tests.cases.acts import again, check, read, verify
from tests.people import Person
from tests.world import Sent, World, fresh, make_world, noors_answers, submit

BATUMI = Partner("b" * 32, "Batumi Beds", ["shelter"], ["GE"], ["ka", "en"])
ALI = Partner(
    "a" * 32, "Ali the lawyer", ["legal_counsel"], ["TR"], ["ru"], contact="Signal, evenings"
)
RED = Partner("c" * 32, "Red House", ["shelter", "legal_counsel"])


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def sent(world: World) -> Sent:
    return submit(world)


def keys(person: Person, team: Team) -> dict[str, Any]:
    return {"team": team, "user": person.user, "keyring": fresh(person)}


def keep(world: World, *partners: Partner) -> None:
    """Let Amira write partners down."""
    for one in partners:
        mine = keys(world.amira, world.harbour)
        save_partner(one, version=read_partners(**mine)[1], **mine)


def refs(sent: Sent, person: Person, **asked: str) -> list[str]:
    offered = partners_for(again(sent, person), keyring=fresh(person), **asked)
    return [one.ref[0] for one in offered.partners]


def test_the_book_is_the_teams_and_sealed(world: World) -> None:
    keep(world, BATUMI, ALI)
    assert read_partners(**keys(world.bo, world.harbour))[0].items == [BATUMI, ALI]
    row = Paper.objects.get(kind=Paper.Kind.PARTNERS)
    assert b"Batumi" not in bytes(row.sealed_paper)
    with pytest.raises(TeamClosed):
        read_partners(**keys(world.chioma, world.harbour))


def test_a_row_carried_to_another_team_or_kind_opens_for_nobody(world: World) -> None:
    keep(world, BATUMI)
    Paper.objects.update(team=world.lighthouse)
    with pytest.raises(CannotOpen):
        read_partners(**keys(world.chioma, world.lighthouse))
    Paper.objects.update(team=world.harbour, kind=Paper.Kind.OTHER_WAYS)
    Paper.objects.update(kind=Paper.Kind.PARTNERS, version=2)
    with pytest.raises(CannotOpen):
        read_partners(**keys(world.amira, world.harbour))


def test_who_was_slower_writes_nothing(world: World) -> None:
    keep(world, BATUMI)
    mine = keys(world.bo, world.harbour)
    with pytest.raises(PaperChanged):
        save_partner(ALI, version=0, **mine)
    with pytest.raises(PaperChanged):
        delete_partner(BATUMI.ref, version=0, **mine)
    assert read_partners(**mine)[0].items == [BATUMI]


def test_it_is_full_at_some_point(world: World) -> None:
    mine = keys(world.amira, world.harbour)
    many = [Partner(f"{n:032}", f"No. {n}") for n in range(MOST_PARTNERS)]
    write_team_paper(Paper.Kind.PARTNERS, Partners(many), version=0, **mine)
    with pytest.raises(ValueError, match="room"):
        save_partner(BATUMI, version=1, **mine)


def test_nobody_is_offered_before_the_case_is_verified(world: World, sent: Sent) -> None:
    keep(world, BATUMI)
    read(sent, world.amira)
    offered = partners_for(again(sent, world.amira), keyring=fresh(world.amira))
    assert (offered.partners, offered.choices(), offered.shut) == ((), [], "unverified")
    check(sent, world.amira, "public_sources")
    assert refs(sent, world.amira) == []
    check(sent, world.amira, "first_interview")
    assert refs(sent, world.amira) == ["b"]


def test_a_concern_shuts_the_book_and_a_chosen_partner_stays_named(
    world: World, sent: Sent
) -> None:
    keep(world, BATUMI, RED)
    verify(sent, world)
    check(sent, world.bo, "evidence", "concern")
    offered = partners_for(again(sent, world.amira), keyring=fresh(world.amira))
    assert (offered.shut, offered.named(BATUMI.ref)) == ("concern", "Batumi Beds")
    assert offered.choices([BATUMI.ref]) == [(BATUMI.ref, "Batumi Beds")]
    assert offered.named("d" * 32) == ""
    assert offered.choices(["d" * 32]) == []


def test_a_damaged_case_is_offered_nobody(world: World, sent: Sent) -> None:
    keep(world, BATUMI)
    verify(sent, world)
    opened = again(sent, world.amira)
    opened.damaged = True
    assert partners_for(opened, keyring=fresh(world.amira)).shut == "damaged"


def test_a_book_that_does_not_open_is_no_error_on_a_case(world: World, sent: Sent) -> None:
    keep(world, BATUMI)
    verify(sent, world)
    Paper.objects.filter(kind=Paper.Kind.PARTNERS).update(version=9)
    offered = partners_for(again(sent, world.amira), keyring=fresh(world.amira))
    assert (offered.shut, offered.named(BATUMI.ref)) == ("unopened", "")


def test_those_that_fit_come_first_and_nobody_who_rests(world: World, sent: Sent) -> None:
    resting = Partner("d" * 32, "Asleep", ["shelter"], resting=True)
    keep(world, BATUMI, ALI, RED, resting)
    verify(sent, world)
    assert refs(sent, world.amira) == ["a", "c", "b"]
    assert refs(sent, world.amira, does="shelter", country="GE") == ["c", "b", "a"]
    assert refs(sent, world.amira, does="shelter", country="GE", language="ka") == ["b", "c", "a"]
    assert refs(sent, world.amira, does="legal_counsel", country="GE") == ["c", "a", "b"]


def test_a_language_counts_in_any_of_its_forms(world: World) -> None:
    request = submit(world, answers=noors_answers(language="ru-BY"))
    keep(world, BATUMI, ALI)
    verify(request, world)
    assert refs(request, world.amira) == ["a", "b"]


def test_the_book_is_searched_by_what_country_and_language() -> None:
    book = Partners([RED, BATUMI, ALI])
    assert book.found() == [ALI, BATUMI, RED]
    assert book.found(does="shelter", country="GE") == [BATUMI, RED]
    assert book.found(language="ru-RU") == [ALI, RED]
    assert book.found(does="cash") == []
