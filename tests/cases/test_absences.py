"""Who is away, who covers, and who speaks what: sealed, by who may say so."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from apps.cases import absences
from apps.cases.absences import Absence, Absences, covered_by, end_absence, set_absence
from apps.cases.models import Paper
from apps.teams.errors import Refused, TeamClosed
from tests.people import Person
from tests.world import World, fresh, let_in

NOW = absences.today()


def away(first: int = 0, last: int = 3, cover: Person | None = None) -> Absence:
    """So many days from now, the last one included."""
    days = [(NOW + timedelta(days=offset)).isoformat() for offset in (first, last)]
    return Absence(days[0], days[1], cover.user.ref.hex if cover else "")


def says(world: World, by: Person, of: Person, absence: Absence) -> Absences:
    return set_absence(
        team=world.harbour, of=of.user, absence=absence, by=by.user, keyring=fresh(by)
    )


def covers(person: Person, day: date = NOW) -> frozenset[tuple[object, str]]:
    return covered_by(user=person.user, keyring=fresh(person), day=day)


def test_it_tells_who_covers_for_whom_while_they_are_away(world: World) -> None:
    says(world, world.amira, world.amira, away(first=1, last=3, cover=world.bo))
    amiras = {(world.harbour.ref, world.amira.user.ref.hex)}
    assert covers(world.bo) == frozenset()
    assert covers(world.bo, NOW + timedelta(days=1)) == amiras
    assert covers(world.bo, NOW + timedelta(days=3)) == amiras
    assert covers(world.bo, NOW + timedelta(days=4)) == frozenset()
    assert covers(world.amira, NOW + timedelta(days=2)) == frozenset()


def test_it_lets_a_coordinator_say_so_for_others_and_nobody_else(world: World) -> None:
    says(world, world.bo, world.amira, away(cover=world.bo))
    with pytest.raises(Refused):
        says(world, world.amira, world.bo, away(cover=world.amira))
    with pytest.raises(Refused):
        end_absence(
            team=world.harbour, of=world.bo.user, by=world.amira.user, keyring=fresh(world.amira)
        )


def test_it_opens_for_nobody_outside_the_team(world: World) -> None:
    with pytest.raises(Refused):
        says(world, world.chioma, world.chioma, away())
    world.chioma.user.is_coordinator = True
    with pytest.raises(TeamClosed):
        says(world, world.chioma, world.amira, away())
    says(world, world.amira, world.amira, away(cover=world.bo))
    assert covers(world.chioma) == frozenset()


def test_it_ends_when_it_is_taken_back(world: World) -> None:
    says(world, world.amira, world.amira, away(cover=world.bo))
    end_absence(team=world.harbour, of=world.amira.user, by=world.bo.user, keyring=fresh(world.bo))
    assert covers(world.bo) == frozenset()


@pytest.mark.parametrize(
    "odd",
    [
        Absence("2020-01-01", "2020-01-05"),
        Absence("x", "y"),
        Absence(NOW.isoformat(), ""),
        away(first=3, last=2),
        away(first=0, last=900),
    ],
    ids=str,
)
def test_it_refuses_days_that_cannot_be(world: World, odd: Absence) -> None:
    with pytest.raises(ValueError, match=r"away|over"):
        says(world, world.amira, world.amira, odd)
    assert not Paper.objects.exists()


def test_it_lets_only_another_member_cover(world: World) -> None:
    for cover in (world.amira, world.chioma, world.dan):
        with pytest.raises(Refused):
            says(world, world.amira, world.amira, away(cover=cover))
    with pytest.raises(Refused):
        says(world, world.amira, world.amira, Absence(NOW.isoformat(), NOW.isoformat(), "nobody"))


def test_it_keeps_what_each_of_two_said(world: World) -> None:
    says(world, world.amira, world.amira, away(cover=world.bo))
    now = says(world, world.bo, world.bo, away(first=9, last=12, cover=world.amira))
    assert now.away.keys() == {world.amira.user.ref.hex, world.bo.user.ref.hex}


def test_it_forgets_what_is_over(world: World) -> None:
    says(world, world.amira, world.amira, away(last=1))
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)):
        now = says(world, world.bo, world.bo, away(first=5, last=6))
    assert now.away.keys() == {world.bo.user.ref.hex}


def test_it_knows_languages_in_each_team_of_a_person(world: World) -> None:
    let_in(world.lighthouse, world.amira, by=world.chioma)
    absences.set_languages(languages=["ru", "ar"], by=world.amira.user, keyring=fresh(world.amira))
    for team, reader in ((world.harbour, world.bo), (world.lighthouse, world.chioma)):
        paper = absences.read_absences(team=team, user=reader.user, keyring=fresh(reader))
        assert paper.languages == {world.amira.user.ref.hex: ["ru", "ar"]}
    mine = absences.languages_of(user=world.amira.user, keyring=fresh(world.amira))
    assert mine == ["ru", "ar"]
    absences.set_languages(languages=[], by=world.amira.user, keyring=fresh(world.amira))
    assert absences.languages_of(user=world.amira.user, keyring=fresh(world.amira)) == []


def test_it_leaves_no_name_day_or_language_in_the_database(world: World) -> None:
    says(world, world.amira, world.amira, away(cover=world.bo))
    absences.set_languages(languages=["ru"], by=world.amira.user, keyring=fresh(world.amira))
    for row in Paper.objects.all():
        sealed = bytes(row.sealed_paper)
        assert NOW.isoformat().encode() not in sealed
        assert world.bo.user.ref.hex.encode() not in sealed


@given(st.dates(), st.dates(), st.dates())
def test_it_is_away_from_the_first_day_to_the_last(first: date, last: date, day: date) -> None:
    absence = Absence(first.isoformat(), last.isoformat(), "c0")
    paper = Absences(away={"a0": absence})
    assert (paper.covering("c0", day) == ["a0"]) == (first <= day <= last)
    assert paper.covering("a0", day) == []
